//! What is here, told as GoGoCarto's own API tells it, so that a map takes this instance for one of its kind.
//!
//! The shapes are those of GoGoCarto's serialiser (version 3.3 of May 2024). One element is written at a time. What its API
//! gets wrong is not repeated: nobody's e-mail address is told who only follows an element, `private` stands for no address,
//! and the JSON-LD says what each element is and how it is called.
//!
//! | module | writes |
//! |---|---|
//! | [`question`] | which elements are asked for |
//! | `element` | an element with everything: `gogofull` |
//! | `linked` | the same as JSON-LD |
//! | [`notice`] | what is told when one changes |
//! | [`taxonomy`] | what elements are filed under |

mod element;
mod linked;
pub mod notice;
pub mod question;
pub mod taxonomy;
#[cfg(test)]
mod tests;

use crate::concepts::{self, Category, Concepts};
use crate::sheet::Sheet;
use model::Container;
use model::vocab::property;
use serde_json::{Value, json};

pub(crate) use element::of_literal;
pub use linked::CONTEXT;

/// What stands on a map: what has a place, or may have one, and is nobody in particular.
pub const ON_A_MAP: [Container; 6] = [
    Container::Organizations,
    Container::Projects,
    Container::Ecosystems,
    Container::Territories,
    Container::Places,
    Container::Events,
];

/// How much is told of each element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ontology {
    /// Everything.
    Full,
    /// What a map draws: id, name, position, categories.
    Compact,
    /// The id, and when it changed.
    Sync,
    /// Everything, as JSON-LD.
    Linked,
}

impl Ontology {
    /// The one of this name: `gogofull`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Full, Self::Compact, Self::Sync].into_iter().find(|ontology| ontology.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "gogofull",
            Self::Compact => "gogocompact",
            Self::Sync => "gogosync",
            Self::Linked => "jsonld",
        }
    }
}

/// Writes a list of elements, one after the other.
#[derive(Debug)]
pub struct Writer {
    ontology: Ontology,
    has_begun: bool,
}

impl Writer {
    /// A list in this ontology.
    pub fn new(ontology: Ontology) -> Self {
        Self { ontology, has_begun: false }
    }
}

impl crate::write::Writer for Writer {
    /// A map states one licence for all; here each element has its own.
    fn begin(&mut self) -> String {
        match self.ontology {
            Ontology::Linked => format!("{{\"@context\":{},\"@graph\":[", CONTEXT.trim()),
            Ontology::Full | Ontology::Compact | Ontology::Sync => {
                format!("{{\"licence\":\"\",\"ontology\":\"{}\",\"data\":[", self.ontology.name())
            }
        }
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        let filed = filed(sheet, concepts);
        let element = match self.ontology {
            Ontology::Full => element::write(sheet, &filed),
            Ontology::Compact => compact(sheet, &filed),
            Ontology::Sync => json!({"id": sheet.key(), "updatedAt": sheet.modified()}),
            Ontology::Linked => linked::write(sheet, &filed),
        };
        let comma = if std::mem::replace(&mut self.has_begun, true) { "," } else { "" };
        format!("{comma}{element}")
    }

    fn end(&mut self) -> String {
        let end = match self.ontology {
            Ontology::Full | Ontology::Sync | Ontology::Linked => "]}",
            // GoGoCarto leaves the place of the categories out of it, and so do those who read it.
            Ontology::Compact => r#"],"mapping":["id",["name"],"latitude","longitude","status","moderationState"]}"#,
        };
        end.to_owned()
    }
}

/// One element alone, as its own address answers it.
pub fn single(sheet: &Sheet<'_>, concepts: &Concepts, ontology: Ontology) -> String {
    let filed = filed(sheet, concepts);
    match ontology {
        Ontology::Linked => {
            let element = linked::write(sheet, &filed).to_string();
            // The context goes before the first member.
            format!("{{\"@context\":{},{}", CONTEXT.trim(), element.trim_start_matches('{'))
        }
        Ontology::Full | Ontology::Compact | Ontology::Sync => {
            json!({"licence": "", "ontology": Ontology::Full.name(), "data": element::write(sheet, &filed)}).to_string()
        }
    }
}

/// What an element is filed under.
pub fn filed(sheet: &Sheet<'_>, concepts: &Concepts) -> Vec<Category> {
    concepts::categories(sheet.links(property::THEME), sheet.texts(property::KEYWORD), concepts)
}

fn compact(sheet: &Sheet<'_>, filed: &[Category]) -> Value {
    let (latitude, longitude) = sheet.position().unwrap_or_default();
    let numbers: Vec<u64> = filed.iter().map(|category| category.number).collect();
    json!([sheet.key(), [sheet.name()], latitude, longitude, numbers])
}
