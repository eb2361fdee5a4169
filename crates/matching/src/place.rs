//! Where something is, and how far people go for it.

/// A point of the globe, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    latitude: f64,
    longitude: f64,
}

/// A degree of latitude.
const KILOMETRES: f64 = 111.2;
/// How far people go who do not say how far.
const USUAL: f64 = 25.0;

/// How far two are apart, and whether that is within what they said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    /// Kilometres between them.
    pub kilometres: f64,
    /// Beside what they said.
    pub reach: Reach,
}

/// How far is that, beside what both said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Within the distance of both.
    Both,
    /// Within that of one of both, or of both together.
    Halfway,
    /// Further.
    Beyond,
}

impl Point {
    /// Nothing for what is nowhere; 0, 0 is what programs write who do not know.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_somewhere = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude != 0.0 || longitude != 0.0);
        is_somewhere.then_some(Self { latitude, longitude })
    }

    /// How far apart they are, along the globe.
    #[must_use]
    pub fn kilometres_to(self, other: Self) -> f64 {
        let [one, two] = [self.latitude, other.latitude].map(f64::to_radians);
        let east = (self.longitude - other.longitude).to_radians();
        let half = ((one - two) / 2.0).sin().powi(2) + one.cos() * two.cos() * (east / 2.0).sin().powi(2);
        KILOMETRES * (2.0 * half.sqrt().min(1.0).asin()).to_degrees()
    }
}

/// How near two are that look so far about them, from 0 to 1: all within both distances, falling the more they lie beyond,
/// nothing where nobody would go.
pub(crate) fn nearness(kilometres: f64, withins: [Option<f64>; 2]) -> (f64, Reach) {
    let told = withins.map(|within| within.filter(|within| within.is_finite() && *within > 0.0));
    let [one, other] = match told {
        [Some(one), Some(other)] => [one, other],
        [Some(within), None] | [None, Some(within)] => [within, within],
        [None, None] => [USUAL, USUAL],
    };
    let (least, most, both) = (one.min(other), one.max(other), one + other);
    // Where nobody goes any more: some way past where both would meet.
    let end = both * 2.0 + 20.0;
    let steps = [(least, 1.0), (most, 0.9), (both, 0.7), (end, 0.0)];
    let reach = if kilometres <= least {
        Reach::Both
    } else if kilometres <= both {
        Reach::Halfway
    } else {
        Reach::Beyond
    };
    let (mut at, mut worth) = (0.0, 1.0);
    for (until, then) in steps {
        if kilometres <= until {
            let share = if until > at { (kilometres - at) / (until - at) } else { 1.0 };
            return (worth + (then - worth) * share, reach);
        }
        (at, worth) = (until, then);
    }
    (0.0, reach)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilometres_are_those_of_the_globe() {
        let (paris, lyon) = (Point::new(48.8566, 2.3522).unwrap(), Point::new(45.7640, 4.8357).unwrap());
        assert!((paris.kilometres_to(lyon) - 392.0).abs() < 3.0);
        let (one, other) = (Point::new(-17.0, 179.9).unwrap(), Point::new(-17.0, -179.9).unwrap());
        assert!(one.kilometres_to(other) < 25.0);
        assert_eq!((Point::new(0.0, 0.0), Point::new(91.0, 2.0), Point::new(f64::NAN, 2.0)), (None, None, None));
    }

    #[test]
    fn further_is_never_nearer() {
        for withins in [[Some(10.0), Some(5.0)], [None, Some(40.0)], [None, None], [Some(3.0), Some(3.0)]] {
            let mut last = 1.0;
            for step in 0..400 {
                let (worth, _) = nearness(f64::from(step) * 0.5, withins);
                assert!((0.0..=1.0).contains(&worth) && worth <= last, "{withins:?} {step}");
                last = worth;
            }
            assert!(last < 1e-9);
        }
        assert_eq!(nearness(4.0, [Some(10.0), Some(5.0)]), (1.0, Reach::Both));
        assert_eq!(nearness(12.0, [Some(10.0), Some(5.0)]).1, Reach::Halfway);
        assert_eq!(nearness(30.0, [Some(10.0), Some(5.0)]).1, Reach::Beyond);
    }
}
