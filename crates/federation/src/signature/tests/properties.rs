//! What holds for any request: whatever is signed cannot be changed, and nothing that is sent makes us stumble.

use super::*;
use http::HeaderValue;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A place of a request, all of whose bytes are covered.
#[derive(Debug, Clone, Copy)]
enum Place {
    Method,
    Target,
    Date,
    ContentType,
    Digest,
    Signature,
    Body,
}

const PLACES: [Place; 7] =
    [Place::Method, Place::Target, Place::Date, Place::ContentType, Place::Digest, Place::Signature, Place::Body];

proptest! {
    // Many bytes can stand in no header or address: these are drawn again.
    #![proptest_config(ProptestConfig { cases: 4_000, max_global_rejects: 40_000, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_is_refused(
        place in prop::sample::select(PLACES.to_vec()),
        dialect in prop::sample::select(DIALECTS.to_vec()),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut request = signed(&ED25519, dialect, post());
        let changed = change(&mut request, place, dialect, at, byte);
        prop_assume!(changed);
        prop_assert!(judged(&request, &public(&ED25519), now()).is_err(), "{request:?}");
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_body_and_path_round_trip(
        body in prop::collection::vec(any::<u8>(), 0..200),
        path in "/[a-zA-Z0-9._~!$&'()*+,;=:@%-]{0,30}(\\?[a-zA-Z0-9=&%+./?-]{0,30})?",
    ) {
        for dialect in DIALECTS {
            let request = Request::post(format!("https://our.example{path}")).body(body.clone()).unwrap();
            let verified = judged(&signed(&ED25519, dialect, request), &public(&ED25519), now());
            prop_assert_eq!(verified.unwrap().into_body(), body.clone());
        }
    }
}

/// Puts another byte in the place; nothing if it is the same then, or no request any more.
fn change(request: &mut Request<Vec<u8>>, place: Place, dialect: Dialect, at: prop::sample::Index, byte: u8) -> bool {
    let altered = |before: &[u8]| {
        let mut after = before.to_vec();
        let index = at.index(after.len());
        after[index] = byte;
        (after != before).then_some(after)
    };
    match place {
        Place::Method => altered(request.method().as_str().as_bytes())
            .and_then(|bytes| http::Method::from_bytes(&bytes).ok())
            // The draft signs it in lower case.
            .filter(|method| !method.as_str().eq_ignore_ascii_case("POST"))
            .map(|method| *request.method_mut() = method)
            .is_some(),
        Place::Target => altered(request.uri().path_and_query().unwrap().as_str().as_bytes())
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .filter(|target| target.starts_with('/'))
            .and_then(|target| format!("https://our.example{target}").parse::<Uri>().ok())
            .filter(|uri| uri.host() == Some("our.example"))
            .map(|uri| *request.uri_mut() = uri)
            .is_some(),
        Place::Body => altered(request.body()).map(|body| *request.body_mut() = body).is_some(),
        Place::Date => in_header(request, "date", altered),
        Place::ContentType => in_header(request, "content-type", altered),
        Place::Digest => in_header(request, digest_of(dialect), altered),
        // Of the draft the other parameters are not signed: who changes keyId names a key that does not fit.
        Place::Signature if dialect == Dialect::Cavage => in_header(request, "signature", |value| {
            let before = value.len() - b"\"".len() - 88;
            let (head, tail) = value.split_at(before);
            altered(&tail[..88]).map(|middle| [head, &middle, b"\""].concat())
        }),
        // The label is not signed.
        Place::Signature => in_header(request, "signature-input", |value| {
            let (label, rest) = value.split_at(b"sig1=".len());
            altered(rest).map(|rest| [label, &rest].concat())
        }),
    }
}

fn digest_of(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Cavage => "digest",
        Dialect::Rfc9421 => "content-digest",
    }
}

fn in_header(request: &mut Request<Vec<u8>>, name: &'static str, altered: impl Fn(&[u8]) -> Option<Vec<u8>>) -> bool {
    let value = altered(request.headers()[name].as_bytes());
    let value = value.and_then(|value| HeaderValue::from_bytes(&value).ok());
    // Space at the ends is no part of a header's value (RFC 9110, section 5.5).
    let value = value.filter(|value| value.as_bytes().trim_ascii() == value.as_bytes());
    value.map(|value| request.headers_mut().insert(name, value)).is_some()
}

/// Random bytes, and real headers with random bytes in them: refused, or even believed if what changed is not signed,
/// and never a panic.
#[test]
fn nothing_makes_the_parsers_stumble() {
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let pieces = [
        "keyId=\"",
        "\"",
        ",",
        "=",
        ";",
        "(",
        ")",
        ":",
        "sig1=",
        "signature=\"",
        "headers=\"",
        "(created)",
        "created=",
        "99999999999999999999",
        "-1",
        "\"@query-param\"",
        ";name=",
        "\\",
        " ",
        "@1",
        "%\"",
        "?1",
        "1.5",
        "AAAA",
        "é",
        "\t",
        "sha-256=",
        "https://a",
        "*",
        "\"@method\"",
    ];
    let names = ["signature", "signature-input", "digest", "content-digest", "date", "host"];
    let starts = DIALECTS.map(|dialect| signed(&ED25519, dialect, post()));
    let key = public(&ED25519);
    let site = Site::of(&Uri::from_static("https://our.example/")).unwrap();
    for round in 0..100_000_usize {
        let mut request = starts[round % 2].clone();
        let name = names[chance.random_range(0..names.len())];
        let mut value = request.headers().get(name).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
        if chance.random_bool(0.3) {
            value.clear();
        }
        for _ in 0..chance.random_range(1..6) {
            let at = chance.random_range(0..=value.len());
            if chance.random_bool(0.5) {
                let piece = pieces[chance.random_range(0..pieces.len())];
                value.splice(at..at, piece.bytes());
            } else {
                let until = chance.random_range(at..=value.len().min(at + 8));
                value.splice(at..until, std::iter::repeat_with(|| chance.random()).take(3).collect::<Vec<u8>>());
            }
        }
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            request.headers_mut().insert(name, value);
        }
        // Most are refused when they are read; verifying the others each time would take longer than reading all.
        let uri = request.uri();
        let read = Received::new(request.method(), uri, request.headers(), &site);
        let read = read.and_then(|received| Presented::read(&received, now()));
        if read.is_ok()
            && round % 16 == 0
            && let Ok(verified) = judged(&request, &key, now())
        {
            assert_eq!(verified.body().as_slice(), BODY.as_bytes());
        }
    }
}
