//! The page of a proposal beside what it is offered to: what it changes, and what both changed.

use super::Frame;
use super::diff::{Changes, Side, side};
use super::proposals::status;
use super::reading::{Passage, Reader, own_name, plain, said};
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use model::Iri;
use model::merge::{Conflict, Place};
use model::vocab::{property, rdf};
use oxrdf::{Literal, NamedNodeRef, Triple};
use registry::{Merging, Past};

/// A proposal beside the description, for people.
#[derive(Template)]
#[template(path = "merge.html")]
pub(crate) struct MergePage {
    pub(super) frame: Frame,
    proposal: (String, Passage),
    status: Option<String>,
    why: Option<Passage>,
    description: (String, Passage),
    /// The version it started from, and the one that is offered.
    start: (String, String),
    offered: (String, String),
    changes: Changes,
    conflicts: Vec<Dispute>,
    /// The places that the offer changes, for who takes it up in parts.
    places: Vec<Choice>,
    deciders: Deciders,
    action: String,
    /// What the description is while this is looked at.
    revision: String,
}

/// Who looks at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deciders {
    /// Somebody who may take it up or decline it.
    pub(crate) may_decide: bool,
    /// Somebody who may take it back.
    pub(crate) may_withdraw: bool,
}

/// A place that may be taken up or left.
struct Choice {
    id: String,
    title: Passage,
    property: String,
}

/// A place that both changed.
struct Dispute {
    id: String,
    title: Passage,
    property: Option<String>,
    /// What both started from, what stands here, what is offered; each with its name.
    sides: [(&'static str, Vec<Side>); 3],
}

impl MergePage {
    pub(crate) fn new(frame: Frame, merging: &Merging, names: &[(Iri, Literal)], deciders: Deciders) -> Self {
        Self::with(frame, merging, names, deciders, Vocabulary::embedded())
    }

    fn with(
        frame: Frame,
        merging: &Merging,
        names: &[(Iri, Literal)],
        deciders: Deciders,
        vocabulary: &Vocabulary,
    ) -> Self {
        let proposal = &merging.proposal.document;
        let (base, ours) = (&merging.base.resource.document, &merging.ours.document);
        let changes = Changes::between(&frame, (base, &merging.theirs), &merging.diff, names, vocabulary);
        let readers = [base, ours, &merging.theirs].map(|document| Reader::new(&frame, document, vocabulary, names));
        let choice = |place: &Place| choice(&readers, place);
        let conflicts = merging.merge.conflicts.iter().map(|conflict| dispute(&readers, conflict)).collect();
        Self {
            proposal: (frame.link(proposal.iri()), own_name(proposal, frame.locale())),
            status: status(proposal, &frame),
            why: said(proposal, proposal.iri(), property::MOTIVATION, frame.locale()),
            description: (frame.link(ours.iri()), own_name(ours, frame.locale())),
            start: version(&frame, &merging.base),
            offered: version(&frame, &merging.copy),
            changes,
            conflicts,
            places: if deciders.may_decide { merging.places.iter().map(choice).collect() } else { Vec::new() },
            deciders,
            action: frame.link(&proposal.iri().merge()),
            revision: merging.ours.revision.to_string(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let merging = sample::merging();
        let frame = sample::frame(locale, merging.proposal.document.iri().merge());
        let deciders = Deciders { may_decide: true, may_withdraw: true };
        Self::with(frame, &merging, &sample::names(), deciders, &sample::vocabulary())
    }
}

fn version(frame: &Frame, past: &Past) -> (String, String) {
    let number = past.version.revision.number;
    let name = text::fill(
        frame.locale(),
        "merge-version",
        &[
            ("document", own_name(&past.resource.document, frame.locale()).text),
            ("number", text::number(frame.locale(), number)),
        ],
    );
    (frame.link(&past.resource.document.iri().version(number)), name)
}

/// What a place is called: the part it is of, and the property in its language.
fn told([base, ours, theirs]: &[Reader<'_>; 3], place: &Place) -> (Passage, Option<String>) {
    let subject = Iri::parse(place.subject()).ok();
    let title = subject.as_ref().map_or_else(
        || plain(place.subject().to_owned()),
        |subject| match subject.fragment() {
            None => own_name(ours.document, ours.frame.locale()),
            Some(_) => [ours, theirs, base]
                .into_iter()
                .find(|reader| reader.speaks_of(subject))
                .map_or_else(|| base.title(subject), |reader| reader.title(subject)),
        },
    );
    let property = match place {
        Place::Property { property, language, .. } => {
            let property = NamedNodeRef::new_unchecked(property);
            let label = if property == rdf::TYPE {
                ours.frame.say("diff-type")
            } else {
                ours.vocabulary.label(ours.frame.locale(), property)
            };
            Some(if language.is_empty() { label } else { format!("{label} ({language})") })
        }
        Place::Part(_) => None,
    };
    (title, property)
}

fn choice(readers: &[Reader<'_>; 3], place: &Place) -> Choice {
    let (title, property) = told(readers, place);
    Choice { id: place.id().to_string(), title, property: property.unwrap_or_default() }
}

fn dispute(readers: &[Reader<'_>; 3], conflict: &Conflict) -> Dispute {
    let (title, property) = told(readers, &conflict.place);
    let [base, ours, theirs] = readers;
    let sides = |reader: &Reader<'_>, triples: &[Triple]| -> Vec<Side> {
        triples.iter().map(|triple| side(reader, &triple.object)).collect()
    };
    let sides = [
        ("merge-base", sides(base, &conflict.base)),
        ("merge-ours", sides(ours, &conflict.ours)),
        ("merge-theirs", sides(theirs, &conflict.theirs)),
    ];
    Dispute { id: conflict.place.id().to_string(), title, property, sides }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn all_three_texts_of_a_conflict() {
        let page = String::from_utf8(MergePage::sample(Locale::Fr).render_page()).unwrap();
        for expected in ["Histoire et récit", "Version d’ici", "Version de la copie", "Une autre histoire."] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
    }
}
