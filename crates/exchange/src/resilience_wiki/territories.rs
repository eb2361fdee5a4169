//! The territories where the project is tried out.

use super::draft::{DraftId, Drafts, french};
use super::form::Matter;
use super::page::{Page, Passage};
use super::spelling::{fold, identity, words};
use model::Container;
use model::vocab::{class, property};

/// Drafts the territories that the bullets under "Lien et ancrage territorial" begin with, and what is said there of each.
pub(super) fn draft(page: &Page<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let sections = page.sections.iter().filter(|section| section.heading.matter == Matter::Territories);
    for passage in sections.flat_map(|section| &section.passages).filter(|passage| passage.is_bullet) {
        if let Some(name) = territory(passage.text) {
            draft_territory(name, *passage, project, drafts);
        }
    }
}

fn draft_territory(written: &str, passage: Passage<'_>, project: DraftId, drafts: &mut Drafts<'_>) {
    let official = REGIONS.iter().find(|region| words(region) == words(written));
    let name = official.map_or_else(|| capitalised(written), |region| (*region).to_owned());
    let is_new = drafts.find(Container::Territories, &identity(&name)).is_none();
    let Some((id, iri)) = drafts.draft(Container::Territories, &identity(&name), &name, passage) else { return };
    // Two passages on one territory: both stand in the description, the first speaks for it here.
    if is_new {
        drafts.is_a(id, class::TERRITORY);
        drafts.say(id, property::NAME, french(&name));
        if official.is_some_and(|official| *official != written) {
            drafts.say(id, property::ALTERNATE_NAME, french(written));
        }
        drafts.say(id, property::DESCRIPTION, french(passage.text));
    }
    drafts.place(project, passage.line);
    drafts.say(project, property::EXPERIMENT_TERRITORY, iri.as_named_node());
}

/// The name that a sentence begins with: an article, then everything up to what is said of it.
fn territory(text: &str) -> Option<&str> {
    let folded = fold(text);
    let article = ["le ", "la ", "les ", "l'"].into_iter().find(|article| folded.starts_with(article))?;
    let start = article.chars().count();
    let rest: String = folded.chars().skip(start).collect();
    let end = [" où ", " avec ", " dans ", " est ", " sont ", " : ", ": ", ", ", " (", ". "]
        .into_iter()
        .filter_map(|stop| rest.find(stop).and_then(|at| rest.get(..at)))
        .map(|name| name.chars().count())
        .min()
        .unwrap_or_else(|| rest.chars().count());
    let place = |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    let name = text.get(place(start)..place(start + end))?.trim().trim_end_matches('.');
    (!name.is_empty()).then_some(name)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The regions of France as they are officially written; people leave the hyphens out.
const REGIONS: [&str; 18] = [
    "Auvergne-Rhône-Alpes",
    "Bourgogne-Franche-Comté",
    "Bretagne",
    "Centre-Val de Loire",
    "Corse",
    "Grand Est",
    "Guadeloupe",
    "Guyane",
    "Hauts-de-France",
    "Île-de-France",
    "La Réunion",
    "Martinique",
    "Mayotte",
    "Normandie",
    "Nouvelle-Aquitaine",
    "Occitanie",
    "Pays de la Loire",
    "Provence-Alpes-Côte d’Azur",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bullet_begins_with_its_territory() {
        for (text, name) in [
            ("Le pays d’Exemple où est le siège.", Some("pays d’Exemple")),
            ("Les Hauts de France avec l’outil", Some("Hauts de France")),
            ("L’Exempleterre", Some("Exempleterre")),
            ("Une dynamique est née", None),
        ] {
            assert_eq!(territory(text), name);
        }
    }
}
