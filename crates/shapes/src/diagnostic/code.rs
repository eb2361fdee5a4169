//! Every diagnostic there is. Their texts stand in `crates/shapes/diagnostics.ttl`, which `cargo xtask codegen` reads
//! too, for docs/diagnostics.

use crate::compile::parse;
use crate::graph::{Graph, subject_of};
use crate::message::Sentence;
use crate::report::Severity;
use oxrdf::{NamedNode, TermRef};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

macro_rules! codes {
    ($($number:literal $variant:ident $doc:literal;)*) => {
        /// A diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $doc] $variant = $number,)* }

        impl Code {
            /// Every code, by number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

codes! {
    1 Malformed "The text breaks its format's grammar.";
    2 UndeclaredPrefix "A prefix is used that nothing declares.";
    3 NotUtf8 "The bytes are no text.";
    4 TooDeep "Brackets are nested too deep.";
    5 TooLarge "There is more than a document may hold.";
    6 UnknownContext "A JSON-LD context that is not carried.";
    7 SaysNothing "The file says nothing.";
    8 ForeignSubject "A document speaks of another one's subject.";
    9 Detached "A nameless node hangs from nothing.";
    10 TooSymmetric "Nameless nodes that nothing tells apart.";
    11 UnknownTerm "A term of our namespace that the grammar does not have.";
    12 MisplacedTerm "A class where a property stands, or the other way round.";
    13 NearNamespace "A namespace that is nearly ours.";
    14 Untyped "Nothing says what kind of thing this is.";
    101 Missing "A value is missing.";
    102 TooMany "There are too many values.";
    103 WrongDatatype "A value is of another datatype.";
    104 WrongNodeKind "A text where an address is expected, or the other way round.";
    105 NotAmong "A value is none of those that can be chosen.";
    106 OutOfBounds "A number is too small or too great.";
    107 WrongLength "A text is too short or too long.";
    108 WrongPattern "A text is not of the expected form.";
    109 WrongLanguage "A text is in a language that is not expected.";
    110 LanguageRepeated "A language comes twice.";
    111 PairMismatch "Two properties do not go together.";
    112 WrongClass "What is pointed at is of another kind.";
    113 UnfitRule "A rule of several parts is not met.";
    114 QualifiedCount "Too few or too many values of one kind.";
    115 NotForeseen "A property that the shape does not foresee.";
    116 NotJudged "Holding the document against the shapes takes too much work.";
    201 MissingChapter "A chapter of the form is missing.";
    202 EmptyChapter "A chapter says nothing.";
    203 NoHorizon "What is wanted has no horizon.";
    204 NotASubject "What is described is no subject.";
    205 DeadLink "A link leads to nothing.";
    206 NotGiven "A link leads to a document that was not given.";
    207 NoLicence "A description has no licence.";
    208 LooseSection "Nothing leads to a section.";
    209 SameOrder "Two sections have the same place.";
    210 UnknownForm "The form is not known.";
    301 IntentionWithoutAction "No action serves an intention.";
    302 ActionWithoutEvidence "Nothing shows an action.";
    303 ActionWithoutIntention "An action serves no stated intention.";
    304 EvidenceWithoutSource "Evidence without a source.";
    305 ContestedWithoutAnswer "A review contests, and nobody answered.";
    306 Overdue "An action is late.";
    307 OwnReview "Somebody reviews themselves.";
    401 FlowWithoutEnd "Nobody stands at an end of a flow.";
    402 OfferWithoutCondition "An offer does not say on what condition.";
    403 RunOut "An offer or a need has run out.";
    404 FlowToItself "A flow leads back to where it comes from.";
    501 PublicContact "Contact data is open to everybody.";
    502 ContactInText "An address or a number stands in an open text.";
}

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// How grave it usually is.
    pub severity: Severity,
    /// Its name.
    pub title: Sentence,
    /// What is wrong; `{…}` is filled in.
    pub what: Sentence,
    /// Why it matters.
    pub why: Sentence,
    /// How to mend it.
    pub help: Sentence,
}

const TABLE: &str = include_str!("../../diagnostics.ttl");
const NAMESPACE: &str = "https://w3id.org/codesocial/diagnostics#";

static TEXTS: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| read(TABLE));
static NO_TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let nothing = Sentence { french: String::new(), english: String::new() };
    let [title, what, why, help] = [(); 4].map(|()| nothing.clone());
    Texts { severity: Severity::Warning, title, what, why, help }
});

impl Code {
    /// What it says. A test reads the texts of every code.
    pub fn texts(self) -> &'static Texts {
        TEXTS.get(&self.to_string()).unwrap_or(&NO_TEXTS)
    }

    /// The page that explains it, from the root of the project.
    pub fn page(self) -> String {
        format!("docs/diagnostics/{self}.md")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CS{:04}", *self as u16)
    }
}

/// The rows of the table that are whole.
fn read(text: &str) -> BTreeMap<String, Texts> {
    let triples = parse("diagnostics.ttl", text, 0).unwrap_or_default();
    let graph = Graph::of(&triples);
    let says = |node: TermRef<'_>, local: &str| {
        let predicate = NamedNode::new_unchecked(format!("{NAMESPACE}{local}"));
        let objects: Vec<_> = triples
            .iter()
            .filter(|triple| subject_of(triple) == node && triple.predicate == predicate)
            .filter_map(|triple| match triple.object.as_ref() {
                TermRef::Literal(literal) => Some(literal),
                TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
            })
            .collect();
        let of = |language: &str| {
            objects
                .iter()
                .find(|literal| literal.language() == Some(language))
                .map(|literal| literal.value().to_owned())
        };
        Some(Sentence { french: of("fr")?, english: of("en")? })
    };
    let severity_of = NamedNode::new_unchecked(format!("{NAMESPACE}severity"));
    let rows = graph.pairs(severity_of.as_ref()).iter().filter_map(|(node, severity)| {
        let TermRef::NamedNode(name) = node else { return None };
        let code = name.as_str().strip_prefix(NAMESPACE)?.to_owned();
        let all = [Severity::Info, Severity::Warning, Severity::Violation];
        let severity = all.into_iter().find(|one| *severity == one.to_term().into())?;
        let texts = Texts {
            severity,
            title: says(*node, "title")?,
            what: says(*node, "what")?,
            why: says(*node, "why")?,
            help: says(*node, "help")?,
        };
        Some((code, texts))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn gaps(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn the_table_has_every_code_and_no_other() {
        parse("diagnostics.ttl", TABLE, 0).unwrap();
        let codes: BTreeSet<_> = Code::ALL.iter().map(ToString::to_string).collect();
        let rows: BTreeSet<_> = TEXTS.keys().cloned().collect();
        assert_eq!(codes, rows);
        assert_eq!(codes.len(), Code::ALL.len());
    }

    #[test]
    fn both_languages_name_the_same_things() {
        for code in Code::ALL {
            let texts = code.texts();
            for text in [&texts.title, &texts.what, &texts.why, &texts.help] {
                assert!(!text.french.is_empty() && !text.english.is_empty(), "{code}");
                assert_eq!(gaps(&text.french), gaps(&text.english), "{code}");
            }
            assert!(!texts.title.french.ends_with('.') && !texts.title.english.ends_with('.'), "{code}");
        }
    }
}
