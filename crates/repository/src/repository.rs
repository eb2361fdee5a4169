//! The handle: opened, made to agree with the journal, read.

use crate::author;
use crate::entry;
use crate::files::{Files, top};
use crate::folder::Folder;
use crate::item::{Item, Kind, Mark, Release, Version};
use crate::object::{self, Object};
use crate::record::{Put, Record};
use gix_hash::ObjectId;
use model::{Base, Slug, syntax};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// How many differences a reader must follow at most to find an object: Git's own limit (`pack.depth`).
const DEPTH: u32 = 50;
/// Bytes of texts remembered to write the next version of each as a difference. Past it they are forgotten, and the
/// next version of each is written whole: a larger file, the same objects.
const REMEMBERED: usize = 32 << 20;

/// The history of an instance's public descriptions. Shared: many read, one makes it agree with the journal.
pub struct Repository {
    path: PathBuf,
    base: Base,
    state: RwLock<State>,
}

/// Why the history cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Its folder cannot be read or written.
    #[error("the folder {} cannot be used", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Git has no way to write this.
    #[error("an object cannot be written")]
    Object(#[source] io::Error),
    /// Somebody made content that breaks SHA-1.
    #[error("content that collides with other content under SHA-1")]
    Collision,
    /// Writing failed before, and it was not opened again yet.
    #[error("the history is being repaired")]
    Broken,
}

/// How the history differs from what it ought to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The items before this one stay; it and those after it have to go.
    pub keep: usize,
    /// How many versions are among those that stay.
    pub versions: usize,
    /// The releases that are not.
    pub releases: BTreeSet<Mark>,
}

/// What is known without reading an object.
pub(crate) struct State {
    pub(crate) folder: Option<Folder>,
    pub(crate) steps: Vec<Step>,
    /// Each commit of the branch, with the number of steps up to it.
    pub(crate) commits: HashMap<ObjectId, usize>,
    /// The last commit of the branch.
    pub(crate) tip: Option<ObjectId>,
    /// Each tag by name.
    pub(crate) tags: BTreeMap<String, Tag>,
    /// Where each object's entry is.
    pub(crate) spans: HashMap<ObjectId, Span>,
    files: Files,
    bases: Bases,
}

/// One item, as it lies in the file.
pub(crate) struct Step {
    pub(crate) mark: Mark,
    /// Where its entries end, and how many there are up to it.
    pub(crate) end: u64,
    pub(crate) objects: u32,
}

/// A release's tag.
pub(crate) struct Tag {
    pub(crate) id: ObjectId,
    pub(crate) commit: ObjectId,
    /// All that it leads to.
    pub(crate) objects: Vec<ObjectId>,
}

/// A piece of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// What the next tree or text can be told as a difference from.
#[derive(Default)]
struct Bases {
    trees: HashMap<String, Written>,
    texts: HashMap<Slug, Written>,
    /// Bytes of `texts`.
    size: usize,
}

struct Written {
    id: ObjectId,
    bytes: Vec<u8>,
    /// Differences to follow to find it.
    depth: u32,
}

impl Repository {
    /// Opens the history in `path`, or begins one there. `base` is the instance's address, in whose name authors appear.
    pub fn open(path: &Path, base: Base) -> Result<Self, RepositoryError> {
        let state = RwLock::new(State::open(path)?);
        Ok(Self { path: path.to_owned(), base, state })
    }

    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.state().steps.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The marks of what it holds, in order.
    pub fn marks(&self) -> Vec<Mark> {
        self.state().steps.iter().map(|step| step.mark.clone()).collect()
    }

    /// Compares it with what ought to be there: these versions, in this order, and these releases, in any.
    pub fn compare(&self, versions: &[Mark], releases: &BTreeSet<Mark>) -> Difference {
        let mut difference = Difference { keep: 0, versions: 0, releases: releases.clone() };
        for Step { mark, .. } in &self.state().steps {
            let stays = if mark.is_release() {
                difference.releases.remove(mark)
            } else {
                let stays = versions.get(difference.versions) == Some(mark);
                difference.versions += usize::from(stays);
                stays
            };
            if !stays {
                break;
            }
            difference.keep += 1;
        }
        difference
    }

    /// The id of the last commit; `None`: there is none yet.
    pub fn head(&self) -> Option<String> {
        self.state().tip.map(|tip| tip.to_string())
    }

    /// Takes out every item after the first `items`. When it returns nothing of them is in the folder.
    pub fn rewind(&self, items: usize) -> Result<(), RepositoryError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let end = items.checked_sub(1).and_then(|last| state.steps.get(last)).map_or(0, |step| step.end);
        let folder = state.folder.take().ok_or(RepositoryError::Broken)?;
        folder.keep(items, end).map_err(|source| self.unusable(source))?;
        *state = State::open(&self.path)?;
        Ok(())
    }

    /// Adds items at the end, in their order.
    pub fn append(&self, items: Vec<Item>) -> Result<(), RepositoryError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        // While it is out of its place nobody reads; if this fails, or panics, it is opened again.
        let mut folder = state.folder.take().ok_or(RepositoryError::Broken)?;
        let mut batch = Batch { start: folder.end(), entries: Vec::new(), records: Vec::with_capacity(items.len()) };
        for item in items {
            let mark = item.mark();
            let record = match item {
                Item::Version(version) => state.version(version, mark, &self.base, &mut batch)?,
                Item::Release(release) => state.release(release, mark, &self.base, &mut batch)?,
            };
            state.note(&record);
            batch.records.push(record);
        }
        folder.append(&batch.entries, &batch.records).map_err(|source| self.unusable(source))?;
        state.folder = Some(folder);
        Ok(())
    }

    /// Opens it again where an earlier call failed; otherwise does nothing.
    pub fn repair(&self) -> Result<(), RepositoryError> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.folder.is_none() {
            *state = State::open(&self.path)?;
        }
        Ok(())
    }

    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn unusable(&self, source: io::Error) -> RepositoryError {
        RepositoryError::Folder { path: self.path.clone(), source }
    }
}

/// What is being written.
struct Batch {
    /// Where in the file it begins.
    start: u64,
    entries: Vec<u8>,
    records: Vec<Record>,
}

impl Batch {
    fn end(&self) -> u64 {
        self.start + self.entries.len() as u64
    }
}

/// The objects of one item, as they are added.
struct Adding<'a> {
    batch: &'a mut Batch,
    spans: &'a mut HashMap<ObjectId, Span>,
    added: Vec<(ObjectId, u64)>,
    checksum: crc32fast::Hasher,
}

impl Adding<'_> {
    /// Adds an object, unless it is there: as its difference from `base` where that is shorter. Says how many
    /// differences must be followed to find it.
    fn add(&mut self, object: &Object, base: Option<&Written>) -> Result<u32, RepositoryError> {
        if self.spans.contains_key(&object.id) {
            // How it was written is not known any more.
            return Ok(DEPTH);
        }
        let base = base.filter(|base| base.depth < DEPTH && base.id != object.id);
        let difference = match base {
            Some(base) => entry::difference((base.id, &base.bytes), object).map_err(RepositoryError::Object)?,
            None => None,
        };
        let (entry, depth) = match (difference, base) {
            (Some(entry), Some(base)) => (entry, base.depth + 1),
            (None, _) | (_, None) => (entry::whole(object).map_err(RepositoryError::Object)?, 0),
        };
        let span = Span { offset: self.batch.end(), length: entry.len() as u64 };
        self.checksum.update(&entry);
        self.batch.entries.extend_from_slice(&entry);
        self.spans.insert(object.id, span);
        self.added.push((object.id, span.length));
        Ok(depth)
    }

    fn record(self, mark: Mark, commit: ObjectId, put: Put) -> Record {
        let mut record = Record { mark, commit, put, added: self.added, checksum: 0 };
        record.checksum = record.checksum_with(self.checksum);
        record
    }
}

impl State {
    fn open(path: &Path) -> Result<Self, RepositoryError> {
        let mut state = Self {
            folder: None,
            steps: Vec::new(),
            commits: HashMap::new(),
            tip: None,
            tags: BTreeMap::new(),
            spans: HashMap::new(),
            files: Files::default(),
            bases: Bases::default(),
        };
        let mut failed = None;
        let folder = Folder::open(path, |record| {
            let mut offset = state.steps.last().map_or(0, |step| step.end);
            for (id, length) in &record.added {
                state.spans.insert(*id, Span { offset, length: *length });
                offset += length;
            }
            let set = match record.put {
                Put::File(blob) => state.files.set(&record.mark.slug, Some(blob)),
                Put::Nothing => state.files.set(&record.mark.slug, None),
                Put::Tag { .. } => Ok(()),
            };
            failed = failed.take().or(set.err());
            state.note(&record);
        });
        state.folder = Some(folder.map_err(|source| RepositoryError::Folder { path: path.to_owned(), source })?);
        failed.map_or(Ok(state), Err)
    }

    /// Counts an item whose objects are in `spans`.
    fn note(&mut self, record: &Record) {
        let (end, objects) = self.steps.last().map_or((0, 0), |step| (step.end, step.objects));
        let added = u32::try_from(record.added.len()).unwrap_or(u32::MAX);
        self.steps.push(Step { mark: record.mark.clone(), end: end + record.length(), objects: objects + added });
        match (&record.put, &record.mark.kind) {
            (Put::Tag { id, objects }, Kind::Release { name, .. }) => {
                let tag = Tag { id: *id, commit: record.commit, objects: objects.clone() };
                self.tags.insert(tag_name(&record.mark.slug, name), tag);
            }
            (Put::File(_) | Put::Nothing | Put::Tag { .. }, _) => {
                self.commits.insert(record.commit, self.steps.len());
                self.tip = Some(record.commit);
            }
        }
    }

    fn version(
        &mut self,
        version: Version,
        mark: Mark,
        base: &Base,
        batch: &mut Batch,
    ) -> Result<Record, RepositoryError> {
        let Version { iri, slug, number, document, by, at, note, .. } = version;
        let Self { spans, files, bases, .. } = self;
        let mut adding = Adding { batch, spans, added: Vec::new(), checksum: crc32fast::Hasher::new() };
        let (put, usual) = if let Some(document) = document {
            let blob = Object::blob(syntax::write_document_by_line(&document))?;
            let depth = adding.add(&blob, bases.texts.get(&slug))?;
            files.set(&slug, Some(blob.id))?;
            let put = Put::File(blob.id);
            bases.remember(&slug, Written { id: blob.id, bytes: blob.bytes, depth });
            (put, format!("{slug}, version {number}"))
        } else {
            files.set(&slug, None)?;
            (Put::Nothing, format!("{slug} : supprimé · deleted"))
        };
        let mut root = None;
        for written in files.write()? {
            let depth = adding.add(&written.tree, bases.trees.get(&written.path))?;
            root = Some(written.tree.id);
            let tree = Written { id: written.tree.id, bytes: written.tree.bytes, depth };
            bases.trees.insert(written.path, tree);
        }
        let root = match root {
            Some(root) => root,
            None => Object::tree(Vec::new())?.id,
        };
        let said = note.filter(|note| !note.trim().is_empty()).unwrap_or(usual);
        let number = number.to_string();
        let message = object::message(&said, &[("Document", iri.as_str()), ("Version", &number)]);
        let commit = Object::commit(root, self.tip, &author::signature(by, at, base), message)?;
        adding.add(&commit, None)?;
        Ok(adding.record(mark, commit.id, put))
    }

    /// A commit of its own with the files of the release and nothing else, and a tag on it: what else happens to the
    /// history, they stay the same.
    fn release(
        &mut self,
        release: Release,
        mark: Mark,
        base: &Base,
        batch: &mut Batch,
    ) -> Result<Record, RepositoryError> {
        let Release { slug, name, iri, files, by, at, note, .. } = release;
        let mut adding =
            Adding { batch, spans: &mut self.spans, added: Vec::new(), checksum: crc32fast::Hasher::new() };
        let mut objects = Vec::new();
        let mut add = |object: &Object| -> Result<ObjectId, RepositoryError> {
            adding.add(object, None)?;
            objects.push(object.id);
            Ok(object.id)
        };
        let mut root = Vec::new();
        let mut folders: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for file in files {
            let blob = add(&Object::blob(file.bytes)?)?;
            let entry = object::file(&file.name, blob);
            match file.folder {
                Some(folder) => folders.entry(folder).or_default().push(entry),
                None => root.push(entry),
            }
        }
        for (folder, entries) in folders {
            root.push(object::folder(folder, add(&Object::tree(entries)?)?));
        }
        let root = add(&Object::tree(root)?)?;
        let signature = author::signature(by, at, base);
        let said = note.filter(|note| !note.trim().is_empty()).unwrap_or_else(|| format!("{slug}, release {name}"));
        let message = object::message(&said, &[("Release", iri.as_str())]);
        let commit = add(&Object::commit(root, None, &signature, message.clone())?)?;
        let tag = add(&Object::tag(&tag_name(&slug, &name), commit, signature, message)?)?;
        objects.sort_unstable();
        objects.dedup();
        Ok(adding.record(mark, commit, Put::Tag { id: tag, objects }))
    }
}

impl Bases {
    fn remember(&mut self, slug: &Slug, text: Written) {
        if self.size + text.bytes.len() > REMEMBERED {
            self.texts.clear();
            self.size = 0;
        }
        self.size += text.bytes.len();
        if let Some(before) = self.texts.insert(slug.clone(), text) {
            self.size -= before.bytes.len();
        }
    }
}

/// `codes/wemob/1`: the address of the description, then the release's name.
fn tag_name(slug: &Slug, name: &Slug) -> String {
    format!("{}/{slug}/{name}", top())
}

#[cfg(test)]
mod tests;
