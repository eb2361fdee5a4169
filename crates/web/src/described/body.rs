//! What may be sent.

use super::Schema;
use crate::problem::{Kind, groups};

/// The body of a request. Its words are those of `key`.
pub(crate) struct Body {
    pub(crate) key: &'static str,
    pub(crate) required: bool,
    /// In which formats; the first example is the one that is shown.
    pub(crate) media: &'static [Medium],
}

/// One format of a body.
pub(crate) struct Medium {
    pub(crate) media_type: &'static str,
    pub(crate) schema: Schema,
    pub(crate) example: Option<&'static str>,
}

impl Body {
    /// How it is refused, where it is a form of our pages: that it may come from elsewhere.
    pub(super) fn refuses(&self) -> &'static [Kind] {
        let is_form = self.media.iter().any(|medium| matches!(medium.schema, Schema::Fields(_)));
        if is_form { groups::FORM } else { &[] }
    }

    /// The media type and the text of the example that is shown.
    pub(crate) fn shown(&self) -> Option<(&'static str, &'static str)> {
        self.media.iter().find_map(|medium| Some((medium.media_type, medium.example?)))
    }
}

impl Medium {
    /// The fields of a form of our pages.
    pub(crate) const fn fields(names: &'static [&'static str]) -> Self {
        Self { media_type: "application/x-www-form-urlencoded", schema: Schema::Fields(names), example: None }
    }

    const fn text(media_type: &'static str, example: &'static str) -> Self {
        Self { media_type, schema: Schema::Text, example: Some(example) }
    }
}

/// A document in every format that is read.
pub(crate) const RDF: Body = Body {
    key: "body-document",
    required: true,
    media: &[
        Medium::text("text/turtle", TURTLE),
        Medium { media_type: "application/ld+json", schema: Schema::Document, example: Some(JSON_LD) },
        Medium::text("application/trig", TURTLE),
        Medium { media_type: "application/n-triples", schema: Schema::Text, example: None },
        Medium { media_type: "application/n-quads", schema: Schema::Text, example: None },
    ],
};

const TURTLE: &str =
    "@prefix cs: <https://w3id.org/codesocial#> .\n\n<> a cs:Organization ; cs:name \"Le Moulin\"@fr .\n";

const JSON_LD: &str = r#"{
  "@context": "https://w3id.org/codesocial/context.jsonld",
  "id": "",
  "type": "Organization",
  "name": { "fr": "Le Moulin" }
}"#;
