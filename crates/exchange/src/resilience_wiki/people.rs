//! People: contributors, referents, the author. They start closed, and the open documents link them by address alone.
//!
//! The address says nothing either: it is made from a hash, not from the name or the handle.

use super::draft::{DraftId, Drafts, french};
use super::form::FieldName;
use super::page::{Page, Passage};
use super::spelling::identity;
use model::vocab::{class, property};
use model::{Audience, Container};
use oxrdf::{Literal, NamedNodeRef};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One person, under handle and name.
#[derive(Default)]
struct Person<'a> {
    name: Option<&'a str>,
    handle: Option<&'a str>,
    roles: Vec<&'a str>,
    said: Vec<(Passage<'a>, NamedNodeRef<'static>)>,
}

/// Drafts them, and links them from `project`.
pub(super) fn draft(page: &Page<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let mut order: Vec<String> = Vec::new();
    let mut people: BTreeMap<String, Person<'_>> = BTreeMap::new();
    for (field, relation) in [
        (FieldName::Contributors, property::CONTRIBUTOR),
        (FieldName::FunderReferents, property::REFERENT),
        (FieldName::Referents, property::REFERENT),
    ] {
        for field in page.fields(field) {
            drafts.place(project, field.value().line);
            for item in field.items() {
                let person = known(identity(item.text), &mut order, &mut people);
                person.handle.get_or_insert(item.text);
                person.said.push((item, relation));
                // A contributor is that by the link; whose referent somebody is stands in the label alone.
                if relation == property::REFERENT {
                    person.roles.push(field.label);
                }
            }
        }
    }
    let descriptions = page.fields(FieldName::Description).flat_map(|field| field.passages.iter());
    for passage in descriptions {
        if let Some((name, role)) = author(passage.text) {
            let person = known(identity(name), &mut order, &mut people);
            person.name.get_or_insert(name);
            person.roles.push(role);
            person.said.push((*passage, property::AUTHOR));
        }
    }
    for key in order {
        if let Some(person) = people.get(&key) {
            draft_person(&key, person, project, drafts);
        }
    }
}

fn known<'p, 'a>(
    key: String,
    order: &mut Vec<String>,
    people: &'p mut BTreeMap<String, Person<'a>>,
) -> &'p mut Person<'a> {
    if !people.contains_key(&key) {
        order.push(key.clone());
    }
    people.entry(key).or_default()
}

fn draft_person(key: &str, person: &Person<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let Some((first, _)) = person.said.first() else { return };
    let Some((id, iri)) = drafts.draft(Container::People, key, &closed_address(key), *first) else { return };
    drafts.is_a(id, class::PERSON);
    drafts.say(id, property::NAME, french(person.name.or(person.handle).unwrap_or(first.text)));
    if let Some(handle) = person.handle {
        drafts.say(id, property::WIKI_HANDLE, Literal::new_simple_literal(handle));
    }
    if !person.roles.is_empty() {
        drafts.say(id, property::SUMMARY, french(person.roles.join(", ")));
    }
    drafts.close(id, Audience::Members);
    for (passage, relation) in &person.said {
        drafts.place(id, passage.line);
        drafts.say(project, *relation, iri.as_named_node());
    }
}

/// An address that is the same in every reading and does not show whom it is for.
fn closed_address(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    format!("p{}", hex::encode(digest.get(..8).unwrap_or_default()))
}

/// `… Prénom Nom (auteur de …)`: the name and the role.
fn author(text: &str) -> Option<(&str, &str)> {
    let (before, after) = text.split_once("(auteur").map_or_else(|| text.split_once("(autrice"), Some)?;
    let before = before.trim_end();
    let start = before
        .split_inclusive(' ')
        .rev()
        .take_while(|word| word.starts_with(char::is_uppercase))
        .map(str::len)
        .reduce(|a, b| a + b)?;
    let name = before.get(before.len() - start..)?;
    let role_length = after.find(')').map_or(after.len(), |end| end);
    let opening = text.len() - after.len();
    let role_start = text.get(..opening)?.rfind('(')? + 1;
    Some((name, text.get(role_start..opening + role_length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_is_named() {
        let text = "Il sera animé par Anne Exemple (auteur de la démarche), ici";
        assert_eq!(author(text), Some(("Anne Exemple", "auteur de la démarche")));
        assert_eq!(author("un livre (auteur inconnu)"), None);
    }

    #[test]
    fn an_address_does_not_show_the_handle() {
        assert_eq!(closed_address("anneexemple"), closed_address("anneexemple"));
        assert!(!closed_address("anneexemple").contains("anne"));
    }
}
