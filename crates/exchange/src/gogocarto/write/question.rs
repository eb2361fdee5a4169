//! Which elements are asked for, in the words of GoGoCarto's API.

use crate::concepts::Category;

/// What an element must have to be told; nothing is asked at first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// Stands in one of these.
    pub bounds: Vec<Bounds>,
    /// Is filed under one of these numbers.
    pub categories: Vec<u64>,
    /// How many are enough.
    pub limit: Option<usize>,
}

/// A part of the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    /// `west,south,east,north`, several apart by `;`. Where west is east of east, the part goes around the globe.
    pub fn parse_several(text: &str) -> Option<Vec<Self>> {
        text.split(';').filter(|part| !part.is_empty()).map(Self::parse).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
        let [west, south, east, north] = numbers?.try_into().ok()?;
        let is_one = [west, south, east, north].iter().all(|degrees| degrees.is_finite()) && south <= north;
        is_one.then_some(Self { west, south, east, north })
    }

    fn holds(self, (latitude, longitude): (f64, f64)) -> bool {
        let is_between = if self.west <= self.east {
            self.west <= longitude && longitude <= self.east
        } else {
            self.west <= longitude || longitude <= self.east
        };
        is_between && self.south <= latitude && latitude <= self.north
    }
}

impl Question {
    /// Numbers of categories, apart by commas.
    pub fn parse_categories(text: &str) -> Option<Vec<u64>> {
        text.split(',').filter(|part| !part.trim().is_empty()).map(|number| number.trim().parse().ok()).collect()
    }

    /// Whether an element that stands there and is filed under these is asked for.
    pub fn asks_for(&self, position: Option<(f64, f64)>, filed: &[Category]) -> bool {
        let is_there =
            self.bounds.is_empty() || position.is_some_and(|at| self.bounds.iter().any(|bounds| bounds.holds(at)));
        let is_filed = self.categories.is_empty()
            || self.categories.iter().any(|asked| filed.iter().any(|category| category.is(*asked)));
        is_there && is_filed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_globe() {
        let holds = |text: &str, at| {
            Bounds::parse_several(text).map(|bounds| Question { bounds, ..Question::default() }.asks_for(at, &[]))
        };
        let nantes = Some((47.218_371, -1.553_621));
        for (text, expected) in [
            ("-2,47,-1,48", Some(true)),
            ("-1,47,0,48", Some(false)),
            ("-2,46,-1,47", Some(false)),
            ("0,0,1,1;-2,47,-1,48", Some(true)),
            ("-2,47,-1,48;", Some(true)),
            // Around the other side.
            ("170,-90,-1.5,90", Some(true)),
            ("170,-90,-170,90", Some(false)),
            ("", Some(true)),
            ("-2,48,-1,47", None),
            ("-2,47,-1", None),
            ("-2,47,-1,48,5", None),
            ("a,b,c,d", None),
            ("-2,47,-1,NaN", None),
        ] {
            assert_eq!(holds(text, nantes), expected, "{text}");
        }
        assert_eq!(holds("-180,-90,180,90", None), Some(false), "what stands nowhere stands in no part");
        assert_eq!(holds("", None), Some(true));
    }

    #[test]
    fn categories_by_number() {
        let filed = [Category { number: 7, name: "Pain".into(), iri: None }];
        for (text, expected) in [("7", true), ("1,7", true), ("1, 2", false), ("", true), (",", true)] {
            let categories = Question::parse_categories(text).unwrap();
            assert_eq!(Question { categories, ..Question::default() }.asks_for(None, &filed), expected, "{text}");
        }
        assert_eq!(Question::parse_categories("Pain"), None);
    }
}
