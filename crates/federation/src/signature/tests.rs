//! Signatures from one end to the other: what is common to the tests of threats, properties and vectors.

mod properties;
mod threats;
mod vectors;

use super::rfc9421;
use super::*;
use crate::key::{KeyKind, PublicKey, SecretKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, Uri};
use jiff::Timestamp;
use model::Iri;
use sfv::ListEntry;
use std::sync::LazyLock;

const DIALECTS: [Dialect; 2] = [Dialect::Cavage, Dialect::Rfc9421];
const KEY_ID: &str = "https://peer.example/actors/moulin#main-key";
const INBOX: &str = "https://our.example/inbox?shared=yes";
const BODY: &str = r#"{"type":"Follow"}"#;

static RSA: LazyLock<Signer> = LazyLock::new(|| signer(KeyKind::Rsa));
static OTHER_RSA: LazyLock<Signer> = LazyLock::new(|| signer(KeyKind::Rsa));
static ED25519: LazyLock<Signer> = LazyLock::new(|| signer(KeyKind::Ed25519));

fn signer(kind: KeyKind) -> Signer {
    Signer::new(SecretKey::generate(kind).unwrap(), Iri::parse(KEY_ID).unwrap())
}

fn public(signer: &Signer) -> PublicKey {
    signer.key.public().unwrap()
}

/// Tue, 14 Jul 2026 12:00:00 GMT.
fn now() -> Timestamp {
    "2026-07-14T12:00:00Z".parse().unwrap()
}

fn post() -> Request<Vec<u8>> {
    let request = Request::post(INBOX).header("content-type", "application/activity+json");
    request.body(BODY.as_bytes().to_vec()).unwrap()
}

fn signed(signer: &Signer, dialect: Dialect, mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
    signer.sign(&mut request, dialect, now(), None).unwrap();
    request
}

/// Takes a request as an inbox does.
fn judged(request: &Request<Vec<u8>>, key: &PublicKey, now: Timestamp) -> Result<Verified<Vec<u8>>, SignatureError> {
    whole(request, key, now).and_then(|signed| signed.body(request.body().clone()))
}

fn whole(request: &Request<Vec<u8>>, key: &PublicKey, now: Timestamp) -> Result<Signed, SignatureError> {
    let site = Site::of(&Uri::from_static("https://our.example/")).unwrap();
    // What a server sees of the address.
    let uri: Uri = request.uri().path_and_query().unwrap().as_str().parse().unwrap();
    let received = Received::new(request.method(), &uri, request.headers(), &site)?;
    Presented::read(&received, now)?.verify(key, now)
}

/// Signs by draft-cavage whatever is asked for, as a careless peer does. `parameters` come before the others.
fn careless_cavage(
    signer: &Signer,
    mut request: Request<Vec<u8>>,
    headers: &str,
    parameters: &str,
) -> Request<Vec<u8>> {
    let site = Site::of(request.uri()).unwrap();
    let header = format!("{parameters},headers=\"{headers}\"");
    let read = cavage::Parameters::read(&header).unwrap();
    let received = Received::new(request.method(), request.uri(), request.headers(), &site).unwrap();
    let covered = cavage::covered(Some(headers)).unwrap();
    let base = cavage::base(&received, &covered, &received.target(), &read).unwrap();
    let signature = STANDARD.encode(signer.key.sign(base.as_bytes()).unwrap());
    put(&mut request, "signature", &format!("{header},signature=\"{signature}\""));
    request
}

/// The same by RFC 9421; `input` is that of the label `x`.
fn careless_rfc9421(signer: &Signer, mut request: Request<Vec<u8>>, input: &str) -> Request<Vec<u8>> {
    let site = Site::of(request.uri()).unwrap();
    let received = Received::new(request.method(), request.uri(), request.headers(), &site).unwrap();
    let base = base_of(&received, &format!("x={input}"));
    let signature = STANDARD.encode(signer.key.sign(base.as_bytes()).unwrap());
    put(&mut request, "signature-input", &format!("x={input}"));
    put(&mut request, "signature", &format!("x=:{signature}:"));
    request
}

/// The text that RFC 9421 signs, by the header `Signature-Input` of one signature.
fn base_of(received: &Received<'_>, header: &str) -> String {
    let dictionary = rfc9421::dictionary(header).unwrap();
    let ListEntry::InnerList(input) = dictionary.values().next().unwrap() else { panic!("{header}") };
    let components = rfc9421::components(input).unwrap();
    rfc9421::base(input, &components, |component| component.value(received)).unwrap()
}

fn put(request: &mut Request<Vec<u8>>, name: &'static str, value: &str) {
    request.headers_mut().insert(name, value.parse().unwrap());
}

fn header(request: &Request<Vec<u8>>, name: &str) -> String {
    request.headers()[name].to_str().unwrap().to_owned()
}

#[test]
fn what_is_signed_is_verified() {
    for dialect in DIALECTS {
        for signer in [&*RSA, &*ED25519] {
            let request = signed(signer, dialect, post());
            let verified = judged(&request, &public(signer), now()).unwrap();
            assert_eq!(verified.key_id().iri().as_str(), KEY_ID);
            assert_eq!(verified.key_id().document().as_str(), "https://peer.example/actors/moulin");
            assert_eq!((verified.dialect(), verified.body().as_slice()), (dialect, BODY.as_bytes()));
            assert_eq!(verified.into_body(), BODY.as_bytes());

            let get = signed(signer, dialect, Request::get("https://our.example/actor").body(Vec::new()).unwrap());
            let signed = whole(&get, &public(signer), now()).unwrap();
            assert_eq!(signed.until(), now() + jiff::SignedDuration::from_mins(65));
            assert_eq!(signed.body(b""), Err(SignatureError::NotCovered(Needed::Digest)));
        }
    }
}

#[test]
fn our_signatures_read_as_peers_expect() {
    let request = signed(&RSA, Dialect::Cavage, post());
    let expected = format!(
        "keyId=\"{KEY_ID}\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date digest content-type\",signature=\""
    );
    assert!(header(&request, "signature").starts_with(&expected));
    assert!(header(&request, "digest").starts_with("SHA-256="));
    assert_eq!(header(&request, "date"), "Tue, 14 Jul 2026 12:00:00 GMT");
    assert_eq!(header(&request, "host"), "our.example");

    let request = signed(&RSA, Dialect::Rfc9421, post());
    let created = now().as_second();
    let expected = format!(
        "sig1=(\"@method\" \"@target-uri\" \"date\" \"content-digest\" \"content-type\");created={created};\
         keyid=\"{KEY_ID}\";alg=\"rsa-v1_5-sha256\""
    );
    assert_eq!(header(&request, "signature-input"), expected);
    assert!(header(&request, "content-digest").starts_with("sha-256=:"));
    assert!(header(&request, "signature").starts_with("sig1=:"));

    let get = |dialect| signed(&RSA, dialect, Request::get("http://127.0.0.1:8012").body(Vec::new()).unwrap());
    assert_eq!(header(&get(Dialect::Cavage), "host"), "127.0.0.1:8012");
    assert!(header(&get(Dialect::Cavage), "signature").contains("headers=\"(request-target) host date\""));
    assert!(
        header(&get(Dialect::Rfc9421), "signature-input").starts_with("sig1=(\"@method\" \"@target-uri\" \"date\");")
    );
}

#[test]
fn a_request_is_signed_again_in_the_other_dialect() {
    let mut request = signed(&RSA, Dialect::Rfc9421, post());
    RSA.sign(&mut request, Dialect::Cavage, now(), None).unwrap();
    assert_eq!(Dialect::of(request.headers()), Some(Dialect::Cavage));
    assert!(!request.headers().contains_key("content-digest"));
    judged(&request, &public(&RSA), now()).unwrap();
}

#[test]
fn a_nonce_makes_two_signatures_differ() {
    struct Sevens;
    impl model::ports::Chance for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }
    let mut request = post();
    RSA.sign(&mut request, Dialect::Rfc9421, now(), Some(&Nonce::draw(&Sevens))).unwrap();
    assert!(header(&request, "signature-input").ends_with(";nonce=\"BwcHBwcHBwcHBwcH\""));
    assert_ne!(header(&request, "signature"), header(&signed(&RSA, Dialect::Rfc9421, post()), "signature"));
    judged(&request, &public(&RSA), now()).unwrap();
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let sign = |uri: &str| RSA.sign(&mut Request::get(uri).body(Vec::new()).unwrap(), Dialect::Cavage, now(), None);
    assert_eq!(sign("/actor"), Err(SigningError::NotAbsolute));
    assert_eq!(sign("https://user@our.example/"), Err(SigningError::NotAbsolute));
    let strange =
        Signer::new(SecretKey::generate(KeyKind::Ed25519).unwrap(), Iri::parse("https://é.example/").unwrap());
    let mut request = post();
    assert_eq!(strange.sign(&mut request, Dialect::Cavage, now(), None), Err(SigningError::NotAHeader("keyId")));
}

#[test]
fn a_dialect_is_learned_and_not_forgotten() {
    assert_eq!(Dialect::default(), Dialect::Cavage);
    assert_eq!(Dialect::Cavage.after(Dialect::Rfc9421), Dialect::Rfc9421);
    assert_eq!(Dialect::Rfc9421.after(Dialect::Cavage), Dialect::Rfc9421);
    for dialect in DIALECTS {
        assert_eq!(Dialect::from_name(dialect.as_str()), Some(dialect));
    }
    assert_eq!(Dialect::from_name("pgp"), None);
}

/// A message may carry the signature of a proxy beside that of its sender.
#[test]
fn one_of_several_signatures_is_chosen() {
    let mut request = signed(&RSA, Dialect::Rfc9421, post());
    let with_proxy =
        |request: &Request<Vec<u8>>, name: &str, other: &str| format!("{other}, {}", header(request, name));
    let input =
        with_proxy(&request, "signature-input", "proxy=(\"@method\");created=1;keyid=\"https://proxy.example/key\"");
    let signature = with_proxy(&request, "signature", "proxy=:AAAA:");
    put(&mut request, "signature-input", &input);
    put(&mut request, "signature", &signature);
    judged(&request, &public(&RSA), now()).unwrap();

    let mut both = signed(&RSA, Dialect::Rfc9421, post());
    let (input, signature) = (header(&both, "signature-input"), header(&both, "signature"));
    put(&mut both, "signature-input", &format!("{input}, {}", input.replace("sig1", "sig2")));
    put(&mut both, "signature", &format!("{signature}, {}", signature.replace("sig1", "sig2")));
    let site = Site::of(both.uri()).unwrap();
    let received = Received::new(both.method(), both.uri(), both.headers(), &site).unwrap();
    let all = Presented::all(&received, now()).unwrap();
    assert_eq!(all.iter().map(|one| one.label().unwrap()).collect::<Vec<_>>(), ["sig1", "sig2"]);
    assert_eq!(all[0].covered(), ["@method", "@target-uri", "date", "content-digest", "content-type"]);
}
