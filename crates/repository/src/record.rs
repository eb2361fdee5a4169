//! What is remembered of each item, as a line of text: enough to go on from there without reading an object.

use crate::item::{Kind, Mark};
use gix_hash::ObjectId;
use model::{Seq, Slug};
use std::fmt;

/// One item of the history, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) mark: Mark,
    /// Its commit.
    pub(crate) commit: ObjectId,
    /// What it put there.
    pub(crate) put: Put,
    /// The objects that it added to the file, in order, with the length of their entries.
    pub(crate) added: Vec<(ObjectId, u64)>,
    /// CRC-32 of these entries and of the line itself: a crash may have left either half-written.
    pub(crate) checksum: u32,
}

/// What an item put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Put {
    /// The file with this content.
    File(ObjectId),
    /// No file any more.
    Nothing,
    /// A tag.
    Tag {
        /// Its id.
        id: ObjectId,
        /// Every object that it leads to, itself included.
        objects: Vec<ObjectId>,
    },
}

impl Record {
    /// The line that is checked: all but the checksum.
    pub(crate) fn statement(&self) -> impl fmt::Display + '_ {
        Statement(self)
    }

    /// Length of its entries in the file.
    pub(crate) fn length(&self) -> u64 {
        self.added.iter().map(|(_, length)| length).sum()
    }

    /// The checksum for these entries.
    pub(crate) fn checksum_with(&self, entries: crc32fast::Hasher) -> u32 {
        let mut hasher = entries;
        hasher.update(self.statement().to_string().as_bytes());
        hasher.finalize()
    }

    /// Reads a line; `None`: it is not one of ours, or not whole.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let mut word = || words.next();
        let (kind, seq, slug, commit, put) = (word()?, word()?, word()?, word()?, word()?);
        let (objects, added, checksum) = (word()?, word()?, word()?);
        if word().is_some() {
            return None;
        }
        let slug = known_slug(slug)?;
        let mut kind = kind.split(':');
        let (kind, put) = match (kind.next()?, kind.next(), kind.next()) {
            ("put", None, None) => (Kind::Put, Put::File(id(put)?)),
            ("gone", None, None) if put == NONE => (Kind::Gone, Put::Nothing),
            ("release", Some(name), Some(shows)) => {
                let shows = list(shows).map(|seq| seq.parse().ok().map(Seq)).collect::<Option<_>>()?;
                let objects = list(objects).map(id).collect::<Option<_>>()?;
                (Kind::Release { name: known_slug(name)?, shows }, Put::Tag { id: id(put)?, objects })
            }
            _ => return None,
        };
        let added = list(added).map(|added| {
            let (object, length) = added.split_once(':')?;
            Some((id(object)?, length.parse().ok()?))
        });
        Some(Self {
            mark: Mark { seq: Seq(seq.parse().ok()?), kind, slug },
            commit: id(commit)?,
            put,
            added: added.collect::<Option<_>>()?,
            checksum: u32::from_str_radix(checksum, 16).ok()?,
        })
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:08x}", self.statement(), self.checksum)
    }
}

/// Stands where there is nothing.
const NONE: &str = "-";

struct Statement<'a>(&'a Record);

impl fmt::Display for Statement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Record { mark, commit, put, added, .. } = self.0;
        match &mark.kind {
            Kind::Put => f.write_str("put")?,
            Kind::Gone => f.write_str("gone")?,
            Kind::Release { name, shows } => {
                write!(f, "release:{name}:")?;
                write_list(f, shows)?;
            }
        }
        write!(f, " {} {} {commit} ", mark.seq, mark.slug)?;
        match put {
            Put::File(blob) => write!(f, "{blob} {NONE} ")?,
            Put::Nothing => write!(f, "{NONE} {NONE} ")?,
            Put::Tag { id, objects } => {
                write!(f, "{id} ")?;
                write_list(f, objects)?;
                f.write_str(" ")?;
            }
        }
        let added: Vec<String> = added.iter().map(|(object, length)| format!("{object}:{length}")).collect();
        write_list(f, &added)
    }
}

fn write_list(f: &mut fmt::Formatter<'_>, words: &[impl fmt::Display]) -> fmt::Result {
    if words.is_empty() {
        f.write_str(NONE)?;
    }
    for (at, word) in words.iter().enumerate() {
        write!(f, "{}{word}", if at == 0 { "" } else { "," })?;
    }
    Ok(())
}

fn list(words: &str) -> impl Iterator<Item = &str> {
    words.split(',').filter(|word| *word != NONE)
}

fn id(text: &str) -> Option<ObjectId> {
    ObjectId::from_hex(text.as_bytes()).ok()
}

/// One that we minted.
fn known_slug(text: &str) -> Option<Slug> {
    Slug::from_text(text).ok().filter(|slug| slug.as_str() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;

    fn slug(text: &str) -> Slug {
        Slug::from_text(text).unwrap()
    }

    #[test]
    fn lines_are_read_back() {
        let id = |text: &str| Object::blob(text.into()).unwrap().id;
        let mark = |kind| Mark { seq: Seq(7), kind, slug: slug("wemob") };
        let of = |mark, put, added| Record { mark, commit: id("c"), put, added, checksum: 0xab };
        for record in [
            of(mark(Kind::Put), Put::File(id("b")), vec![(id("b"), 17), (id("c"), 300)]),
            of(mark(Kind::Gone), Put::Nothing, vec![]),
            of(
                mark(Kind::Release { name: slug("2"), shows: vec![] }),
                Put::Tag { id: id("t"), objects: vec![] },
                vec![],
            ),
            of(
                mark(Kind::Release { name: slug("1"), shows: vec![Seq(3), Seq(7)] }),
                Put::Tag { id: id("t"), objects: vec![id("t"), id("c")] },
                vec![(id("t"), 1)],
            ),
        ] {
            let line = record.to_string();
            assert_eq!(Record::parse(&line), Some(record), "{line}");
            for cut in 0..line.len() {
                let part = Record::parse(line.get(..cut).unwrap());
                assert!(part.is_none_or(|part| part.to_string() != line), "{cut}");
            }
        }
        assert_eq!(Record::parse(""), None);
        assert_eq!(Record::parse("put 7 We-Mob - - - - 0"), None);
    }
}
