//! A geometry, and a point that stands for it: one that lies on it, so that nobody is shown in the middle of a lake that
//! they live around.

use serde_json::Value;

/// Longitude and latitude.
type Position = (f64, f64);

/// What is read of a geometry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Geometry {
    /// Whether the point says all of it.
    pub(crate) is_point: bool,
    /// Latitude and longitude.
    pub(crate) point: (f64, f64),
}

impl Geometry {
    /// Nothing for what is none, or lies outside of the globe.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let (longitude, latitude) = point(value, 0)?;
        let is_somewhere = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        let is_point = value.get("type").and_then(Value::as_str) == Some("Point");
        is_somewhere.then_some(Self { is_point, point: (latitude, longitude) })
    }

    /// The same, where all of it is one: of a collection the first would do to say where it is.
    pub(crate) fn read_whole(value: &Value) -> Option<Self> {
        let inner = value.get("geometries").and_then(Value::as_array).into_iter().flatten();
        Self::read(value).filter(|_| inner.map(Self::read_whole).all(|inner| inner.is_some()))
    }
}

/// Collections in collections that are followed.
const DEPTH: usize = 8;

fn point(value: &Value, depth: usize) -> Option<Position> {
    let coordinates = value.get("coordinates");
    match value.get("type")?.as_str()? {
        "Point" => position(coordinates?),
        "MultiPoint" | "LineString" => middle(&positions(coordinates?)?),
        "MultiLineString" => {
            let lines: Option<Vec<_>> = coordinates?.as_array()?.iter().map(positions).collect();
            middle(lines?.iter().max_by_key(|line| line.len())?)
        }
        "Polygon" => inside(&rings(coordinates?)?),
        "MultiPolygon" => {
            let polygons: Option<Vec<_>> = coordinates?.as_array()?.iter().map(rings).collect();
            let area = |rings: &Vec<Vec<Position>>| rings.first().map_or(0.0, |ring| centroid(ring).1.abs());
            inside(polygons?.iter().max_by(|one, other| area(one).total_cmp(&area(other)))?)
        }
        "GeometryCollection" if depth < DEPTH => {
            value.get("geometries")?.as_array()?.iter().find_map(|inner| point(inner, depth + 1))
        }
        _ => None,
    }
}

fn position(value: &Value) -> Option<Position> {
    let degrees = value.as_array()?;
    Some((degrees.first()?.as_f64()?, degrees.get(1)?.as_f64()?))
}

fn positions(value: &Value) -> Option<Vec<Position>> {
    value.as_array()?.iter().map(position).collect()
}

fn rings(value: &Value) -> Option<Vec<Vec<Position>>> {
    value.as_array()?.iter().map(positions).collect()
}

fn middle(positions: &[Position]) -> Option<Position> {
    positions.get(positions.len() / 2).copied()
}

/// The centroid where it lies inside, else the middle of the widest span at its latitude.
fn inside(rings: &[Vec<Position>]) -> Option<Position> {
    let outer = rings.first()?;
    let ((longitude, latitude), area) = centroid(outer);
    if area == 0.0 {
        return middle(outer);
    }
    let mut crossings: Vec<f64> = rings.iter().flat_map(|ring| crossings(ring, latitude)).collect();
    crossings.sort_by(f64::total_cmp);
    let spans = || crossings.chunks_exact(2).filter_map(|span| Some((*span.first()?, *span.get(1)?)));
    if spans().any(|(west, east)| west <= longitude && longitude <= east) {
        return Some((longitude, latitude));
    }
    let widest = spans().max_by(|one, other| (one.1 - one.0).total_cmp(&(other.1 - other.0)));
    widest.map(|(west, east)| (f64::midpoint(west, east), latitude)).or_else(|| middle(outer))
}

/// The centroid of a ring, and its area: 0 for a line.
fn centroid(ring: &[Position]) -> (Position, f64) {
    let Some(&origin) = ring.first() else { return ((0.0, 0.0), 0.0) };
    let (mut area, mut east, mut north) = (0.0, 0.0, 0.0);
    for (one, other) in ring.iter().zip(ring.iter().skip(1)) {
        // Counted from the first position: far from it digits are lost.
        let (x1, y1) = (one.0 - origin.0, one.1 - origin.1);
        let (x2, y2) = (other.0 - origin.0, other.1 - origin.1);
        let cross = x1 * y2 - x2 * y1;
        area += cross / 2.0;
        east += (x1 + x2) * cross;
        north += (y1 + y2) * cross;
    }
    if area == 0.0 {
        return (origin, 0.0);
    }
    ((origin.0 + east / (6.0 * area), origin.1 + north / (6.0 * area)), area)
}

/// Where a ring crosses a latitude.
fn crossings(ring: &[Position], latitude: f64) -> Vec<f64> {
    let edges = ring.iter().zip(ring.iter().skip(1));
    let crossed = edges.filter(|(one, other)| (one.1 > latitude) != (other.1 > latitude));
    crossed.map(|(one, other)| one.0 + (latitude - one.1) / (other.1 - one.1) * (other.0 - one.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &Value) -> Option<(f64, f64)> {
        Geometry::read(value).map(|geometry| geometry.point)
    }

    #[test]
    fn a_point_that_lies_on_it() {
        let square = json!([[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0], [0.0, 0.0]]]);
        let around_a_lake = json!([
            [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]],
            [[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0], [1.0, 1.0]]
        ]);
        let far = json!([[[10.0, 10.0], [10.5, 10.0], [10.5, 10.5], [10.0, 10.0]]]);
        for (value, expected) in [
            (json!({"type": "Point", "coordinates": [3.2, 45.5, 300]}), Some((45.5, 3.2))),
            (json!({"type": "LineString", "coordinates": [[0, 0], [1, 1], [5, 5]]}), Some((1.0, 1.0))),
            (
                json!({"type": "MultiLineString", "coordinates": [[[9, 9], [8, 8]], [[0, 0], [1, 1], [5, 5]]]}),
                Some((1.0, 1.0)),
            ),
            (json!({"type": "Polygon", "coordinates": square}), Some((1.0, 1.0))),
            (json!({"type": "Polygon", "coordinates": around_a_lake}), Some((2.0, 3.5))),
            (json!({"type": "MultiPolygon", "coordinates": [far, square]}), Some((1.0, 1.0))),
            (json!({"type": "Polygon", "coordinates": [[[1, 1], [1, 1], [1, 1], [1, 1]]]}), Some((1.0, 1.0))),
            (
                json!({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}),
                Some((2.0, 1.0)),
            ),
            (json!({"type": "GeometryCollection", "geometries": []}), None),
            (json!({"type": "Polygon", "coordinates": []}), None),
            (json!({"type": "Point", "coordinates": [700_000.0, 6_600_000.0]}), None),
            (json!({"type": "Point", "coordinates": ["3", "45"]}), None),
            (json!({"type": "Circle", "coordinates": [3, 45]}), None),
            (json!({"coordinates": [3, 45]}), None),
        ] {
            assert_eq!(of(&value), expected, "{value}");
        }
    }
}
