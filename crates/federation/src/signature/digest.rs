//! The digest of a body, as draft-cavage has it (`Digest` of RFC 3230) and as RFC 9421 has it (`Content-Digest` of
//! RFC 9530).

use super::{SignatureError, rfc9421};
use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, ListEntry};

/// What a header says that the body's digests are: of those algorithms that we know, one or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digests {
    sha256: Option<Vec<u8>>,
    sha512: Option<Vec<u8>>,
}

impl Digests {
    /// Reads `SHA-256=…, SHA-512=…`. Some peers write the algorithm in lower case.
    pub(super) fn from_digest(header: &str) -> Result<Self, SignatureError> {
        const MALFORMED: SignatureError = SignatureError::Malformed("Digest");
        let mut pairs = Vec::new();
        for part in header.split(',') {
            let (algorithm, value) = part.trim().split_once('=').ok_or(MALFORMED)?;
            let algorithm = algorithm.to_ascii_lowercase();
            if is_known(&algorithm) {
                pairs.push((algorithm, STANDARD.decode(value).map_err(|_| MALFORMED)?));
            }
        }
        Self::of(pairs).ok_or(MALFORMED)
    }

    /// Reads `sha-256=:…:, sha-512=:…:`.
    pub(super) fn from_content_digest(header: &str) -> Result<Self, SignatureError> {
        const MALFORMED: SignatureError = SignatureError::Malformed("Content-Digest");
        let mut pairs = Vec::new();
        for (algorithm, entry) in rfc9421::dictionary(header).ok_or(MALFORMED)? {
            if !is_known(algorithm.as_str()) {
                continue;
            }
            let ListEntry::Item(item) = entry else { return Err(MALFORMED) };
            let BareItem::ByteSequence(value) = item.bare_item else { return Err(MALFORMED) };
            pairs.push((algorithm.as_str().to_owned(), value));
        }
        Self::of(pairs).ok_or(MALFORMED)
    }

    /// Nothing if there is none, or two of one algorithm.
    fn of(pairs: Vec<(String, Vec<u8>)>) -> Option<Self> {
        let mut digests = Self { sha256: None, sha512: None };
        for (algorithm, value) in pairs {
            let place = if algorithm == "sha-256" { &mut digests.sha256 } else { &mut digests.sha512 };
            if place.replace(value).is_some() {
                return None;
            }
        }
        (digests.sha256.is_some() || digests.sha512.is_some()).then_some(digests)
    }

    /// Whether each of them is that of these bytes.
    pub(super) fn are_of(&self, body: &[u8]) -> bool {
        let fits = |expected: &Option<Vec<u8>>, algorithm| {
            expected.as_ref().is_none_or(|expected| digest(algorithm, body).as_ref() == expected)
        };
        fits(&self.sha256, &SHA256) && fits(&self.sha512, &SHA512)
    }
}

fn is_known(algorithm: &str) -> bool {
    matches!(algorithm, "sha-256" | "sha-512")
}

/// `Digest` of a body. In upper case, because some refuse the other.
pub(super) fn digest_header(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)))
}

/// `Content-Digest` of a body.
pub(super) fn content_digest_header(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"{\"hello\": \"world\"}";
    const OF_BODY: &str = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";

    #[test]
    fn digests_are_written_and_read() {
        assert_eq!(digest_header(BODY), format!("SHA-256={OF_BODY}"));
        assert_eq!(content_digest_header(BODY), format!("sha-256=:{OF_BODY}:"));
        let sha512 = "WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==";
        check(&format!("SHA-256={OF_BODY}"), Some(true));
        check(&format!("sha-256={OF_BODY}"), Some(true));
        check(&format!("Sha-256={OF_BODY}, md5=AAAA"), Some(true));
        check(&format!("SHA-256={OF_BODY},SHA-512={sha512}"), Some(true));
        check(&format!("SHA-256={sha512}"), Some(false));
        check(&format!("SHA-256={OF_BODY},SHA-512={OF_BODY}"), Some(false));
        check(&format!("SHA-256={OF_BODY},sha-256={OF_BODY}"), None);
        check("md5=AAAA", None);
        check("SHA-256", None);
        check("SHA-256=%", None);
        check("", None);
    }

    #[test]
    fn content_digests_are_structured_fields() {
        let check = |header: &str, expected: Option<bool>| {
            let digests = Digests::from_content_digest(header);
            assert_eq!(digests.ok().map(|digests| digests.are_of(BODY)), expected, "{header}");
        };
        check(&format!("sha-256=:{OF_BODY}:"), Some(true));
        check(&format!("crc32=:AAAA:, sha-256=:{OF_BODY}:"), Some(true));
        check("sha-256=:AAAA:", Some(false));
        check(&format!("sha-256=:AAAA:, sha-256=:{OF_BODY}:"), None);
        check(&format!("SHA-256=:{OF_BODY}:"), None);
        check("sha-256=\"AAAA\"", None);
        check("crc32=:AAAA:", None);
        check("", None);
    }

    #[track_caller]
    fn check(header: &str, expected: Option<bool>) {
        let digests = Digests::from_digest(header);
        assert_eq!(digests.ok().map(|digests| digests.are_of(BODY)), expected, "{header}");
    }
}
