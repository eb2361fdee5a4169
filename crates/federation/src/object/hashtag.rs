//! Themes and keywords as `Hashtag`: `culture-et-recits` is #CultureEtRecits.

use super::html;
use crate::activity::origin::Origin;
use crate::words::Language;
use model::vocab::property;
use model::{Document, Iri};
use oxrdf::TermRef;
use serde_json::{Map, Value};

/// A post with more is taken for advertising.
const LIMIT: usize = 12;
/// No word is longer.
const LETTERS: usize = 64;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hashtag {
    /// Without the sign.
    name: String,
    /// The theme.
    href: Option<Iri>,
}

impl Hashtag {
    /// What a document is about, each once.
    pub(super) fn of(document: &Document, language: Language) -> Vec<Self> {
        let themes = document.own(property::THEME).filter_map(|term| match term {
            TermRef::NamedNode(theme) => {
                let last = theme.as_str().rsplit(['#', '/', ':']).next()?;
                // The names of our thesauri begin with what they are: cs:ThemeResilienceEconomy.
                let last = last.strip_prefix("Theme").filter(|rest| !rest.is_empty()).unwrap_or(last);
                Some(Self { name: joined(last)?, href: Some(Iri::from_named_node(theme.into_owned())) })
            }
            TermRef::Literal(_) | TermRef::BlankNode(_) => None,
        });
        let keywords = document.own(property::KEYWORD).filter_map(|term| match term {
            TermRef::Literal(word) => {
                let is_said_so = word.language().is_none_or(|tag| tag.split('-').next() == Some(language.tag()));
                Some(Self { name: joined(word.value()).filter(|_| is_said_so)?, href: None })
            }
            TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
        });
        let mut tags = Vec::new();
        Self::add(&mut tags, themes.chain(keywords));
        tags
    }

    /// More of them, those that are new, as far as there may be.
    pub(super) fn add(tags: &mut Vec<Self>, more: impl IntoIterator<Item = Self>) {
        for tag in more {
            if tags.len() < LIMIT && !tags.iter().any(|known| known.name.eq_ignore_ascii_case(&tag.name)) {
                tags.push(tag);
            }
        }
    }

    /// For `tag`.
    pub(super) fn to_value(&self) -> Value {
        let mut value = Map::new();
        value.insert("type".to_owned(), Value::from("Hashtag"));
        value.insert("name".to_owned(), Value::from(format!("#{}", self.name)));
        if let Some(href) = self.href.as_ref().filter(|href| Origin::of(href).is_some()) {
            value.insert("href".to_owned(), Value::from(href.as_str()));
        }
        Value::Object(value)
    }

    /// For the text of a post.
    pub(super) fn to_html(&self) -> String {
        let name = format!("#{}", self.name);
        self.href.as_ref().map_or_else(|| html::escaped(&name), |href| html::link(href, &name))
    }
}

/// Words in one, each with a capital: servers end a hashtag at the first other sign. None of digits alone is one.
fn joined(words: &str) -> Option<String> {
    let words = words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    let is_word = name.chars().any(char::is_alphabetic) && name.chars().count() <= LETTERS;
    is_word.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined() {
        let check = |words: &str, expected: Option<&str>| assert_eq!(joined(words).as_deref(), expected, "{words}");
        check("culture-et-recits", Some("CultureEtRecits"));
        check("prix libre", Some("PrixLibre"));
        check("l’été", Some("LÉté"));
        check("ResilienceEconomy", Some("ResilienceEconomy"));
        check("<b>", Some("B"));
        check("2026", None);
        check("…", None);
        check("", None);
        check(&"a".repeat(65), None);
    }
}
