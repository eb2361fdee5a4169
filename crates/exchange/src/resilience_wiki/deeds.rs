//! Deliverables: actions that realise the intentions, each once though two lists name it, with their deadlines.

use super::description::{Description, Intention};
use super::draft::{Drafts, french};
use super::form::Matter;
use super::page::{Page, Passage};
use super::spelling::{expressions, fold, identity, words};
use jiff::ToSpan;
use jiff::civil::Date;
use model::vocab::{class, individual, property, xsd};
use model::{Container, Iri};
use oxrdf::{Literal, NamedNode};
use std::collections::{BTreeMap, BTreeSet};

/// One deliverable, in the wordings of both lists.
struct Deliverable<'a> {
    identity: String,
    name: String,
    wordings: Vec<Passage<'a>>,
    delay: Option<&'a str>,
    address: Option<Iri>,
}

/// Drafts the deliverables of the démarche `name` as actions toward the description's intentions.
pub(super) fn draft(page: &Page<'_>, name: &str, description: &Description, drafts: &mut Drafts<'_>) {
    let start = launch(page);
    let aims = Aims::of(description, name);
    for deliverable in deliverables(page) {
        let from = deliverable.wordings.first().copied();
        let Some(from) = from else { continue };
        let action = drafts.draft(Container::Actions, &deliverable.identity, &deliverable.name, from);
        let Some((id, _)) = action else { continue };
        drafts.is_told(id);
        drafts.is_a(id, class::ACTION);
        drafts.say(id, property::NAME, french(&deliverable.name));
        let wordings: Vec<&str> = deliverable.wordings.iter().map(|wording| wording.text).collect();
        drafts.say(id, property::DESCRIPTION, french(wordings.join("\n")));
        for wording in &deliverable.wordings {
            drafts.place(id, wording.line);
        }
        if let Some(address) = &deliverable.address {
            drafts.say(id, property::WEBSITE, NamedNode::from(address.clone()));
        }
        if let Some(delay) = deliverable.delay {
            drafts.say(id, property::DUE_TEXT, french(delay));
            if let Some(due) =
                start.zip(months(delay)).and_then(|(start, months)| start.checked_add(months.months()).ok())
            {
                drafts.say(id, property::DUE, Literal::new_typed_literal(due.to_string(), xsd::DATE));
            }
        }
        for intention in aims.served_by(&deliverable) {
            drafts.say(id, property::REALISES, intention.iri.as_named_node());
        }
    }
}

/// What the deliverables may serve.
struct Aims<'d> {
    intentions: &'d [Intention],
    /// The objectives that speak of something, by the expressions they do it in.
    objectives: BTreeMap<(String, String), Vec<usize>>,
    /// The name of the démarche, of which everything here speaks.
    known: Vec<String>,
}

impl<'d> Aims<'d> {
    fn of(description: &'d Description, name: &str) -> Self {
        let known = words(name);
        let mut objectives: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, intention) in
            description.intentions.iter().enumerate().filter(|(_, intention)| !intention.is_mission)
        {
            for expression in expressions(&intention.text, &known) {
                objectives.entry(expression).or_default().push(index);
            }
        }
        Self { intentions: &description.intentions, objectives, known }
    }

    /// Which intentions a deliverable serves. The page counts deliverables in months, so each is part of what it sets
    /// itself in the short term; beyond that, it serves the objectives that speak of the same thing: with which it
    /// shares an expression of two words.
    fn served_by(&self, deliverable: &Deliverable<'_>) -> impl Iterator<Item = &'d Intention> {
        let is_near = |intention: &Intention| intention.is_mission && intention.horizon == Some(individual::SHORT_TERM);
        let near =
            self.intentions.iter().enumerate().filter(|(_, intention)| is_near(intention)).map(|(index, _)| index);
        let own = deliverable.wordings.iter().flat_map(|wording| expressions(wording.text, &self.known));
        let shared = own.flat_map(|expression| self.objectives.get(&expression).into_iter().flatten().copied());
        let served: BTreeSet<usize> = near.chain(shared).collect();
        served.into_iter().filter_map(|index| self.intentions.get(index))
    }
}

fn deliverables<'a>(page: &Page<'a>) -> Vec<Deliverable<'a>> {
    let mut all: Vec<Deliverable<'a>> = Vec::new();
    let mut by_identity: BTreeMap<String, usize> = BTreeMap::new();
    let lists = page.sections.iter().filter(|section| section.heading.matter == Matter::Deliverables);
    for wording in lists.flat_map(|list| &list.passages) {
        let read = read(*wording);
        if let Some(known) = by_identity.get(&read.identity).and_then(|index| all.get_mut(*index)) {
            known.wordings.push(*wording);
            known.delay = known.delay.or(read.delay);
            known.address = known.address.take().or(read.address);
        } else {
            by_identity.insert(read.identity.clone(), all.len());
            all.push(read);
        }
    }
    all
}

/// Takes a deliverable's line apart: what it is, what stands in brackets, its address, its delay.
fn read(wording: Passage<'_>) -> Deliverable<'_> {
    let mut name = String::new();
    let (mut delay, mut address) = (None, None);
    let mut rest = wording.text;
    while let Some((before, bracket, after)) = next_bracket(rest) {
        name.push_str(before);
        if months(bracket).is_some() {
            delay = Some(bracket.trim());
        }
        rest = after;
    }
    name.push_str(rest);
    let mut kept: Vec<&str> = Vec::new();
    for word in name.split_whitespace() {
        match Iri::parse(word) {
            Ok(iri) if word.starts_with("http") => address = Some(iri),
            Ok(_) | Err(_) => kept.push(word),
        }
    }
    let mut name = kept.join(" ");
    if name.matches('“').count() > name.matches('”').count() {
        name.push('”');
    }
    Deliverable { identity: identity(&name), name, wordings: vec![wording], delay, address }
}

/// The text before the next `(…)`, what stands in it, and what comes after.
fn next_bracket(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('(')?;
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    Some((before, inside, after))
}

/// `3mois`, `1 mois`: how many.
fn months(delay: &str) -> Option<i32> {
    let number = fold(delay.trim()).strip_suffix("mois")?.trim().parse().ok()?;
    (1..=120).contains(&number).then_some(number)
}

/// The day the planning gives for the launch: "à partir du 15 mai", in the year that the planning names. Delays count
/// from it: the longest one of the page, five months from 15 May, falls in the "Octobre" of its last deliveries.
fn launch(page: &Page<'_>) -> Option<Date> {
    let planning = page.sections.iter().find(|section| section.heading.matter == Matter::Planning)?;
    let folded: Vec<String> = planning.passages.iter().map(|passage| fold(passage.text)).collect();
    let year = folded.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_digit())).find_map(|number| {
        let year: i16 = number.parse().ok()?;
        (2000..2100).contains(&year).then_some(year)
    })?;
    folded.iter().find_map(|text| {
        let (_, rest) = text.split_once("à partir du ")?;
        let mut words = rest.split([' ', '.', ',', ';']);
        let day: i8 = words.next()?.trim_end_matches("er").parse().ok()?;
        let month = words.next()?;
        let month = MONTHS.iter().position(|name| *name == month)? + 1;
        Date::new(year, i8::try_from(month).ok()?, day).ok()
    })
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Deliverable<'_> {
        read(Passage { line: 1, text, is_bullet: true })
    }

    #[test]
    fn a_deliverable_is_the_same_in_both_lists() {
        for (a, b) in [
            ("livrable “mettre en œuvre X dans son projet (2 mois)", "livrable “mettre en oeuvre X dans son projet"),
            ("livrable “gouvernance (3mois)", "livrable “gouvernance” (cartographie, régulation)"),
            ("la plateforme (Git) https://git.a.example (5 mois)", "la plateforme (Git) https://git.a.example"),
        ] {
            assert_eq!(read_text(a).identity, read_text(b).identity, "{a} / {b}");
        }
        let read = read_text("livrable “gouvernance (3mois)");
        assert_eq!((read.name.as_str(), read.delay), ("livrable “gouvernance”", Some("3mois")));
        assert_eq!(months(" 12 mois"), Some(12));
        assert_eq!(months("création, animation"), None);
    }
}
