//! The page of a document.

use super::comments::{self, Said};
use super::deeds::{self, Intention};
use super::flower::{self, Flower};
use super::reading::{Anchor, Passage, Reader, Rows, is_web, own_name, own_summary, type_in_words, who_reads};
use super::release::{self, ReleaseLine};
use super::{Frame, container};
use crate::address;
use crate::matching;
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use askama::filters::HtmlSafe;
use federation::comments::Comment;
use model::iri::Location;
use model::release::Manifest;
use model::syntax::Format;
use model::vocab::{class, property, rdf};
use model::{Container, Document, Iri};
use oxrdf::{Literal, TermRef};
use registry::{Elsewhere, Link, Past, Resource, Vanishing};

/// Most chapters beside the flower: as many as fill its height.
const OPENING: usize = 2;

/// Bytes of prose beyond which a chapter is long: about as much as stands beside the flower.
const LONG: usize = 900;

/// What is around a document, as far as the reader may see.
pub(crate) struct Surroundings {
    /// Who points at it.
    pub(crate) links: Vec<Link>,
    /// The actions that realise its intentions.
    pub(crate) actions: Vec<Document>,
    /// The names of all that is mentioned.
    pub(crate) names: Vec<(Iri, Literal)>,
    /// Its releases, the first one first.
    pub(crate) releases: Vec<Manifest>,
    /// Where it is said who may do what with it, for whoever says it.
    pub(crate) acl: Option<Iri>,
    /// The sources that told it and no longer have it.
    pub(crate) vanished: Vec<Vanishing>,
    /// The documents that are of the same organisation.
    pub(crate) same: Vec<Resource>,
}

/// A document, for people.
#[derive(Template)]
#[template(path = "resource.html")]
pub(crate) struct ResourcePage {
    pub(super) frame: Frame,
    iri: Iri,
    /// Where it is told: its own address, if it is ours.
    address: Iri,
    /// What it stands in, with its address if there is such a list.
    place: (Option<String>, String),
    name: Passage,
    kind: Option<String>,
    summary: Option<Passage>,
    about: Rows,
    flower: Option<Flower>,
    /// The chapters before the first model, beside the flower.
    opening: Vec<Chapter>,
    chapters: Vec<Chapter>,
    intentions: Vec<Intention>,
    incoming: Vec<(String, Vec<Anchor>)>,
    releases: Vec<ReleaseLine>,
    /// Since when which source no longer has it.
    vanished: Vec<String>,
    /// Which version it is, where it is not the document as it stands.
    past: Option<Moment>,
    /// Where it comes from, where it is not ours.
    elsewhere: Option<Provenance>,
    /// What others answered to it.
    comments: Vec<Said>,
    /// What the reader may do with it besides reading.
    pub(crate) ways: Vec<(String, String)>,
    trust: Trust,
    formats: Vec<(&'static str, &'static str)>,
}

/// What a reader may do with a document besides reading.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Leave {
    /// Change it in the browser.
    pub(crate) edits: bool,
    /// Hand out links to change it.
    pub(crate) lends: bool,
    /// Make a copy.
    pub(crate) copies: bool,
}

/// One chapter of a description.
#[derive(Template)]
#[template(path = "chapter.html")]
struct Chapter {
    id: String,
    model: Option<&'static str>,
    title: Passage,
    rows: Rows,
    /// Its intentions, told below, and what introduces them.
    intentions: Vec<Anchor>,
    wanted: String,
}

// Its own template escapes what it shows.
impl HtmlSafe for Chapter {}

impl Chapter {
    /// Whether it needs the width of the page to be read.
    fn is_long(&self) -> bool {
        self.rows.lead.iter().map(|passage| passage.text.len()).sum::<usize>() > LONG
    }
}

/// A version, and the ways out of it.
struct Moment {
    told: String,
    current: String,
    /// What changed since, where anything did.
    since: Option<String>,
}

/// Where a document from elsewhere comes from.
struct Provenance {
    origin: String,
    /// Its addresses that a browser can follow: its origin's and its own.
    origin_link: Option<String>,
    original: Option<String>,
    /// Since when it is here, and what its origin said last.
    told: Vec<String>,
}

/// Why one can rely on the page.
struct Trust {
    history: String,
    /// What is offered to a description.
    proposals: Option<String>,
    /// What was signed of a description.
    releases: Option<String>,
    version: String,
    fingerprint: String,
    etag: String,
    created: String,
    modified: String,
    audience: String,
    acl: Option<String>,
}

/// That a source no longer has it.
fn no_longer(frame: &Frame, vanishing: &Vanishing) -> String {
    let source = ("source", vanishing.source.to_string());
    match &vanishing.since {
        Some(since) => text::fill(frame.locale(), "vanished-since", &[source, ("date", frame.date(since))]),
        None => text::fill(frame.locale(), "vanished", &[source]),
    }
}

impl ResourcePage {
    pub(crate) fn new(frame: Frame, container: Container, resource: &Resource, around: &Surroundings) -> Self {
        Self::with(frame, Some(container), resource, around, Vocabulary::embedded())
    }

    /// A document from elsewhere, as it is held here.
    pub(crate) fn of_elsewhere(frame: Frame, held: &Elsewhere, around: &Surroundings) -> Self {
        Self::of_elsewhere_with(frame, held, around, Vocabulary::embedded())
    }

    fn of_elsewhere_with(frame: Frame, held: &Elsewhere, around: &Surroundings, vocabulary: &Vocabulary) -> Self {
        let iri = held.resource.document.iri();
        let followed = |iri: &Iri| is_web(iri).then(|| iri.as_str().to_owned());
        let on = |key, when: &_| frame.say_with(key, "date", &frame.date(when));
        let told = [
            Some(on("elsewhere-since", &held.resource.created)),
            held.at.as_ref().map(|at| on("elsewhere-told", at)),
            held.frozen.as_ref().map(|frozen| on("elsewhere-frozen", frozen)),
        ];
        let provenance = Provenance {
            origin: held.origin.as_str().to_owned(),
            origin_link: followed(&held.origin),
            original: followed(iri),
            told: told.into_iter().flatten().collect(),
        };
        let address = address::elsewhere(frame.base(), iri);
        let is = |class| held.resource.document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class));
        let is_matched = is(class::OFFER) || is(class::NEED);
        let matched =
            is_matched.then(|| (frame.link(&matching::get::with(frame.base(), iri)), frame.say("matching-link")));
        let page = Self::with(frame, None, &held.resource, around, vocabulary);
        Self { elsewhere: Some(provenance), address, ways: matched.into_iter().collect(), ..page }
    }

    /// A version of it.
    pub(crate) fn of_version(frame: Frame, container: Container, past: &Past, around: &Surroundings) -> Self {
        Self::of_version_with(frame, container, past, around, Vocabulary::embedded())
    }

    fn of_version_with(
        frame: Frame,
        container: Container,
        past: &Past,
        around: &Surroundings,
        vocabulary: &Vocabulary,
    ) -> Self {
        let iri = past.resource.document.iri();
        let number = past.version.revision.number;
        let values =
            [("number", text::number(frame.locale(), number)), ("date", text::moment(frame.locale(), past.version.at))];
        let key = if past.is_latest() { "version-latest" } else { "version-old" };
        let since = past.around.last.as_ref().filter(|_| !past.is_latest());
        let moment = Moment {
            told: text::fill(frame.locale(), key, &values),
            current: frame.link(iri),
            since: since.map(|last| frame.link(&iri.diff(number, last.revision.number))),
        };
        Self { past: Some(moment), ..Self::with(frame, Some(container), &past.resource, around, vocabulary) }
    }

    fn with(
        frame: Frame,
        container: Option<Container>,
        resource: &Resource,
        around: &Surroundings,
        vocabulary: &Vocabulary,
    ) -> Self {
        let (document, locale) = (&resource.document, frame.locale());
        let mut reader = Reader::new(&frame, document, vocabulary, &around.names);
        let sections = reader.pointed(document.iri(), property::SECTION);
        let flower = flower::of(&frame, &reader, &sections);
        let modelled: Vec<(Iri, Option<&'static str>)> = sections
            .iter()
            .map(|section| {
                let model =
                    reader.pointed(section, rdf::TYPE).iter().find_map(|class| flower::model_of(class.as_named_node()));
                (section.clone(), model)
            })
            .collect();
        let intentions = deeds::of(&mut reader, &modelled, around);
        for section in &sections {
            reader.tell(section);
        }
        let mut opening: Vec<Chapter> =
            modelled.iter().map(|(section, model)| chapter(&mut reader, section, *model)).collect();
        let short = |chapter: &&Chapter| chapter.model.is_none() && !chapter.is_long();
        let front = if flower.is_some() { opening.iter().take_while(short).count().min(OPENING) } else { 0 };
        let chapters = opening.split_off(front);
        let about = reader.rows(document.iri());
        let mut incoming = incoming(&reader, around);
        if !around.same.is_empty() {
            let same = around.same.iter().map(|same| &same.document);
            let same =
                same.map(|same| Anchor { href: frame.link(same.iri()), text: own_name(same, locale), outside: false });
            incoming.insert(0, (frame.say("also-known-as"), same.collect()));
        }
        Self {
            iri: document.iri().clone(),
            address: document.iri().clone(),
            place: match container {
                Some(container) => (Some(frame.container(container)), frame.say(container::key(container))),
                None => (None, frame.say("elsewhere-title")),
            },
            name: own_name(document, locale),
            kind: type_in_words(document, locale, vocabulary),
            summary: own_summary(document, locale),
            about,
            flower,
            opening,
            chapters,
            intentions,
            incoming,
            releases: release::lines(&frame, &around.releases),
            vanished: around.vanished.iter().map(|vanishing| no_longer(&frame, vanishing)).collect(),
            past: None,
            elsewhere: None,
            comments: Vec::new(),
            ways: Vec::new(),
            trust: trust(&reader, resource, around),
            formats: Format::ALL.iter().map(|format| (name(*format), format.media_type())).collect(),
            frame,
        }
    }

    /// With the ways that this reader has on from here.
    pub(crate) fn with_ways(mut self, leave: Leave) -> Self {
        let (frame, iri) = (&self.frame, &self.iri);
        let about = |path: &str| {
            let page = frame.base().service(path).with_query("document", iri.as_str());
            frame.link(&page)
        };
        let is_in =
            |wanted| matches!(frame.base().locate(iri), Some(Location::Document(container, _)) if container == wanted);
        let is_matched = is_in(Container::Offers) || is_in(Container::Needs);
        let ways = [
            is_matched.then(|| (frame.link(&matching::get::with(frame.base(), iri)), "matching-link")),
            is_in(Container::Proposals).then(|| (frame.link(&iri.merge()), "proposals-look")),
            leave.edits.then(|| (about("edit"), "source-title")),
            leave.lends.then(|| (about("edit-links"), "edit-links-title")),
            leave.lends.then(|| (frame.link(&address::receipts(iri)), "receipts-title")),
            (leave.copies && is_in(Container::Codes)).then(|| (frame.link(&iri.proposals()), "fork-title")),
        ];
        self.ways = ways.into_iter().flatten().map(|(href, key)| (href, frame.say(key))).collect();
        self
    }

    /// With the way to take it over: it is nobody's.
    pub(crate) fn with_claim(mut self) -> Self {
        self.ways.push((self.frame.link(&address::claim(&self.iri)), self.frame.say("claim-title")));
        self
    }

    /// With what others answered to it, and the way to decide what is shown of that, for whoever does.
    pub(crate) fn with_comments(mut self, comments: &[Comment], decides: bool) -> Self {
        self.comments = comments.iter().map(|comment| comments::said(&self.frame, comment)).collect();
        if decides && !comments.is_empty() {
            self.ways.push((self.frame.link(&address::comments(&self.iri)), self.frame.say("comments-decide")));
        }
        self
    }

    /// Whether a browser can follow its own address.
    fn is_followed(&self) -> bool {
        self.elsewhere.as_ref().is_none_or(|elsewhere| elsewhere.original.is_some())
    }

    fn evidence_count(&self) -> u64 {
        self.intentions.iter().flat_map(|intention| &intention.actions).map(|action| action.evidence.len() as u64).sum()
    }

    fn action_count(&self) -> u64 {
        self.intentions.iter().map(|intention| intention.actions.len() as u64).sum()
    }

    /// « 6 intentions · 9 actions · 7 preuves »
    fn tally(&self) -> String {
        [
            self.frame.count("deeds-intentions", self.intentions.len() as u64),
            self.frame.count("deeds-actions", self.action_count()),
            self.frame.count("deeds-evidence", self.evidence_count()),
        ]
        .join(" · ")
    }

    #[cfg(test)]
    fn of_sample(locale: crate::locale::Locale, container: Container, document: Document) -> Self {
        use super::sample;
        let frame = sample::frame(locale, document.iri().clone());
        let resource = sample::resource(document);
        let around = Surroundings {
            links: sample::links(),
            actions: sample::actions(),
            names: sample::names(),
            releases: vec![sample::release().manifest],
            acl: Some(sample::base().acl(resource.document.iri())),
            vanished: vec![Vanishing {
                source: model::Slug::from_text("carte").unwrap(),
                since: Some("2026-11-22T08:00:00Z".parse().unwrap()),
            }],
            same: Vec::new(),
        };
        let leave = Leave { edits: true, lends: true, copies: true };
        let page = Self::with(frame, Some(container), &resource, &around, &sample::vocabulary());
        page.with_ways(leave).with_comments(&comments::sample(), true)
    }

    #[cfg(test)]
    pub(super) fn sample_of_version(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let past = sample::past();
        let frame = sample::frame(locale, past.resource.document.iri().version(1));
        let around = Surroundings {
            links: Vec::new(),
            actions: Vec::new(),
            names: sample::names(),
            releases: Vec::new(),
            acl: None,
            vanished: Vec::new(),
            same: Vec::new(),
        };
        Self::of_version_with(frame, Container::Codes, &past, &around, &sample::vocabulary())
    }

    #[cfg(test)]
    pub(super) fn sample_of_elsewhere(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let held = sample::elsewhere();
        let frame = sample::frame(locale, address::elsewhere(&sample::base(), held.resource.document.iri()));
        let known = [held.resource.document.iri().clone()].into();
        let links = vec![Link {
            from: sample::base().service("organizations/cantine"),
            predicate: Iri::from_named_node(property::PARTNER_OF.into_owned()),
            to: held.resource.document.iri().clone(),
        }];
        let around = Surroundings {
            links,
            actions: Vec::new(),
            names: sample::names(),
            releases: Vec::new(),
            acl: None,
            vanished: Vec::new(),
            same: Vec::new(),
        };
        Self::of_elsewhere_with(frame.knowing(known), &held, &around, &sample::vocabulary())
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, Container::Codes, super::sample::description())
    }

    #[cfg(test)]
    pub(super) fn sample_of_bundles(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, Container::Codes, super::sample::bundles())
    }

    #[cfg(test)]
    pub(super) fn sample_of_proposal(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, Container::Proposals, super::sample::proposal())
    }

    #[cfg(test)]
    pub(super) fn sample_of_organization(locale: crate::locale::Locale) -> Self {
        Self::of_sample(locale, Container::Organizations, super::sample::organization())
    }
}

fn chapter(reader: &mut Reader<'_>, section: &Iri, model: Option<&'static str>) -> Chapter {
    let title = reader.title(section);
    let intentions = reader
        .pointed(section, property::INTENTION)
        .iter()
        .map(|intention| {
            let mut anchor = reader.anchor(intention);
            if reader.own_title(intention).is_none()
                && let Some(text) = reader.said(intention, property::TEXT)
            {
                anchor.text = text;
            }
            anchor
        })
        .collect();
    let rows = reader.rows(section);
    let wanted = reader.frame.say("chapter-intentions");
    Chapter { id: section.fragment().unwrap_or_default().to_owned(), model, title, rows, intentions, wanted }
}

/// Who points here, by what they say.
fn incoming(reader: &Reader<'_>, around: &Surroundings) -> Vec<(String, Vec<Anchor>)> {
    let mut grouped: Vec<(String, Vec<Anchor>)> = Vec::new();
    for link in around.links.iter().filter(|link| !reader.document.iri().holds(link.from.as_named_node())) {
        let label = reader.vocabulary.label(reader.frame.locale(), link.predicate.as_named_node());
        let anchor = reader.anchor(&link.from);
        match grouped.iter_mut().find(|(known, _)| *known == label) {
            Some((_, anchors)) if anchors.contains(&anchor) => {}
            Some((_, anchors)) => anchors.push(anchor),
            None => grouped.push((label, vec![anchor])),
        }
    }
    grouped.sort_by(|(left, _), (right, _)| left.cmp(right));
    grouped
}

fn trust(reader: &Reader<'_>, resource: &Resource, around: &Surroundings) -> Trust {
    let frame = reader.frame;
    let audience = who_reads(frame, &resource.audience, |group| reader.anchor(group).text.text);
    let iri = resource.document.iri();
    let description = match frame.base().locate(iri) {
        Some(Location::Document(Container::Codes, slug)) => Some(slug),
        Some(Location::Document(..) | Location::Container(_)) | None => None,
    };
    Trust {
        history: frame.link(&iri.versions()),
        proposals: description.as_ref().map(|_| frame.link(&iri.proposals())),
        releases: description.map(|slug| frame.link(&frame.base().releases(Container::Codes, &slug))),
        version: text::number(frame.locale(), resource.revision.number),
        fingerprint: resource.document.hash().to_hex(),
        etag: resource.revision.to_string(),
        created: frame.date(&resource.created),
        modified: frame.date(&resource.modified),
        audience,
        acl: around.acl.as_ref().map(|acl| frame.link(acl)),
    }
}

/// What people call a format.
fn name(format: Format) -> &'static str {
    match format {
        Format::JsonLd => "JSON-LD",
        Format::Turtle => "Turtle",
        Format::TriG => "TriG",
        Format::NQuads => "N-Quads",
        Format::NTriples => "N-Triples",
        Format::RdfXml => "RDF/XML",
    }
}
