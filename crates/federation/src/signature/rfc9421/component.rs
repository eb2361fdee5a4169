//! The components of a request that RFC 9421 can cover (section 2).

use crate::signature::{Received, SignatureError};
use http::HeaderName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sfv::{BareItem, Item};
use std::fmt;

/// One component. Its parameters (`sf`, `key`, `bs`, `tr`, `req`) are not known to us, apart from the name of a
/// parameter of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::signature) enum Component {
    Method,
    TargetUri,
    Authority,
    Scheme,
    RequestTarget,
    Path,
    Query,
    /// With the name as it is written in the identifier.
    QueryParam(String),
    Field(String),
}

/// The application/x-www-form-urlencoded percent-encode set of the URL standard.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

impl Component {
    pub(in crate::signature) fn read(item: &Item) -> Result<Self, SignatureError> {
        let malformed = || SignatureError::Malformed("Signature-Input");
        let name = item.bare_item.as_string().ok_or_else(malformed)?.as_str();
        if name == "@query-param" && item.params.len() == 1 {
            let value = item.params.iter().find(|(key, _)| key.as_str() == "name").map(|(_, value)| value);
            let value = value.and_then(BareItem::as_string).ok_or_else(malformed)?;
            return Ok(Self::QueryParam(value.as_str().to_owned()));
        }
        // Section 2.5: "If the component identifier has a parameter that is not understood, produce an error."
        if !item.params.is_empty() {
            return Err(SignatureError::NotThere(name.to_owned()));
        }
        match name {
            "@method" => Ok(Self::Method),
            "@target-uri" => Ok(Self::TargetUri),
            "@authority" => Ok(Self::Authority),
            "@scheme" => Ok(Self::Scheme),
            "@request-target" => Ok(Self::RequestTarget),
            "@path" => Ok(Self::Path),
            "@query" => Ok(Self::Query),
            // Section 2.1: "The component name for an HTTP field is the lowercased form of its field name".
            name => match HeaderName::from_lowercase(name.as_bytes()) {
                Ok(name) => Ok(Self::Field(name.as_str().to_owned())),
                Err(_) => Err(SignatureError::NotThere(name.to_owned())),
            },
        }
    }

    /// What the component is in this request.
    pub(in crate::signature) fn value(&self, received: &Received<'_>) -> Result<String, SignatureError> {
        let site = received.site;
        match self {
            Self::Method => Ok(received.method.as_str().to_owned()),
            Self::TargetUri => Ok(format!("{}://{}{}", site.scheme(), site.authority(), received.target())),
            Self::Authority => Ok(site.authority().to_owned()),
            Self::Scheme => Ok(site.scheme().to_owned()),
            Self::RequestTarget => Ok(received.target()),
            Self::Path => Ok(received.path().to_owned()),
            // Section 2.2.7: "If the query string is absent from the request message, the component value is the
            // leading ? character alone".
            Self::Query => Ok(format!("?{}", received.query().unwrap_or_default())),
            Self::QueryParam(name) => query_param(received.query().unwrap_or_default(), name),
            Self::Field(name) => received.field(name),
        }
    }
}

/// Section 2.2.8: names and values are decoded as forms are, then encoded again; "If a parameter name occurs multiple
/// times in a request, the named query parameter MUST NOT be included."
fn query_param(query: &str, name: &str) -> Result<String, SignatureError> {
    let encoded = |text: &str| utf8_percent_encode(text, FORM).to_string();
    let mut values = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| encoded(key) == name)
        .map(|(_, value)| encoded(&value));
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(SignatureError::NotThere(format!("the parameter {name} once"))),
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "@method",
            Self::TargetUri => "@target-uri",
            Self::Authority => "@authority",
            Self::Scheme => "@scheme",
            Self::RequestTarget => "@request-target",
            Self::Path => "@path",
            Self::Query => "@query",
            Self::QueryParam(name) => return write!(f, "@query-param;name={name}"),
            Self::Field(name) => name,
        })
    }
}
