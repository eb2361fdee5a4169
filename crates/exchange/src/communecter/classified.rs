//! Small ads and needs. The section of an ad says whether something is offered or needed, and on which condition; its
//! category says what kind of thing it is. Its type (`classifieds`, `ressources`, `jobs`, with their misspellings) says
//! nothing more.

use super::fields::{self, Fields};
use super::words::find;
use crate::draft::Draft;
use model::Container;
use model::vocab::{individual, property};
use oxrdf::NamedNodeRef;

/// Whether an ad of this section offers or needs; nothing for another word.
pub(super) fn container(section: &str) -> Option<Container> {
    find(
        section,
        &[
            ("offer", Container::Offers),
            ("forsale", Container::Offers),
            ("forrent", Container::Offers),
            ("donation", Container::Offers),
            ("sharing", Container::Offers),
            ("exchange", Container::Offers),
            ("need", Container::Needs),
            ("lookingfor", Container::Needs),
        ],
    )
}

/// What is offered or needed, on which conditions, until when. `section` is that of an ad, which a need has not.
pub(super) fn read(section: Option<&str>, fields: &mut Fields, draft: &mut Draft) {
    if let Some(condition) = section.and_then(condition) {
        draft.say(property::CONDITION, condition);
    }
    if section.is_some() {
        fields.leave(&["type"]);
    }
    if let Some(category) = fields.word("category") {
        match kind(&category, section) {
            Some(kind) => draft.say(property::KIND, kind),
            // The kinds of the grammar are not those of jobs.
            None if category == "joboffer" => {}
            None => fields.unknown("category", category.into()),
        }
    }
    if let Some(subtype) = fields.word("subtype") {
        draft.text(property::KEYWORD, &subtype);
    }
    let currency = fields.word("devise");
    if let Some(price) = fields.take("price") {
        match fields::number(&price) {
            // What nobody filled in.
            Some(0.0) => {}
            Some(_) => {
                let price = fields::word(&price).unwrap_or_default();
                draft.text(property::CONDITION_TEXT, &format!("{price} {}", currency.unwrap_or_default()));
            }
            None => fields.broken("price", price),
        }
    }
    if let Some(benefits) = fields.word("benefits") {
        draft.text(property::CONDITION_TEXT, &super::text::plain(&benefits));
    }
}

fn condition(section: &str) -> Option<NamedNodeRef<'static>> {
    find(
        section,
        &[
            ("forsale", individual::SALE),
            ("forrent", individual::RENTAL),
            ("donation", individual::GIFT),
            ("sharing", individual::LOAN),
            ("exchange", individual::EXCHANGE),
        ],
    )
}

fn kind(category: &str, section: Option<&str>) -> Option<NamedNodeRef<'static>> {
    // A car for hire is a way to get about, a car for sale is a thing.
    let vehicle = if section == Some("forsale") { individual::PRODUCT } else { individual::MOBILITY };
    find(
        category,
        &[
            ("service", individual::SERVICE),
            ("animalcare", individual::SERVICE),
            ("competence", individual::KNOW_HOW),
            ("material", individual::EQUIPMENT),
            ("gardeningtools", individual::EQUIPMENT),
            ("medicalstuff", individual::EQUIPMENT),
            ("property", individual::SPACE),
            ("vehicles", vehicle),
            ("vehicules", vehicle),
            ("véhicules", vehicle),
            ("home", individual::PRODUCT),
            ("leisure", individual::PRODUCT),
            ("furniture", individual::PRODUCT),
            ("fashion", individual::PRODUCT),
            ("artistic", individual::PRODUCT),
            ("technology", individual::PRODUCT),
            ("technologie", individual::PRODUCT),
        ],
    )
}
