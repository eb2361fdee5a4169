//! One method of one path.

use super::{Answer, Body, Parameter, answer};
use crate::problem::Kind;
use http::Method;
use model::{Base, Scope};

/// What one method of one path does. Its words are `operation-ID` and `operation-ID.detail`.
pub(crate) struct Operation {
    /// Its `operationId`: it names functions in generated clients, so it does not change.
    pub(crate) id: &'static str,
    /// Whose token it takes.
    pub(crate) access: Access,
    /// What is taken from the path, the query and the header. The language is taken everywhere, and not said here.
    pub(crate) takes: &'static [&'static Parameter],
    /// What may be sent.
    pub(crate) body: Option<&'static Body>,
    /// What it answers when it does what was asked.
    pub(crate) answers: &'static [Answer],
    /// How it refuses, besides what `access` says and failures of ours.
    pub(crate) refuses: &'static [&'static [Kind]],
    /// A request that works.
    pub(crate) example: Example,
}

impl Operation {
    /// The key of its words; the longer ones are the attribute `.detail` of the same key.
    pub(crate) fn key(&self) -> String {
        ["operation-", self.id].concat()
    }

    /// A page for whoever is signed in; others are led to sign in.
    pub(crate) const fn page(
        id: &'static str,
        takes: &'static [&'static Parameter],
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        let answers = &[answer::PAGE, answer::LED];
        Self { id, access: Access::Browsers, takes, body: None, answers, refuses, example: Example::NONE }
    }

    /// A page for people, signed in or not.
    pub(crate) const fn page_for_all(
        id: &'static str,
        takes: &'static [&'static Parameter],
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        let page = Self::page(id, takes, refuses);
        Self { access: Access::Anybody, ..page }
    }

    /// What leads people on, signed in or not.
    pub(crate) const fn led(
        id: &'static str,
        takes: &'static [&'static Parameter],
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        Self { answers: &[answer::LED], ..Self::page_for_all(id, takes, refuses) }
    }

    /// A form of a page for whoever is signed in, which leads on.
    pub(crate) const fn form(
        id: &'static str,
        takes: &'static [&'static Parameter],
        fields: &'static Body,
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        Self { body: Some(fields), answers: &[answer::LED], ..Self::page(id, takes, refuses) }
    }

    /// A form of a page for whoever is signed in, answered on the page, this once.
    pub(crate) const fn form_with_page(
        id: &'static str,
        takes: &'static [&'static Parameter],
        fields: &'static Body,
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        Self { answers: &[answer::PAGE], ..Self::form(id, takes, fields, refuses) }
    }

    /// A form of a page for people, signed in or not, which leads on.
    pub(crate) const fn form_of_all(
        id: &'static str,
        takes: &'static [&'static Parameter],
        fields: &'static Body,
        refuses: &'static [&'static [Kind]],
    ) -> Self {
        Self { access: Access::Anybody, ..Self::form(id, takes, fields, refuses) }
    }

    /// Its example, to be pasted into a shell that knows `$TOKEN`; none where it takes a browser.
    pub(crate) fn curl(&self, method: &Method, base: &Base) -> Option<String> {
        if self.example.address.is_empty() {
            return None;
        }
        let address = base.as_str().trim_end_matches('/').to_owned() + self.example.address;
        let mut words = vec!["curl -i".to_owned()];
        if *method != Method::GET {
            words.push(format!("-X {method}"));
        }
        words.push(quoted(&address));
        if let Access::Holders(_) = self.access {
            words.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
        }
        words.extend(
            self.example.headers.iter().map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}")))),
        );
        if let Some((media_type, text)) = self.body.and_then(Body::shown) {
            words.push(format!("-H {}", quoted(&format!("Content-Type: {media_type}"))));
            // Turtle begins with @, which the other options of curl take for the name of a file.
            words.push(format!("--data-raw {}", quoted(text)));
        }
        Some(words.join(" "))
    }
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A request that works, on an instance that knows the mill of the examples.
pub(crate) struct Example {
    /// Path and query.
    pub(crate) address: &'static str,
    /// Besides the token, and the `Content-Type` of the body's first example.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

impl Example {
    /// None: it takes a browser.
    pub(crate) const NONE: Self = Self::of("");

    /// A request that says no more than its address.
    pub(crate) const fn of(address: &'static str) -> Self {
        Self { address, headers: &[] }
    }

    /// A request for this media type.
    pub(crate) const fn with(address: &'static str, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { address, headers }
    }
}

/// Whose token an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It does not look who asks.
    Open,
    /// Without a token, it answers what everybody may see.
    Anybody,
    /// Nobody who is not signed in with a browser.
    Browsers,
    /// Nobody without a token that carries this.
    Holders(Scope),
}

impl Access {
    /// How it refuses.
    pub(super) fn refuses(self) -> &'static [Kind] {
        match self {
            Self::Open => &[],
            // A token that nobody holds is never an anonymous visit.
            Self::Anybody | Self::Browsers => &[Kind::Unauthenticated],
            Self::Holders(_) => &[Kind::Unauthenticated, Kind::MissingScope, Kind::NotAllowed],
        }
    }
}

macro_rules! groups {
    ($($(#[$doc:meta])* $group:ident $tag:literal;)*) => {
        /// Who calls a route.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Group { $($(#[$doc])* $group,)* }

        impl Group {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$group,)*];

            /// Its tag.
            pub(crate) fn tag(self) -> &'static str {
                match self { $(Self::$group => $tag,)* }
            }

            /// The key of its name; what it is for is the attribute `.detail` of the same key.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Self::$group => concat!("group-", $tag),)* }
            }
        }
    };
}

groups! {
    /// People, and programs that follow links.
    People "people";
    /// Linked-data clients, at every document's own address.
    Documents "documents";
    /// Readers of a history, and whoever offers a changed copy back.
    History "history";
    /// People who sign in.
    Accounts "accounts";
    /// Whoever asks questions.
    Questions "questions";
    /// Readers of the grammar.
    Grammar "grammar";
    /// Whoever cites, and whoever verifies.
    Releases "releases";
    /// Git.
    Git "git";
    /// Programs that speak formats of their own: maps, indexes, other platforms.
    Neighbours "neighbours";
    /// Other servers of ActivityPub.
    Servers "servers";
    /// Operators and tool makers.
    Operators "operators";
}
