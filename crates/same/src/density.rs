//! How much there is around a point, and where towns are: two sheets a kilometre apart tell more in a village than in Paris.

use crate::place::{Point, Town};
use crate::rarity::population;
use crate::sheet::Sheet;
use std::collections::HashMap;

/// How near two sheets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// Within 150 metres.
    Door,
    /// Within half a kilometre.
    Street,
    /// Within a kilometre and a half.
    Quarter,
    /// Within four kilometres, or in a town of one name.
    Town,
    /// Within twelve kilometres.
    Around,
    /// Within forty kilometres.
    Country,
    /// Farther, or in towns of other names.
    Far,
}

/// A step of nearness.
struct Step {
    nearness: Nearness,
    /// Up to how far.
    kilometres: f64,
    /// Over cells of how many degrees it is counted who else is so near.
    degrees: f64,
    /// How many of the pairs of one organisation are so near and no nearer.
    part: f64,
    /// How many imagined sheets are so near.
    imagined: f64,
}

const fn step(nearness: Nearness, kilometres: f64, degrees: f64, part: f64, imagined: f64) -> Step {
    Step { nearness, kilometres, degrees, part, imagined }
}

const STEPS: [Step; 6] = [
    step(Nearness::Door, 0.15, 0.0025, 0.48, 0.3),
    step(Nearness::Street, 0.5, 0.008, 0.15, 0.6),
    step(Nearness::Quarter, 1.5, 0.025, 0.09, 1.5),
    step(Nearness::Town, 4.0, 0.07, 0.13, 4.0),
    step(Nearness::Around, 12.0, 0.2, 0.02, 20.0),
    step(Nearness::Country, 40.0, 0.6, 0.03, 100.0),
];
/// From which step on two are, of which only the town is known.
const TOWNS: usize = 3;
/// Part of the sheets of one organisation that are far from each other.
const FAR: f64 = 0.02;
/// Part of them whose towns are the same, where only the town is told.
const SAME_TOWN: f64 = 0.85;
/// Imagined sheets in a town.
const IN_A_TOWN: f64 = 3.0;

/// What is where.
#[derive(Debug)]
pub(crate) struct Density {
    population: f64,
    cells: HashMap<(usize, (i32, i32)), f64>,
    towns: HashMap<String, f64>,
    points: HashMap<String, Point>,
}

/// A place as well as it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whereabouts<'a> {
    pub(crate) point: Option<Point>,
    /// Where its town is, if no point is told.
    pub(crate) about: Option<Point>,
    pub(crate) town: &'a Town,
}

impl Density {
    pub(crate) fn of(sheets: &[Sheet]) -> Self {
        let mut cells: HashMap<(usize, (i32, i32)), f64> = HashMap::new();
        let mut towns: HashMap<String, f64> = HashMap::new();
        let mut told: HashMap<String, Vec<Point>> = HashMap::new();
        for sheet in sheets {
            if let Some(point) = sheet.point {
                for (number, step) in STEPS.iter().enumerate() {
                    *cells.entry((number, point.cell(step.degrees, 0.0))).or_default() += 1.0;
                }
            }
            for key in sheet.town.keys() {
                *towns.entry(key.clone()).or_default() += 1.0;
                told.entry(key).or_default().extend(sheet.point);
            }
        }
        let points = told.into_iter().filter_map(|(key, points)| Some((key, centre(&points)?))).collect();
        Self { population: population(sheets.len()), cells, towns, points }
    }

    /// Where a town is, as sheets tell that have both.
    pub(crate) fn centre_of(&self, town: &Town) -> Option<Point> {
        town.keys().find_map(|key| self.points.get(&key).copied())
    }

    /// How near two are, and what that tells, in bits; nothing where one is told to be nowhere.
    pub(crate) fn nearness(&self, one: Whereabouts<'_>, other: Whereabouts<'_>) -> Option<(Nearness, f64)> {
        if let (Some(here), Some(there)) = (one.point, other.point) {
            return Some(self.of_points(here, there, 0));
        }
        if one.town.is(other.town) == Some(true) {
            return Some((Nearness::Town, self.of_town(one.town, other.town)));
        }
        match one.point.or(one.about).zip(other.point.or(other.about)) {
            Some((here, there)) => Some(self.of_points(here, there, TOWNS)),
            None => one.town.is(other.town).map(|_| (Nearness::Far, FAR.log2())),
        }
    }

    /// `from` is the first step that may be told.
    fn of_points(&self, here: Point, there: Point, from: usize) -> (Nearness, f64) {
        let apart = here.kilometres_to(there);
        for (number, step) in STEPS.iter().enumerate().skip(from) {
            if apart <= step.kilometres {
                let around = |point: Point| self.cells.get(&(number, point.cell(step.degrees, 0.0))).copied();
                let around = f64::midpoint(around(here).unwrap_or_default(), around(there).unwrap_or_default());
                return (step.nearness, (step.part * self.population / (around + step.imagined)).log2());
            }
        }
        (Nearness::Far, FAR.log2())
    }

    fn of_town(&self, one: &Town, other: &Town) -> f64 {
        let others: Vec<String> = other.keys().collect();
        let inside = one.keys().filter(|key| others.contains(key)).filter_map(|key| self.towns.get(&key).copied());
        (SAME_TOWN * self.population / (inside.fold(0.0, f64::max) + IN_A_TOWN)).log2()
    }
}

/// The middle of points that are of one town: that around which most of a small number are. Where they are all over the
/// country, several towns have the name.
fn centre(points: &[Point]) -> Option<Point> {
    const LOOKED_AT: usize = 9;
    const WIDE: f64 = 20.0;
    let some = points.get(..LOOKED_AT.min(points.len()))?;
    let near = |point: &Point| some.iter().filter(|other| point.kilometres_to(**other) < WIDE).count();
    let best = some.iter().copied().max_by_key(near)?;
    let around: Vec<Point> = some.iter().copied().filter(|point| best.kilometres_to(*point) < WIDE).collect();
    if around.len() * 2 > some.len() { Point::middle(&around) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Kind;
    use model::Iri;

    fn sheet(latitude: f64, longitude: f64, town: &str) -> Sheet {
        let mut sheet = Sheet::new(Iri::parse("https://a.example/organizations/a").unwrap(), Kind::Organization);
        sheet.point(latitude, longitude);
        sheet.locality(town);
        sheet
    }

    fn at(sheet: &Sheet) -> Whereabouts<'_> {
        Whereabouts { point: sheet.point, about: None, town: &sheet.town }
    }

    #[test]
    fn near_in_a_village_tells_more_than_in_a_city() {
        let mut sheets: Vec<Sheet> =
            (0..500).map(|step| sheet(48.85 + f64::from(step) * 1e-5, 2.35, "Paris")).collect();
        sheets.extend([sheet(46.0, 2.0, "Vaudoret"), sheet(46.005, 2.0, "Vaudoret"), sheet(46.0, 2.0001, "")]);
        let density = Density::of(&sheets);
        let bits = |one: usize, other: usize| density.nearness(at(&sheets[one]), at(&sheets[other])).unwrap();
        assert_eq!((bits(0, 1).0, bits(500, 502).0), (Nearness::Door, Nearness::Door));
        assert!(bits(500, 502).1 > bits(0, 1).1 + 5.0);
        assert_eq!(bits(500, 501).0, Nearness::Quarter);
        assert!(bits(500, 502).1 > bits(500, 501).1);
        let far = bits(0, 500);
        assert!(far.0 == Nearness::Far && far.1 < -4.0);
    }

    #[test]
    fn a_town_is_where_sheets_say_that_have_a_point() {
        let mut told = sheet(0.0, 0.0, "Vaudoret");
        told.postal_code("36100");
        let other = sheet(46.5, 2.0, "");
        let sheets = [sheet(46.5, 2.01, "Vaudoret"), sheet(46.52, 2.0, "VAUDORET"), told, other];
        let density = Density::of(&sheets);
        let about = density.centre_of(&sheets[2].town);
        let whereabouts = Whereabouts { about, ..at(&sheets[2]) };
        let (nearness, bits) = density.nearness(whereabouts, at(&sheets[3])).unwrap();
        assert!(nearness == Nearness::Town && bits > 0.0, "{bits}");
        assert_eq!(density.nearness(at(&sheets[2]), at(&sheets[3])), None);
    }
}
