//! One question of somebody about one document by one interface, and what is made of the answer.

use super::rules::Rights;
use super::world::{Secret, World};
use http::Method;
use tests::Reply;

/// A question.
pub(crate) struct Case {
    pub(crate) who: usize,
    pub(crate) doc: usize,
    pub(crate) verb: &'static str,
    /// Chance for whatever else is to be chosen; the same number makes the same request.
    pub(crate) roll: u64,
    /// Words that nobody has used yet, for what the request writes.
    pub(crate) fresh: [String; 2],
    /// Addresses that nobody has used yet.
    pub(crate) free: [String; 2],
}

impl Case {
    pub(crate) fn rights<'w>(&self, world: &'w World) -> &'w Rights {
        &world.callers[self.who].rights
    }

    /// One of these, always the same.
    pub(crate) fn choose<T: Copy>(&self, among: &[T]) -> T {
        among[usize::try_from(self.roll % among.len() as u64).unwrap()]
    }

    pub(crate) fn may_read(&self, world: &World) -> bool {
        world.model.may_read(self.rights(world), self.doc)
    }
}

/// A request.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn get(path: impl Into<String>, accept: &str) -> Self {
        Self::new(Method::GET, path).with("accept", accept)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn saying(self, media_type: &str, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self.with("content-type", media_type) }
    }
}

/// What an answer is held against.
#[derive(Clone, Copy)]
pub(crate) enum Against {
    /// The answer of an address where nothing ever was, byte by byte.
    NeverThere,
    /// What the model expects.
    Model,
    /// What the model expects, where it tells of what is closed: docs/API.md says why.
    Exception(&'static str),
}

/// What most answers are held against: for whoever may not read the document, it was never there.
pub(crate) fn as_if_never_there(world: &World, case: &Case) -> Against {
    if case.may_read(world) { Against::Model } else { Against::NeverThere }
}

/// Where the documents stand that an interface is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In containers.
    Here,
    /// Elsewhere, under other addresses.
    Elsewhere,
    /// Wherever.
    Anywhere,
}

/// A way to ask. Later interfaces add a file with one.
pub(crate) struct Interface {
    pub(crate) name: &'static str,
    pub(crate) verbs: &'static [&'static str],
    /// How often it is asked, beside the others.
    pub(crate) share: u64,
    /// Where those stand that it is asked about.
    pub(crate) place: Place,
    /// The documents that it is asked about.
    pub(crate) fits: fn(&World, &Case) -> bool,
    /// The request about the document, at an address of its container that ends with this slug.
    pub(crate) ask: fn(&World, &Case, &str) -> Asked,
    pub(crate) against: fn(&World, &Case) -> Against,
    /// What the model expects.
    pub(crate) expect: fn(&mut World, &Case, &Reply) -> Result<(), String>,
    /// What it tells beside the documents that the caller may read: by which exception, or by none where it is there to
    /// tell that.
    pub(crate) tells: fn(&World, &Case, &str, &Secret) -> Option<&'static str>,
    /// What the model learns from a success.
    pub(crate) after: fn(&mut World, &Case, &Reply),
}

impl Interface {
    /// One that reads, of every document, and tells of none that is closed.
    pub(crate) const READING: Self = Self {
        name: "",
        verbs: &[],
        share: 0,
        place: Place::Here,
        fits: |_, _| true,
        ask: |_, _, slug| Asked::get(slug, "*/*"),
        against: as_if_never_there,
        expect: |_, _, _| Ok(()),
        tells: |_, _, _, _| None,
        after: |_, _, _| {},
    };
}

/// Nothing, or what came instead of this status.
pub(crate) fn status(reply: &Reply, expected: u16) -> Result<(), String> {
    let found = reply.status.as_u16();
    if found == expected { Ok(()) } else { Err(format!("{found} and not {expected}")) }
}

/// Nothing, or how these differ.
#[expect(clippy::needless_pass_by_value, reason = "what is compared is made for that")]
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T, what: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?} and not {expected:?}")) }
}

/// Nothing, or that it does not hold.
pub(crate) fn holds(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

/// What an answer says, where it can be compared.
pub(crate) fn compared(reply: &Reply, slug: &str) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let plain = |text: &str| text.replace(slug, "SLUG");
    let mut headers: Vec<(String, String)> = reply
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "set-cookie")
        .map(|(name, value)| (name.to_string(), plain(&String::from_utf8_lossy(value.as_bytes()))))
        .collect();
    headers.sort();
    let body = reply.body.as_deref().unwrap_or(b"it broke off");
    let body = match std::str::from_utf8(body) {
        Ok(text) => plain(text).into_bytes(),
        Err(_) => body.to_vec(),
    };
    (reply.status.as_u16(), headers, body)
}
