//! The page of what changed between two versions: by part and property, in the words of the ontology, old and new side
//! by side.

use super::Frame;
use super::marks::{self, BUDGET, Piece, whole};
use super::reading::{Anchor, Passage, Reader, Value, own_name};
use super::versions::container_of;
use crate::resource::author;
use crate::text;
use crate::vocabulary::Vocabulary;
use askama::Template;
use askama::filters::HtmlSafe;
use model::diff::{self, Altered};
use model::vocab::rdf;
use model::{Diff, Document, Iri};
use oxrdf::{Literal, Term};
use registry::{Comparison, Past};

/// Most properties that a page tells; the other formats have them all.
const PROPERTIES: usize = 500;

/// What changed between two versions, for people.
#[derive(Template)]
#[template(path = "diff.html")]
pub(crate) struct DiffPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    history: String,
    from: Told,
    to: Told,
    changes: Changes,
}

/// One of the two versions.
struct Told {
    href: String,
    name: String,
    when: String,
    why: Option<String>,
}

/// What changed, part by part.
#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct Changes {
    parts: Vec<Part>,
    /// What the page says of itself.
    words: Words,
    /// How many properties more there are.
    untold: Option<String>,
}

// Its own template escapes what it shows.
impl HtmlSafe for Changes {}

struct Words {
    nothing: String,
    before: String,
    after: String,
    added: String,
    removed: String,
}

/// A part of the document: itself, or a fragment.
struct Part {
    title: Passage,
    /// Whether it is new or gone, in a word.
    fate: Option<String>,
    properties: Vec<Property>,
}

struct Property {
    label: String,
    pairs: Vec<Pair>,
}

/// A value before and after.
struct Pair {
    before: Option<Side>,
    after: Option<Side>,
}

pub(super) struct Side {
    pub(super) pieces: Vec<Piece>,
    pub(super) lang: Option<String>,
    href: Option<String>,
}

impl DiffPage {
    pub(crate) fn new(frame: Frame, comparison: &Comparison, names: &[(Iri, Literal)]) -> Self {
        Self::with(frame, comparison, names, Vocabulary::embedded())
    }

    fn with(frame: Frame, comparison: &Comparison, names: &[(Iri, Literal)], vocabulary: &Vocabulary) -> Self {
        let Comparison { from, to, diff } = comparison;
        let (old, new) = (&from.resource.document, &to.resource.document);
        let changes = Changes::between(&frame, (old, new), diff, names, vocabulary);
        Self {
            container: container_of(&frame, new.iri()),
            document: (frame.link(new.iri()), own_name(new, frame.locale())),
            history: frame.link(&new.iri().versions()),
            from: told(&frame, from),
            to: told(&frame, to),
            changes,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let comparison = sample::comparison();
        let iri = comparison.to.resource.document.iri().diff(1, 4);
        Self::with(sample::frame(locale, iri), &comparison, &sample::names(), &sample::vocabulary())
    }
}

fn told(frame: &Frame, past: &Past) -> Told {
    let (iri, version) = (past.resource.document.iri(), &past.version);
    let number = version.revision.number;
    let when = [text::moment(frame.locale(), version.at), author(frame.locale(), version.by)].join(" · ");
    Told {
        href: frame.link(&iri.version(number)),
        name: frame.say_with("version-numbered", "number", &text::number(frame.locale(), number)),
        when,
        why: version.reason.clone(),
    }
}

impl Changes {
    /// What leads from one document to the other.
    pub(super) fn between(
        frame: &Frame,
        (old, new): (&Document, &Document),
        diff: &Diff,
        names: &[(Iri, Literal)],
        vocabulary: &Vocabulary,
    ) -> Self {
        let (before, after) = (Reader::new(frame, old, vocabulary, names), Reader::new(frame, new, vocabulary, names));
        let altered = diff.altered();
        let untold = altered.len().checked_sub(PROPERTIES).filter(|more| *more > 0);
        let mut budget = BUDGET;
        let mut parts: Vec<(Iri, Part)> = Vec::new();
        for altered in altered.iter().take(PROPERTIES) {
            let subject = Iri::from_named_node(altered.subject.clone());
            let property = property(frame, (&before, &after), altered, &mut budget);
            if let Some((_, part)) = parts.iter_mut().find(|(known, _)| *known == subject) {
                part.properties.push(property);
            } else {
                let mut part = opened(frame, (&before, &after), &subject);
                part.properties.push(property);
                parts.push((subject, part));
            }
        }
        let order = after.ordered(parts.iter().map(|(subject, _)| subject.clone()).collect());
        parts.sort_by_key(|(subject, _)| {
            (subject.fragment().is_some(), order.iter().position(|other| other == subject))
        });
        Self {
            parts: parts.into_iter().map(|(_, part)| part).collect(),
            words: Words {
                nothing: frame.say("diff-nothing"),
                before: frame.say("diff-before"),
                after: frame.say("diff-after"),
                added: frame.say("diff-value-added"),
                removed: frame.say("diff-value-removed"),
            },
            untold: untold.map(|more| frame.count("diff-untold", more as u64)),
        }
    }
}

/// A part with its title, and nothing in it yet.
fn opened(frame: &Frame, (before, after): (&Reader<'_>, &Reader<'_>), subject: &Iri) -> Part {
    let (was, is) = (before.speaks_of(subject), after.speaks_of(subject));
    let title = match (subject.fragment(), is) {
        (None, _) => own_name(after.document, frame.locale()),
        (Some(_), true) => after.title(subject),
        (Some(_), false) => before.title(subject),
    };
    let fate = match (was, is) {
        (false, true) => Some(frame.say("diff-part-added")),
        (true, false) => Some(frame.say("diff-part-removed")),
        (true, true) | (false, false) => None,
    };
    Part { title, fate, properties: Vec::new() }
}

fn property(
    frame: &Frame,
    (before, after): (&Reader<'_>, &Reader<'_>),
    altered: &Altered<'_>,
    budget: &mut usize,
) -> Property {
    let label = if altered.property.as_ref() == rdf::TYPE {
        frame.say("diff-type")
    } else {
        after.vocabulary.label(frame.locale(), altered.property.as_ref())
    };
    let pairs = altered
        .values
        .iter()
        .map(|value| match value {
            diff::Value::Added(new) => Pair { before: None, after: Some(side(after, new)) },
            diff::Value::Removed(old) => Pair { before: Some(side(before, old)), after: None },
            diff::Value::Replaced(old, new) => {
                let (mut old, mut new) = (side(before, old), side(after, new));
                if let ([one], [other]) = (old.pieces.as_slice(), new.pieces.as_slice())
                    && old.href.is_none()
                    && new.href.is_none()
                {
                    let (marked_old, marked_new) = marks::marked(&one.text, &other.text, budget);
                    (old.pieces, new.pieces) = (marked_old, marked_new);
                }
                Pair { before: Some(old), after: Some(new) }
            }
        })
        .collect();
    Property { label, pairs }
}

pub(super) fn side(reader: &Reader<'_>, term: &Term) -> Side {
    match reader.value(term.as_ref()) {
        Value::Text(Passage { text, lang }) => Side { pieces: vec![whole(&text)], lang, href: None },
        Value::Link(Anchor { href, text: Passage { text, lang }, .. }) => {
            // A fragment has no place on this page.
            let href = (!href.starts_with('#')).then_some(href);
            Side { pieces: vec![whole(&text)], lang, href }
        }
        Value::Picture(address) => Side { pieces: vec![whole(&address)], lang: None, href: Some(address) },
        Value::Part { id, .. } => Side { pieces: vec![whole(&id)], lang: None, href: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn old_and_new_in_words() {
        let page = String::from_utf8(DiffPage::sample(Locale::Fr).render_page()).unwrap();
        for expected in ["<del>fanfare</del>", "<ins>chorale</ins>", "Modèle artistique et culturel", "Mot-clé"] {
            assert!(page.contains(expected), "{expected} is not in {page}");
        }
        assert!(!page.contains("w3id.org/codesocial#text"), "properties have their labels: {page}");
    }
}
