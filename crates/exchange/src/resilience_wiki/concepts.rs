//! Themes, challenges, skills, wealth, categories, development level: SKOS concepts, one document each.
//!
//! Themes and skills name places in one tree of the wiki ("Facteurs de résilience/Gouvernance"), so a path is one
//! concept, in each scheme that names it or something under it. The other lists have their own concepts.

use super::draft::{DraftId, Drafts, french};
use super::form::FieldName;
use super::page::{Page, Passage};
use super::spelling::{fold, words};
use model::vocab::{class, individual, property, skos};
use model::{Container, Iri};
use oxrdf::{Literal, NamedNodeRef};

/// A list of the form that names concepts.
struct List {
    field: FieldName,
    scheme: NamedNodeRef<'static>,
    /// How the project speaks of them.
    property: NamedNodeRef<'static>,
    shape: Shape,
}

/// How the names of a list are built.
enum Shape {
    /// `broader/narrower`, in the tree of the themes.
    Path,
    /// `3- Gouvernance`: a notation and a label, which may hold commas.
    Numbered,
    /// A label; the word before it in the address.
    Plain(&'static str),
}

const LISTS: [List; 6] = [
    List {
        field: FieldName::Challenges,
        scheme: individual::CHALLENGES,
        property: property::CHALLENGE,
        shape: Shape::Numbered,
    },
    List {
        field: FieldName::SoughtWealth,
        scheme: individual::WEALTH_KINDS,
        property: property::SOUGHT_WEALTH,
        shape: Shape::Plain("richesse"),
    },
    List {
        field: FieldName::SoughtSkills,
        scheme: individual::SKILLS,
        property: property::SOUGHT_SKILL,
        shape: Shape::Path,
    },
    List {
        field: FieldName::DevelopmentLevel,
        scheme: individual::DEVELOPMENT_LEVELS,
        property: property::DEVELOPMENT_LEVEL,
        shape: Shape::Plain("niveau"),
    },
    List {
        field: FieldName::Categories,
        scheme: individual::CATEGORIES,
        property: property::THEME,
        shape: Shape::Plain("categorie"),
    },
    List { field: FieldName::Themes, scheme: individual::THEMES, property: property::THEME, shape: Shape::Path },
];

/// Drafts the concepts that the fields name, and says on `project` what they are to it.
pub(super) fn draft(page: &Page<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    for list in &LISTS {
        for field in page.fields(list.field) {
            drafts.place(project, field.value().line);
            match list.shape {
                Shape::Path => field.items().for_each(|item| path(list, item, project, drafts)),
                Shape::Plain(kind) => field.items().for_each(|item| plain(list, kind, item, project, drafts)),
                Shape::Numbered => {
                    for item in numbered_items(field.value()) {
                        numbered(list, item, project, drafts);
                    }
                }
            }
        }
    }
}

/// The names that the ontology's own thesauri know: nobody needs a second concept for these.
const KNOWN: [(&str, NamedNodeRef<'static>); 9] = [
    ("mentorat", individual::MENTORING),
    ("cas d'usages", individual::USE_CASES),
    ("financement", individual::MONEY),
    ("conseil expertise", individual::EXPERTISE),
    ("moyen de prototypage - production - essais et calcul", individual::PROTOTYPING_MEANS),
    ("expérimentation", individual::EXPERIMENTATION),
    ("contributeur - communauté", individual::CONTRIBUTOR_COMMUNITY),
    ("idée", individual::IDEA_STAGE),
    ("preuve concept & 1er client", individual::PROOF_OF_CONCEPT),
];

fn plain(list: &List, kind: &str, item: Passage<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let label = fold(item.text);
    if list.field != FieldName::Categories
        && let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == label)
    {
        drafts.say(project, list.property, *known);
    } else if let Some(concept) = concept(list, &format!("{kind} {}", item.text), item.text, item, drafts) {
        mean(list, &concept, project, drafts);
    }
}

fn path(list: &List, item: Passage<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let mut above: Option<(DraftId, Iri)> = None;
    let mut way = String::new();
    for label in item.text.split('/').map(str::trim).filter(|label| !label.is_empty()) {
        way = if way.is_empty() { label.to_owned() } else { format!("{way}/{label}") };
        let Some(concept) = concept(list, &way, label, item, drafts) else { return };
        if let Some((_, broader)) = &above {
            drafts.say(concept.0, skos::BROADER, broader.as_named_node());
        }
        above = Some(concept);
    }
    if let Some(concept) = above {
        mean(list, &concept, project, drafts);
    }
}

fn numbered(list: &List, item: Passage<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let (notation, label) = notation(item.text).unwrap_or(("", item.text));
    let way = format!("défi {notation} {label}");
    let Some(concept) = concept(list, &way, label, item, drafts) else { return };
    if !notation.is_empty() {
        drafts.say(concept.0, skos::NOTATION, Literal::new_simple_literal(notation));
    }
    mean(list, &concept, project, drafts);
}

/// The concept of this way through its tree; what is said twice is one triple in the end.
fn concept(list: &List, way: &str, label: &str, from: Passage<'_>, drafts: &mut Drafts<'_>) -> Option<(DraftId, Iri)> {
    let identity = way.split('/').map(|step| words(step).join(" ")).collect::<Vec<_>>().join("/");
    let is_new = drafts.find(Container::Themes, &identity).is_none();
    let concept = drafts.draft(Container::Themes, &identity, way, from)?;
    if is_new {
        drafts.is_a(concept.0, class::THEME);
        drafts.is_a(concept.0, skos::CONCEPT);
        drafts.say(concept.0, property::NAME, french(label));
        drafts.say(concept.0, skos::PREF_LABEL, french(label));
        if list.field == FieldName::SoughtWealth {
            drafts.is_a(concept.0, class::WEALTH_KIND);
        }
    }
    drafts.say(concept.0, skos::IN_SCHEME, list.scheme);
    Some(concept)
}

fn mean(list: &List, (_, concept): &(DraftId, Iri), project: DraftId, drafts: &mut Drafts<'_>) {
    drafts.say(project, list.property, concept.as_named_node());
}

/// The items of a numbered list: a comma divides only where a notation follows.
fn numbered_items(value: Passage<'_>) -> Vec<Passage<'_>> {
    let is_numbered = notation(value.text.trim()).is_some();
    let mut items = Vec::new();
    let (mut from, mut search) = (0, 0);
    while let Some(at) = value.text.get(search..).and_then(|rest| rest.find(',')).map(|at| search + at) {
        search = at + 1;
        if !is_numbered || value.text.get(search..).is_some_and(|rest| notation(rest.trim_start()).is_some()) {
            items.extend(value.text.get(from..at));
            from = search;
        }
    }
    items.extend(value.text.get(from..));
    let items = items.into_iter().map(str::trim).filter(|text| !text.is_empty());
    items.map(|text| Passage { text, ..value }).collect()
}

/// `3- Gouvernance` → `3`, `Gouvernance`: one letter or a number, a dash, a space.
fn notation(text: &str) -> Option<(&str, &str)> {
    let (notation, label) = text.split_once("- ")?;
    let is_notation = match notation.len() {
        1 => notation.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
        2 | 3 => notation.chars().all(|c| c.is_ascii_digit()),
        _ => false,
    };
    is_notation.then_some((notation, label.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_inside_a_challenge() {
        let items = |text| -> Vec<String> {
            let value = Passage { line: 1, text, is_bullet: false };
            numbered_items(value).iter().map(|item| item.text.to_owned()).collect()
        };
        assert_eq!(
            items("1- Connaissances - Ressources, Objectifs (2021), 12- Gouvernance, E- Mobilités"),
            ["1- Connaissances - Ressources, Objectifs (2021)", "12- Gouvernance", "E- Mobilités"]
        );
        assert_eq!(items("Gouvernance, Mobilités"), ["Gouvernance", "Mobilités"]);
    }
}
