use super::*;
use crate::text;
use jiff::Timestamp;
use model::integrity::SecretKey;
use model::release::{Manifest, Member, Multikey, Named, Publisher, Texts};
use model::{Base, Container, Document, Iri, Slug};
use oxrdf::Triple;
use std::collections::{BTreeMap, BTreeSet};

const TURTLE: &str = "<> <https://w3id.org/codesocial#name> \"Ouvrir, le mardi\"@fr .";

fn base() -> Base {
    Base::parse("https://moulin.example/").unwrap()
}

fn document() -> Document {
    let iri = base().service("codes/moulin");
    let quads = model::syntax::parse(TURTLE.as_bytes(), Format::Turtle, &iri, 9).unwrap();
    Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap()
}

/// A release of one document, in a folder with other copies of it.
fn folder() -> (tempfile::TempDir, String) {
    let key = SecretKey::from_seed([7; 32]).unwrap();
    let slug = Slug::from_text("moulin").unwrap();
    let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    let name = Texts::from([("fr".to_owned(), BTreeSet::from(["Le Moulin".to_owned()]))]);
    let manifest = Manifest {
        iri: base().release(Container::Codes, &slug, 1),
        number: 1,
        released: at,
        name: Texts::new(),
        description: Texts::new(),
        of: Named { iri: document().iri().clone(), name },
        describes: None,
        publisher: Publisher { iri: base().home(), title: "Le Moulin".to_owned() },
        key: Multikey::of_instance(&base(), key.public()),
        convention: None,
        members: vec![Member { document: document().iri().clone(), version: 1, modified: at, hash: document().hash() }],
    };
    let contents: BTreeMap<Iri, String> = [(document().iri().clone(), document().canonical().nquads)].into();
    let text = ReleaseFile::write(&manifest.sign(&key).unwrap(), &contents, &BTreeMap::new());
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("release.json"), &text).unwrap();
    std::fs::write(folder.path().join("changed.json"), text.replace("Ouvrir, le", "Ouvrir le")).unwrap();
    std::fs::write(folder.path().join("broken.json"), text.replace(',', ";")).unwrap();
    std::fs::write(folder.path().join("more.json"), text.replace("\"number\"", "\"seal\": 1, \"number\"")).unwrap();
    std::fs::write(folder.path().join("moulin.ttl"), TURTLE).unwrap();
    std::fs::create_dir(folder.path().join("codes")).unwrap();
    std::fs::write(folder.path().join("codes/moulin.ttl"), TURTLE.replace("Ouvrir, le", "Ouvrir le")).unwrap();
    (folder, key.public().to_multibase())
}

#[test]
fn what_is_found_is_said_and_weighs() {
    let (folder, key) = folder();
    let other = SecretKey::from_seed([8; 32]).unwrap().public().to_multibase();
    let other = format!("https://moulin.example/keys/{other}");
    let path = |name: &str| folder.path().join(name);
    for (file, copies, key, succeeds) in [
        ("release.json", &[][..], None, true),
        ("release.json", &["moulin.ttl"], Some(key.as_str()), true),
        ("release.json", &["codes/moulin.ttl"], None, false),
        ("release.json", &[], Some(other.as_str()), false),
        ("changed.json", &[], None, false),
        ("broken.json", &[], None, false),
        ("more.json", &[], None, false),
        ("moulin.ttl", &[], None, false),
    ] {
        for json in [false, true] {
            let arguments = Verify {
                file: path(file),
                copies: copies.iter().map(|name| path(name)).collect(),
                key: key.map(str::to_owned),
                json,
            };
            for language in Language::ALL {
                let ran = run(&arguments, language);
                assert_eq!(ran.is_ok(), succeeds, "{file} {copies:?}: {ran:?}");
                assert!(ran.is_ok() || matches!(&ran, Err(Failure::Failed(text)) if !text.is_empty()), "{ran:?}");
            }
        }
    }
    let absent = Verify { file: path("none.json"), copies: vec![], key: None, json: false };
    assert!(matches!(run(&absent, Language::Fr), Err(Failure::Usage(_))), "what is not there is wrong usage");
    let keyless = Verify { file: path("release.json"), copies: vec![], key: Some("z1".to_owned()), json: false };
    assert!(matches!(run(&keyless, Language::En), Err(Failure::Usage(_))));
}

#[test]
fn the_report_says_which_triple() {
    let (folder, _) = folder();
    let text = std::fs::read_to_string(folder.path().join("changed.json")).unwrap();
    let file = ReleaseFile::parse(&text).unwrap();
    let genuine = copy(&folder.path().join("moulin.ttl"), Language::Fr).unwrap();
    let verification = verify(&file, &[genuine], None);
    let findings = Findings { file, verification, language: Language::Fr };
    let report = human::write(&findings);
    for part in
        ["Version figée 1 : Le Moulin", "- <https://moulin.example/codes/moulin>", "\"Ouvrir, le mardi\"@fr", "+ <"]
    {
        assert!(report.contains(part), "{part} is not in\n{report}");
    }
    assert!(!report.contains("Unknown localization"), "{report}");
    let json: serde_json::Value = serde_json::from_str(&json::write(&findings)).unwrap();
    assert_eq!((&json["verified"], &json["signature"]), (&false.into(), &true.into()));
    assert_eq!(json["members"][0]["state"], "changed");
    assert_eq!(json["members"][0]["differences"]["added"].as_array().unwrap().len(), 1);
    assert_eq!(json["copies"][0]["state"], "same");
    let french = text::say(Language::Fr, "verify-holds");
    assert_ne!(french, text::say(Language::En, "verify-holds"));
}
