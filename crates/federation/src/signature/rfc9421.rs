//! RFC 9421, HTTP Message Signatures, of requests. Structured fields are read and written by the crate `sfv`.

mod component;

use super::digest::Digests;
use super::presented::{KeyId, Presented};
use super::window::Window;
use super::{COVERED_LIMIT, Dialect, HEADER_LIMIT, Needed, Received, SIGNATURE, SIGNATURES_LIMIT, SignatureError};
use crate::key::Algorithm;
use component::Component;
use sfv::visitor::{DictionaryVisitor, EntryVisitor};
use sfv::{BareItem, Dictionary, FieldType, InnerList, Item, KeyRef, List, ListEntry, Parameters, Parser};

pub(super) const SIGNATURE_INPUT: &str = "signature-input";
pub(super) const CONTENT_DIGEST: &str = "content-digest";

const MALFORMED: SignatureError = SignatureError::Malformed("Signature-Input");

/// Reads each signature of the message; of each, what it says or why it is refused.
pub(super) fn read(received: &Received<'_>) -> Result<Vec<Result<Presented, SignatureError>>, SignatureError> {
    let inputs = signatures(received, SIGNATURE_INPUT, "Signature-Input")?;
    let signatures = signatures(received, SIGNATURE, "Signature")?;
    Ok(inputs.into_iter().map(|(label, input)| one(received, label.as_str(), input, &signatures)).collect())
}

fn signatures(received: &Received<'_>, name: &'static str, told: &'static str) -> Result<Dictionary, SignatureError> {
    let header = received.header(name)?.ok_or(SignatureError::Missing)?;
    if header.len() > HEADER_LIMIT {
        return Err(SignatureError::TooLarge(told));
    }
    let dictionary = dictionary(header).ok_or(SignatureError::Malformed(told))?;
    if dictionary.len() > SIGNATURES_LIMIT {
        return Err(SignatureError::TooLarge(told));
    }
    Ok(dictionary)
}

fn one(
    received: &Received<'_>,
    label: &str,
    input: ListEntry,
    signatures: &Dictionary,
) -> Result<Presented, SignatureError> {
    let ListEntry::InnerList(input) = input else { return Err(MALFORMED) };
    // Section 4: "The presence of a label in one field but not in the other is an error."
    let signature = match signatures.iter().find(|(key, _)| key.as_str() == label) {
        Some((_, ListEntry::Item(item))) => item.bare_item.as_byte_sequence().map(<[u8]>::to_vec),
        Some((_, ListEntry::InnerList(_))) | None => None,
    };
    let signature = signature.ok_or(SignatureError::Malformed("Signature"))?;
    let key_id = KeyId::parse(text(&input.params, "keyid")?.ok_or(MALFORMED)?)?;
    let algorithm = match text(&input.params, "alg")? {
        None => None,
        Some(name) => {
            Some(Algorithm::from_name(name).ok_or_else(|| SignatureError::Algorithm(name.chars().take(64).collect()))?)
        }
    };
    // The RFC leaves it to whoever verifies whether `created` must be there (section 2.3); without it, nothing bounds
    // how long a signature holds.
    let created = seconds(&input.params, "created")?.ok_or(SignatureError::NotCovered(Needed::Date))?;
    let window = Window::new(created, seconds(&input.params, "expires")?);

    let components = components(&input)?;
    let has = |component: &Component| components.contains(component);
    let field = |name: &str| has(&Component::Field(name.to_owned()));
    received.demand(|needed| match needed {
        Needed::Method => has(&Component::Method),
        Needed::Target => {
            let query = received.query().is_none() || has(&Component::Query);
            has(&Component::TargetUri) || has(&Component::RequestTarget) || (has(&Component::Path) && query)
        }
        Needed::Host => has(&Component::TargetUri) || has(&Component::Authority) || field("host"),
        Needed::Date => true,
        Needed::Digest => field(CONTENT_DIGEST),
    })?;
    let digests =
        field(CONTENT_DIGEST).then(|| Digests::from_content_digest(&received.field(CONTENT_DIGEST)?)).transpose()?;
    Ok(Presented {
        dialect: Dialect::Rfc9421,
        label: Some(label.to_owned()),
        key_id,
        algorithm,
        covered: components.iter().map(Component::to_string).collect(),
        window,
        digests,
        bases: vec![base(&input, &components, |component| component.value(received))?],
        signature,
    })
}

/// The components that are covered. Section 2: "each component identifier MUST occur only once".
pub(super) fn components(input: &InnerList) -> Result<Vec<Component>, SignatureError> {
    if input.items.len() > COVERED_LIMIT {
        return Err(SignatureError::TooLarge("Signature-Input"));
    }
    let mut components = Vec::new();
    for item in &input.items {
        let component = Component::read(item)?;
        if components.contains(&component) {
            return Err(MALFORMED);
        }
        components.push(component);
    }
    Ok(components)
}

/// The text that is signed (section 2.5): a line for each component, and at the end what they are.
pub(super) fn base(
    input: &InnerList,
    components: &[Component],
    value: impl Fn(&Component) -> Result<String, SignatureError>,
) -> Result<String, SignatureError> {
    let mut base = String::new();
    for (item, component) in input.items.iter().zip(components) {
        base.push_str(&line(item, &value(component)?));
    }
    base.push_str(&last_line(input));
    Ok(base)
}

/// One component and its value.
pub(super) fn line(component: &Item, value: &str) -> String {
    format!("{}: {value}\n", component.serialize())
}

/// What is covered, and the parameters of the signature.
pub(super) fn last_line(input: &InnerList) -> String {
    format!("\"@signature-params\": {}", serialized(input))
}

/// An inner list with its parameters, as a structured field has it.
pub(super) fn serialized(input: &InnerList) -> String {
    let list: List = vec![ListEntry::InnerList(input.clone())];
    list.serialize().unwrap_or_default()
}

/// Reads a dictionary, in which no key may stand twice. RFC 9651 lets the last one win, RFC 9421 (section 4.1) wants
/// none: "The signature labels MUST be unique across all field values."
pub(super) fn dictionary(header: &str) -> Option<Dictionary> {
    Parser::new(header).parse_dictionary_with_visitor(EachOnce(Dictionary::new())).ok()
}

struct EachOnce(Dictionary);

#[derive(Debug, thiserror::Error)]
#[error("a key stands there twice")]
struct Twice;

impl<'de> DictionaryVisitor<'de> for EachOnce {
    type Out = Dictionary;
    type Error = Twice;

    fn entry(&mut self, key: &'de KeyRef) -> Result<impl EntryVisitor<'de>, Twice> {
        if self.0.contains_key(key) {
            return Err(Twice);
        }
        DictionaryVisitor::entry(&mut self.0, key).map_err(|never| match never {})
    }

    fn finish(self) -> Result<Dictionary, Twice> {
        Ok(self.0)
    }
}

fn text<'a>(parameters: &'a Parameters, name: &str) -> Result<Option<&'a str>, SignatureError> {
    match parameter(parameters, name) {
        None => Ok(None),
        Some(value) => value.as_string().map(|text| Some(text.as_str())).ok_or(MALFORMED),
    }
}

fn seconds(parameters: &Parameters, name: &str) -> Result<Option<i64>, SignatureError> {
    match parameter(parameters, name) {
        None => Ok(None),
        Some(value) => value.as_integer().map(|seconds| Some(seconds.into())).ok_or(MALFORMED),
    }
}

fn parameter<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a BareItem> {
    parameters.iter().find(|(key, _)| key.as_str() == name).map(|(_, value)| value)
}
