//! JSON-LD, read with oxjsonld. Contexts come from the program or not at all.

use super::{Collector, SyntaxError, context, malformed, nesting};
use crate::iri::Iri;
use crate::vocab::xsd;
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument, JsonLdSyntaxError};
use oxrdf::{Literal, Quad, Term};
use std::borrow::Cow;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, OnceLock};

/// The context is not bundled.
#[derive(Debug, thiserror::Error)]
#[error("not bundled")]
struct NotBundled;

pub(super) fn parse(text: &str, base: &Iri, collector: Collector) -> Result<Vec<Quad>, SyntaxError> {
    let origin = base.as_str().to_owned();
    parse_in(text, base, collector, move |address| context::bundled(address, &origin).map(Cow::Borrowed))
}

/// The same with other contexts than ours: the text of each address, or nothing.
pub(super) fn parse_in(
    text: &str,
    base: &Iri,
    collector: Collector,
    contexts: impl Fn(&str) -> Option<Cow<'static, str>> + Send + Sync + UnwindSafe + RefUnwindSafe + 'static,
) -> Result<Vec<Quad>, SyntaxError> {
    nesting::check_json(text)?;
    let parser =
        JsonLdParser::new().with_base_iri(base.as_str()).map_err(|error| malformed("", 0, &error.to_string()))?;
    // What the loader refused: the parser only passes its words on.
    let refused: Arc<OnceLock<String>> = Arc::default();
    let loader = {
        let refused = Arc::clone(&refused);
        move |address: &str, _: &_| {
            if let Some(text) = contexts(address) {
                let document = text.into_owned().into_bytes();
                Ok(JsonLdRemoteDocument { document, document_url: address.to_owned() })
            } else {
                refused.get_or_init(|| address.to_owned());
                Err(NotBundled.into())
            }
        }
    };
    let read = parser.for_slice(text).with_load_document_callback(loader).map(|read| {
        read.map_err(|error| match refused.get() {
            Some(address) => SyntaxError::UnknownContext(address.clone()),
            None => broken(text, &error),
        })
    });
    let mut quads = collector.all(read)?;
    quads.iter_mut().for_each(spell_decimal);
    Ok(quads)
}

/// JSON-LD API, section 8.2.2 spells every number with a fraction as an `xsd:double`, so that the
/// `"latitude": 45.54` that everybody writes would be `"4.554E1"^^xsd:decimal`, which no decimal is spelt like.
/// We depart from it there, and only there: `45.54`.
fn spell_decimal(quad: &mut Quad) {
    if let Term::Literal(literal) = &quad.object
        && literal.datatype() == xsd::DECIMAL
        && let Some(spelt) = without_exponent(literal.value())
    {
        quad.object = Literal::new_typed_literal(spelt, xsd::DECIMAL).into();
    }
}

/// `-4.554E1` as `-45.54`; nothing for what is not spelt so, or would get long.
fn without_exponent(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once('E')?;
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.')?;
    let exponent: i32 = exponent.parse().ok().filter(|exponent| (-20..=20).contains(exponent))?;
    if whole.len() != 1 || !(whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let all = format!("{whole}{fraction}");
    let point = 1 + exponent;
    let (whole, fraction) = match usize::try_from(point) {
        Ok(point) if point > 0 => {
            let padded = format!("{all:0<point$}");
            let (whole, fraction) = padded.split_at_checked(point)?;
            (whole.to_owned(), fraction.to_owned())
        }
        _ => ("0".to_owned(), format!("{}{all}", "0".repeat(point.unsigned_abs() as usize))),
    };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

fn broken(text: &str, error: &JsonLdSyntaxError) -> SyntaxError {
    let message = error.to_string();
    if let Some(location) = error.location() {
        // The message repeats the place, the column in bytes.
        let what = message.strip_prefix("Parser error ").and_then(|rest| rest.split_once(": ")).map(|(_, what)| what);
        return malformed(text, location.start.offset, what.unwrap_or(&message));
    }
    // JSON that is not JSON-LD: the parser does not say where, so this points at where the JSON begins.
    let start = text.len() - text.trim_start().len();
    malformed(text, start as u64, &message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_spelt_as_decimals() {
        for (double, decimal) in [
            ("4.554E1", Some("45.54")),
            ("-3.0E-1", Some("-0.3")),
            ("1.5E-3", Some("0.0015")),
            ("1.25E3", Some("1250")),
            ("5.0E0", Some("5")),
            ("45.54", None),
            ("4.5E99", None),
            ("x.yE1", None),
        ] {
            assert_eq!(without_exponent(double).as_deref(), decimal, "{double}");
        }
    }
}
