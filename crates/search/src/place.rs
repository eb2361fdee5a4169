//! Circles and boxes on the globe, and what stands in them.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use std::collections::HashMap;

/// Mean radius of the earth, in kilometres.
const RADIUS: f64 = 6_371.008_8;

/// A position, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// North of the equator.
    pub latitude: f64,
    /// East of Greenwich.
    pub longitude: f64,
}

impl Point {
    /// Where this is; `None`: nowhere on earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Self { latitude, longitude })
    }

    /// How far this is from there, in kilometres.
    pub fn kilometres_to(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let (dy, dx) = (b - a, (other.longitude - self.longitude).to_radians());
        let square = (dy / 2.0).sin().powi(2) + a.cos() * b.cos() * (dx / 2.0).sin().powi(2);
        2.0 * RADIUS * square.sqrt().min(1.0).asin()
    }
}

/// Around a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Its middle.
    pub around: Point,
    /// Its radius in kilometres; `None`: all the earth, nearest first.
    pub within: Option<f64>,
}

/// Between meridians and parallels; it crosses the antimeridian where west is east of east.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    /// West, south, east, north; `None`: no such box.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        let is_real = west.abs() <= 180.0 && east.abs() <= 180.0 && south >= -90.0 && north <= 90.0 && south <= north;
        is_real.then_some(Self { west, south, east, north })
    }

    /// Whether this lies in it, on its edge included.
    pub fn holds(&self, point: Point) -> bool {
        let is_between = if self.west <= self.east {
            (self.west..=self.east).contains(&point.longitude)
        } else {
            point.longitude >= self.west || point.longitude <= self.east
        };
        is_between && (self.south..=self.north).contains(&point.latitude)
    }

    fn envelopes(&self) -> Vec<AABB<[f64; 2]>> {
        let between = |west, east| AABB::from_corners([west, self.south], [east, self.north]);
        if self.west <= self.east {
            vec![between(self.west, self.east)]
        } else {
            vec![between(self.west, 180.0), between(-180.0, self.east)]
        }
    }
}

/// Where somebody looks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Area {
    /// In this circle.
    pub circle: Option<Circle>,
    /// And in this box.
    pub bounds: Option<Bounds>,
}

impl Area {
    /// Whether that is everywhere, places or not.
    pub fn is_everywhere(&self) -> bool {
        self.circle.is_none() && self.bounds.is_none()
    }

    /// How far this is from the middle in kilometres, nothing where there is none; `None`: it lies outside.
    pub fn holds(&self, point: Point) -> Option<f64> {
        if self.bounds.is_some_and(|bounds| !bounds.holds(point)) {
            return None;
        }
        let Some(circle) = self.circle else { return Some(0.0) };
        let distance = circle.around.kilometres_to(point);
        circle.within.is_none_or(|within| distance <= within).then_some(distance)
    }
}

impl Circle {
    /// Boxes that hold all of it.
    fn envelopes(&self) -> Vec<AABB<[f64; 2]>> {
        let Some(within) = self.within else { return Vec::new() };
        let angle = within / RADIUS;
        // A hair more than needed: what is outside is left out afterwards.
        let degrees = angle.to_degrees() + 1e-6;
        let (south, north) = (self.around.latitude - degrees, self.around.latitude + degrees);
        let ratio = angle.sin() / self.around.latitude.to_radians().cos();
        if south <= -90.0 || north >= 90.0 || ratio >= 1.0 {
            // A pole is in it: every meridian is.
            return vec![AABB::from_corners([-180.0, south.max(-90.0)], [180.0, north.min(90.0)])];
        }
        let aside = ratio.asin().to_degrees() + 1e-6;
        let (west, east) = (self.around.longitude - aside, self.around.longitude + aside);
        let between = |west, east| AABB::from_corners([west, south], [east, north]);
        if west < -180.0 {
            vec![between(west + 360.0, 180.0), between(-180.0, east)]
        } else if east > 180.0 {
            vec![between(west, 180.0), between(-180.0, east - 360.0)]
        } else {
            vec![between(west, east)]
        }
    }
}

type Stone = GeomWithData<[f64; 2], u64>;

/// What stands where, by number.
#[derive(Debug, Clone, Default)]
pub struct Places {
    tree: RTree<Stone>,
    known: HashMap<u64, Point>,
}

impl Places {
    /// All of these.
    pub fn of(places: impl IntoIterator<Item = (u64, Point)>) -> Self {
        let known: HashMap<u64, Point> = places.into_iter().collect();
        let mut stones: Vec<Stone> = known.iter().map(|(number, point)| stone(*number, *point)).collect();
        stones.sort_by_key(|stone| stone.data);
        Self { tree: RTree::bulk_load(stones), known }
    }

    /// From now on it stands there, or nowhere.
    pub fn put(&mut self, number: u64, point: Option<Point>) {
        let before = match point {
            Some(point) => self.known.insert(number, point),
            None => self.known.remove(&number),
        };
        if before == point {
            return;
        }
        if let Some(before) = before {
            self.tree.remove(&stone(number, before));
        }
        if let Some(point) = point {
            self.tree.insert(stone(number, point));
        }
    }

    /// Whether nothing would change.
    pub fn holds(&self, number: u64, point: Option<Point>) -> bool {
        self.known.get(&number).copied() == point
    }

    /// What lies in the area, with its distance from the middle in kilometres.
    pub fn within(&self, area: &Area) -> HashMap<u64, f64> {
        let circle = area.circle.map(|circle| circle.envelopes()).filter(|boxes| !boxes.is_empty());
        let envelopes = match (circle, area.bounds) {
            // The smaller one by hand: a circle is, usually.
            (Some(circle), _) => circle,
            (None, Some(bounds)) => bounds.envelopes(),
            (None, None) => {
                let all = self.known.iter().filter_map(|(number, point)| Some((*number, area.holds(*point)?)));
                return all.collect();
            }
        };
        let mut found = HashMap::new();
        for envelope in envelopes {
            for stone in self.tree.locate_in_envelope_intersecting(envelope) {
                let [longitude, latitude] = *stone.geom();
                if let Some(distance) = area.holds(Point { latitude, longitude }) {
                    found.insert(stone.data, distance);
                }
            }
        }
        found
    }
}

fn stone(number: u64, point: Point) -> Stone {
    Stone::new([point.longitude, point.latitude], number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn a_known_distance() {
        let paris = Point::new(48.8566, 2.3522).unwrap();
        let lyon = Point::new(45.764, 4.8357).unwrap();
        assert!((paris.kilometres_to(lyon) - 391.5).abs() < 1.0, "{}", paris.kilometres_to(lyon));
        let (fiji, samoa) = (Point::new(-17.0, 179.9).unwrap(), Point::new(-17.0, -179.9).unwrap());
        assert!(fiji.kilometres_to(samoa) < 25.0);
        assert!(Point::new(90.1, 0.0).is_none() && Point::new(0.0, f64::NAN).is_none());
    }

    #[test]
    fn circles_and_boxes_hold_what_brute_force_finds_in_them() {
        let mut chance = ChaCha8Rng::seed_from_u64(38);
        let anywhere = |chance: &mut ChaCha8Rng| {
            // Many at the poles and at the antimeridian, where maps go wrong.
            let latitude: f64 = match chance.random_range(0..4) {
                0 => chance.random_range(85.0..=90.0),
                1 => chance.random_range(-90.0..=-85.0),
                _ => chance.random_range(-90.0..=90.0),
            };
            let longitude: f64 = match chance.random_range(0..3) {
                0 => chance.random_range(178.0..=180.0),
                1 => chance.random_range(-180.0..=-178.0),
                _ => chance.random_range(-180.0..=180.0),
            };
            Point::new(latitude, longitude).unwrap()
        };
        let mut places = Places::default();
        let mut known: HashMap<u64, Point> = HashMap::new();
        for _ in 0..3_000 {
            let number = chance.random_range(0..2_000);
            let point = chance.random_bool(0.8).then(|| anywhere(&mut chance));
            places.put(number, point);
            match point {
                Some(point) => known.insert(number, point),
                None => known.remove(&number),
            };
        }
        let mut found = 0;
        for _ in 0..400 {
            let circle = chance.random_bool(0.6).then(|| Circle {
                around: anywhere(&mut chance),
                within: chance.random_bool(0.8).then(|| 10f64.powf(chance.random_range(0.0..4.4))),
            });
            let bounds = chance.random_bool(0.6).then(|| {
                let (a, b) = (anywhere(&mut chance), anywhere(&mut chance));
                let (south, north) = (a.latitude.min(b.latitude), a.latitude.max(b.latitude));
                Bounds::new(a.longitude, south, b.longitude, north).unwrap()
            });
            let area = Area { circle, bounds };
            let by_force: HashMap<u64, f64> =
                known.iter().filter_map(|(number, point)| Some((*number, area.holds(*point)?))).collect();
            assert_eq!(places.within(&area), by_force, "{area:?}");
            let loaded = Places::of(known.iter().map(|(number, point)| (*number, *point)));
            assert_eq!(loaded.within(&area), by_force, "{area:?}");
            found += by_force.len();
        }
        assert!(found > 10_000, "{found} is too few to say anything");
    }
}
