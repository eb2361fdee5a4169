//! WebFinger (RFC 7033): which actor answers to a name, written for ours and read from others.

use crate::activity::ActivityError;
use crate::activity::media_type::{ACTIVITY, is_activity};
use crate::activity::wire;
use model::Iri;
use serde_json::{Map, Value};
use std::fmt;
use url::Host;

/// Its format.
pub const MEDIA_TYPE: &str = "application/jrd+json";

/// A name before the @ has so many bytes at most.
const NAME_LIMIT: usize = 256;
/// A host has so many (RFC 1035), with a port.
const HOST_LIMIT: usize = 260;
/// Servers list about five links.
const LINKS_LIMIT: usize = 100;

/// The relation of an actor to its name.
const SELF: &str = "self";
/// The relation of a page.
const PROFILE: &str = "http://webfinger.net/rel/profile-page";
/// The relation of the actor of a server (FEP-d556).
const SERVER: &str = "https://www.w3.org/ns/activitystreams#Service";

/// A name by which people find an actor: `moulin@vallee.example`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    name: String,
    host: String,
}

/// The text is not `name@host`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a name and a host: {0}")]
pub struct NotAHandle(pub String);

impl Handle {
    /// Reads `name@host`, with `@` or `acct:` before it or without. The host is in lower case, as DNS writes it.
    pub fn parse(text: &str) -> Result<Self, NotAHandle> {
        let refused = || NotAHandle(text.chars().take(NAME_LIMIT).collect());
        let plain = text.strip_prefix("acct:").unwrap_or(text);
        let plain = plain.strip_prefix('@').unwrap_or(plain);
        let (name, authority) = plain.split_once('@').ok_or_else(refused)?;
        let is_allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '~' | '+');
        if name.is_empty() || name.len() > NAME_LIMIT || authority.len() > HOST_LIMIT || !name.chars().all(is_allowed) {
            return Err(refused());
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse::<u16>().map_err(|_| refused())?)),
            _ => (authority, None),
        };
        let host = Host::parse(host).map_err(|_| refused())?.to_string();
        if host.ends_with('.') {
            return Err(refused());
        }
        let host = port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        Ok(Self { name: name.to_owned(), host })
    }

    /// The name before the @.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The host, with its port where it has an unusual one.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// As WebFinger names it: `acct:moulin@vallee.example`.
    pub fn resource(&self) -> String {
        format!("acct:{self}")
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.host)
    }
}

/// What is asked for: `?resource=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// Somebody's name.
    Handle(Handle),
    /// An address: an actor's, a page's, or a server's own.
    Address(Iri),
}

impl Resource {
    /// Reads what was asked, decoded. None for what is neither a name nor an address of the web.
    pub fn parse(text: &str) -> Option<Self> {
        let address = wire::address(&Value::from(text)).filter(|address| address.as_str() == text);
        address.map(Self::Address).or_else(|| Handle::parse(text).ok().map(Self::Handle))
    }
}

/// The answer: who it is, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// Who was asked for.
    pub subject: String,
    /// Other addresses of the same.
    pub aliases: Vec<Iri>,
    /// What there is of it.
    pub links: Vec<Link>,
}

/// One thing that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// In which relation.
    pub rel: String,
    /// In which format.
    pub media_type: Option<String>,
    /// Where.
    pub href: Option<Iri>,
}

impl Descriptor {
    /// An actor of ours, and the page that people read.
    pub fn of_actor(handle: &Handle, actor: &Iri, page: &Iri) -> Self {
        let mut aliases = vec![actor.clone()];
        if page != actor {
            aliases.push(page.clone());
        }
        let links = vec![Link::of(SELF, ACTIVITY, actor), Link::of(PROFILE, "text/html", page)];
        Self { subject: handle.resource(), aliases, links }
    }

    /// A server and its actor: what is answered for the server's own address (FEP-d556).
    pub fn of_server(server: &Iri, actor: &Iri) -> Self {
        let links = vec![Link::of(SERVER, ACTIVITY, actor)];
        Self { subject: server.as_str().to_owned(), aliases: Vec::new(), links }
    }

    /// Reads an answer. Whoever calls has bounded its size.
    pub fn read(bytes: &[u8]) -> Result<Self, ActivityError> {
        let value = wire::object(bytes)?;
        let subject = wire::text(&value, "subject").ok_or(ActivityError::Missing("subject"))?;
        let values = wire::several(value.get("links").unwrap_or(&Value::Null));
        if values.len() > LINKS_LIMIT {
            return Err(ActivityError::TooMany("links"));
        }
        let links = values.iter().filter_map(Value::as_object).filter_map(|link| {
            let (media_type, href) = (wire::text(link, "type"), link.get("href").and_then(wire::address));
            Some(Link { rel: wire::text(link, "rel")?, media_type, href })
        });
        let links = links.collect();
        let aliases = wire::several(value.get("aliases").unwrap_or(&Value::Null));
        let aliases = aliases.iter().take(LINKS_LIMIT).filter_map(wire::address).collect();
        Ok(Self { subject, aliases, links })
    }

    /// The actor that it leads to, of a name or of a server. It is to be asked whether it says the same name.
    pub fn actor(&self) -> Option<&Iri> {
        let leads_to = |link: &&Link| {
            matches!(link.rel.as_str(), SELF | SERVER) && link.media_type.as_deref().is_some_and(is_activity)
        };
        self.links.iter().filter(leads_to).find_map(|link| link.href.as_ref())
    }

    /// The answer as it is sent.
    pub fn to_json(&self) -> Vec<u8> {
        let mut value = Map::from_iter([("subject".to_owned(), Value::from(self.subject.as_str()))]);
        if !self.aliases.is_empty() {
            let aliases: Vec<_> = self.aliases.iter().map(Iri::as_str).collect();
            value.insert("aliases".to_owned(), Value::from(aliases));
        }
        let links: Vec<_> = self.links.iter().map(Link::to_value).collect();
        value.insert("links".to_owned(), Value::from(links));
        Value::Object(value).to_string().into_bytes()
    }
}

impl Link {
    fn of(rel: &str, media_type: &str, href: &Iri) -> Self {
        Self { rel: rel.to_owned(), media_type: Some(media_type.to_owned()), href: Some(href.clone()) }
    }

    fn to_value(&self) -> Value {
        let mut value = Map::from_iter([("rel".to_owned(), Value::from(self.rel.as_str()))]);
        value.extend(self.media_type.as_deref().map(|name| ("type".to_owned(), Value::from(name))));
        value.extend(self.href.as_ref().map(|href| ("href".to_owned(), Value::from(href.as_str()))));
        Value::Object(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iri(text: &str) -> Iri {
        Iri::parse(text).unwrap()
    }

    #[test]
    fn names_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            let read = Handle::parse(text).ok().map(|handle| handle.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("moulin@vallee.example", Some("moulin@vallee.example"));
        check("@moulin@Vallee.Example", Some("moulin@vallee.example"));
        check("acct:moulin@vallée.example:8443", Some("moulin@xn--valle-esa.example:8443"));
        check("acct:moulin@[::1]", Some("moulin@[::1]"));
        check("moulin@[::1]:80", Some("moulin@[::1]:80"));
        check("moulin", None);
        check("@vallee.example", None);
        check("moulin@", None);
        check("moulin@vallee.example.", None);
        check("moulin@a@b", None);
        check("mou lin@vallee.example", None);
        check("moulin/@vallee.example", None);
        check("moulin@vallee.example/x", None);
        check("moulin@vallee.example:99999", None);
        check(&format!("{}@vallee.example", "a".repeat(NAME_LIMIT + 1)), None);
    }

    #[test]
    fn questions_are_names_or_addresses() {
        let check = |text: &str, expected: Option<Resource>| assert_eq!(Resource::parse(text), expected, "{text}");
        let handle = Handle::parse("moulin@our.example").unwrap();
        check("acct:moulin@our.example", Some(Resource::Handle(handle)));
        check("https://our.example/", Some(Resource::Address(iri("https://our.example/"))));
        check("https://moulin@our.example/", None);
        check("Public", None);
        check("javascript:alert(1)", None);
        check("", None);
    }

    #[test]
    fn answers_survive_being_written() {
        let actor = iri("https://our.example/organizations/moulin");
        let handle = Handle::parse("moulin@our.example").unwrap();
        let of_actor = Descriptor::of_actor(&handle, &actor, &iri("https://our.example/@moulin"));
        let of_server = Descriptor::of_server(&iri("https://our.example/"), &actor);
        for descriptor in [of_actor, of_server] {
            assert_eq!(Descriptor::read(&descriptor.to_json()), Ok(descriptor.clone()));
            assert_eq!(descriptor.actor(), Some(&actor));
        }
    }

    /// As other servers write them.
    #[test]
    fn answers_of_others_are_read() {
        let check = |links: &str, expected: Option<&str>| {
            let answer = format!(r#"{{"subject":"acct:a@peer.example","aliases":["x"],"links":{links}}}"#);
            let descriptor = Descriptor::read(answer.as_bytes()).unwrap();
            assert_eq!(descriptor.actor().map(Iri::as_str), expected, "{links}");
        };
        let actor = Some("https://peer.example/a");
        check(r#"[{"rel":"self","type":"application/activity+json","href":"https://peer.example/a"}]"#, actor);
        let profile = r#"application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""#;
        check(&format!(r#"[{{"rel":"self","type":"{profile}","href":"https://peer.example/a"}}]"#), actor);
        check(
            r#"[{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"https://peer.example/?u={uri}"}]"#,
            None,
        );
        check(r#"[{"rel":"self","type":"text/html","href":"https://peer.example/a"}]"#, None);
        check(r#"[{"rel":"self","type":"application/activity+json","href":"ftp://peer.example/a"}]"#, None);
        check("[7, null]", None);
        check("null", None);
        let many = format!(r#"{{"subject":"a","links":[{}{{}}]}}"#, "{},".repeat(LINKS_LIMIT));
        assert_eq!(Descriptor::read(many.as_bytes()), Err(ActivityError::TooMany("links")));
        assert_eq!(Descriptor::read(b"{}"), Err(ActivityError::Missing("subject")));
        assert!(matches!(Descriptor::read(b"<XRD/>"), Err(ActivityError::NotJson(_))));
    }
}
