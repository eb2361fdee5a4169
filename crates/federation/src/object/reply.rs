//! Answers to what is said here: a `Note` of somebody else's that answers to an address of ours. Read into what can be
//! shown; whether it is shown is for moderation to say.

use super::clean::Clean;
use super::foreign::{language, written};
use super::read_time;
use crate::activity::origin::Origin;
use crate::activity::recipients::is_for_everybody;
use crate::activity::{Embedded, wire};
use jiff::Timestamp;
use model::{Base, Iri};
use serde_json::Value;

/// Somebody's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its address.
    pub id: Iri,
    /// Who says so, of the same origin.
    pub author: Iri,
    /// To what of ours.
    pub in_reply_to: Iri,
    /// What is said.
    pub content: Clean,
    /// What its author warns of before it is read.
    pub warning: Option<Clean>,
    /// Since when, as its author says.
    pub published: Option<Timestamp>,
    /// Where people read it: on the same origin, its address if nothing else is said.
    pub url: Iri,
    /// The language that it says that it is in.
    pub language: Option<String>,
    /// Whether it is said to everybody. One that is not is a letter: it is not to be shown.
    pub is_public: bool,
}

/// Why an object is no answer that we take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// It is no `Note`.
    #[error("only a Note is taken for an answer")]
    NotANote,
    /// It has no address.
    #[error("the note has no id")]
    Nameless,
    /// It says nobody's name, or several.
    #[error("the note has no author, or several")]
    Authors,
    /// Its author is of another origin.
    #[error("the author is of another origin than the note")]
    OtherOrigin,
    /// It answers to nothing here.
    #[error("the note answers to nothing here")]
    NotToUs,
    /// There is nothing to read in it.
    #[error("there is nothing to read in the note")]
    Empty,
}

impl Reply {
    /// Reads a note that may be an answer to something of the instance at `base`.
    pub fn read(note: &Embedded, base: &Base) -> Result<Self, ReplyError> {
        if !note.types.iter().any(|name| name == "Note") {
            return Err(ReplyError::NotANote);
        }
        let in_reply_to = wire::addresses(&note.value, "inReplyTo", 1).map_err(|_| ReplyError::NotToUs)?;
        let in_reply_to = in_reply_to.into_iter().find(|target| base.owns(target)).ok_or(ReplyError::NotToUs)?;
        let id = note.id.clone().ok_or(ReplyError::Nameless)?;
        let [author] = note.owners.as_slice() else { return Err(ReplyError::Authors) };
        if !Origin::is_shared(author, &id) {
            return Err(ReplyError::OtherOrigin);
        }
        let content = written(&note.value, "content").ok_or(ReplyError::Empty)?;
        let url = note.value.get("url").and_then(wire::page).filter(|url| Origin::is_shared(url, &id));
        Ok(Self {
            author: author.clone(),
            in_reply_to,
            content,
            warning: note.value.get("summary").and_then(Value::as_str).map(Clean::of_html).filter(|it| !it.is_empty()),
            published: note.value.get("published").and_then(read_time),
            url: url.unwrap_or_else(|| id.clone()),
            language: language(&note.value),
            is_public: is_for_everybody(&note.value),
            id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(change: impl FnOnce(&mut Value)) -> Result<Reply, ReplyError> {
        let mut note = json!({
            "id": "https://peer.example/notes/1",
            "type": "Note",
            "attributedTo": "https://peer.example/users/a",
            "inReplyTo": "https://our.example/posts/12",
            "content": "<p>Bravo<script>alert(1)</script></p>",
            "contentMap": { "fr": "<p>Bravo<script>alert(1)</script></p>" },
            "published": "2026-05-12T08:00:00Z",
            "url": "https://peer.example/@a/1",
            "to": ["https://www.w3.org/ns/activitystreams#Public"],
        });
        change(&mut note);
        let Value::Object(note) = note else { unreachable!() };
        Reply::read(&Embedded::read(note).unwrap(), &Base::parse("https://our.example/").unwrap())
    }

    #[test]
    fn an_answer_is_read() {
        let iri = |text: &str| Iri::parse(text).unwrap();
        let expected = Reply {
            id: iri("https://peer.example/notes/1"),
            author: iri("https://peer.example/users/a"),
            in_reply_to: iri("https://our.example/posts/12"),
            content: Clean::of_html("<p>Bravo</p>"),
            warning: None,
            published: Some("2026-05-12T08:00:00Z".parse().unwrap()),
            url: iri("https://peer.example/@a/1"),
            language: Some("fr".to_owned()),
            is_public: true,
        };
        assert_eq!(read(|_| {}), Ok(expected.clone()));
        let elsewhere = read(|note| note["url"] = json!("https://evil.example/"));
        assert_eq!(elsewhere, Ok(Reply { url: expected.id.clone(), ..expected.clone() }));
        let warned = read(|note| note["summary"] = json!("<b>Attention</b>"));
        assert_eq!(warned, Ok(Reply { warning: Some(Clean::of_html("<b>Attention</b>")), ..expected.clone() }));
        for letter in [json!(["https://our.example/actor"]), json!([]), json!(null)] {
            assert_eq!(read(|note| note["to"] = letter), Ok(Reply { is_public: false, ..expected.clone() }));
        }
        let short = read(|note| note["cc"] = json!("as:Public"));
        assert_eq!(short, Ok(expected));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        use ReplyError as E;
        let check = |name: &str, value: Value, expected: ReplyError| {
            assert_eq!(read(|note| note[name] = value.clone()), Err(expected), "{name} {value}");
        };
        check("type", json!("Article"), E::NotANote);
        check("inReplyTo", json!("https://our.example.evil.example/posts/12"), E::NotToUs);
        check("inReplyTo", json!("https://peer.example/notes/0"), E::NotToUs);
        check("inReplyTo", Value::Null, E::NotToUs);
        check("id", Value::Null, E::Nameless);
        check("attributedTo", Value::Null, E::Authors);
        check("attributedTo", json!(["https://peer.example/users/a", "https://peer.example/users/b"]), E::Authors);
        check("attributedTo", json!("https://other.example/users/a"), E::OtherOrigin);
        check("content", json!("<p> </p><script>alert(1)</script>"), E::Empty);
    }
}
