//! The published vectors: those of draft-cavage-10, appendix C, and of RFC 9421, appendix B.

use super::*;
use crate::key::{Algorithm, KeyError};
use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use std::path::PathBuf;

fn folder(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CODESOCIAL_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let folder = shared.join("suites/http-signatures").join(name);
    if folder.is_dir() {
        Some(folder)
    } else {
        println!("skipped: no suites");
        None
    }
}

fn read(folder: &std::path::Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("vectors.json")).unwrap()).unwrap()
}

/// Requests of the vectors were sent to the hosts that they name.
struct Message {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    site: Site,
}

impl Message {
    fn of(value: &Value) -> Option<Self> {
        let mut line = value["start_line"].as_str().unwrap().split(' ');
        let method = line.next().filter(|method| !method.starts_with("HTTP/"))?.parse().unwrap();
        let uri = line.next().unwrap().parse().unwrap();
        let mut headers = HeaderMap::new();
        for pair in value["headers"].as_array().unwrap() {
            let name: HeaderName = pair[0].as_str().unwrap().parse().unwrap();
            headers.append(name, HeaderValue::from_str(pair[1].as_str().unwrap()).unwrap());
        }
        let host = headers["host"].to_str().unwrap();
        let site = Site::of(&format!("https://{host}/").parse().unwrap()).unwrap();
        Some(Self { method, uri, headers, site })
    }

    fn received(&self) -> Received<'_> {
        Received::new(&self.method, &self.uri, &self.headers, &self.site).unwrap()
    }
}

/// The three are signed with a key of 1024 bits that has a name instead of an address: what is signed is compared, and
/// the signature verified with an algorithm that the program does not have; the program itself refuses them all.
#[test]
fn draft_cavage() {
    let Some(folder) = folder("draft-cavage") else { return };
    let vectors = read(&folder);
    let pem = std::fs::read_to_string(folder.join("keys/Test.public.pem")).unwrap();
    assert_eq!(PublicKey::from_pem(&pem).unwrap_err(), KeyError::Size(1024));
    let der = pem::parse(&pem).unwrap().into_contents();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der);

    let mut message = Message::of(&vectors["request"]).unwrap();
    let tests = vectors["tests"].as_array().unwrap();
    for test in tests {
        let name = test["name"].as_str().unwrap();
        let header = test["signature_header"].as_str().unwrap();
        let parameters = cavage::Parameters::read(header).unwrap();
        let covered = cavage::covered(parameters.get("headers")).unwrap();
        let base = {
            let received = message.received();
            cavage::base(&received, &covered, &received.target(), &parameters).unwrap()
        };
        assert_eq!(base, test["signing_string"].as_str().unwrap(), "{name}");
        let signature = STANDARD.decode(parameters.get("signature").unwrap()).unwrap();
        assert_eq!(key.verify(base.as_bytes(), &signature).is_ok(), test["expect_valid"].as_bool().unwrap(), "{name}");

        message.headers.insert("signature", header.parse().unwrap());
        let at_that_time = "2014-01-05T21:31:40Z".parse().unwrap();
        assert_eq!(Presented::read(&message.received(), at_that_time), Err(SignatureError::KeyId), "{name}");
        println!("{name}: passed");
    }
    assert_eq!(tests.len(), 3);
}

/// What of a vector cannot be run here, and why.
const EXCEPT: [(&str, Part, &str); 2] = [
    ("sig-b24", Part::Base, "signs a response, which nobody in the fediverse does: its text is taken as it stands"),
    ("sig-b25", Part::Signature, "is made with a shared secret, and we share none: its text is compared"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Base,
    Signature,
}

#[test]
fn rfc9421() {
    let Some(folder) = folder("rfc9421") else { return };
    let vectors = read(&folder);
    let tests = vectors["tests"].as_array().unwrap();
    for test in tests {
        let text = |name: &str| test[name].as_str().unwrap();
        let (name, label) = (text("name"), text("label"));
        let except = EXCEPT.iter().find(|(of, _, _)| *of == label);
        let leaves_out = |part| except.is_some_and(|(_, left_out, _)| *left_out == part);

        let given = test["signature_base"].as_str();
        let base = if leaves_out(Part::Base) {
            given.unwrap().to_owned()
        } else {
            let message = Message::of(&vectors["messages"][text("message")]).unwrap();
            let base = base_of(&message.received(), text("signature_input"));
            if let Some(given) = given {
                assert_eq!(base, given, "{name}");
            }
            base
        };
        if !leaves_out(Part::Signature) {
            let pem = std::fs::read_to_string(folder.join(format!("keys/{}.public.pem", text("key")))).unwrap();
            let key = PublicKey::from_pem(&pem).unwrap();
            let dictionary = rfc9421::dictionary(text("signature")).unwrap();
            let Some(ListEntry::Item(item)) = dictionary.values().next() else { panic!("{name}") };
            let signature = item.bare_item.as_byte_sequence().unwrap();
            let algorithm = Algorithm::from_name(text("algorithm")).unwrap();
            let is_valid = key.verifies(algorithm, base.as_bytes(), signature);
            assert_eq!(is_valid, test["expect_valid"].as_bool().unwrap(), "{name}");
        }
        println!("{name}: {}", except.map_or("passed", |(_, _, reason)| reason));
    }
    assert_eq!(tests.len(), 13);
}
