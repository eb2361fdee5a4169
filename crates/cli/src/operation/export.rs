//! What an export does: reads documents one after the other and writes them in a format.

use crate::arguments::ExportFormat;
use crate::failure::chain;
use crate::text::{self, Language};
use exchange::concepts::Concepts;
use exchange::gogocarto::write::ON_A_MAP;
use exchange::sheet::{Sheet, Times};
use exchange::write::csv::Table;
use exchange::write::geojson::GeoJson;
use exchange::write::ical::Calendar;
use exchange::write::murmurations::Profiles;
use exchange::write::rdf::Rdf;
use exchange::write::{self, Map, Writer};
use model::syntax::Format;
use model::{Caller, Container, Document};
use oxrdf::NamedNode;
use registry::{ReadError, Registry, Shown, Walk};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// What to export.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportOrder {
    /// What to write it in.
    pub format: ExportFormat,
    /// Of this container alone.
    pub container: Option<String>,
    /// Of this class alone, as [`class`] reads it.
    pub class: Option<String>,
    /// Whether what is closed goes too.
    pub closed: bool,
    /// Which language goes first, where a format has room for one.
    pub language: Language,
}

/// Pieces of an export, or why it stopped, in the order's language.
pub type Pieces = mpsc::Sender<Result<Vec<u8>, String>>;

/// The class of this name: `Organization`, with or without `cs:`.
pub fn class(name: &str) -> Option<NamedNode> {
    registry::webhook::class_named(name)
}

/// Writes what is asked for, piece by piece.
pub async fn export(registry: &Registry, order: &ExportOrder, to: &Pieces) {
    if let Err(error) = write_all(registry, order, to).await {
        let cause = chain(&error);
        // Whoever has gone away needs to know nothing.
        drop(to.send(Err(text::fill(order.language, "journal-unusable", &[("cause", cause)]))).await);
    }
}

async fn write_all(registry: &Registry, order: &ExportOrder, to: &Pieces) -> Result<(), ReadError> {
    let caller = if order.closed { registry.operator() } else { Caller::Anonymous };
    let languages = match order.language {
        Language::Fr => ["fr", "en"],
        Language::En => ["en", "fr"],
    };
    let concepts = Concepts::of(&registry.walked(&caller, Container::Themes).await?, &languages);
    let mut writer = writer(registry, order);
    let mut walk = Walk::new(caller, containers(order)).of_class(order.class.as_deref().and_then(class));
    let mut piece = writer.begin();
    while let Some(page) = registry.read_on(&mut walk).await? {
        for shown in &page {
            piece.push_str(&told(writer.as_mut(), shown, &concepts, &languages));
        }
        if !piece.is_empty() && to.send(Ok(std::mem::take(&mut piece).into_bytes())).await.is_err() {
            return Ok(());
        }
    }
    piece.push_str(&writer.end());
    drop(to.send(Ok(piece.into_bytes())).await);
    Ok(())
}

fn told(writer: &mut dyn Writer, shown: &Shown, concepts: &Concepts, languages: &[&str]) -> String {
    let contact: Vec<Document> = shown.contact.iter().map(|contact| contact.document.clone()).collect();
    let times = Times { created: shown.resource.created, modified: shown.modified(), is_first: shown.is_first() };
    writer.document(&Sheet::new(&shown.resource.document, &contact, languages, times), concepts)
}

fn writer(registry: &Registry, order: &ExportOrder) -> Box<dyn Writer> {
    match order.format {
        ExportFormat::Jsonld => Box::new(Rdf::new(Format::JsonLd)),
        ExportFormat::Turtle => Box::new(Rdf::new(Format::Turtle)),
        ExportFormat::Trig => Box::new(Rdf::new(Format::TriG)),
        ExportFormat::Nquads => Box::new(Rdf::new(Format::NQuads)),
        ExportFormat::Geojson => Box::<GeoJson>::default(),
        ExportFormat::Csv => Box::new(Table),
        ExportFormat::Ical => Box::new(Calendar::new(registry.name())),
        ExportFormat::Gogocarto => Box::new(Map::new()),
        ExportFormat::Murmurations => Box::<Profiles>::default(),
        ExportFormat::Dcat => Box::new(web::catalogue_of(registry.base().clone(), registry.name())),
    }
}

/// Where what is asked for stands: what a format has room for, unless somebody says which.
fn containers(order: &ExportOrder) -> Vec<Container> {
    if let Some(container) = order.container.as_deref().and_then(Container::from_segment) {
        return vec![container];
    }
    if let Some(container) =
        order.class.as_deref().and_then(class).and_then(|class| Container::of_class(class.as_ref()))
    {
        return vec![container];
    }
    let all: &[Container] = match order.format {
        ExportFormat::Jsonld
        | ExportFormat::Turtle
        | ExportFormat::Trig
        | ExportFormat::Nquads
        | ExportFormat::Dcat => Container::ALL,
        ExportFormat::Ical => write::ical::CONTAINERS,
        ExportFormat::Geojson => write::geojson::CONTAINERS,
        ExportFormat::Gogocarto => &ON_A_MAP,
        ExportFormat::Csv => write::csv::CONTAINERS,
        ExportFormat::Murmurations => write::murmurations::CONTAINERS,
    };
    all.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_or_a_class_is_all_that_is_read() {
        let order = |container: Option<&str>, class: Option<&str>, format| ExportOrder {
            format,
            container: container.map(str::to_owned),
            class: class.map(str::to_owned),
            closed: false,
            language: Language::Fr,
        };
        assert_eq!(containers(&order(Some("people"), None, ExportFormat::Gogocarto)), [Container::People]);
        assert_eq!(containers(&order(None, Some("Place"), ExportFormat::Csv)), [Container::Places]);
        assert_eq!(containers(&order(None, None, ExportFormat::Ical)), [Container::Events]);
        assert_eq!(containers(&order(None, None, ExportFormat::Trig)), Container::ALL);
        let map = containers(&order(None, None, ExportFormat::Gogocarto));
        assert!(!map.contains(&Container::People) && map.contains(&Container::Organizations));
    }
}
