//! Releases, for people: who, when, what was frozen, how to cite and to verify it. Made to be printed.

use super::Frame;
use super::container::key;
use super::reading::{Passage, is_web, own_name, plain};
use crate::locale::Locale;
use crate::text;
use askama::Template;
use model::iri::Location;
use model::release::{Manifest, Named, SignedManifest, Texts, Withheld};
use model::syntax::{self, Format};
use model::{Document, Iri, Slug, document};
use oxrdf::Triple;
use registry::Release;

/// A release.
#[derive(Template)]
#[template(path = "release.html")]
pub(crate) struct ReleasePage {
    pub(super) frame: Frame,
    title: String,
    iri: String,
    list: Link,
    name: Option<Passage>,
    description: Vec<Passage>,
    of: Link,
    describes: Option<Link>,
    released: String,
    publisher: Link,
    convention: Option<Convention>,
    members: Vec<Member>,
    count: String,
    fingerprint: String,
    key: Link,
    file: String,
    file_name: String,
}

/// The releases of a description.
#[derive(Template)]
#[template(path = "releases.html")]
pub(crate) struct ReleasesPage {
    pub(super) frame: Frame,
    title: String,
    of: Link,
    releases: Vec<ReleaseLine>,
}

/// One release among others.
pub(super) struct ReleaseLine {
    pub(super) link: Link,
    pub(super) released: String,
}

/// Something by its name; without an address where that is none of the web.
pub(super) struct Link {
    pub(super) href: Option<String>,
    pub(super) text: Passage,
}

struct Convention {
    link: Link,
    text: Vec<Passage>,
    parties: Vec<Link>,
    signed_on: Option<String>,
}

struct Member {
    link: Link,
    kind: String,
    version: String,
    modified: String,
    hash: String,
    withheld: Option<String>,
}

impl ReleasePage {
    pub(crate) fn new(frame: Frame, release: &Release, file: &Iri, slug: &Slug) -> Self {
        let (manifest, locale) = (&release.manifest, frame.locale());
        let fingerprint = SignedManifest::parse(&release.signed).ok().map(|signed| signed.fingerprint().to_hex());
        let members: Vec<Member> =
            manifest.members.iter().map(|member| self::member(&frame, release, member)).collect();
        let list = file.as_str().rsplitn(3, '/').last().map(|list| [list, "/"].concat()).unwrap_or_default();
        Self {
            title: title(manifest, locale),
            iri: manifest.iri.to_string(),
            list: Link { href: Some(list), text: plain(frame.say("releases-all")) },
            name: said(&manifest.name, locale).into_iter().next(),
            description: said(&manifest.description, locale),
            of: named(&frame, &manifest.of),
            describes: manifest.describes.as_ref().map(|subject| named(&frame, subject)),
            released: frame.date(&manifest.released),
            publisher: Link {
                href: Some(frame.link(&manifest.publisher.iri)),
                text: plain(manifest.publisher.title.clone()),
            },
            convention: manifest.convention.as_ref().map(|convention| Convention {
                link: link(&frame, &convention.document, &convention.name),
                text: said(&convention.description, locale),
                parties: convention.parties.iter().map(|party| named(&frame, party)).collect(),
                signed_on: convention.signed_on.as_deref().map(|day| text::stated_date(locale, day)),
            }),
            count: frame.count("release-members-count", members.len() as u64),
            members,
            fingerprint: fingerprint.unwrap_or_default(),
            key: Link { href: Some(manifest.key.id.to_string()), text: plain(manifest.key.public.to_multibase()) },
            file: file.to_string(),
            file_name: format!("{slug}-{}.release.json", manifest.number),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let release = super::sample::release();
        let slug = Slug::from_text("moulin").unwrap();
        let file = super::sample::base().release_file(model::Container::Codes, &slug, 2);
        Self::new(super::sample::frame(locale, release.manifest.iri.clone()), &release, &file, &slug)
    }
}

impl ReleasesPage {
    pub(crate) fn new(frame: Frame, of: &Iri, releases: &[Manifest]) -> Self {
        let name = releases.last().map(|last| last.of.name.clone()).unwrap_or_default();
        let of = link(&frame, of, &name);
        Self {
            title: frame.say_with("releases-title", "name", &of.text.text),
            of,
            releases: lines(&frame, releases),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: Locale) -> Self {
        let release = super::sample::release().manifest;
        let slug = Slug::from_text("moulin").unwrap();
        let address = super::sample::base().releases(model::Container::Codes, &slug);
        Self::new(super::sample::frame(locale, address), &release.of.iri, std::slice::from_ref(&release))
    }
}

/// Releases in a line each, the latest first.
pub(super) fn lines(frame: &Frame, releases: &[Manifest]) -> Vec<ReleaseLine> {
    releases
        .iter()
        .rev()
        .map(|release| {
            let name = said(&release.name, frame.locale()).into_iter().next();
            ReleaseLine {
                link: Link {
                    href: Some(frame.link(&release.iri)),
                    text: name.unwrap_or_else(|| plain(title(release, frame.locale()))),
                },
                released: frame.date(&release.released),
            }
        })
        .collect()
}

fn title(manifest: &Manifest, locale: Locale) -> String {
    let name = said(&manifest.of.name, locale).into_iter().next();
    let name = name.map_or_else(|| manifest.of.iri.to_string(), |name| name.text);
    text::fill(locale, "release-title", &[("number", text::number(locale, manifest.number)), ("name", name)])
}

fn member(frame: &Frame, release: &Release, member: &model::release::Member) -> Member {
    let locale = frame.locale();
    let name = release.contents.get(&member.document).and_then(|content| read(&member.document, content));
    let kind = match frame.base().locate(&member.document) {
        Some(Location::Document(container, _) | Location::Container(container)) => frame.say(key(container)),
        None => String::new(),
    };
    Member {
        link: Link {
            href: Some(frame.link(&member.document)),
            text: name.map_or_else(|| plain(member.document.to_string()), |document| own_name(&document, locale)),
        },
        kind,
        version: text::number(locale, member.version),
        modified: frame.date(&member.modified),
        hash: member.hash.to_hex(),
        withheld: release.withheld.get(&member.document).map(|why| match why {
            Withheld::Erased => frame.say("release-erased"),
            Withheld::Closed => frame.say("release-closed"),
        }),
    }
}

fn read(iri: &Iri, content: &str) -> Option<Document> {
    let quads = syntax::parse(content.as_bytes(), Format::NQuads, iri, document::TRIPLE_LIMIT).ok()?;
    Document::admit(iri.clone(), quads.into_iter().map(Triple::from).collect()).ok()
}

fn named(frame: &Frame, named: &Named) -> Link {
    link(frame, &named.iri, &named.name)
}

fn link(frame: &Frame, iri: &Iri, name: &Texts) -> Link {
    let name = said(name, frame.locale()).into_iter().next();
    Link { href: is_web(iri).then(|| frame.link(iri)), text: name.unwrap_or_else(|| plain(iri.to_string())) }
}

/// The texts in the page's language, else in the first there is, which is told then.
fn said(texts: &Texts, locale: Locale) -> Vec<Passage> {
    let own = texts.iter().find(|(language, _)| Locale::from_tag(language) == Some(locale));
    let Some((language, values)) = own.or_else(|| texts.iter().next()) else { return Vec::new() };
    let lang = (Locale::from_tag(language) != Some(locale)).then(|| language.clone());
    values.iter().map(|text| Passage { text: text.clone(), lang: lang.clone() }).collect()
}
