//! `cargo xtask peers`: the servers of others that tests federate with, on the loopback.
//!
//! Debian's package comes from the mirror that this machine takes its own packages from, of the suite that has it, by
//! lists of our own: nothing of the system is changed, and nobody has to be root.

use crate::cargo;
use crate::installation::{Installation, from_cargo, from_npm, from_pip};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const ALL: [Installation; 4] = [
    Installation {
        name: "Fedify and its Node",
        folder: "peers/fedify",
        locks: &["tests/peers/package.json", "tests/peers/package-lock.json"],
        tools: &["npm"],
        fill: |folder| from_npm(folder, &[]),
    },
    Installation {
        name: "bovine, fediverse-pasture and aiosmtpd",
        folder: "peers/python",
        locks: &["tests/peers/requirements.txt"],
        tools: &["python3"],
        fill: from_pip,
    },
    Installation {
        name: "snac and its files",
        folder: "peers/snac",
        locks: &["tests/peers/debian.txt"],
        tools: &["apt-get", "dpkg"],
        fill: from_debian,
    },
    Installation {
        name: "activitypub_federation and its server",
        folder: "peers/activitypub_federation",
        locks: &[
            "tests/peers/activitypub_federation/Cargo.toml",
            "tests/peers/activitypub_federation/Cargo.lock",
            "tests/peers/activitypub_federation/main.rs",
            "tests/peers/activitypub_federation/activity.rs",
            "tests/peers/activitypub_federation/actor.rs",
            "tests/peers/activitypub_federation/deeds.rs",
            "tests/peers/activitypub_federation/inbox.rs",
            "tests/peers/activitypub_federation/object.rs",
            "tests/peers/activitypub_federation/state.rs",
        ],
        tools: &["cargo"],
        fill: |folder| from_cargo(folder, "activitypub-federation-peer"),
    },
];

/// The release of Debian that has the version in `tests/peers/debian.txt`. It runs on the release before as well.
const SUITE: &str = "trixie";

/// Where apt finds its sources, each file in one of two styles.
const SOURCES: [&str; 2] = ["/etc/apt/sources.list", "/etc/apt/sources.list.d"];

/// Downloads the packages of `debian.txt`, each line as `apt-get download` takes it, and unpacks them into `root`.
fn from_debian(folder: &Path) -> Result<()> {
    let lists = folder.join("apt");
    for part in ["sources", "state/lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(lists.join(part))?;
    }
    let sources = our_sources()?;
    if sources.is_empty() {
        bail!("apt's sources name no mirror of this release of Debian");
    }
    fs::write(lists.join("sources/peers.sources"), sources)?;
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        for (option, value) in [
            ("Dir::Etc::sourcelist", "/dev/null".into()),
            ("Dir::Etc::sourceparts", lists.join("sources")),
            ("Dir::State", lists.join("state")),
            ("Dir::Cache", lists.join("cache")),
        ] {
            command.arg("-o").arg(format!("{option}={}", value.display()));
        }
        // Root's apt would fetch as a user who may have no way into the target folder.
        command.args(["-o", "APT::Sandbox::User=root", "-o", "Acquire::Languages=none", "--quiet"]);
        command.args(["-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"]);
        command.args(arguments).current_dir(&lists);
        command
    };
    cargo::succeed(&mut apt(&["update"]))?;
    for old in packages(&lists)? {
        fs::remove_file(old)?;
    }
    let wanted = fs::read_to_string(folder.join("debian.txt"))?;
    for package in wanted.lines() {
        cargo::succeed(&mut apt(&["download", package]))?;
    }
    for package in packages(&lists)? {
        cargo::succeed(Command::new("dpkg").arg("-x").arg(package).arg(folder.join("root")))?;
    }
    // The lists are some thirty megabytes, and of no further use.
    fs::remove_dir_all(&lists)?;
    Ok(())
}

fn packages(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "deb")).collect())
}

/// The sources of this machine that hold its release itself, rewritten for [`SUITE`].
fn our_sources() -> Result<String> {
    let release = fs::read_to_string("/etc/os-release").context("this is not Debian")?;
    let release = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    let release = release.context("this release of Debian has no name")?.trim_matches('"');
    let mut ours = String::new();
    for place in SOURCES {
        let place = Path::new(place);
        let mut files = if place.is_dir() {
            fs::read_dir(place)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?
        } else {
            vec![place.to_owned()]
        };
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            let text = fs::read_to_string(file)?;
            match file.extension().and_then(|end| end.to_str()) {
                Some("sources") => ours.push_str(&stanzas(&text, release)),
                Some("list") => ours.push_str(&lines(&text, release)),
                // As apt does: others are no sources.
                _ => {}
            }
        }
    }
    Ok(ours)
}

/// The stanzas that name the release among their suites, each with our suite instead.
fn stanzas(text: &str, release: &str) -> String {
    let mut ours = String::new();
    for stanza in text.split("\n\n") {
        let lines = || stanza.lines().filter(|line| !line.starts_with('#'));
        let value = |name: &str| {
            lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then_some(value)
            })
        };
        if !value("Suites").is_some_and(|suites| suites.split_whitespace().any(|suite| suite == release)) {
            continue;
        }
        for line in lines() {
            let line = match line.split_once(':').map(|(key, _)| key.to_ascii_lowercase()).as_deref() {
                Some("types") => "Types: deb".to_owned(),
                Some("suites") => format!("Suites: {SUITE}"),
                Some("components") => "Components: main".to_owned(),
                _ => line.to_owned(),
            };
            ours.push_str(&line);
            ours.push('\n');
        }
        ours.push('\n');
    }
    ours
}

/// The lines `deb [options] address release …`, as stanzas for our suite.
fn lines(text: &str, release: &str) -> String {
    let mut ours = String::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("deb ").map(str::trim_start) else { continue };
        let (options, rest) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((options, rest)) => (options, rest),
            None => ("", rest),
        };
        let mut words = rest.split_whitespace();
        let (Some(address), Some(suite)) = (words.next(), words.next()) else { continue };
        if suite != release {
            continue;
        }
        ours.extend(["Types: deb\nURIs: ", address, "\nSuites: ", SUITE, "\nComponents: main\n"]);
        for (option, value) in options.split_whitespace().filter_map(|option| option.split_once('=')) {
            let name = match option.to_ascii_lowercase().as_str() {
                "signed-by" => "Signed-By",
                "trusted" => "Trusted",
                _ => continue,
            };
            ours.extend([name, ": ", value, "\n"]);
        }
        ours.push('\n');
    }
    ours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn what_a_package_is_made_of_is_written_down() {
        for folder in workspace::APART {
            let of_it = |lock: &&str| Path::new(lock).parent() == Some(Path::new(folder));
            let locks = ALL.iter().flat_map(|one| one.locks).copied().filter(of_it);
            let mut locks: Vec<_> = locks.map(|lock| workspace::root().join(lock)).collect();
            let files = fs::read_dir(workspace::root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
            let mut files: Vec<_> = files.filter(|path| path.is_file()).collect();
            locks.sort();
            files.sort();
            assert_eq!(locks, files);
        }
    }

    #[test]
    fn the_mirror_of_this_machine_is_asked_for_the_other_suite() {
        let stanza = "Types: deb deb-src\n# as installed\nURIs: http://mirror.example/debian\n\
                      Suites: bookworm bookworm-updates\nComponents: main contrib\nSigned-By: /usr/share/k.gpg\n";
        let security = stanza.replace("bookworm bookworm-updates", "bookworm-security");
        let ours = "Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n\
                    Signed-By: /usr/share/k.gpg\n\n";
        check(stanzas, stanza, ours);
        check(stanzas, &format!("{stanza}\n{security}"), ours);
        check(stanzas, &security, "");
        let line = "deb [arch=amd64 signed-by=/usr/share/k.gpg] http://mirror.example/debian bookworm main contrib";
        check(lines, line, ours);
        check(lines, &format!("# {line}\ndeb-src http://m.example bookworm main\n{line}"), ours);
        check(lines, "deb http://mirror.example/debian bookworm-security main", "");
        let unsigned = ours.replace("Signed-By: /usr/share/k.gpg\n", "");
        check(lines, "deb http://mirror.example/debian bookworm main", &unsigned);
    }

    #[track_caller]
    fn check(rewritten: impl Fn(&str, &str) -> String, text: &str, expected: &str) {
        assert_eq!(rewritten(text, "bookworm"), expected, "{text}");
    }
}
