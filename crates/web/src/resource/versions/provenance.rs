//! A history in the words of PROV-O: each version an entity, each change an activity, who made it an agent.

use crate::locale::Locale;
use crate::text;
use model::vocab::{dcat, dct, prov, rdf, rdfs, xsd};
use model::{AccountId, Iri};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use registry::{History, Version};

/// What the history says, a page of it.
pub(super) fn quads(history: &History) -> Vec<Quad> {
    let iri = history.current.document.iri();
    let mut told = Told { history: iri.versions(), quads: Vec::new() };
    let document: NamedNode = iri.clone().into();
    told.say(&document, rdf::TYPE, prov::ENTITY.into_owned());
    for (place, version) in history.versions.iter().enumerate() {
        let entity: NamedNode = iri.version(version.revision.number).into();
        told.say(&document, dct::HAS_VERSION, entity.clone());
        told.version(&document, &entity, version);
        // On the page's last line the one before stands on the next page.
        if let Some(previous) = history.versions.get(place + 1) {
            let previous: NamedNode = iri.version(previous.revision.number).into();
            told.say(&entity, prov::WAS_REVISION_OF, previous);
        }
    }
    let mut authors: Vec<AccountId> = history.versions.iter().map(|version| version.by).collect();
    authors.sort_unstable();
    authors.dedup();
    for id in authors {
        let agent = told.agent(id);
        told.say(&agent, rdf::TYPE, prov::AGENT.into_owned());
        for locale in Locale::ALL {
            let name = Literal::new_language_tagged_literal_unchecked(author(locale, id), locale.tag());
            told.say(&agent, rdfs::LABEL, name);
        }
    }
    told.quads
}

/// Who made a change, in a word that says no address: an account's number.
pub(crate) fn author(locale: Locale, id: AccountId) -> String {
    text::say_with(locale, "version-author", "number", &id.0.to_string())
}

struct Told {
    history: Iri,
    quads: Vec<Quad>,
}

impl Told {
    fn say(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, GraphName::DefaultGraph));
    }

    fn agent(&self, id: AccountId) -> NamedNode {
        self.history.with_fragment(&format!("account-{}", id.0)).into()
    }

    fn version(&mut self, document: &NamedNode, entity: &NamedNode, version: &Version) {
        let activity: NamedNode = self.history.with_fragment(&format!("change-{}", version.revision.number)).into();
        let agent = self.agent(version.by);
        let at = Literal::new_typed_literal(version.at.to_string(), xsd::DATE_TIME);
        self.say(entity, rdf::TYPE, prov::ENTITY.into_owned());
        self.say(entity, prov::SPECIALIZATION_OF, document.clone());
        self.say(entity, dcat::VERSION, Literal::from(version.revision.number));
        self.say(entity, prov::GENERATED_AT_TIME, at.clone());
        self.say(entity, prov::WAS_GENERATED_BY, activity.clone());
        self.say(entity, prov::WAS_ATTRIBUTED_TO, agent.clone());
        self.say(&activity, rdf::TYPE, prov::ACTIVITY.into_owned());
        self.say(&activity, prov::ENDED_AT_TIME, at);
        self.say(&activity, prov::WAS_ASSOCIATED_WITH, agent);
        if let Some(reason) = &version.reason {
            self.say(&activity, rdfs::COMMENT, Literal::new_simple_literal(reason));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    #[test]
    fn who_when_and_why() {
        let lines: Vec<String> = quads(&sample::history()).iter().map(ToString::to_string).collect();
        let iri = sample::history().current.document.iri().clone();
        for line in [
            format!("<{iri}?version=4> <http://www.w3.org/ns/prov#wasRevisionOf> <{iri}?version=1>"),
            format!("<{iri}/versions/#change-4> <http://www.w3.org/2000/01/rdf-schema#comment> \"Budget précisé\""),
            format!("<{iri}?version=4> <http://www.w3.org/ns/prov#wasAttributedTo> <{iri}/versions/#account-7>"),
            format!("<{iri}/versions/#account-7> <http://www.w3.org/2000/01/rdf-schema#label> \"Compte n° 7\"@fr"),
        ] {
            assert!(lines.contains(&line), "{line} is not in {lines:#?}");
        }
    }
}
