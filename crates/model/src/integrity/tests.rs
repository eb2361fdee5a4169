//! The published vectors of the suite, then our own signing.

use super::*;
use serde_json::json;
use std::fs;
use std::path::PathBuf;

fn suite() -> Option<PathBuf> {
    let shared = std::env::var_os("CODESOCIAL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let suites = shared.join("suites");
    if !suites.is_dir() {
        eprintln!("skipped: no suites");
        return None;
    }
    Some(suites)
}

/// The contexts of the vectors, from the suites.
fn published(address: &str) -> Option<Cow<'static, str>> {
    let name = match address {
        "https://www.w3.org/ns/credentials/v2" => "credentials-v2.jsonld",
        "https://www.w3.org/ns/credentials/examples/v2" => "credentials-examples-v2.jsonld",
        "https://w3id.org/security/data-integrity/v2" => "data-integrity-v2.jsonld",
        _ => return None,
    };
    fs::read_to_string(suite()?.join("contexts").join(name)).ok().map(Cow::Owned)
}

fn object(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

/// `did:key:z6Mk…#z6Mk…`: the key is in its own address.
fn key_of(verification_method: &Iri) -> PublicKey {
    PublicKey::from_multibase(verification_method.fragment().unwrap()).unwrap()
}

fn quads(nquads: &str) -> Vec<Quad> {
    let base = Iri::parse("https://nowhere.invalid/").unwrap();
    syntax::parse_keeping_labels(nquads.as_bytes(), syntax::Format::NQuads, &base, 1_000).unwrap()
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[test]
fn the_published_vector_from_the_document_to_the_signature() {
    let Some(suite) = suite() else { return };
    let vector = |name: &str| fs::read_to_string(suite.join("vc-di-eddsa/TestVectors").join(name)).unwrap();
    let of_suite = |name: &str| vector(&format!("eddsa-rdfc-2022/{name}"));
    let document = object(&vector("unsigned.json"));
    let config = object(&of_suite("proofConfigDataInt.json"));
    for (what, statements, expected) in [
        ("canonDoc", read(&document, published).unwrap(), of_suite("canonDocDataInt.txt")),
        ("proofCanon", read(&config, published).unwrap(), of_suite("proofCanonDataInt.txt")),
    ] {
        assert_eq!(canon::canonicalize(statements).unwrap().nquads, expected, "{what}");
    }
    let signed = Signed::read(object(&of_suite("signedDataInt.json")), published).unwrap();
    let HashData { options, document } = signed.data();
    assert_eq!(hex::encode(document), of_suite("docHashDataInt.txt"), "docHash");
    assert_eq!(hex::encode(options), of_suite("proofHashDataInt.txt"), "proofHash");
    assert_eq!(hex::encode(signed.data().joined()), of_suite("combinedHashDataInt.txt"), "combinedHash");
    assert_eq!(signed.proof.signature.to_multibase(), of_suite("sigBTC58DataInt.txt"), "sigBTC58");
    signed.verify(&key_of(&signed.proof.verification_method)).unwrap();
}

#[test]
fn the_other_vectors_from_what_was_canonical() {
    let Some(suite) = suite() else { return };
    for (folder, end) in [("eddsa-rdfc-2022", ""), ("eddsa-rdfc-2022", "employ/")] {
        let text = |name: &str| {
            let path = suite.join("vc-di-eddsa/TestVectors").join(folder).join(format!("{end}{name}"));
            fs::read_to_string(path).unwrap()
        };
        let (document, config) = (text("canonDocDataInt.txt"), text("proofCanonDataInt.txt"));
        assert_eq!(sha256(&document), text("docHashDataInt.txt"), "{end}");
        assert_eq!(sha256(&config), text("proofHashDataInt.txt"), "{end}");
        let data = HashData::of(quads(&config), quads(&document)).unwrap();
        assert_eq!(hex::encode(data.joined()), text("combinedHashDataInt.txt"), "{end}");
        let signature = Signature::from_multibase(&text("sigBTC58DataInt.txt")).unwrap();
        let proof = object(&text("signedDataInt.json"))["proof"].clone();
        let proof = Proof::read(proof).unwrap();
        assert_eq!(proof.signature, signature, "{end}");
        assert!(key_of(&proof.verification_method).verifies(&data.joined(), &signature), "{end}");
    }
}

#[test]
fn one_changed_word_is_noticed() {
    let Some(suite) = suite() else { return };
    let text = fs::read_to_string(suite.join("vc-di-eddsa/TestVectors/eddsa-rdfc-2022/signedDataInt.json")).unwrap();
    for (from, to) in [
        ("School of Examples", "School, of Examples"),
        ("2023-01-01T00:00:00Z", "2023-01-01T00:00:01Z"),
        ("2023-02-24T23:36:38Z", "2023-02-24T23:36:39Z"),
        ("did:example:abcdefgh", "did:example:abcdefgi"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let signed = Signed::read(object(&changed), published).unwrap();
        let key = key_of(&signed.proof.verification_method);
        assert_eq!(signed.verify(&key), Err(IntegrityError::WrongSignature), "{to}");
    }
    // What is signed is what is said, not how it is laid out.
    let laid_out = serde_json::to_string(&object(&text)).unwrap();
    let signed = Signed::read(object(&laid_out), published).unwrap();
    signed.verify(&key_of(&signed.proof.verification_method)).unwrap();
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed([seed; 32]).unwrap()
}

fn ours(address: &str) -> Option<Cow<'static, str>> {
    (address == "https://w3id.org/security/data-integrity/v2")
        .then_some(Cow::Borrowed(include_str!("../../../../ontology/w3c/data-integrity-v2.jsonld")))
}

fn sign_ours() -> Map<String, Value> {
    let document = json!({
        "@context": ["https://w3id.org/security/data-integrity/v2", { "says": "https://a.example/says" }],
        "id": "https://a.example/x",
        "says": "one, two",
    });
    let Value::Object(document) = document else { panic!() };
    let method = Iri::parse("https://a.example/keys/1").unwrap();
    sign(document, ours, &key(7), &method, "2026-11-22T08:00:00Z".parse().unwrap()).unwrap()
}

#[test]
fn what_we_sign_verifies_with_our_key_and_no_other() {
    let signed = sign_ours();
    assert_eq!(signed["proof"]["cryptosuite"], "eddsa-rdfc-2022");
    assert_eq!(signed, sign_ours(), "the same each time");
    let read = Signed::read(signed.clone(), ours).unwrap();
    assert_eq!(read.proof.verification_method.as_str(), "https://a.example/keys/1");
    read.verify(&key(7).public()).unwrap();
    assert_eq!(read.verify(&key(8).public()), Err(IntegrityError::WrongSignature));
}

#[test]
fn other_proofs_are_refused() {
    let check = |member: &str, value: Option<Value>| {
        let mut signed = sign_ours();
        let proof = signed["proof"].as_object_mut().unwrap();
        match value {
            Some(value) => proof.insert(member.to_owned(), value),
            None => proof.remove(member),
        };
        Signed::read(signed, ours).unwrap_err()
    };
    for (member, value) in [
        ("type", Some(json!("Ed25519Signature2020"))),
        ("cryptosuite", Some(json!("eddsa-jcs-2022"))),
        ("proofPurpose", Some(json!("authentication"))),
        ("created", Some(json!("yesterday"))),
        ("created", None),
        ("proofValue", None),
        ("proofValue", Some(json!("z1"))),
        ("proofValue", Some(json!("z".repeat(1_000_000)))),
        ("verificationMethod", Some(json!("no address"))),
        ("expires", Some(json!("2099-01-01T00:00:00Z"))),
    ] {
        let refused = check(member, value.clone());
        assert!(matches!(refused, IntegrityError::NotOurSuite(_)), "{member} {value:?}: {refused}");
    }
    let mut bare = sign_ours();
    bare.remove("proof");
    assert_eq!(Signed::read(bare, ours), Err(IntegrityError::NoProof));
    let mut foreign = sign_ours();
    foreign.insert("@context".to_owned(), json!("https://a.example/context"));
    assert!(matches!(Signed::read(foreign, ours), Err(IntegrityError::Syntax(SyntaxError::UnknownContext(_)))));
}

#[test]
fn keys_as_text() {
    let key = key(7);
    let public = key.public().to_multibase();
    assert!(public.starts_with("z6Mk"), "{public}");
    assert_eq!(PublicKey::from_multibase(&public), Ok(key.public()));
    let secret = key.to_multibase();
    assert!(secret.starts_with("z3u2"), "{secret}");
    assert_eq!(SecretKey::from_multibase(&secret).unwrap().public(), key.public());
    assert!(!format!("{key:?}").contains(&secret), "a secret is never printed");
    for wrong in ["", "z", "z6Mk", &secret, &public.replace('z', "u"), &format!("{public}1")] {
        assert!(PublicKey::from_multibase(wrong).is_err(), "{wrong}");
    }
    // RFC 8032, section 7.1, test 1.
    let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
    let key = SecretKey::from_seed(seed.try_into().unwrap()).unwrap();
    let public = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
    assert_eq!(key.public(), PublicKey::from_multibase(&encoded(&public)).unwrap());
}

fn encoded(public: &[u8]) -> String {
    format!("z{}", bs58::encode([&[0xed, 0x01], public].concat()).into_string())
}
