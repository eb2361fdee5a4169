//! The history on disk, and as Git itself reads it.

use super::{Difference, Repository};
use crate::{Item, Mark, Release, ReleasedFile, Version};
use jiff::Timestamp;
use model::syntax::{self, Format};
use model::{AccountId, Base, Container, Document, Seq, Slug};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

fn base() -> Base {
    Base::parse("https://a.example/").unwrap()
}

fn slug(text: &str) -> Slug {
    Slug::from_text(text).unwrap()
}

/// The version at this place in the journal; no text: its end.
fn version(seq: u64, name: &str, text: &str) -> Item {
    let iri = base().document(Container::Codes, &slug(name));
    let turtle =
        format!("<> a <https://w3id.org/codesocial#CodeSocial> ; <https://w3id.org/codesocial#name> \"{text}\"@fr .");
    let document = (!text.is_empty()).then(|| {
        let quads = syntax::parse(turtle.as_bytes(), Format::Turtle, &iri, 100).unwrap();
        Document::admit(iri.clone(), quads.into_iter().map(Into::into).collect()).unwrap()
    });
    Item::Version(Version {
        seq: Seq(seq),
        iri,
        slug: slug(name),
        number: seq,
        document,
        by: AccountId(3),
        at: Timestamp::from_second(1_700_000_000 + i64::try_from(seq).unwrap()).unwrap(),
        note: seq.is_multiple_of(2).then(|| format!("Parce que {seq}\n\nEt voilà.")),
    })
}

fn release(seq: u64, name: &str, number: &str, files: &[(Option<&'static str>, &str, &str)]) -> Item {
    let files = files.iter().map(|(folder, name, text)| ReleasedFile {
        folder: *folder,
        name: (*name).to_owned(),
        bytes: text.as_bytes().to_vec(),
    });
    Item::Release(Release {
        shows: vec![Seq(1), Seq(seq)],
        slug: slug(name),
        name: slug(number),
        iri: base().service(&format!("releases/codes/{name}/{number}")),
        files: files.collect(),
        by: AccountId(3),
        at: Timestamp::from_second(1_700_000_000).unwrap(),
        note: None,
    })
}

fn items() -> Vec<Item> {
    let mut items = Vec::new();
    for seq in 1..=60_u64 {
        // One name is there from the fifth on, gone and back never; texts come again, so trees do too.
        let text = if seq.is_multiple_of(7) { "le même" } else { "un texte" };
        items.push(version(seq, &format!("exemple-{}", seq % 5), &format!("{text} {}", seq % 3)));
    }
    let evidence = (Some("evidence"), "fete.nq", "<a> <b> <c> .\n");
    items.push(release(
        60,
        "exemple-1",
        "1",
        &[(Some("codes"), "exemple-1.nq", "1\n"), evidence, (None, "manifest.jsonld", "{1}")],
    ));
    items.push(release(
        60,
        "exemple-1",
        "2",
        &[(Some("codes"), "exemple-1.nq", "2\n"), evidence, (None, "manifest.jsonld", "{2}")],
    ));
    items.push(version(61, "exemple-1", ""));
    items
}

fn filled(path: &Path, items: &[Item]) -> Repository {
    let repository = Repository::open(path, base()).unwrap();
    repository.append(items.to_vec()).unwrap();
    repository
}

#[test]
fn the_same_items_have_the_same_ids() {
    let folder = tempfile::tempdir().unwrap();
    let at_once = filled(&folder.path().join("a"), &items());
    let head = at_once.head();
    assert!(head.is_some());
    let one_by_one = Repository::open(&folder.path().join("b"), base()).unwrap();
    for item in items() {
        one_by_one.append(vec![item]).unwrap();
    }
    assert_eq!((one_by_one.head(), one_by_one.references().unwrap()), (head.clone(), at_once.references().unwrap()));
    for keep in [0, 1, 31, 59, items().len()] {
        let rewound = filled(&folder.path().join(format!("c{keep}")), &items());
        rewound.rewind(keep).unwrap();
        assert_eq!(rewound.len(), keep);
        rewound.append(items().split_off(keep)).unwrap();
        assert_eq!((rewound.head(), rewound.references().unwrap()), (head.clone(), at_once.references().unwrap()));
    }
    drop(at_once);
    let again = Repository::open(&folder.path().join("a"), base()).unwrap();
    assert_eq!((again.head(), again.references().unwrap()), (head, one_by_one.references().unwrap()));
    let marks: Vec<_> = items().iter().map(Item::mark).collect();
    assert_eq!(again.marks(), marks);
    let (releases, versions): (Vec<_>, Vec<_>) = marks.into_iter().partition(Mark::is_release);
    let releases: BTreeSet<Mark> = releases.into_iter().collect();
    let compare = |versions: &[Mark], releases: &BTreeSet<Mark>| again.compare(versions, releases);
    let none = BTreeSet::new();
    let difference = |keep, versions, releases: &BTreeSet<_>| Difference { keep, versions, releases: releases.clone() };
    assert_eq!(compare(&versions, &releases), difference(63, 61, &none));
    assert_eq!(compare(&versions[1..], &releases), difference(0, 0, &releases));
    assert_eq!(compare(&versions[..30], &releases), difference(30, 30, &releases));
    assert_eq!(compare(&versions, &none), difference(60, 60, &none));
    let more = BTreeSet::from([Mark::of_release(&slug("exemple-1"), &slug("1"), vec![Seq(1)])]);
    assert_eq!(compare(&versions, &more), difference(60, 60, &more));
}

#[test]
fn whatever_a_crash_leaves_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let whole = filled(&folder.path().join("whole"), &items());
    let (head, all) = (whole.head(), items());
    drop(whole);
    let read = |name: &str| std::fs::read(folder.path().join("whole").join(name)).unwrap();
    let (history, objects) = (read("history"), read("objects-1"));
    let broken = folder.path().join("broken");
    let check = |history: &[u8], objects: &[u8], what: &str| {
        std::fs::create_dir_all(&broken).unwrap();
        std::fs::write(broken.join("history"), history).unwrap();
        std::fs::write(broken.join("objects-1"), objects).unwrap();
        std::fs::write(broken.join("objects-9"), "left over").unwrap();
        std::fs::write(broken.join("history-new"), "left over").unwrap();
        let repository = Repository::open(&broken, base()).unwrap();
        let kept = repository.len();
        repository.append(all[kept..].to_vec()).unwrap();
        assert_eq!(repository.head(), head, "{what}, {kept} were whole");
        drop(repository);
        assert_eq!(Repository::open(&broken, base()).unwrap().len(), all.len());
        std::fs::remove_dir_all(&broken).unwrap();
        kept
    };
    assert_eq!(check(&history, &objects, "nothing"), all.len());
    for at in (0..history.len()).step_by(997) {
        check(&history[..at], &objects, "a short history");
        let mut other = history.clone();
        other[at] ^= 0x20;
        check(&other, &objects, "another byte in the history");
    }
    for at in (0..objects.len()).step_by(499) {
        assert!(check(&history, &objects[..at], "short objects") < all.len());
        let mut other = objects.clone();
        other[at] ^= 1;
        assert!(check(&history, &other, "another byte in the objects") < all.len());
    }
    check(b"codesocial-repository 0 1\n", &objects, "another format");
    check(&[0; 4096], &[], "zeros");
}

/// Runs Git in `folder`, and returns what it says.
fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> String {
    use std::io::Write;
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn line(text: &str) -> String {
    format!("{:04x}{text}", text.len() + 4)
}

/// The references by name.
fn references(repository: &Repository) -> Vec<(String, String)> {
    let text = String::from_utf8(repository.references().unwrap()).unwrap();
    let ids = text.split('\n').filter_map(|line| line.split('\0').next()).filter_map(|line| line.split_once(" refs/"));
    ids.map(|(id, name)| (format!("refs/{name}"), id.get(id.len() - 40..).unwrap().to_owned())).collect()
}

#[test]
fn git_takes_every_pack_between_two_commits() {
    let folder = tempfile::tempdir().unwrap();
    let repository = filled(&folder.path().join("registry.git"), &items());
    let wanted = references(&repository);
    for had in [None, Some(1), Some(30), Some(59), Some(60)] {
        let clone = folder.path().join(format!("clone-{had:?}"));
        std::fs::create_dir(&clone).unwrap();
        git(&clone, &["init", "--quiet", "--bare", "."], b"");
        let mut haves = String::new();
        if let Some(items_had) = had {
            let before = filled(&folder.path().join(format!("before-{items_had}")), &items()[..items_had]);
            let tip = before.head().unwrap();
            let request = format!("{}0000{}", line(&format!("want {tip}\n")), line("done\n"));
            let upload = before.upload(request.as_bytes()).unwrap();
            assert_eq!(upload.acknowledgement, b"0008NAK\n");
            let pack = upload.pack.unwrap().collect::<Result<Vec<_>, _>>().unwrap().concat();
            git(&clone, &["index-pack", "--strict", "--stdin"], &pack);
            git(&clone, &["update-ref", "refs/heads/main", &tip], b"");
            haves = line(&format!("have {tip}\n"));
        }
        let wants: String = wanted
            .iter()
            .filter(|(name, _)| !name.ends_with("^{}"))
            .map(|(_, id)| line(&format!("want {id} thin-pack\n")))
            .collect();
        let upload = repository.upload(format!("{wants}0000{haves}{}", line("done\n")).as_bytes()).unwrap();
        let pack = upload.pack.unwrap().collect::<Result<Vec<_>, _>>().unwrap().concat();
        git(&clone, &["index-pack", "--strict", "--fix-thin", "--stdin"], &pack);
        for (name, id) in wanted.iter().filter(|(name, _)| !name.ends_with("^{}")) {
            git(&clone, &["update-ref", name, id], b"");
        }
        assert_eq!(git(&clone, &["fsck", "--strict", "--no-dangling"], b""), "");
        let count = git(&clone, &["rev-list", "--count", "main"], b"");
        assert_eq!(count.trim(), "61", "one commit per version");
    }
    let clone = folder.path().join("clone-None");
    let log = git(&clone, &["log", "--format=%an <%ae> %at%n%B", "-1", "main~1"], b"");
    assert_eq!(
        log.trim(),
        "account 3 <account-3@a.example> 1700000060\nParce que 60\n\nEt voilà.\n\nDocument: https://a.example/codes/exemple-0\nVersion: 60"
    );
    let show = |what: &str| git(&clone, &["show", what], b"");
    assert_eq!(show("codes/exemple-1/2:codes/exemple-1.nq"), "2\n");
    assert_eq!(show("codes/exemple-1/2:evidence/fete.nq"), "<a> <b> <c> .\n");
    let names = git(&clone, &["ls-tree", "-r", "--name-only", "main"], b"");
    assert_eq!(names.lines().count(), 4, "{names}");
    let expected = |name: &str| name.split('/').count() == 3 && name.starts_with("codes/") && name.contains(".ttl");
    assert!(names.lines().all(expected), "{names}");
}

#[test]
fn what_is_taken_out_is_offered_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.git");
    let repository = filled(&path, &items());
    let was = repository.head().unwrap();
    repository.rewind(10).unwrap();
    let request = format!("{}0000{}", line(&format!("want {was}\n")), line("done\n"));
    let upload = repository.upload(request.as_bytes()).unwrap();
    assert!(upload.pack.is_none());
    assert!(String::from_utf8(upload.acknowledgement).unwrap().contains("ERR upload-pack: not our ref"));
    let files: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    repository.rewind(0).unwrap();
    assert!(repository.is_empty() && repository.head().is_none());
    assert!(String::from_utf8(repository.references().unwrap()).unwrap().contains("capabilities^{}"));
}
