//! draft-cavage-http-signatures-12, as the fediverse speaks it.

use super::digest::Digests;
use super::presented::{KeyId, Presented};
use super::window::Window;
use super::{COVERED_LIMIT, Dialect, HEADER_LIMIT, Needed, Received, SIGNATURE, SignatureError};
use crate::key::Algorithm;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

pub(super) const DIGEST: &str = "digest";
pub(super) const TARGET: &str = "(request-target)";
const CREATED: &str = "(created)";
const EXPIRES: &str = "(expires)";

const MALFORMED: SignatureError = SignatureError::Malformed("Signature");

/// The header has at most so many parameters; the draft defines six.
const PARAMETERS_LIMIT: usize = 16;

/// Reads the header `Signature` and refuses what covers too little.
pub(super) fn read(received: &Received<'_>) -> Result<Presented, SignatureError> {
    let header = received.header(SIGNATURE)?.ok_or(SignatureError::Missing)?;
    if header.len() > HEADER_LIMIT {
        return Err(SignatureError::TooLarge("Signature"));
    }
    let parameters = Parameters::read(header)?;
    let key_id = KeyId::parse(parameters.get("keyId").ok_or(MALFORMED)?)?;
    let signature = STANDARD.decode(parameters.get("signature").ok_or(MALFORMED)?).map_err(|_| MALFORMED)?;
    let (algorithm, is_derived) = algorithm(parameters.get("algorithm"))?;
    let covered = covered(parameters.get("headers"))?;
    let covers = |name: &str| covered.iter().any(|covered| covered == name);

    // Section 2.3: "If the header field name is `(created)` and the `algorithm` parameter starts with `rsa`, `hmac`,
    // or `ecdsa` an implementation MUST produce an error." The same is said of `(expires)`.
    if (covers(CREATED) || covers(EXPIRES)) && !is_derived {
        return Err(MALFORMED);
    }
    received.demand(|needed| match needed {
        Needed::Method | Needed::Target => covers(TARGET),
        Needed::Host => covers("host"),
        Needed::Date => covers("date") || covers(CREATED),
        Needed::Digest => covers(DIGEST),
    })?;
    let window = window(received, &parameters, covers)?;
    let digests = covers(DIGEST).then(|| Digests::from_digest(&received.field(DIGEST)?)).transpose()?;

    let target = received.target();
    let mut bases = vec![base(received, &covered, &target, &parameters)?];
    // Some sign the path alone; Mastodon tries both as well.
    if received.query().is_some() {
        bases.push(base(received, &covered, received.path(), &parameters)?);
    }
    let (dialect, label) = (Dialect::Cavage, None);
    Ok(Presented { dialect, label, key_id, algorithm, covered, window, digests, bases, signature })
}

/// The algorithm, if the header names one, and whether it leaves it to the key.
///
/// `hs2019` says that the key knows (appendix E.2). With RSA that would be PSS and SHA-512, and is PKCS#1 v1.5 and
/// SHA-256 with all who send it: so it is the key's usual one.
fn algorithm(name: Option<&str>) -> Result<(Option<Algorithm>, bool), SignatureError> {
    match name {
        None | Some("hs2019") => Ok((None, true)),
        Some("rsa-sha256") => Ok((Some(Algorithm::RsaSha256), false)),
        Some("ed25519") => Ok((Some(Algorithm::Ed25519), true)),
        Some(other) => Err(SignatureError::Algorithm(other.chars().take(64).collect())),
    }
}

/// What the signature covers, in its order.
pub(super) fn covered(headers: Option<&str>) -> Result<Vec<String>, SignatureError> {
    // Before draft 11 it was `date`, since then it is `(created)`: neither covers what we ask for.
    let names: Vec<String> = headers.unwrap_or("date").split_ascii_whitespace().map(str::to_owned).collect();
    if names.len() > COVERED_LIMIT {
        return Err(SignatureError::TooLarge("headers"));
    }
    let twice = names.iter().enumerate().any(|(place, name)| names.iter().take(place).any(|before| before == name));
    // Section 2.1.6: "a lowercased, quoted list of HTTP header fields".
    if names.is_empty() || twice || names.iter().any(|name| name.contains(|letter: char| letter.is_ascii_uppercase())) {
        return Err(MALFORMED);
    }
    Ok(names)
}

/// The text that is signed. Section 2.3: "If value is not the last value then append an ASCII newline `\n`."
pub(super) fn base(
    received: &Received<'_>,
    covered: &[String],
    target: &str,
    parameters: &Parameters<'_>,
) -> Result<String, SignatureError> {
    let mut lines = Vec::new();
    for name in covered {
        let value = match name.as_str() {
            TARGET => target_value(received.method, target),
            CREATED => parameters.seconds("created")?.ok_or(MALFORMED)?.to_string(),
            EXPIRES => parameters.seconds("expires")?.ok_or(MALFORMED)?.to_string(),
            name => received.field(name)?,
        };
        lines.push(format!("{name}: {value}"));
    }
    Ok(lines.join("\n"))
}

/// "concatenating the lowercased :method, an ASCII space, and the :path pseudo-headers"
pub(super) fn target_value(method: &http::Method, target: &str) -> String {
    format!("{} {target}", method.as_str().to_ascii_lowercase())
}

/// Only what is covered is believed: a date that is not signed could be anybody's.
fn window(
    received: &Received<'_>,
    parameters: &Parameters<'_>,
    covers: impl Fn(&str) -> bool,
) -> Result<Window, SignatureError> {
    let created = if covers(CREATED) {
        parameters.seconds("created")?.ok_or(MALFORMED)?
    } else {
        let date = httpdate::parse_http_date(&received.field("date")?).ok();
        let date = date.and_then(|date| Timestamp::try_from(date).ok());
        date.ok_or(SignatureError::Malformed("Date"))?.as_second()
    };
    let expires = if covers(EXPIRES) { parameters.seconds("expires")? } else { None };
    Ok(Window::new(created, expires))
}

/// The parameters of the header. Section 2.2: "If any of the parameters listed above are erroneously duplicated in the
/// associated header field, then the the signature MUST NOT be processed."
pub(super) struct Parameters<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    /// Reads `name="value",name=value`. No value of ours has a quotation mark in it: what escapes one is refused.
    pub(super) fn read(header: &'a str) -> Result<Self, SignatureError> {
        let mut parameters: Vec<(&str, &str)> = Vec::new();
        let mut rest = header.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').ok_or(MALFORMED)?;
            let (name, after) = (name.trim_end(), after.trim_start());
            let (value, after) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').ok_or(MALFORMED)?,
                None => after.split_at(after.find(',').unwrap_or(after.len())),
            };
            let is_name =
                !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
            let twice = parameters.iter().any(|(before, _)| before.eq_ignore_ascii_case(name));
            if !is_name || twice || value.contains('\\') || parameters.len() == PARAMETERS_LIMIT {
                return Err(MALFORMED);
            }
            parameters.push((name, value.trim()));
            rest = match after.trim_start() {
                "" => "",
                after => {
                    after.strip_prefix(',').map(str::trim_start).filter(|rest| !rest.is_empty()).ok_or(MALFORMED)?
                }
            };
        }
        Ok(Self(parameters))
    }

    /// By its name, in any case, as parameters of HTTP's authentication are read (RFC 9110, section 11.2).
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Section 2.1.4: "The `created` field expresses when the signature was created. The value MUST be a Unix
    /// timestamp integer value."
    fn seconds(&self, name: &str) -> Result<Option<i64>, SignatureError> {
        self.get(name).map(str::parse).transpose().map_err(|_| MALFORMED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read() {
        check("keyId=\"a\"", Some(&[("keyId", "a")]));
        check("keyId=\"a\",created=17 , x=\"b, c\"", Some(&[("keyId", "a"), ("created", "17"), ("x", "b, c")]));
        check("", Some(&[]));
        check("keyId", None);
        check("keyId=\"a", None);
        check("keyId=\"a\" created=1", None);
        check("keyId=\"a\",", None);
        check(",keyId=\"a\"", None);
        check("keyId=\"a\",keyId=\"b\"", None);
        check("keyId=\"a\",keyid=\"b\"", None);
        check("keyId=\"a\\\"\"", None);
        check("=\"a\"", None);
        check(&"a=1,".repeat(100), None);
    }

    #[track_caller]
    fn check(header: &str, expected: Option<&[(&str, &str)]>) {
        let read = Parameters::read(header).ok();
        assert_eq!(read.as_ref().map(|read| read.0.as_slice()), expected, "{header}");
    }
}
