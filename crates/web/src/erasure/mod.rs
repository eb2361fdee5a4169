//! `/erasures/`: documents erased for good, and the list of what was.

pub(crate) mod list;
pub(crate) mod post;

use http::HeaderValue;

/// What all of it is written in.
const JSON: &str = "application/json";
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static(JSON);
