//! Where a sheet says that its organisation is.

/// A point of the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    latitude: f64,
    longitude: f64,
}

/// A degree of latitude.
const KILOMETRES: f64 = 111.2;

impl Point {
    /// Nothing for what is nowhere; 0, 0 is what programs write who do not know.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_somewhere = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude != 0.0 || longitude != 0.0);
        is_somewhere.then_some(Self { latitude, longitude })
    }

    /// How far apart they are, as on a plane: exact enough for what is near, and what is far is only far.
    pub(crate) fn kilometres_to(self, other: Self) -> f64 {
        let north = self.latitude - other.latitude;
        let scale = f64::midpoint(self.latitude, other.latitude).to_radians().cos();
        let apart = (self.longitude - other.longitude).abs();
        // Across the date line.
        let east = apart.min(360.0 - apart) * scale;
        KILOMETRES * north.hypot(east)
    }

    /// The cell that it is in, of a grid whose cells are so many degrees high and, about France, square; `shift` is the part
    /// of a cell by which the grid begins later.
    pub(crate) fn cell(self, degrees: f64, shift: f64) -> (i32, i32) {
        let place = |value: f64, size: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a degree has some thousand cells at most")]
            let place = (value / size + shift).floor() as i32;
            place
        };
        (place(self.latitude, degrees), place(self.longitude, degrees * 1.45))
    }

    /// The middle of several.
    pub(crate) fn middle(points: &[Self]) -> Option<Self> {
        let mut all = points.iter();
        let first = *all.next()?;
        let (mut latitude, mut longitude, mut count) = (first.latitude, first.longitude, 1.0);
        for point in all {
            latitude += point.latitude;
            longitude += point.longitude;
            count += 1.0;
        }
        Some(Self { latitude: latitude / count, longitude: longitude / count })
    }
}

/// The town, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Town {
    /// The words of its name.
    pub(crate) name: Vec<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) insee: Option<String>,
}

impl Town {
    /// Whether two are one; nothing where that is not told. The names of most tell it, and a code where there is no name:
    /// several towns share a postal code, several departments a name.
    pub(crate) fn is(&self, other: &Self) -> Option<bool> {
        if let (Some(one), Some(other)) = (&self.insee, &other.insee) {
            return Some(one == other);
        }
        let postal = self.postal_code.as_ref().zip(other.postal_code.as_ref());
        if !self.name.is_empty() && !other.name.is_empty() {
            let is_in_one_department = postal.is_none_or(|(one, other)| one.get(..2) == other.get(..2));
            return Some(self.name == other.name && is_in_one_department);
        }
        postal.map(|(one, other)| one == other)
    }

    /// Its codes, as such texts.
    pub(crate) fn codes(&self) -> impl Iterator<Item = String> {
        self.coded().into_iter().flatten()
    }

    fn coded(&self) -> [Option<String>; 2] {
        let insee = self.insee.as_ref().map(|insee| format!("insee {insee}"));
        [insee, self.postal_code.as_ref().map(|code| format!("postal {code}"))]
    }

    /// Texts under which it is found, the narrowest first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        let name = self.name.join(" ");
        let department =
            self.postal_code.as_ref().or(self.insee.as_ref()).and_then(|code| code.get(..2).map(str::to_owned));
        let full = department.filter(|_| !name.is_empty()).map(|department| format!("{name} {department}"));
        let [insee, postal] = self.coded();
        let name = Some(name).filter(|name| !name.is_empty());
        [insee, full, postal, name].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).unwrap()
    }

    #[test]
    fn distances() {
        let mans = point(48.0061, 0.1996);
        assert!((mans.kilometres_to(point(47.3941, 0.6848)) - 77.0).abs() < 1.0, "to Tours");
        assert!(mans.kilometres_to(mans) < 1e-9);
        assert!(point(-17.0, 179.9).kilometres_to(point(-17.0, -179.9)) < 25.0);
        assert_eq!((Point::new(0.0, 0.0), Point::new(91.0, 1.0)), (None, None));
    }

    #[test]
    fn what_is_near_shares_a_cell_of_one_of_three_grids() {
        for step in 0..200 {
            let one = point(48.0 + f64::from(step) * 0.001, 2.0);
            let other = point(48.0 + f64::from(step) * 0.001 + 0.004, 2.004);
            assert!(
                [0.0, 1.0 / 3.0, 2.0 / 3.0].iter().any(|shift| one.cell(0.02, *shift) == other.cell(0.02, *shift)),
                "{step}"
            );
        }
    }

    #[test]
    fn a_town_is_told_by_name_or_code() {
        let town = |name: &str, postal: &str, insee: &str| Town {
            name: name::town(name),
            postal_code: Some(postal.to_owned()).filter(|code| !code.is_empty()),
            insee: Some(insee.to_owned()).filter(|code| !code.is_empty()),
        };
        for (one, other, expected) in [
            (town("Le Mans", "72000", ""), town("LE MANS CEDEX 2", "72013", ""), Some(true)),
            (town("Saint-Aubin", "36100", ""), town("St Aubin", "62170", ""), Some(false)),
            (town("Le Mans", "", ""), town("Tours", "", ""), Some(false)),
            (town("Le Mans", "", "72181"), town("", "", "72181"), Some(true)),
            (town("", "72000", ""), town("Le Mans", "72000", ""), Some(true)),
            (town("Le Mans", "", ""), town("", "72000", ""), None),
            (Town::default(), Town::default(), None),
        ] {
            assert_eq!((one.is(&other), other.is(&one)), (expected, expected), "{one:?} {other:?}");
        }
    }
}
