//! Towns: those of France where the shared suites are at hand, else made up.

use crate::chance::Chance;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) name: String,
    pub(crate) insee: String,
    pub(crate) postal_code: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    population: f64,
}

/// All of them, and how often something is in each.
pub(crate) struct Towns {
    pub(crate) all: Vec<Town>,
    pub(crate) are_real: bool,
    /// The inhabitants of a town and of those before it.
    up_to: Vec<f64>,
}

/// What a degree of latitude is.
const KILOMETRES: f64 = 111.2;

impl Towns {
    pub(crate) fn read(shared: Option<&Path>, chance: &mut Chance) -> Self {
        let read = shared
            .and_then(|shared| std::fs::read_to_string(shared.join("suites/french-territories/communes.csv")).ok());
        let are_real = read.is_some();
        let all = read.map_or_else(|| invented(chance), |text| text.lines().skip(1).filter_map(real).collect());
        let mut up_to = Vec::new();
        let mut sum = 0.0;
        for town in &all {
            // A village has something, too.
            sum += town.population + 200.0;
            up_to.push(sum);
        }
        Self { all, are_real, up_to }
    }

    /// One, the larger more often.
    pub(crate) fn one(&self, chance: &mut Chance) -> &Town {
        let place = chance.between(0.0, self.up_to.last().copied().unwrap());
        &self.all[self.up_to.partition_point(|up_to| *up_to <= place).min(self.all.len() - 1)]
    }

    /// Another in some thirty kilometres, if there is one.
    pub(crate) fn near(&self, town: &Town, chance: &mut Chance) -> Option<&Town> {
        let near: Vec<&Town> = self
            .all
            .iter()
            .filter(|other| {
                (other.latitude - town.latitude).abs() < 0.3 && (other.longitude - town.longitude).abs() < 0.4
            })
            .filter(|other| other.insee != town.insee)
            .collect();
        (!near.is_empty()).then(|| chance.one(&near))
    }
}

impl Town {
    /// Whether it is so large that a brand may be there twice.
    pub(crate) fn is_city(&self) -> bool {
        self.population > 30_000.0
    }

    /// Somewhere in it.
    pub(crate) fn somewhere(&self, chance: &mut Chance) -> (f64, f64) {
        let radius = 0.3 + self.population.sqrt() / 150.0;
        moved((self.latitude, self.longitude), radius * chance.between(0.0, 1.0), chance)
    }
}

/// So many kilometres away.
pub(crate) fn moved((latitude, longitude): (f64, f64), kilometres: f64, chance: &mut Chance) -> (f64, f64) {
    let direction = chance.between(0.0, std::f64::consts::TAU);
    let north = kilometres * direction.cos() / KILOMETRES;
    let east = kilometres * direction.sin() / KILOMETRES / latitude.to_radians().cos();
    (latitude + north, longitude + east)
}

/// Where the folder is that is shared by all clones.
pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("CODESOCIAL_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    folder.is_dir().then_some(folder)
}

/// A line of `communes.csv`. No name has a comma; names of groups of towns may, which stand later: fields are counted from
/// both ends.
fn real(line: &str) -> Option<Town> {
    let fields: Vec<&str> = line.split(',').collect();
    let [insee, "COM", name, department, ..] = fields.as_slice() else { return None };
    let [.., population, longitude, latitude, _] = fields.as_slice() else { return None };
    Some(Town {
        name: (*name).to_owned(),
        insee: (*insee).to_owned(),
        // Some ten towns share one, as it is with the post's.
        postal_code: format!("{}{}0", department.get(..2)?, insee.get(2..4)?),
        latitude: latitude.parse().ok()?,
        longitude: longitude.parse().ok()?,
        population: population.parse().ok()?,
    })
}

/// As many as there are in France, most of them villages, in a square of its size.
fn invented(chance: &mut Chance) -> Vec<Town> {
    const BEGINNINGS: &[&str] = &[
        "Saint-Au",
        "Ville",
        "Mont",
        "Bour",
        "Châte",
        "Roque",
        "Champ",
        "Beau",
        "Cler",
        "Argen",
        "Saint-Mar",
        "Vau",
        "Lus",
        "Pon",
        "Tré",
        "Sau",
        "Mar",
        "Cour",
        "Ner",
        "Lan",
    ];
    const MIDDLES: &[&str] = &[
        "", "bi", "ve", "lo", "rê", "ti", "no", "cha", "gni", "du", "mé", "sa", "pou", "ri", "fe", "zo", "vi", "ga",
        "che", "lu",
    ];
    const ENDS: &[&str] = &[
        "ville", "tin", "gnac", "mont", "court", "neuf", "lieu", "bray", "fort", "val", "gné", "celles", "zay",
        "rolles", "nières", "bin", "lard", "zon", "thal", "degat",
    ];
    const RIVERS: &[&str] = &[
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "-sur-Loire",
        "-le-Vieux",
        "-les-Bois",
        "-en-Bresse",
        "-sur-Orne",
        "-la-Forêt",
        "-sous-Roche",
    ];
    (0..35_000_u32)
        .map(|number| {
            let (latitude, longitude) = (chance.between(42.5, 50.5), chance.between(-1.5, 7.5));
            let part = |value: f64, from: f64, size: f64, parts: f64| (((value - from) / size * parts).floor()) % 10.0;
            // A department is a square of ten by ten, and so is what shares a code in it.
            let digits = [1.0, 10.0].map(|parts| {
                let parts = parts * 10.0;
                format!("{}{}", part(latitude, 42.5, 8.0, parts), part(longitude, -1.5, 9.0, parts))
            });
            Town {
                name: [BEGINNINGS, MIDDLES, ENDS, RIVERS].map(|parts| chance.one(parts)).concat(),
                insee: format!("{number:05}"),
                postal_code: format!("{}0", digits.concat()),
                latitude,
                longitude,
                population: 2_000_000.0 / f64::from(number + 1).powf(0.9) + 100.0,
            }
        })
        .collect()
}
