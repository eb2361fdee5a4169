//! What is asked of Communecter's API, in its words.

use super::{id, slug};
use crate::sheet::Sheet;
use model::vocab::{dct, property};

/// Entities of a page, where nobody asks for another number.
pub const USUAL: usize = 50;
/// Most entities of a page.
pub const MOST: usize = 500;

/// Which entities are asked for, in the words of Communecter's API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// This one alone.
    pub id: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
    /// How many before the first.
    pub index: usize,
    /// With one of these tags.
    pub tags: Vec<String>,
    /// With all of them.
    pub needs_all_tags: bool,
    /// In the town of this code.
    pub insee: Option<String>,
    /// In one of these towns.
    pub towns: Vec<String>,
    /// From this source.
    pub key: Option<String>,
}

/// A word that is asked, with what cannot be its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The word.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Question {
    /// Reads words and values, of the path or of the query. Words that say nothing here are left aside, as there.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Misfit> {
        let mut question = Self::default();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            let misfit = || Misfit { name: name.to_owned(), value: value.to_owned() };
            let several = || value.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
            match name {
                "id" => question.id = Some(value.to_owned()),
                "limit" => question.limit = Some(value.parse().map_err(|_| misfit())?),
                "index" => question.index = value.parse().map_err(|_| misfit())?,
                "tags" => question.tags = several(),
                "multiTags" => question.needs_all_tags = value == "true",
                "insee" => question.insee = Some(value.to_owned()),
                "namecity" => question.towns = several(),
                "key" => question.key = Some(value.to_owned()),
                // Its own format has that name there.
                "format" if value != "communecter" => return Err(misfit()),
                _ => {}
            }
        }
        Ok(question)
    }

    /// How many a page has.
    pub fn size(&self) -> usize {
        self.limit.unwrap_or(USUAL).clamp(1, MOST)
    }

    /// Whether it asks for what the sheet tells.
    pub(super) fn asks_for(&self, sheet: &Sheet<'_>, tags: &[String]) -> bool {
        let address = sheet.address().unwrap_or_default();
        let is_tagged = |tag: &String| tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase());
        let has_tags =
            if self.needs_all_tags { self.tags.iter().all(is_tagged) } else { self.tags.iter().any(is_tagged) };
        let is_there = |town: &String| {
            address.locality.as_ref().is_some_and(|locality| locality.to_lowercase() == town.to_lowercase())
        };
        let codes = [address.insee_code.as_deref(), sheet.value(property::INSEE_CODE)];
        self.id.as_deref().is_none_or(|asked| asked == slug(sheet) || asked.eq_ignore_ascii_case(&id(sheet.iri())))
            && (self.tags.is_empty() || has_tags)
            && (self.towns.is_empty() || self.towns.iter().any(is_there))
            && self.insee.as_deref().is_none_or(|asked| codes.contains(&Some(asked)))
            && self.key.as_deref().is_none_or(|asked| sheet.values(dct::SOURCE).contains(&asked))
    }
}
