use super::verify::{Checked, Content, Copy, Differences, Finding, KeyStanding, Verification, verify};
use super::*;
use crate::document::Document;
use crate::integrity::{IntegrityError, SecretKey};
use crate::syntax::{self, Format};
use oxrdf::Triple;

const BASE: &str = "https://moulin.example/";

fn base() -> Base {
    Base::parse(BASE).unwrap()
}

fn iri(path: &str) -> Iri {
    base().service(path)
}

fn key() -> SecretKey {
    SecretKey::from_seed([7; 32]).unwrap()
}

fn french(text: &str) -> Texts {
    Texts::from([("fr".to_owned(), BTreeSet::from([text.to_owned()]))])
}

fn document(path: &str, name: &str) -> Document {
    let turtle = format!("<> <https://w3id.org/codesocial#name> {name} .");
    let quads = syntax::parse(turtle.as_bytes(), Format::Turtle, &iri(path), 10).unwrap();
    Document::admit(iri(path), quads.into_iter().map(Triple::from).collect()).unwrap()
}

fn documents() -> [Document; 2] {
    [
        document("actions/cantine", "\"Ouvrir, le mardi\"@fr"),
        document("codes/moulin", "\"Le Moulin\"@fr, \"The Mill\"@en"),
    ]
}

fn manifest() -> Manifest {
    let slug = Slug::from_text("moulin").unwrap();
    let at: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    let named = |path: &str, name: &str| Named { iri: iri(path), name: french(name) };
    let member = |document: &Document| Member {
        document: document.iri().clone(),
        version: 3,
        modified: "2026-11-21T08:00:00.123456Z".parse().unwrap(),
        hash: document.hash(),
    };
    Manifest {
        iri: base().release(Container::Codes, &slug, 1),
        number: 1,
        released: at,
        name: french("Première version"),
        description: Texts::from([("fr".to_owned(), BTreeSet::from(["Un".to_owned(), "Deux".to_owned()]))]),
        of: named("codes/moulin", "Le Moulin"),
        describes: Some(named("organizations/moulin", "Le Moulin")),
        publisher: Publisher { iri: base().home(), title: "Le Moulin".to_owned() },
        key: Multikey::of_instance(&base(), key().public()),
        convention: Some(Convention {
            document: iri("conventions/moulin"),
            name: french("Convention"),
            description: french("Nous nous engageons, ensemble."),
            parties: vec![named("organizations/moulin", "Le Moulin"), named("ecosystems/vallee", "La Vallée")],
            signed_on: Some("2026-02-14".to_owned()),
        }),
        members: documents().iter().map(member).collect(),
    }
}

fn contents() -> BTreeMap<Iri, String> {
    documents().iter().map(|document| (document.iri().clone(), document.canonical().nquads)).collect()
}

fn file() -> String {
    ReleaseFile::write(&manifest().sign(&key()).unwrap(), &contents(), &BTreeMap::new())
}

fn check(text: &str, copies: &[Copy]) -> Verification {
    verify(&ReleaseFile::parse(text).unwrap(), copies, None)
}

fn copy(name: &str, text: &str) -> Copy {
    let format = Format::from_extension(name.rsplit('.').next().unwrap()).unwrap();
    Copy { name: name.to_owned(), bytes: text.as_bytes().to_vec(), format }
}

#[test]
fn what_is_signed_is_read_again_and_holds() {
    let text = manifest().sign(&key()).unwrap();
    let read = SignedManifest::parse(&text).unwrap();
    assert_eq!(read.manifest, manifest());
    read.verify().unwrap();
    let mut said: Vec<_> = read.statements().to_vec();
    let mut meant = manifest().statements();
    said.sort_by_cached_key(ToString::to_string);
    said.dedup();
    meant.sort_by_cached_key(ToString::to_string);
    meant.dedup();
    assert_eq!(said, meant);
    let least = Manifest {
        name: Texts::new(),
        description: Texts::new(),
        describes: None,
        convention: None,
        members: Vec::new(),
        ..manifest()
    };
    let read = SignedManifest::parse(&least.sign(&key()).unwrap()).unwrap();
    assert_eq!(read.manifest, least);
    read.verify().unwrap();
    let alone = check(&text, &[]);
    assert!(alone.holds() && alone.frozen() == 0);
    let whole = check(&file(), &[]);
    assert!(whole.holds() && whole.frozen() == 2 && whole.key == KeyStanding::Claimed);
}

#[test]
fn a_changed_comma_of_the_manifest_is_refused() {
    for (from, to) in [
        ("Nous nous engageons, ensemble.", "Nous nous engageons ensemble."),
        ("Première version", "Première, version"),
        ("2026-02-14", "2026-02-15"),
        ("\"number\": 1", "\"number\": 2"),
        ("\"version\": 3", "\"version\": 4"),
        ("21T08:00:00.123456Z", "21T08:00:00.123457Z"),
        ("/codes/moulin\"", "/codes/moulins\""),
        ("La Vallée", "La Valée"),
        ("\"title\": \"Le Moulin\"", "\"title\": \"Un moulin\""),
        ("\"created\": \"2026-11-22T08:00:00Z\"", "\"created\": \"2026-11-22T08:00:01Z\""),
    ] {
        let changed = file().replacen(from, to, 1);
        assert_ne!(changed, file(), "{from}");
        let found = check(&changed, &[]);
        assert_eq!(found.signature, Err(IntegrityError::WrongSignature), "{to}");
        assert!(!found.holds());
    }
}

#[test]
fn what_was_not_signed_cannot_be_shown() {
    for (from, to, words) in [
        ("\"number\": 1,", "\"number\": 1, \"seal\": \"red\",", "unknown field `seal`"),
        ("\"number\": 1,", "\"number\": \"1\",", "invalid type"),
        ("\"number\": 1,", "\"number\": 1.0,", "invalid type"),
        (
            "\"released\": \"2026-11-22T08:00:00Z\"",
            "\"released\": \"2026-11-22T09:00:00+01:00\"",
            "do not say the same",
        ),
        ("\"type\": \"Release\"", "\"type\": \"Seal\"", "do not say the same"),
        ("#member-1", "#member-9", "do not say the same"),
        ("#convention", "#other", "do not say the same"),
        ("\"https://w3id.org/security/multikey/v1\",", "", "contexts that are not those"),
        ("\"https://w3id.org/codesocial/release/v1\"", "\"https://evil.example/v1\"", "never fetched"),
        ("\"https://w3id.org/codesocial/release/v1\"", "{\"title\": \"https://a.example/x\"}", "not a release"),
        ("\"verificationMethod\": \"https://moulin", "\"verificationMethod\": \"https://malin", "do not say the same"),
        ("eddsa-rdfc-2022", "eddsa-jcs-2022", "not one of eddsa-rdfc-2022"),
        ("\"format\": \"https://w3id.org/codesocial/release-file/1\"", "\"format\": \"2\"", "another kind"),
        ("\"contents\"", "\"content\"", "unknown field"),
        (",", ";", "not JSON"),
    ] {
        let changed = file().replacen(from, to, 1);
        assert_ne!(changed, file(), "{from}");
        let refused = ReleaseFile::parse(&changed).unwrap_err().to_string();
        assert!(refused.contains(words), "{to}: {refused}");
    }
    for nothing in ["", "[]", "{}", "{\"@context\": 1}", "null"] {
        assert!(ReleaseFile::parse(nothing).is_err(), "{nothing}");
    }
}

#[test]
fn a_changed_comma_of_a_content_is_refused_and_named() {
    let changed = file().replacen("Ouvrir, le mardi", "Ouvrir le mardi", 1);
    let found = check(&changed, &[]);
    assert!(found.signature.is_ok() && !found.holds());
    let states: Vec<&Content> = found.members.iter().map(|Checked { content, .. }| content).collect();
    assert_eq!(states, [&Content::Changed(None), &Content::Frozen]);
    // Whoever has the true copy is told the triple.
    let genuine = copy("cantine.ttl", "<> <https://w3id.org/codesocial#name> \"Ouvrir, le mardi\"@fr .");
    let found = check(&changed, &[genuine]);
    let line = |name: &str| {
        format!("<https://moulin.example/actions/cantine> <https://w3id.org/codesocial#name> \"{name}\"@fr .")
    };
    let differences = Differences { missing: vec![line("Ouvrir, le mardi")], added: vec![line("Ouvrir le mardi")] };
    assert_eq!(found.members[0].content, Content::Changed(Some(differences)));
    assert_eq!(found.copies[0].finding, Finding::Same);
    // What the release does not name is not slipped in.
    let stranger = file().replacen("\"contents\": {", "\"contents\": {\"https://moulin.example/actions/b\": \"\",", 1);
    let found = check(&stranger, &[]);
    assert_eq!(found.strangers, [iri("actions/b")]);
    assert!(!found.holds());
}

#[test]
fn copies_are_compared_triple_by_triple() {
    let name = "<https://w3id.org/codesocial#name>";
    let about = |path: &str| format!("<https://moulin.example/{path}> {name}");
    for (file_name, text, document, finding) in [
        ("codes/moulin.ttl", format!("<> {name} \"The Mill\"@en, \"Le Moulin\"@fr ."), "codes/moulin", "same"),
        ("moulin.nt", format!("{} \"The Mill\"@en .", about("codes/moulin")), "codes/moulin", "-1 +0"),
        ("x.ttl", format!("{} \"The Mill\"@en, \"Le Moulin.\"@fr .", about("codes/moulin")), "codes/moulin", "-1 +1"),
        (
            "x.trig",
            format!(
                "<https://moulin.example/actions/cantine> {{ {} \"Ouvrir, le mardi\"@fr }}",
                about("actions/cantine")
            ),
            "actions/cantine",
            "same",
        ),
        ("x.ttl", format!("{} \"x\" .", about("codes/other")), "codes/other", "not a member"),
        ("x.ttl", "<> a".to_owned(), "", "unreadable"),
        ("x.nq", "_:a <https://a.example/p> \"x\" .".to_owned(), "", "no document"),
    ] {
        let found = check(&file(), &[copy(file_name, &text)]);
        let [compared] = found.copies.as_slice() else { panic!("{found:?}") };
        let said = match &compared.finding {
            Finding::Same => "same".to_owned(),
            Finding::Differs(Some(differences)) => {
                format!("-{} +{}", differences.missing.len(), differences.added.len())
            }
            Finding::Differs(None) => "differs".to_owned(),
            Finding::NotAMember => "not a member".to_owned(),
            Finding::Unreadable(_) => "unreadable".to_owned(),
            Finding::NotADocument(_) => "no document".to_owned(),
        };
        assert_eq!(said, finding, "{text}");
        assert_eq!(found.holds(), finding == "same");
        if !document.is_empty() {
            assert_eq!(compared.document, Some(iri(document)), "{text}");
        }
    }
    // A manifest alone knows hashes, not what they were of.
    let alone = manifest().sign(&key()).unwrap();
    let found = check(&alone, &[copy("codes/moulin.ttl", &format!("<> {name} \"x\"@fr ."))]);
    assert_eq!(found.copies[0].finding, Finding::Differs(None));
}

#[test]
fn what_is_withheld_says_why_and_the_rest_holds() {
    let mut contents = contents();
    contents.remove(&iri("actions/cantine"));
    let withheld = BTreeMap::from([(iri("actions/cantine"), Withheld::Erased)]);
    let text = ReleaseFile::write(&manifest().sign(&key()).unwrap(), &contents, &withheld);
    let found = check(&text, &[]);
    assert!(found.holds());
    assert_eq!(found.frozen(), 1);
    assert_eq!(found.members[0].content, Content::Absent(Some(Withheld::Erased)));
}

#[test]
fn a_file_without_what_was_released_does_not_hold() {
    for withheld in [BTreeMap::new(), BTreeMap::from([(iri("codes/moulin"), Withheld::Erased)])] {
        let mut contents = contents();
        let description = contents.remove(&iri("codes/moulin")).unwrap();
        let text = ReleaseFile::write(&manifest().sign(&key()).unwrap(), &contents, &withheld);
        let found = check(&text, &[]);
        assert!(found.signature.is_ok() && !found.has_description && !found.holds());
        let beside = check(&text, &[copy("codes/moulin.nt", &description)]);
        assert!(beside.has_description && beside.holds(), "{beside:?}");
    }
}

#[test]
fn another_key_is_not_the_trusted_one() {
    let file = ReleaseFile::parse(&file()).unwrap();
    let other = SecretKey::from_seed([8; 32]).unwrap();
    assert_eq!(verify(&file, &[], Some(key().public())).key, KeyStanding::Trusted);
    let found = verify(&file, &[], Some(other.public()));
    assert_eq!(found.key, KeyStanding::Other);
    assert!(!found.holds());
    // Whoever signs anew with a key of their own must say so: the address holds the key.
    let forged = Manifest { key: Multikey::of_instance(&base(), other.public()), ..manifest() };
    let text = forged.sign(&other).unwrap();
    let read = SignedManifest::parse(&text).unwrap();
    read.verify().unwrap();
    assert!(read.manifest.key.id.as_str().ends_with(&other.public().to_multibase()));
    // Under the address of our key it does not stand.
    let lying = Multikey { id: manifest().key.id, ..Multikey::of_instance(&base(), other.public()) };
    let elsewhere = Publisher { iri: Iri::parse("https://b.example/").unwrap(), title: "B".to_owned() };
    for forged in [Manifest { key: lying, ..manifest() }, Manifest { publisher: elsewhere, ..manifest() }] {
        let refused = SignedManifest::parse(&forged.sign(&other).unwrap());
        assert!(refused.unwrap_err().to_string().contains("do not belong together"));
    }
    // And signed with another key than it names, it is refused.
    let wrong = manifest().sign(&other).unwrap();
    assert_eq!(SignedManifest::parse(&wrong).unwrap().verify(), Err(IntegrityError::WrongSignature));
}
