//! JSON Schema 2020-12 of every shape and form, for documents written with our JSON-LD context: a form library can ask
//! for what the shapes ask for.
//!
//! | module | says |
//! |---|---|
//! | `document` | the schema of a document: fields in their order, chapters, parts |
//! | `rules` | what a shape asks of a node, as a schema of its object |
//! | `value` | what a shape asks of one value |
//! | `words` | which key a property has in our context, and how its values look |
//! | `pattern` | regular expressions that both dialects read alike |
//! | `said` | how much of a constraint a schema says, so that nothing is ever refused that SHACL accepts |
//!
//! A schema accepts whatever the shapes accept; what they refuse it refuses as far as it can say so. It cannot: compare
//! values with each other (`sh:lessThan`, `sh:equals`, `sh:disjoint`), follow paths other than a single property, know
//! what stands behind an address (`sh:class`), bound numbers and dates that are written as texts, read regular
//! expressions that the two dialects read differently, count over the languages of a text, or ask SPARQL. Those
//! messages stand under `x-rules`; warnings and advice, which refuse nothing, under `x-advice`.

mod document;
mod pattern;
mod rules;
mod said;
mod value;
mod words;

use crate::form::{Form, Stage};
use crate::grammar::{Grammar, ShapeFile};
use crate::graph::Graph;
use crate::vocabulary as sh;
use document::{Subject, Titles};
use model::Iri;
use model::vocab::{class, property};
use oxrdf::{NamedNodeRef, TermRef, Triple};
use rules::Rules;
use serde_json::Value;
use std::collections::HashSet;

/// How a schema speaks to people.
pub struct Wording<'a> {
    /// The language of titles and help: `fr`, `en`.
    pub language: &'a str,
    /// What a term of the vocabulary is called in it.
    pub label: &'a dyn Fn(NamedNodeRef<'_>) -> Option<String>,
}

impl Grammar {
    /// The schema of the documents that a file of shapes is about; `id` is its own address.
    pub fn schema_of_file(&self, file: &ShapeFile, id: &Iri, wording: &Wording<'_>) -> Value {
        let triples: Vec<Triple> = self.files().flat_map(|file| file.triples().iter().cloned()).collect();
        let (names, descriptions) = (file.names(), file.descriptions());
        let titled = Titles {
            names: names.iter().map(|name| name.as_ref().into()).collect(),
            descriptions: descriptions.iter().map(|text| text.as_ref().into()).collect(),
        };
        let subject =
            Subject { id, titled, classes: file.classes(), form: None, of_forms: HashSet::new(), stage: Stage::Saving };
        self.rules(&Graph::of(&triples), None, wording, |rules| rules.document(&subject))
    }

    /// The schema of the descriptions that follow a form.
    pub fn schema_of_form(&self, form: &Form, id: &Iri, stage: Stage, wording: &Wording<'_>) -> Value {
        let chain = self.chain(form);
        let of_forms: Vec<Triple> = chain.iter().flat_map(|form| form.triples().iter().cloned()).collect();
        let triples: Vec<Triple> =
            self.files().flat_map(|file| file.triples().iter()).chain(&of_forms).cloned().collect();
        let own = Graph::of(&of_forms);
        let node = TermRef::from(form.iri().as_ref());
        let titled = Titles {
            names: own.objects(node, property::NAME).to_vec(),
            descriptions: [property::DESCRIPTION, property::SUMMARY]
                .iter()
                .flat_map(|predicate| own.objects(node, *predicate))
                .copied()
                .collect(),
        };
        let subject = Subject {
            id,
            titled,
            classes: vec![class::CODE_SOCIAL],
            form: Some(form.iri().as_ref()),
            of_forms: own.pairs(sh::PATH).iter().map(|(shape, _)| *shape).collect(),
            stage,
        };
        self.rules(&Graph::of(&triples), Some(form), wording, |rules| rules.document(&subject))
    }

    fn rules<T>(
        &self,
        graph: &Graph<'_>,
        form: Option<&Form>,
        wording: &Wording<'_>,
        asks: impl for<'g> FnOnce(&Rules<'g>) -> T,
    ) -> T {
        let hierarchy = form.map_or_else(|| self.classes().hierarchy.clone(), |form| form.shapes.hierarchy.clone());
        asks(&Rules { graph, hierarchy, wording })
    }
}
