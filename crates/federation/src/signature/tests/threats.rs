//! What attackers and careless peers send. Each row is a request that must not be believed, and what it is told.

use super::*;

/// A row: what is done to a request that was signed well.
type Attack = fn(&mut Request<Vec<u8>>);

#[test]
fn both_dialects() {
    use SignatureError as E;
    check("no signature", |r| drop((take(r, "signature"), take(r, "signature-input"))), E::Missing);
    check("method altered", |r| *r.method_mut() = http::Method::PUT, E::WrongSignature);
    check("path altered", |r| to(r, "https://our.example/outbox?shared=yes"), E::WrongSignature);
    check("query altered", |r| to(r, "https://our.example/inbox?shared=no"), E::WrongSignature);
    check("query dropped", |r| to(r, "https://our.example/inbox"), E::WrongSignature);
    check("sent to another host", |r| put(r, "host", "their.example"), E::WrongHost);
    check("sent to another port", |r| put(r, "host", "our.example:444"), E::WrongHost);
    check("host behind a name", |r| put(r, "host", "our.example@their.example"), E::WrongHost);
    check("no host", |r| drop(take(r, "host")), E::WrongHost);
    check("date altered", |r| put(r, "date", "Tue, 14 Jul 2026 12:00:01 GMT"), E::WrongSignature);
    check("media type altered", |r| put(r, "content-type", "text/turtle"), E::WrongSignature);
    check("body altered", |r| r.body_mut()[9] = b'f', E::WrongDigest);
    check("body cut", |r| r.body_mut().truncate(9), E::WrongDigest);
    check("body gone", |r| r.body_mut().clear(), E::WrongDigest);
    check("two signatures", |r| again(r, "signature"), E::Repeated("signature"));
    check("two hosts", |r| again(r, "host"), E::Repeated("host"));
    check("two dates", |r| again(r, "date"), E::Repeated("date"));
    check("two media types", |r| again(r, "content-type"), E::Repeated("content-type"));
    check("two digests", |r| again(r, "digest"), E::Repeated("digest"));
    check("endless signature", |r| put(r, "signature", &"a".repeat(9_000)), E::TooLarge("Signature"));
    check("random signature", |r| put(r, "signature", "%%%"), E::Malformed("Signature"));
}

#[test]
fn the_clock_and_the_key() {
    for dialect in DIALECTS {
        let request = signed(&RSA, dialect, post());
        let at = |time: &str| judged(&request, &public(&RSA), time.parse().unwrap()).map(drop);
        assert_eq!(at("2026-07-14T13:04:59Z"), Ok(()), "an hour late");
        assert_eq!(at("2026-07-14T13:05:01Z"), Err(SignatureError::TooLate), "stale");
        assert_eq!(at("2026-07-14T11:00:00Z"), Ok(()), "an hour early");
        assert_eq!(at("2026-07-14T10:59:59Z"), Err(SignatureError::TooEarly), "from the future");
        let with = |key: &Signer| judged(&request, &public(key), now()).map(drop);
        assert_eq!(with(&OTHER_RSA), Err(SignatureError::WrongSignature), "forged");
        assert_eq!(with(&ED25519), Err(SignatureError::WrongKey), "a key of another kind");
    }
}

/// It covers something, and is valid, and does not cover what it must.
#[test]
fn draft_cavage_that_covers_too_little() {
    use {Needed as N, SignatureError as E};
    let key = format!("keyId=\"{KEY_ID}\",algorithm=\"rsa-sha256\"");
    let derived = |more: &str| format!("keyId=\"{KEY_ID}\",algorithm=\"hs2019\"{more}");
    let created = now().as_second();
    let all = "(request-target) host date digest";
    cavage(all, &key, Ok(()));
    cavage(all, &format!("keyId=\"{KEY_ID}\""), Ok(()));
    cavage(all, &derived(""), Ok(()));
    cavage(all, &derived(&format!(",created={}", created - 9_000)), Ok(()));
    cavage("(request-target) (created) host digest", &derived(&format!(",created={created}")), Ok(()));
    cavage("digest", &key, Err(E::NotCovered(N::Method)));
    cavage("host date digest", &key, Err(E::NotCovered(N::Method)));
    cavage("(request-target) date digest", &key, Err(E::NotCovered(N::Host)));
    cavage("(request-target) host digest", &key, Err(E::NotCovered(N::Date)));
    cavage("(request-target) host date", &key, Err(E::NotCovered(N::Digest)));
    let late = format!(",created={}", created - 9_000);
    cavage("(request-target) (created) host digest", &derived(&late), Err(E::TooLate));
    let early = format!(",created={}", created + 9_000);
    cavage("(request-target) (created) host digest", &derived(&early), Err(E::TooEarly));
    let expired = format!(",created={},expires={}", created - 7_000, created - 3_601);
    cavage("(request-target) (created) (expires) host digest", &derived(&expired), Err(E::TooLate));
    // What is not signed does not make it hold longer.
    let later = format!(",created={},expires={}", created - 9_000, created + 3_600);
    cavage("(request-target) (created) host digest", &derived(&later), Err(E::TooLate));
    let with_rsa = format!("{key},created={created}");
    cavage("(request-target) (created) host digest", &with_rsa, Err(E::Malformed("Signature")));
    cavage("(request-target) host host date digest", &key, Err(E::Malformed("Signature")));
    cavage(all, "keyId=\"acct:moulin@peer.example\"", Err(E::KeyId));
    cavage(all, "keyId=\"main-key\"", Err(E::KeyId));
    cavage(all, "keyId=\"file:///etc/passwd\"", Err(E::KeyId));
    cavage(all, "keyId=\"https://our.example@their.example/key\"", Err(E::KeyId));
    cavage(all, &format!("keyId=\"https://peer.example/{}\"", "a".repeat(3_000)), Err(E::TooLarge("keyId")));
    cavage(all, &format!("keyId=\"{KEY_ID}\",keyId=\"{KEY_ID}\""), Err(E::Malformed("Signature")));
    cavage(all, &format!("keyId=\"{KEY_ID}\",algorithm=\"rsa-sha1\""), Err(E::Algorithm("rsa-sha1".into())));
    cavage(all, &format!("keyId=\"{KEY_ID}\",algorithm=\"hmac-sha256\""), Err(E::Algorithm("hmac-sha256".into())));
    cavage(all, "algorithm=\"rsa-sha256\"", Err(E::Malformed("Signature")));
    // Some peers sign the path without its query; Mastodon takes that as well.
    let mut request = careless_cavage(&RSA, with_digests("https://our.example/inbox"), all, &key);
    to(&mut request, INBOX);
    assert_eq!(judged(&request, &public(&RSA), now()).map(drop), Ok(()));
}

#[test]
fn rfc9421_that_covers_too_little() {
    use {Needed as N, SignatureError as E};
    let created = now().as_second();
    let tail = format!(";created={created};keyid=\"{KEY_ID}\"");
    let input = |covered: &str| format!("({covered}){tail}");
    rfc9421(&input(r#""@method" "@target-uri" "content-digest""#), Ok(()));
    rfc9421(&input(r#""@method" "@authority" "@path" "@query" "content-digest""#), Ok(()));
    rfc9421(&input(r#""@method" "host" "@request-target" "content-digest""#), Ok(()));
    rfc9421(&input(r#""@method" "@scheme" "@target-uri" "@query-param";name="shared" "content-digest""#), Ok(()));
    rfc9421(&input(r#""@target-uri" "content-digest""#), Err(E::NotCovered(N::Method)));
    rfc9421(&input(r#""@method" "@authority" "content-digest""#), Err(E::NotCovered(N::Target)));
    rfc9421(&input(r#""@method" "@authority" "@path" "content-digest""#), Err(E::NotCovered(N::Target)));
    rfc9421(&input(r#""@method" "@request-target" "content-digest""#), Err(E::NotCovered(N::Host)));
    rfc9421(&input(r#""@method" "@target-uri""#), Err(E::NotCovered(N::Digest)));
    rfc9421(&input(r#""@method" "@target-uri" "digest""#), Err(E::NotCovered(N::Digest)));
    rfc9421(&input(""), Err(E::NotCovered(N::Method)));
    let all = r#"("@method" "@target-uri" "content-digest")"#;
    rfc9421(&format!("{all};keyid=\"{KEY_ID}\""), Err(E::NotCovered(N::Date)));
    rfc9421(&format!("{all};created={created}"), Err(E::Malformed("Signature-Input")));
    rfc9421(&format!("{all};created=\"{created}\";keyid=\"{KEY_ID}\""), Err(E::Malformed("Signature-Input")));
    rfc9421(&format!("{all};created={};keyid=\"{KEY_ID}\"", created - 9_000), Err(E::TooLate));
    rfc9421(&format!("{all};created={};keyid=\"{KEY_ID}\"", created + 9_000), Err(E::TooEarly));
    let expired = format!("{all};created={};expires={};keyid=\"{KEY_ID}\"", created - 7_000, created - 3_601);
    rfc9421(&expired, Err(E::TooLate));
    let half_a_day = format!("{all};created={};expires={};keyid=\"{KEY_ID}\"", created - 36_000, created + 36_000);
    rfc9421(&half_a_day, Ok(()));
    let long = format!("{all};created={};expires={};keyid=\"{KEY_ID}\"", created - 50_000, created + 50_000);
    rfc9421(&long, Err(E::TooLate));
    rfc9421(&format!("{all};created={created};keyid=\"acct:moulin@peer.example\""), Err(E::KeyId));
    rfc9421(&format!("{all}{tail};alg=\"hmac-sha256\""), Err(E::Algorithm("hmac-sha256".into())));
    rfc9421(&format!("{all}{tail};alg=\"ed25519\""), Err(E::WrongKey));
    rfc9421(&format!("{all}{tail};alg=\"rsa-v1_5-sha256\";tag=\"x\";nonce=\"y\";other=?1"), Ok(()));
}

/// Headers of RFC 9421 that no signer writes.
#[test]
fn rfc9421_that_cannot_be_read() {
    let created = now().as_second();
    let tail = format!(";created={created};keyid=\"{KEY_ID}\"");
    let all = r#""@method" "@target-uri" "content-digest""#;
    let malformed = SignatureError::Malformed("Signature-Input");
    let many: Vec<_> = (0..40).map(|number| format!("\"x-{number}\"")).collect();
    for (input, signature, expected) in [
        (format!("x=({all}){tail}, x=({all}){tail}"), "x=:AAAA:", malformed.clone()),
        (format!("x=({all} \"@method\"){tail}"), "x=:AAAA:", malformed.clone()),
        (format!("x=({all} @method){tail}"), "x=:AAAA:", malformed.clone()),
        ("x=1".to_owned(), "x=:AAAA:", malformed.clone()),
        ("x=(".to_owned(), "x=:AAAA:", malformed.clone()),
        (format!("x=({all}){tail}"), "y=:AAAA:", SignatureError::Malformed("Signature")),
        (format!("x=({all}){tail}"), "x=\"AAAA\"", SignatureError::Malformed("Signature")),
        (format!("x=({all}){tail}"), "x=:AAAA:, x=:AAAA:", SignatureError::Malformed("Signature")),
        (format!("x=({all}){tail}"), "x=:AAAA:", SignatureError::WrongSignature),
        (format!("x=({all} \"Date\"){tail}"), "x=:AAAA:", SignatureError::NotThere("Date".into())),
        (format!("x=({all} \"x-not\"){tail}"), "x=:AAAA:", SignatureError::NotThere("x-not".into())),
        (format!("x=({all} \"@status\"){tail}"), "x=:AAAA:", SignatureError::NotThere("@status".into())),
        (format!("x=({all} \"date\";sf){tail}"), "x=:AAAA:", SignatureError::NotThere("date".into())),
        (format!("x=({all} \"@method\";req){tail}"), "x=:AAAA:", SignatureError::NotThere("@method".into())),
        (format!("x=({}){tail}", many.join(" ")), "x=:AAAA:", SignatureError::TooLarge("Signature-Input")),
        ("a=(),b=(),c=(),d=(),e=()".to_owned(), "x=:AAAA:", SignatureError::TooLarge("Signature-Input")),
        (format!("x=({all}){tail}; {}", "x".repeat(9_000)), "x=:AAAA:", SignatureError::TooLarge("Signature-Input")),
    ] {
        let mut request = with_digests(INBOX);
        put(&mut request, "signature-input", &input);
        put(&mut request, "signature", signature);
        assert_eq!(judged(&request, &public(&RSA), now()).map(drop), Err(expected), "{input} {signature}");
    }
}

/// The digest is covered and is not the body's, or cannot be read; and those that differ and mean the same.
#[test]
fn digests_of_peers() {
    let all = "(request-target) host date digest";
    let key = format!("keyId=\"{KEY_ID}\",algorithm=\"rsa-sha256\"");
    let right = digest::digest_header(BODY.as_bytes());
    for (digest, expected) in [
        (right.clone(), Ok(())),
        (right.replace("SHA", "sha"), Ok(())),
        (digest::digest_header(b"other"), Err(SignatureError::WrongDigest)),
        (format!("{right},{}", digest::digest_header(b"other")), Err(SignatureError::Malformed("Digest"))),
        ("MD5=AAAA".to_owned(), Err(SignatureError::Malformed("Digest"))),
    ] {
        let mut request = with_digests(INBOX);
        put(&mut request, "digest", &digest);
        let request = careless_cavage(&RSA, request, all, &key);
        assert_eq!(judged(&request, &public(&RSA), now()).map(drop), expected, "{digest}");
    }
}

/// `Host` with its port, in capitals, or in the address only, as HTTP/2 has it.
#[test]
fn hosts_are_compared_as_addresses() {
    let is_ours = |base: &str, uri: &str, host: Option<&str>| {
        let mut headers = HeaderMap::new();
        headers.extend(host.map(|host| (http::header::HOST, host.parse().unwrap())));
        let site = Site::of(&base.parse().unwrap()).unwrap();
        Received::new(&http::Method::GET, &uri.parse().unwrap(), &headers, &site).is_ok()
    };
    assert!(is_ours("https://our.example/", "/actor", Some("our.example")));
    assert!(is_ours("https://our.example/", "/actor", Some("Our.Example:443")));
    assert!(is_ours("https://our.example/", "https://our.example/actor", None));
    assert!(is_ours("http://127.0.0.1:8012/", "/actor", Some("127.0.0.1:8012")));
    assert!(is_ours("http://[::1]:8012/", "/actor", Some("[::1]:8012")));
    assert!(!is_ours("http://127.0.0.1:8012/", "/actor", Some("127.0.0.1")));
    assert!(!is_ours("https://our.example/", "/actor", Some("our.example:80")));
    assert!(!is_ours("https://our.example/", "/actor", Some("our.example.")));
    assert!(!is_ours("https://our.example/", "https://their.example/actor", Some("our.example")));
    assert!(!is_ours("https://our.example/", "https://our.example/actor", Some("their.example")));
    assert!(!is_ours("https://our.example/", "/actor", None));
    assert!(!is_ours("https://our.example/", "/actor", Some("")));
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "rows are written as values")]
fn check(row: &str, attack: Attack, expected: SignatureError) {
    for dialect in DIALECTS {
        let mut request = signed(&RSA, dialect, post());
        // For the row of two digests: each dialect has its own, and the other's is there as well.
        put(&mut request, "digest", &digest::digest_header(BODY.as_bytes()));
        attack(&mut request);
        assert_eq!(judged(&request, &public(&RSA), now()).map(drop), Err(expected.clone()), "{row}, {dialect:?}");
    }
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "rows are written as values")]
fn cavage(headers: &str, parameters: &str, expected: Result<(), SignatureError>) {
    // What the helper for signing refuses as well is sent with any signature.
    let request = if expected == Err(SignatureError::Malformed("Signature")) {
        let mut request = with_digests(INBOX);
        put(&mut request, "signature", &format!("{parameters},headers=\"{headers}\",signature=\"AAAA\""));
        request
    } else {
        careless_cavage(&RSA, with_digests(INBOX), headers, parameters)
    };
    assert_eq!(judged(&request, &public(&RSA), now()).map(drop), expected, "{headers} {parameters}");
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "rows are written as values")]
fn rfc9421(input: &str, expected: Result<(), SignatureError>) {
    let request = careless_rfc9421(&RSA, with_digests(INBOX), input);
    assert_eq!(judged(&request, &public(&RSA), now()).map(drop), expected, "{input}");
}

fn with_digests(uri: &str) -> Request<Vec<u8>> {
    let mut request = post();
    to(&mut request, uri);
    put(&mut request, "host", "our.example");
    put(&mut request, "date", "Tue, 14 Jul 2026 12:00:00 GMT");
    put(&mut request, "digest", &digest::digest_header(BODY.as_bytes()));
    put(&mut request, "content-digest", &digest::content_digest_header(BODY.as_bytes()));
    request
}

fn to(request: &mut Request<Vec<u8>>, uri: &str) {
    *request.uri_mut() = uri.parse().unwrap();
}

fn take(request: &mut Request<Vec<u8>>, name: &'static str) -> Option<http::HeaderValue> {
    request.headers_mut().remove(name)
}

fn again(request: &mut Request<Vec<u8>>, name: &'static str) {
    let value = request.headers()[name].clone();
    request.headers_mut().append(name, value);
}
