//! The description: one `cs:CodeSocial`, its chapters, and in the purpose context, stakes, objectives, missions, dreams, challenges.
//!
//! A heading of the form says which chapter it belongs to (see [`super::form`]); inside a chapter the page's own words
//! stand in the page's own order.

use super::draft::{DraftId, Drafts, french};
use super::form::{Chapter, FieldName, Matter};
use super::page::{Page, Passage, Section};
use super::spelling::fold;
use model::vocab::{class, individual, property, rdf};
use model::{Container, Iri};
use oxrdf::{Literal, NamedNodeRef};
use std::collections::BTreeMap;

/// What was drafted, for what comes after it.
pub(super) struct Description {
    pub(super) intentions: Vec<Intention>,
}

/// One stated intention.
pub(super) struct Intention {
    pub(super) iri: Iri,
    pub(super) text: String,
    pub(super) horizon: Option<NamedNodeRef<'static>>,
    pub(super) is_mission: bool,
}

/// Drafts the description of `subject`, under the subject's own name.
pub(super) fn draft(
    page: &Page<'_>,
    name: &str,
    subject: &Iri,
    from: Passage<'_>,
    drafts: &mut Drafts<'_>,
) -> Description {
    let mut writer = match drafts.draft(Container::Codes, name, name, from) {
        Some((id, iri)) => Writer {
            planning_title: None,
            id,
            iri,
            drafts,
            chapters: BTreeMap::new(),
            counts: BTreeMap::new(),
            phases: Vec::new(),
            intentions: Vec::new(),
        },
        None => return Description { intentions: Vec::new() },
    };
    writer.drafts.is_told(writer.id);
    writer.drafts.is_a(writer.id, class::CODE_SOCIAL);
    writer.drafts.say(writer.id, property::NAME, french(name));
    writer.drafts.say(writer.id, property::DESCRIBES, subject.as_named_node());
    writer.drafts.say(writer.id, property::FORM, individual::SIX_MODELS_FORM);
    // A wiki page is there for everybody to read: what it says is published, not a draft and not yet adopted.
    writer.drafts.say(writer.id, property::STATUS, individual::PUBLISHED);
    for field in page.fields(FieldName::Licences) {
        let value = field.value();
        writer.line(Chapter::LegalFinancialModel, value.line, &format!("{} : {}", field.label, value.text));
    }
    for section in &page.sections {
        writer.section(section);
    }
    writer.finish()
}

struct Writer<'d, 'a, 'p> {
    id: DraftId,
    iri: Iri,
    drafts: &'d mut Drafts<'a>,
    chapters: BTreeMap<Chapter, Vec<String>>,
    /// How many fragments have this stem.
    counts: BTreeMap<&'static str, u32>,
    /// What the form calls the planning: the free section has no class that names it.
    planning_title: Option<&'p str>,
    phases: Vec<(&'p str, Vec<String>)>,
    intentions: Vec<Intention>,
}

impl<'p> Writer<'_, '_, 'p> {
    fn section(&mut self, section: &Section<'p>) {
        self.drafts.place(self.id, section.title.line);
        let chapter = section.heading.chapter;
        match section.heading.matter {
            Matter::Narrative | Matter::FundingPlan | Matter::Territories => {
                self.line(chapter, section.title.line, section.title.text);
                self.passages(chapter, &section.passages);
            }
            Matter::Planning => self.planning(section),
            Matter::Context => {
                for passage in &section.passages {
                    self.drafts.place(self.id, passage.line);
                }
                let context: Vec<String> = section.passages.iter().map(Passage::shown).collect();
                let fragment = chapter.fragment();
                self.chapters.entry(chapter).or_default();
                self.drafts.say_of(self.id, fragment, property::CONTEXT, french(context.join("\n")));
            }
            Matter::Missions => self.fragments(section, class::MISSION, property::MISSION, "mission"),
            Matter::Dreams => self.fragments(section, class::DREAM, property::DREAM, "dream"),
            Matter::Stakes => self.fragments(section, class::STAKE, property::STAKE, "stake"),
            Matter::Challenges => self.fragments(section, class::CHALLENGE, property::CHALLENGE, "challenge"),
            Matter::Objectives => self.fragments(section, class::OBJECTIVE, property::OBJECTIVE, "objective"),
            Matter::Stake => {
                for passage in &section.passages {
                    self.drafts.place(self.id, passage.line);
                }
                let text: Vec<String> = section.passages.iter().map(Passage::shown).collect();
                self.fragment(chapter, class::STAKE, property::STAKE, "stake", &text.join("\n"));
            }
            // The bullets are other documents; what announces them is the description's.
            Matter::Deliverables | Matter::Users | Matter::Awaiting => {
                self.line(chapter, section.title.line, section.title.text);
            }
        }
    }

    fn line(&mut self, chapter: Chapter, line: u64, text: &str) {
        self.drafts.place(self.id, line);
        self.chapters.entry(chapter).or_default().push(text.to_owned());
    }

    fn passages(&mut self, chapter: Chapter, passages: &[Passage<'_>]) {
        for passage in passages {
            self.line(chapter, passage.line, &passage.shown());
        }
    }

    /// The bullets become fragments of a class; sentences between them stay in the chapter's text.
    fn fragments(
        &mut self,
        section: &Section<'_>,
        class: NamedNodeRef<'static>,
        property: NamedNodeRef<'static>,
        stem: &'static str,
    ) {
        for passage in &section.passages {
            if passage.is_bullet {
                self.drafts.place(self.id, passage.line);
                self.fragment(section.heading.chapter, class, property, stem, passage.text);
            } else {
                self.line(section.heading.chapter, passage.line, passage.text);
            }
        }
    }

    fn fragment(
        &mut self,
        chapter: Chapter,
        class: NamedNodeRef<'static>,
        property: NamedNodeRef<'static>,
        stem: &'static str,
        text: &str,
    ) {
        self.chapters.entry(chapter).or_default();
        let count = self.counts.entry(stem).or_insert(0);
        *count += 1;
        let order = *count;
        let name = format!("{stem}-{order}");
        let iri = self.iri.with_fragment(&name);
        let (horizon, text) = horizon(text);
        // What the subject sets itself to do is an intention, whether it calls it objective or mission.
        let is_mission = class == class::MISSION;
        let is_intention = is_mission || class == class::OBJECTIVE;
        let (id, drafts) = (self.id, &mut *self.drafts);
        drafts.say_of(id, chapter.fragment(), property, iri.as_named_node());
        drafts.say_of(id, &name, rdf::TYPE, class);
        drafts.say_of(id, &name, property::TEXT, french(text));
        drafts.say_of(id, &name, property::ORDER, Literal::from(order));
        if let Some(horizon) = horizon {
            drafts.say_of(id, &name, property::HORIZON, horizon);
        }
        if is_intention {
            drafts.say_of(id, &name, rdf::TYPE, class::INTENTION);
            drafts.say_of(id, chapter.fragment(), property::INTENTION, iri.as_named_node());
            self.intentions.push(Intention { iri, text: text.to_owned(), horizon, is_mission });
        }
    }

    /// A phase is a section of its own: its bullet is its name, the bullets after it are its steps.
    fn planning(&mut self, section: &Section<'p>) {
        let chapter = section.heading.chapter;
        self.chapters.entry(chapter).or_default();
        self.planning_title.get_or_insert(section.title.text);
        let mut in_phase = false;
        for passage in &section.passages {
            let phase = fold(passage.text)
                .strip_prefix("phase ")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            in_phase = phase || (in_phase && passage.is_bullet);
            match self.phases.last_mut() {
                _ if phase => {
                    self.drafts.place(self.id, passage.line);
                    self.phases.push((passage.text, Vec::new()));
                }
                Some((_, steps)) if in_phase => {
                    self.drafts.place(self.id, passage.line);
                    steps.push(passage.shown());
                }
                Some(_) | None => self.line(chapter, passage.line, &passage.shown()),
            }
        }
    }

    fn finish(self) -> Description {
        let (id, drafts) = (self.id, self.drafts);
        let mut order = 0_u32;
        let mut open = |fragment: &str, class, drafts: &mut Drafts<'_>| {
            order += 1;
            drafts.say(id, property::SECTION, self.iri.with_fragment(fragment).as_named_node());
            drafts.say_of(id, fragment, rdf::TYPE, class);
            drafts.say_of(id, fragment, property::ORDER, Literal::from(order));
        };
        for (chapter, lines) in &self.chapters {
            open(chapter.fragment(), chapter.class(), drafts);
            if *chapter == Chapter::Planning
                && let Some(title) = self.planning_title
            {
                drafts.say_of(id, chapter.fragment(), property::NAME, french(title));
            }
            let text: Vec<&str> = lines.iter().map(String::as_str).collect();
            if !text.is_empty() {
                drafts.say_of(id, chapter.fragment(), property::TEXT, french(text.join("\n")));
            }
        }
        for (number, (name, steps)) in (1..).zip(&self.phases) {
            let fragment = format!("phase-{number}");
            open(&fragment, class::FREE_SECTION, drafts);
            drafts.say_of(id, &fragment, property::NAME, french(*name));
            if !steps.is_empty() {
                drafts.say_of(id, &fragment, property::TEXT, french(steps.join("\n")));
            }
        }
        Description { intentions: self.intentions }
    }
}

/// `à court terme: …`: the horizon, and what stands under it.
fn horizon(text: &str) -> (Option<NamedNodeRef<'static>>, &str) {
    let Some((term, rest)) = text.split_once(':') else { return (None, text) };
    let horizon = match fold(term.trim()).as_str() {
        "à court terme" => individual::SHORT_TERM,
        "à moyen terme" => individual::MEDIUM_TERM,
        "à long terme" => individual::LONG_TERM,
        _ => return (None, text),
    };
    (Some(horizon), rest.trim())
}
