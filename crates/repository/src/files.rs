//! The files as they stand after a commit: `codes/3f/wemob.ttl`.
//!
//! The folder in between keeps folders small: each commit writes its folders anew, so with all files in one folder the
//! whole history would grow with the square of their number. Its name is the beginning of a hash of the file's, so that
//! no choice of names makes one of them large.

use crate::object::{self, Object};
use crate::repository::RepositoryError;
use gix_hash::ObjectId;
use model::{Container, Slug};
use std::collections::BTreeMap;

/// The folder of descriptions.
pub(crate) fn top() -> &'static str {
    Container::Codes.segment()
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Files(BTreeMap<String, Shelf>);

/// One of the folders in between.
#[derive(Debug, Clone, Default)]
struct Shelf {
    files: BTreeMap<String, ObjectId>,
    /// The id of its tree; computed when first needed after a change.
    id: Option<ObjectId>,
}

/// A tree that a change wrote anew.
pub(crate) struct Written {
    /// Which folder: what it may be told as a difference from is the same folder before.
    pub(crate) path: String,
    pub(crate) tree: Object,
}

impl Files {
    /// Puts a file in place of what was there; `None` takes it away.
    pub(crate) fn set(&mut self, slug: &Slug, blob: Option<ObjectId>) -> Result<(), RepositoryError> {
        let (between, name) = (shelf_of(slug)?, format!("{slug}.ttl"));
        let folder = self.0.entry(between.clone()).or_default();
        folder.id = None;
        match blob {
            Some(blob) => drop(folder.files.insert(name, blob)),
            None => drop(folder.files.remove(&name)),
        }
        if folder.files.is_empty() {
            self.0.remove(&between);
        }
        Ok(())
    }

    /// The trees that changed since the last call, from the leaves to the root, which is the last one.
    pub(crate) fn write(&mut self) -> Result<Vec<Written>, RepositoryError> {
        let mut written = Vec::new();
        let mut shelves = Vec::with_capacity(self.0.len());
        for (name, shelf) in &mut self.0 {
            let id = if let Some(id) = shelf.id {
                id
            } else {
                let entries = shelf.files.iter().map(|(name, id)| object::file(name, *id)).collect();
                let tree = Object::tree(entries)?;
                shelf.id = Some(tree.id);
                let id = tree.id;
                written.push(Written { path: name.clone(), tree });
                id
            };
            shelves.push(object::folder(name, id));
        }
        let mut root = Vec::new();
        if !shelves.is_empty() {
            let tree = Object::tree(shelves)?;
            root.push(object::folder(top(), tree.id));
            written.push(Written { path: top().to_owned(), tree });
        }
        written.push(Written { path: String::new(), tree: Object::tree(root)? });
        Ok(written)
    }
}

/// The folder in between: two hexadecimal digits.
fn shelf_of(slug: &Slug) -> Result<String, RepositoryError> {
    let hash = Object::blob(slug.as_str().as_bytes().to_vec())?.id;
    Ok(hash.to_hex_with_len(2).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::from_text(text).unwrap()
    }

    fn root(files: &mut Files) -> ObjectId {
        files.write().unwrap().pop().unwrap().tree.id
    }

    #[test]
    fn the_tree_depends_on_the_files_alone() {
        let (a, b) = (Object::blob(b"a".to_vec()).unwrap().id, Object::blob(b"b".to_vec()).unwrap().id);
        let mut one = Files::default();
        one.set(&slug("x"), Some(a)).unwrap();
        root(&mut one);
        one.set(&slug("y"), Some(a)).unwrap();
        one.set(&slug("x"), Some(b)).unwrap();
        let mut other = Files::default();
        other.set(&slug("y"), Some(a)).unwrap();
        other.set(&slug("x"), Some(b)).unwrap();
        assert_eq!(root(&mut one), root(&mut other));
        for name in ["x", "y", "z"] {
            one.set(&slug(name), None).unwrap();
        }
        assert_eq!(root(&mut one).to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "no empty folders");
    }

    #[test]
    fn only_what_changed_is_written() {
        let mut files = Files::default();
        for number in 0..1000 {
            files.set(&slug(&format!("exemple-{number}")), Some(Object::blob(vec![1]).unwrap().id)).unwrap();
        }
        let all = files.write().unwrap();
        assert!(all.iter().all(|written| written.tree.bytes.len() < 8_000), "no folder is large");
        files.set(&slug("exemple-7"), Some(Object::blob(vec![2]).unwrap().id)).unwrap();
        let paths: Vec<String> = files.write().unwrap().into_iter().map(|written| written.path).collect();
        assert_eq!(paths.len(), 3, "{paths:?}");
    }
}
