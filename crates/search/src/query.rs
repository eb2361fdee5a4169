//! What is asked, in the index's words.

use crate::fields::{Fields, Texts};
use crate::text::Text;
use crate::words::{Language, Stems, Word};
use model::caller::Reader;
use model::{Audience, Caller};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, PhraseQuery,
    Query, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;

type Boxed = Box<dyn Query>;

/// How much more a word weighs where it stands as it was typed, in a name; and so on.
const IN_NAME: f32 = 6.0;
const STEM_IN_NAME: f32 = 4.0;
const IN_TEXT: f32 = 1.5;
const STEM_IN_TEXT: f32 = 1.0;
/// What several places add to the best one.
const BESIDE: f32 = 0.1;
/// What a word weighs that is only begun, in a name and in a text: less than one that is there whole.
const BEGUN: [f32; 2] = [2e-3, 1e-3];
/// What a word weighs that is written nearly so, in a name and in a text, by its distance: less than any that is right.
const NEARLY: [[f32; 2]; 2] = [[8e-6, 4e-6], [2e-6, 1e-6]];
/// Letters that a word has at least for each letter that may be wrong.
const LETTERS: [usize; 2] = [4, 8];
/// Letters from which on a word may be one that is begun.
const BEGINNING: usize = 2;

/// How words are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// As they are written, and by their stems.
    Exactly,
    /// And those that are written nearly like them.
    Nearly,
}

/// The documents that this caller may see.
pub(crate) fn visible(fields: &Fields, caller: &Caller) -> Boxed {
    let audience = |audience: &Audience| Term::from_field_text(fields.audience, audience.to_term().as_str());
    let account = match caller.reader() {
        Reader::Operator(_) => return Box::new(AllQuery),
        Reader::Stranger => return unscored(Box::new(term(audience(&Audience::Public)))),
        Reader::Account(account) => account,
    };
    let open = [Audience::Public, Audience::Network, Audience::Members];
    let groups = account.groups.iter().map(|group| Term::from_field_text(fields.audience, group.as_str()));
    let admitting = TermSetQuery::new(open.iter().map(audience).chain(groups));
    let own = TermQuery::new(Term::from_field_i64(fields.owner, account.id.0), IndexRecordOption::Basic);
    unscored(Box::new(BooleanQuery::union(vec![Box::new(admitting), Box::new(own)])))
}

/// The documents in which this is found.
pub(crate) fn found(fields: &Fields, text: &Text, taking: Taking) -> Boxed {
    let stems = Language::ALL.map(|language| (language, Stems::new(language)));
    let said = Said { fields, stems, taking };
    let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
    let words = || text.words.iter().chain(&text.begun);
    let has_weight = !text.phrases.is_empty() || words().any(|word| !word.is_small());
    for word in &text.words {
        clauses.push((needed(word, has_weight), said.word(word)));
    }
    if let Some(word) = &text.begun {
        clauses.push((needed(word, has_weight), said.begun(word)));
    }
    for phrase in &text.phrases {
        clauses.push((Occur::Must, said.phrase(phrase)));
    }
    for unwanted in &text.without {
        let unwanted = match unwanted.as_slice() {
            [word] => Said {
                fields,
                stems: Language::ALL.map(|language| (language, Stems::new(language))),
                taking: Taking::Exactly,
            }
            .word(word),
            several => said.phrase(several),
        };
        clauses.push((Occur::MustNot, unwanted));
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
    }
    Box::new(BooleanQuery::new(clauses))
}

fn needed(word: &Word, has_weight: bool) -> Occur {
    if has_weight && word.is_small() { Occur::Should } else { Occur::Must }
}

/// Both, and only the second says how well it fits.
pub(crate) fn both(visible: Boxed, found: Boxed) -> Boxed {
    Box::new(BooleanQuery::new(vec![(Occur::Must, found), (Occur::Must, unscored(visible))]))
}

struct Said<'f> {
    fields: &'f Fields,
    stems: [(Language, Stems); 2],
    taking: Taking,
}

impl Said<'_> {
    fn places(&self) -> [(&Texts, f32, f32); 2] {
        [(&self.fields.names, IN_NAME, STEM_IN_NAME), (&self.fields.texts, IN_TEXT, STEM_IN_TEXT)]
    }

    fn word(&self, word: &Word) -> Boxed {
        any(self.ways(word))
    }

    fn begun(&self, word: &Word) -> Boxed {
        let mut ways = self.ways(word);
        if word.plain.chars().count() >= BEGINNING {
            for ((texts, _, _), weight) in self.places().into_iter().zip(BEGUN) {
                let beginning = FuzzyTermQuery::new_prefix(Term::from_field_text(texts.plain, &word.plain), 0, true);
                ways.push(weighing(Box::new(beginning), weight));
            }
        }
        any(ways)
    }

    fn ways(&self, word: &Word) -> Vec<Boxed> {
        let mut ways: Vec<Boxed> = Vec::new();
        for (texts, as_written, by_stem) in self.places() {
            ways.push(boosted(Box::new(term(Term::from_field_text(texts.plain, &word.plain))), as_written));
            for (language, stems) in &self.stems {
                for stem in stems.of(word) {
                    ways.push(boosted(Box::new(term(Term::from_field_text(texts.of(*language), &stem))), by_stem));
                }
            }
        }
        if self.taking == Taking::Nearly {
            ways.extend(self.nearly(word));
        }
        ways
    }

    fn nearly(&self, word: &Word) -> Vec<Boxed> {
        // What has a figure in it is a number or a code: another one is another one.
        if word.plain.contains(|character: char| character.is_numeric()) {
            return Vec::new();
        }
        let letters = word.plain.chars().count();
        let mut ways = Vec::new();
        for ((distance, weights), least) in (1..).zip(NEARLY).zip(LETTERS) {
            for ((texts, _, _), weight) in self.places().into_iter().zip(weights).filter(|_| letters >= least) {
                let nearly = FuzzyTermQuery::new(Term::from_field_text(texts.plain, &word.plain), distance, true);
                ways.push(weighing(Box::new(nearly), weight));
            }
        }
        ways
    }

    fn phrase(&self, words: &[Word]) -> Boxed {
        let ways = self.places().map(|(texts, weight, _)| {
            let terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(texts.plain, &word.plain)).collect();
            let together: Boxed = match <[Term; 1]>::try_from(terms) {
                Ok([alone]) => Box::new(term(alone)),
                Err(terms) => Box::new(PhraseQuery::new(terms)),
            };
            boosted(together, weight)
        });
        any(ways.into())
    }
}

fn term(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

fn any(ways: Vec<Boxed>) -> Boxed {
    Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, BESIDE))
}

fn boosted(query: Boxed, weight: f32) -> Boxed {
    Box::new(BoostQuery::new(query, weight))
}

fn weighing(query: Boxed, weight: f32) -> Boxed {
    Box::new(ConstScoreQuery::new(query, weight))
}

fn unscored(query: Boxed) -> Boxed {
    weighing(query, 0.0)
}
