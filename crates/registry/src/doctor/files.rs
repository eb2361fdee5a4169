//! Who may read the files, what was left behind, how much space there is.

use super::{Ailment, Area, Chart, Gravity};
use crate::folder::{CLOSED, administration_socket};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What is for the owner of the instance alone, from the data folder, and which permissions it may have at most.
/// Whatever stands in the folder itself is closed too, but for what an operator puts there: `codesocial.toml` may hold a
/// secret.
const PRIVATE: [(&str, u32, Gravity); 10] = [
    (".", CLOSED, Gravity::Warning),
    ("store", CLOSED, Gravity::Error),
    ("index", CLOSED, Gravity::Error),
    ("registry.git", CLOSED, Gravity::Warning),
    ("keys", CLOSED, Gravity::Error),
    ("keys/signing.key", 0o600, Gravity::Error),
    ("journal.sqlite", 0o600, Gravity::Warning),
    ("journal.sqlite-wal", 0o600, Gravity::Warning),
    ("journal.sqlite-shm", 0o600, Gravity::Warning),
    ("admin.sock", 0o600, Gravity::Error),
];

/// What is there only while something is being done.
const UNFINISHED: [&str; 3] = ["store.next", "store.old", "keys/signing.key.new"];

/// Below this much space an instance may not outlive the next import.
const LEAST_FREE: u64 = 512 << 20;

pub(super) fn examine(chart: &mut Chart, folder: &Path, is_running: bool) {
    for (name, wanted, gravity) in PRIVATE {
        let path = if name == "." { folder.to_owned() } else { folder.join(name) };
        match mode(&path) {
            Ok(mode) if mode & !wanted & 0o777 != 0 => {
                chart.note(Area::Files, gravity, Ailment::ReadableByOthers { path, mode: mode & 0o777, wanted });
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(source) => chart.note(Area::Files, Gravity::Error, Ailment::Unreadable { path, source }),
        }
    }
    let mut unfinished: Vec<_> = UNFINISHED.iter().map(|name| folder.join(name)).collect();
    if !is_running {
        unfinished.push(administration_socket(folder));
    }
    for path in unfinished.into_iter().filter(|path| path.exists()) {
        chart.note(Area::Files, Gravity::Note, Ailment::Leftover(path));
    }
    // An erasure writes the whole journal anew, through its log.
    let journal = fs::metadata(folder.join("journal.sqlite")).map_or(0, |metadata| metadata.len());
    let wanted = LEAST_FREE.max(journal.saturating_mul(3));
    match rustix::fs::statvfs(folder) {
        Ok(system) => space(chart, system.f_bavail.saturating_mul(system.f_frsize), wanted),
        Err(error) => {
            let ailment = Ailment::Unreadable { path: folder.to_owned(), source: error.into() };
            chart.note(Area::Disk, Gravity::Error, ailment);
        }
    }
}

fn space(chart: &mut Chart, free: u64, wanted: u64) {
    if free >= wanted {
        return;
    }
    let gravity = if free < LEAST_FREE / 8 { Gravity::Error } else { Gravity::Warning };
    chart.note(Area::Disk, gravity, Ailment::LittleSpace { free, wanted });
}

#[cfg(unix)]
fn mode(path: &Path) -> std::io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode())
}

#[cfg(not(unix))]
fn mode(path: &Path) -> std::io::Result<u32> {
    fs::metadata(path).map(|_| 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_little_before_it_is_none() {
        for (free, wanted, expected) in [
            (LEAST_FREE, LEAST_FREE, None),
            (LEAST_FREE - 1, LEAST_FREE, Some(Gravity::Warning)),
            (9 << 30, 10 << 30, Some(Gravity::Warning)),
            (1 << 20, LEAST_FREE, Some(Gravity::Error)),
        ] {
            let mut chart = Chart::default();
            space(&mut chart, free, wanted);
            assert_eq!(chart.0.first().map(|finding| finding.gravity), expected, "{free} of {wanted}");
        }
    }
}
