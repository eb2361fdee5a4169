//! What is answered when what was asked is done. Refusals are problems, and follow from their kinds.

use super::Schema;
use federation::activity::media_type::ACTIVITY;
use http::StatusCode;
use model::syntax::Format;

/// An answer. Its words are those of `key`.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) key: &'static str,
    pub(crate) content: &'static [Part],
    /// The headers that say something of it, besides those of every answer.
    pub(crate) headers: &'static [&'static str],
}

/// One or several formats of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Every format of RDF that is written, and JSON-LD under the name of JSON; the schema is that of JSON-LD.
    Rdf(Schema),
    /// A page for people.
    Page,
    /// This media type.
    As(&'static str, Schema),
}

impl Part {
    /// Its media types.
    pub(crate) fn media_types(self) -> impl Iterator<Item = &'static str> {
        self.media().into_iter().map(|(media_type, _)| media_type)
    }

    /// Its media types, each with its schema.
    pub(super) fn media(self) -> Vec<(&'static str, Schema)> {
        match self {
            Self::Rdf(schema) => Format::ALL
                .iter()
                .map(|format| (format.media_type(), if *format == Format::JsonLd { schema } else { Schema::Text }))
                .chain([("application/json", schema)])
                .collect(),
            Self::Page => vec![("text/html", Schema::Text)],
            Self::As(media_type, schema) => vec![(media_type, schema)],
        }
    }
}

/// A document, alone or with what belongs to it.
pub(crate) const DOCUMENT: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-document",
    content: &[Part::Rdf(Schema::Document), Part::Page, Part::As(ACTIVITY, Schema::Object)],
    headers: &[
        "Accept-Patch",
        "Accept-Put",
        "Allow",
        "Cache-Control",
        "Content-Location",
        "ETag",
        "Last-Modified",
        "Link",
        "Memento-Datetime",
        "WAC-Allow",
    ],
};

/// Who may do what.
pub(crate) const RULES: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-access-rules",
    content: &[Part::Rdf(Schema::Graph), Part::Page],
    headers: &["Accept-Patch", "Accept-Post", "Accept-Put", "Allow", "Cache-Control", "ETag", "Link"],
};

/// A page of a container.
pub(crate) const LISTING: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-listing",
    content: &[Part::Rdf(Schema::Graph), Part::Page, Part::As(ACTIVITY, Schema::Object)],
    headers: &["Accept-Post", "Allow", "Cache-Control", "ETag", "Link", "Preference-Applied", "WAC-Allow"],
};

/// What we say ourselves, in RDF and as a page.
pub(crate) const PAGE_OF_RDF: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-told",
    content: &[Part::Rdf(Schema::Graph), Part::Page],
    headers: &["Cache-Control", "ETag", "Link"],
};

/// A rule or a form: also as JSON Schema.
pub(crate) const RULE: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-rule",
    content: &[
        Part::Rdf(Schema::Graph),
        Part::As("application/json", Schema::Rules),
        Part::As("application/schema+json", Schema::Rules),
        Part::Page,
    ],
    headers: &["Accept-Put", "Allow", "Cache-Control", "ETag", "Last-Modified"],
};

/// The client has it already.
pub(crate) const NOT_MODIFIED: Answer = Answer {
    status: StatusCode::NOT_MODIFIED,
    key: "answer-not-modified",
    content: &[],
    headers: &[
        "Accept-Patch",
        "Accept-Post",
        "Accept-Put",
        "Allow",
        "Cache-Control",
        "Content-Disposition",
        "Content-Location",
        "ETag",
        "Last-Modified",
        "Link",
        "Memento-Datetime",
        "Preference-Applied",
        "WAC-Allow",
    ],
};

/// It is new.
pub(crate) const CREATED: Answer = Answer {
    status: StatusCode::CREATED,
    key: "answer-created",
    content: &[],
    headers: &["ETag", "Location", "Preference-Applied"],
};

/// It is a new document, which may be shown as it stands.
pub(crate) const CREATED_DOCUMENT: Answer = Answer {
    status: StatusCode::CREATED,
    key: "answer-created-document",
    content: &[Part::Rdf(Schema::Document)],
    headers: &[
        "Accept-Patch",
        "Accept-Put",
        "Allow",
        "Cache-Control",
        "Content-Location",
        "ETag",
        "Last-Modified",
        "Link",
        "Location",
        "Preference-Applied",
        "WAC-Allow",
    ],
};

/// What was written, as it stands, for whoever would rather see it.
pub(crate) const SHOWN: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-shown",
    content: &[Part::Rdf(Schema::Document)],
    headers: &[
        "Accept-Patch",
        "Accept-Put",
        "Allow",
        "Cache-Control",
        "Content-Location",
        "ETag",
        "Last-Modified",
        "Link",
        "Preference-Applied",
        "WAC-Allow",
    ],
};

/// The same of access rules.
pub(crate) const SHOWN_RULES: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-shown",
    content: &[Part::Rdf(Schema::Graph)],
    headers: &[
        "Accept-Patch",
        "Accept-Post",
        "Accept-Put",
        "Allow",
        "Cache-Control",
        "Content-Location",
        "ETag",
        "Link",
        "Preference-Applied",
    ],
};

/// It was there, and is as it was sent.
pub(crate) const WRITTEN: Answer = Answer {
    status: StatusCode::NO_CONTENT,
    key: "answer-written",
    content: &[],
    headers: &["ETag", "Preference-Applied"],
};

/// It is there no longer.
pub(crate) const DELETED: Answer =
    Answer { status: StatusCode::NO_CONTENT, key: "answer-deleted", content: &[], headers: &["Preference-Applied"] };

/// It stands at the address with a slash, which takes the same.
pub(crate) const MOVED: Answer =
    Answer { status: StatusCode::PERMANENT_REDIRECT, key: "answer-moved", content: &[], headers: &["Location"] };

/// A page.
pub(crate) const PAGE: Answer =
    Answer { status: StatusCode::OK, key: "answer-page", content: &[Part::Page], headers: &["Cache-Control"] };

/// People are led on, or to sign in.
pub(crate) const LED: Answer = Answer {
    status: StatusCode::SEE_OTHER,
    key: "answer-led",
    content: &[],
    headers: &["Cache-Control", "Location", "Set-Cookie"],
};

/// A file of ours.
pub(crate) const FILE: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-file",
    content: &[Part::As("application/ld+json", Schema::Object)],
    headers: &["Cache-Control", "ETag"],
};

/// What is known of keys.
pub(crate) const FILE_OF_KEYS: Answer = Answer {
    status: StatusCode::OK,
    key: "answer-keys",
    content: &[Part::As("application/ld+json", Schema::Object), Part::As("application/json", Schema::Object)],
    headers: &["Cache-Control", "ETag"],
};

/// What can be done at an address.
pub(super) const OPTIONS: Answer = Answer {
    status: StatusCode::NO_CONTENT,
    key: "answer-options",
    content: &[],
    headers: &[
        "Accept-Patch",
        "Accept-Post",
        "Accept-Put",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Allow",
        "Cache-Control",
        "Link",
    ],
};
