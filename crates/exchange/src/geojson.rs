//! GeoJSON (RFC 7946), as uMap, OpenStreetMap (Overpass) and open data export it. One feature is in memory at a time.
//!
//! The properties of a feature are fields: what they are follows from the mapping of the source and from their names
//! (`fields`). A point is where it is; any other geometry is kept, and a point that lies on it stands for it.
//! A feature is called by its `id`, which uMap and OpenStreetMap write, else by a property.

pub(crate) mod geometry;
#[cfg(test)]
mod tests;

use crate::draft::{refused, unplaced};
use crate::fields::{Fields, Own, guess};
use crate::json::{Items, JsonError, Piece};
use crate::listing::{Listed, Listing};
use crate::mapping::Mapping;
use crate::source::Source;
use crate::value::{is_empty, word};
use geometry::Geometry;
use model::{Iri, Passage, Place, RefusedReason, UnplacedReason};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufRead;

/// The collection cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// See [`JsonError`].
    #[error(transparent)]
    Json(#[from] JsonError),
    /// There is no list of features, nor a feature.
    #[error("no feature is there")]
    NoFeatures,
    /// The backup of a map of uMap, which holds its layers apart.
    #[error("this is a backup of uMap: export the map as GeoJSON")]
    Umap,
    /// Its degrees are none, or not those of RFC 7946, section 4: WGS 84.
    #[error("{0} is another coordinate system than WGS 84")]
    System(String),
}

const LISTS: &[&str] = &["features"];

/// Features whose properties are looked at to tell what will be done with them.
const LOOK: usize = 200;

/// Reads the features, in their order. One that is broken is refused and the others go on; after an error there is nothing
/// more.
pub fn read<R: BufRead>(
    source: R,
    at: &Source,
    mapping: &Mapping,
) -> impl Iterator<Item = Result<Passage, ReadError>> + use<R> {
    Listing::new(source, LISTS, Features { fields: Fields::new(at, mapping) })
}

/// What will be done with each property, as a mapping (TOML) that can be saved and corrected. The first features tell which
/// properties there are.
pub fn told<R: BufRead>(source: R, mapping: &Mapping) -> Result<String, ReadError> {
    let mut names: Vec<String> = Vec::new();
    let mut has_ids = true;
    let mut count = 0;
    for piece in Items::new(source, LISTS) {
        let feature = match piece? {
            Piece::Member(name, value) => {
                check(&name, &value)?;
                continue;
            }
            Piece::Item(_, Err(_)) => continue,
            Piece::Item(_, Ok(feature)) => feature,
        };
        has_ids &= feature.get("id").and_then(word).is_some();
        let properties = feature.get("properties").and_then(Value::as_object);
        for name in properties.into_iter().flat_map(Map::keys) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        count += 1;
        if count == LOOK {
            break;
        }
    }
    if count == 0 {
        return Err(ReadError::NoFeatures);
    }
    let is_own = has_ids && mapping.key().is_empty();
    let told = guess::told(names.iter().map(String::as_str), mapping);
    Ok(if is_own { without_key(&told) } else { told })
}

/// Features that have ids are called by them, whatever their properties are.
fn without_key(told: &str) -> String {
    let lines = told.lines().filter(|line| !line.starts_with("key = ") && !line.starts_with("# key = "));
    lines.flat_map(|line| [line, "\n"]).collect()
}

struct Features {
    fields: Fields,
}

impl Listed for Features {
    type Error = ReadError;

    fn member(&mut self, name: &str, value: &Value, _number: u64) -> Result<(), ReadError> {
        check(name, value)
    }

    fn item(&mut self, value: Value, place: Place, found: &mut VecDeque<Passage>) {
        let refusal = |what: &str| refused("", place, RefusedReason::Malformed(what.to_owned()));
        let Value::Object(feature) = value else { return found.push_back(refusal("JSON")) };
        let properties = match feature.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            None | Some(Value::Null) => Map::new(),
            Some(_) => return found.push_back(refusal("properties")),
        };
        let id = feature.get("id").and_then(word);
        let geometry = feature.get("geometry").filter(|geometry| !is_empty(geometry));
        let shape = geometry.and_then(Geometry::read);
        let mut fields: Vec<(&str, Value)> = properties
            .iter()
            .filter(|(name, _)| !is_of_umap(name))
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        // What a mapping calls `id` may be the feature's own.
        if let Some(id) = id.as_ref().filter(|_| !properties.contains_key("id"))
            && self.fields.mapping().key().iter().any(|name| name == "id")
        {
            fields.push(("id", Value::from(id.as_str())));
        }
        let known = ["type", "id", "properties", "geometry", "bbox"];
        let others = feature.iter().filter(|(name, _)| !known.contains(&name.as_str()) && !is_of_umap(name));
        fields.extend(others.map(|(name, value)| (name.as_str(), value.clone())));
        let own = Own { key: id.as_deref(), position: shape.as_ref().map(|shape| shape.point) };
        let mut sheet = match self.fields.begin(&fields, own, place) {
            Ok(sheet) => sheet,
            Err(refused) => return found.push_back(refused),
        };
        match (geometry, &shape) {
            (Some(geometry), Some(shape)) if !shape.is_point => sheet.geometry(geometry),
            (Some(geometry), None) => sheet.unplaced("geometry", geometry, UnplacedReason::BrokenLine),
            _ => {}
        }
        let osm = id.or_else(|| properties.get("@id").and_then(word));
        let page = osm.and_then(|id| page_of(&id));
        found.extend(sheet.finish(page.as_ref()));
    }

    fn end(
        &mut self,
        around: Map<String, Value>,
        number: Option<u64>,
        found: &mut VecDeque<Passage>,
    ) -> Result<(), ReadError> {
        let Some(number) = number else {
            if around.get("type").and_then(Value::as_str) != Some("Feature") {
                return Err(ReadError::NoFeatures);
            }
            self.item(Value::Object(around), Place::Item(1), found);
            return Ok(());
        };
        for (name, value) in around.into_iter().filter(|(_, value)| !is_empty(value)) {
            if matches!(name.as_str(), "type" | "crs" | "bbox" | "generator" | "copyright" | "timestamp")
                || is_of_umap(&name)
            {
                continue;
            }
            let place = Place::Item(number.max(1));
            found.push_back(Passage::Unplaced(unplaced(place, &name, &value, UnplacedReason::UnknownField)));
        }
        Ok(())
    }
}

/// Whether a member of what stands around the features says that they cannot be read.
fn check(name: &str, value: &Value) -> Result<(), ReadError> {
    match (name, value) {
        ("type", Value::String(kind)) if kind == "umap" => Err(ReadError::Umap),
        // Section 4 has done away with it; older programs write it.
        ("crs", Value::Object(system)) => {
            let named = system.get("properties").and_then(|properties| properties.get("name")).and_then(word);
            let named = named.unwrap_or_else(|| value.to_string());
            let is_wgs84 = named.contains("CRS84") || named.ends_with(":4326");
            if is_wgs84 { Ok(()) } else { Err(ReadError::System(named)) }
        }
        _ => Ok(()),
    }
}

/// How uMap draws a feature.
fn is_of_umap(name: &str) -> bool {
    matches!(name, "_umap_options" | "_storage_options" | "_storage")
}

/// Where people read of what OpenStreetMap calls so: `node/123`.
fn page_of(id: &str) -> Option<Iri> {
    let (kind, number) = id.split_once('/')?;
    let is_one = matches!(kind, "node" | "way" | "relation") && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_one && !number.is_empty()).then(|| Iri::parse(&format!("https://www.openstreetmap.org/{id}")).ok())?
}
