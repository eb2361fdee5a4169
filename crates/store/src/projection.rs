//! The main process's own copy: oxigraph on disk.
//!
//! Each document is a named graph. The default graph, which no document can be, keeps the books: up to where the
//! journal has been followed, each document's audience and owner, and where it is from if it is not ours. A commit of oxigraph on RocksDB is not synced to
//! the disk, and need not be: the journal is the truth, and steps lost with the power are applied again.
//!
//! Oxigraph keeps numbers and times as values and tells `25.0` as `25`. Where that changes a document, the books keep the
//! difference (`exact`), so that whoever is fed from here knows the same as who was told of each change.

mod books;
mod exact;
mod load;
mod look_up;
mod renewal;

pub use look_up::Link;
pub use renewal::Renewal;

use crate::content::{self, ContentError};
use crate::step::{Held, Step};
use books::{APPLIED, AUDIENCE, BOOKS, OWNER, Page, SOURCE, keep};
use model::canon::TooSymmetric;
use model::{AccountId, Audience, ContentHash, Iri, Seq};
use oxigraph::store::{StorageError, Store, Transaction};
use oxrdf::{GraphNameRef, Literal, NamedOrBlankNode, NamedOrBlankNodeRef, Triple};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// A storage failure of the projection: rebuild it.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The folder is not a projection, or is damaged, or another process has it open.
    #[error("the projection in {} cannot be opened; `codesocial rebuild` makes it anew from the journal", .folder.display())]
    Open {
        /// Where it should be.
        folder: PathBuf,
        /// What the storage says.
        #[source]
        source: StorageError,
    },
    /// It cannot be read or written.
    #[error("the projection cannot be read or written; `codesocial rebuild` makes it anew from the journal")]
    Storage(#[from] StorageError),
    /// The folder of a projection, or of one that takes its place, cannot be made, read, moved or removed.
    #[error("{} cannot be made, read, moved or removed", .folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Its own books make no sense.
    #[error("the projection's books are damaged ({0}); `codesocial rebuild` makes it anew from the journal")]
    Books(String),
    /// A step whose content is not what the journal must hold.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// See [`TooSymmetric`].
    #[error("{iri} has no canonical form")]
    Uncanonical {
        /// The document.
        iri: Iri,
        /// Why.
        #[source]
        source: TooSymmetric,
    },
    /// Steps that are not in the order of the journal: nothing was applied.
    #[error("step {next} came after step {before}")]
    OutOfOrder {
        /// The one that came first.
        before: Seq,
        /// The one that came after it.
        next: Seq,
    },
    /// A query worker cannot be started.
    #[error("the query worker {} cannot be started", .program.display())]
    Worker {
        /// Its program.
        program: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

/// A document that the projection holds, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of its canonical content.
    pub hash: ContentHash,
    /// Whom it reaches.
    pub audience: Audience,
    /// Its owner.
    pub owner: AccountId,
}

/// The main process's own projection: oxigraph on disk.
pub struct Projection {
    /// Read by everybody, and written only to put another one in its place (`renewal`). Nobody takes it twice at once: who
    /// waits to write would stand between.
    store: RwLock<Store>,
    folder: PathBuf,
    /// There is one writer: oxigraph on RocksDB takes no lock and sees no conflict, the last commit wins silently.
    writing: Mutex<()>,
    is_on_disk: bool,
}

impl Projection {
    /// Opens or makes it in `folder`. Without the feature `disk` it is forgotten with the process all the same.
    pub fn open(folder: &Path) -> Result<Self, ProjectionError> {
        #[cfg(feature = "disk")]
        renewal::make_closed(folder)?;
        #[cfg(feature = "disk")]
        let store = Store::open(folder);
        #[cfg(not(feature = "disk"))]
        let store = Store::new();
        let store = store.map_err(|source| ProjectionError::Open { folder: folder.to_owned(), source })?;
        renewal::remove_unfinished(folder)?;
        let projection = Self::over(store, folder, cfg!(feature = "disk"));
        projection.applied()?;
        Ok(projection)
    }

    /// Opens the one in `folder` to look at it. Nothing is made, and nothing that it holds is changed; only RocksDB puts its
    /// own files in order. (A store that is opened to be read alone cannot be read as it is at one moment.)
    pub fn look(folder: &Path) -> Result<Self, ProjectionError> {
        if let Err(source) = std::fs::metadata(folder) {
            return Err(ProjectionError::Folder { folder: folder.to_owned(), source });
        }
        Ok(Self::over(renewal::reopen(folder)?, folder, cfg!(feature = "disk")))
    }

    /// One that is forgotten with the process.
    pub fn in_memory() -> Result<Self, ProjectionError> {
        Ok(Self::over(Store::new()?, Path::new(""), false))
    }

    fn over(store: Store, folder: &Path, is_on_disk: bool) -> Self {
        Self { store: RwLock::new(store), folder: folder.to_owned(), writing: Mutex::default(), is_on_disk }
    }

    /// The last step applied.
    pub fn applied(&self) -> Result<Seq, ProjectionError> {
        applied(&self.store())
    }

    /// Applies steps, in order, in one transaction with the sequence number. A step already applied is skipped.
    pub fn apply(&self, steps: &[Step]) -> Result<(), ProjectionError> {
        for pair in steps.windows(2) {
            if let [before, next] = pair
                && before.seq > next.seq
            {
                return Err(ProjectionError::OutOfOrder { before: before.seq, next: next.seq });
            }
        }
        let _one_writer = self.one_writer();
        let store = self.store();
        let before = applied(&store)?;
        let fresh = || steps.iter().filter(|step| step.seq > before);
        let Some(last) = fresh().next_back() else { return Ok(()) };
        // Only what a document is in the end has to be written.
        let mut latest: BTreeMap<&Iri, &Step> = fresh().map(|step| (&step.iri, step)).collect();
        if self.is_on_disk {
            load::load(&store, &mut latest)?;
        }
        let mut transaction = store.start_transaction()?;
        for step in latest.into_values() {
            replace(&mut transaction, step)?;
        }
        keep(&mut transaction, BOOKS, APPLIED, Some(&Literal::from(last.seq.0).into()))?;
        transaction.commit()?;
        Ok(())
    }

    /// Forgets everything, to be fed again from the beginning.
    #[expect(clippy::disallowed_methods, reason = "this is the projection, the one writer whom the rule means")]
    pub fn clear(&self) -> Result<(), ProjectionError> {
        let _one_writer = self.one_writer();
        self.store().clear()?;
        Ok(())
    }

    /// RDFC-1.0 hash of all named graphs of documents, to compare two projections.
    ///
    /// Each graph is canonicalised for itself and hashed; what is hashed in the end is the list of lines `<graph> HASH`,
    /// sorted by graph. So a large instance needs memory for one document only, and a symmetric document cannot make
    /// the whole incomparable. It is not the RDFC-1.0 hash of the dataset as one.
    pub fn canonical_hash(&self) -> Result<ContentHash, ProjectionError> {
        let mut whole = Sha256::new();
        self.held(|step| {
            if let Some(held) = step.held {
                let graph = ContentHash(Sha256::digest(held.canonical.as_bytes()).into());
                whole.update(format!("<{}> {}\n", step.iri, graph.to_hex()));
            }
            ControlFlow::Continue(())
        })?;
        Ok(ContentHash(whole.finalize().into()))
    }

    /// What it holds at one moment, each document by its hash; and which moment that is. To compare it with the journal.
    pub fn fingerprints(&self) -> Result<(Seq, BTreeMap<Iri, Fingerprint>), ProjectionError> {
        let mut fingerprints = BTreeMap::new();
        let seq = self.held(|step| {
            if let Some(Held { canonical, audience, owner, .. }) = step.held {
                let hash = ContentHash(Sha256::digest(canonical.as_bytes()).into());
                fingerprints.insert(step.iri, Fingerprint { hash, audience, owner });
            }
            ControlFlow::Continue(())
        })?;
        Ok((seq, fingerprints))
    }

    /// Gives every document as it is at one moment, sorted by IRI, each as a step of that moment; answers which it was.
    /// Ends early where `each` breaks. Documents are written meanwhile without disturbing what is given.
    pub(crate) fn held(&self, mut each: impl FnMut(Step) -> ControlFlow<()>) -> Result<Seq, ProjectionError> {
        let store = self.store();
        // Never committed: on disk it is a snapshot and holds no lock.
        let moment = store.start_transaction()?;
        let seq = books::seq_of(moment.quads_for_pattern(
            Some(BOOKS.into()),
            Some(APPLIED),
            None,
            Some(GraphNameRef::DefaultGraph),
        ))?;
        let mut documents = BTreeSet::new();
        for quad in moment.quads_for_pattern(None, Some(AUDIENCE), None, Some(GraphNameRef::DefaultGraph)) {
            if let NamedOrBlankNode::NamedNode(document) = quad?.subject {
                documents.insert(Iri::from_named_node(document));
            }
        }
        let steps = documents.into_iter().map(|iri| step_of(&moment, seq, iri));
        if self.is_on_disk {
            for step in steps {
                if each(step?).is_break() {
                    break;
                }
            }
        } else {
            // In memory a transaction locks out all others: it must not last as long as `each` takes.
            let steps: Vec<Step> = steps.collect::<Result<_, _>>()?;
            drop(moment);
            for step in steps {
                if each(step).is_break() {
                    break;
                }
            }
        }
        Ok(seq)
    }

    fn store(&self) -> RwLockReadGuard<'_, Store> {
        // It is replaced whole: nobody can leave it half-written.
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn one_writer(&self) -> MutexGuard<'_, ()> {
        // Whoever panicked while writing committed nothing.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn applied(store: &Store) -> Result<Seq, ProjectionError> {
    books::seq_of(store.quads_for_pattern(Some(BOOKS.into()), Some(APPLIED), None, Some(GraphNameRef::DefaultGraph)))
}

/// Makes the document what the step says, touching only what differs.
fn replace(transaction: &mut Transaction<'_>, step: &Step) -> Result<(), ProjectionError> {
    let name = step.iri.as_named_node();
    let graph = graph_of(&step.iri);
    let mut old = HashSet::new();
    // What has no graph has no quad and no line in the books: to look for them costs as much as to write them.
    let is_new = !transaction.contains_named_graph(name)?;
    if is_new && step.held.is_none() {
        return Ok(());
    }
    if !is_new {
        for quad in transaction.quads_for_pattern(None, None, None, Some(graph)) {
            old.insert(Triple::from(quad?));
        }
    }
    let mut new = HashSet::new();
    if let Some(held) = &step.held {
        new.extend(content::triples(&step.iri, &held.canonical)?);
        transaction.insert_named_graph(name);
    }
    for triple in old.difference(&new) {
        transaction.remove(triple.as_ref().in_graph(graph));
    }
    for triple in new.difference(&old) {
        transaction.insert(triple.as_ref().in_graph(graph));
    }
    let mut books = Page { transaction, document: name, is_new };
    exact::keep(&mut books, &new)?;
    if step.held.is_none() {
        books.transaction.remove_named_graph(name)?;
    }
    let [audience, owner, source] = books::page(step.held.as_ref());
    books.keep(AUDIENCE, audience.as_ref())?;
    books.keep(OWNER, owner.as_ref())?;
    books.keep(SOURCE, source.as_ref())
}

fn graph_of(document: &Iri) -> GraphNameRef<'_> {
    GraphNameRef::NamedNode(document.as_named_node())
}

fn step_of(moment: &Transaction<'_>, seq: Seq, iri: Iri) -> Result<Step, ProjectionError> {
    let entry = |predicate| {
        let subject = NamedOrBlankNodeRef::from(iri.as_named_node());
        let mut quads =
            moment.quads_for_pattern(Some(subject), Some(predicate), None, Some(GraphNameRef::DefaultGraph));
        quads.next().transpose()
    };
    let (audience, owner) = books::visibility(&iri, entry(AUDIENCE)?, entry(OWNER)?)?;
    let source = books::source(&iri, entry(SOURCE)?)?;
    let triples = exact::triples(moment, &iri)?;
    let canonical = match content::canonical(triples) {
        Ok(canonical) => canonical.into(),
        Err(source) => return Err(ProjectionError::Uncanonical { iri, source }),
    };
    Ok(Step { seq, iri, held: Some(Held { canonical, audience, owner, source }) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxrdf::NamedNodeRef;

    pub(super) fn iri(name: &str) -> Iri {
        Iri::parse(&format!("https://a.example/{name}")).unwrap()
    }

    pub(super) fn put(seq: u64, name: &str, audience: Audience, says: &str) -> Step {
        let canonical = says.replace("<#", "<https://a.example/").into();
        Step {
            seq: Seq(seq),
            iri: iri(name),
            held: Some(Held { canonical, audience, owner: AccountId(1), source: None }),
        }
    }

    fn gone(seq: u64, name: &str) -> Step {
        Step { seq: Seq(seq), iri: iri(name), held: None }
    }

    fn held(projection: &Projection) -> Vec<Step> {
        let mut steps = Vec::new();
        projection
            .held(|step| {
                steps.push(step);
                ControlFlow::Continue(())
            })
            .unwrap();
        steps
    }

    const X: &str = "<#x> <urn:p> \"1\" .\n<#x> <urn:p> \"2\" .\n";

    /// The same on disk and in memory: only on disk does a missing lock or a lost batch show.
    pub(super) fn check(test: impl Fn(&Projection)) {
        let folder = tempfile::tempdir().unwrap();
        test(&Projection::open(folder.path()).unwrap());
        test(&Projection::in_memory().unwrap());
    }

    #[test]
    fn what_is_held_is_what_was_applied() {
        check(|projection| {
            assert_eq!(projection.applied().unwrap(), Seq(0));
            let group = Audience::Group(iri("groups/g"));
            let blank = "<#y> <urn:p> _:c14n0 .\n_:c14n0 <urn:p> \"b\" .\n";
            projection.apply(&[put(1, "x", Audience::Public, X), put(2, "y", group.clone(), blank)]).unwrap();
            // Twice in one batch, and content without a triple.
            let again = "<#x> <urn:p> \"2\" .\n<#x> <urn:p> \"3\" .\n";
            projection
                .apply(&[gone(3, "x"), put(4, "x", Audience::Private, again), put(5, "z", Audience::Public, "")])
                .unwrap();
            assert_eq!(projection.applied().unwrap(), Seq(5));
            let expected =
                [put(5, "x", Audience::Private, again), put(5, "y", group, blank), put(5, "z", Audience::Public, "")];
            assert_eq!(held(projection), expected);
            // Replayed, nothing changes; steps that are out of order change nothing either.
            projection.apply(&[put(1, "x", Audience::Public, X), gone(5, "y")]).unwrap();
            let error = projection.apply(&[gone(8, "x"), gone(7, "y")]).unwrap_err();
            assert!(matches!(error, ProjectionError::OutOfOrder { before: Seq(8), next: Seq(7) }));
            assert_eq!(held(projection), expected);
            projection.apply(&[gone(6, "x"), gone(7, "y"), gone(8, "z"), gone(9, "never")]).unwrap();
            assert!(held(projection).is_empty());
            assert_eq!(projection.applied().unwrap(), Seq(9));
            projection.clear().unwrap();
            assert_eq!(projection.applied().unwrap(), Seq(0));
        });
    }

    #[test]
    fn what_is_held_is_what_was_written_to_the_letter() {
        let xsd = |value: &str, name: &str| {
            format!("<#x> <urn:p> \"{value}\"^^<http://www.w3.org/2001/XMLSchema#{name}> .\n")
        };
        let sorted = |mut lines: Vec<String>| {
            lines.sort();
            lines.concat()
        };
        let first = sorted(vec![
            // The same value, written twice.
            xsd("25", "decimal"),
            xsd("25.0", "decimal"),
            xsd("01", "integer"),
            xsd("1", "boolean"),
            xsd("1.50E0", "double"),
            xsd("+7.0", "float"),
            xsd("2026-11-22T18:00:00+00:00", "dateTime"),
            xsd("12:00:00.0", "time"),
            xsd("P0Y12M", "duration"),
            xsd("PT60M", "dayTimeDuration"),
            xsd("vingt", "integer"),
            "<#x> <urn:p> \"01\" .\n".to_owned(),
            "<#x> <urn:p> _:c14n0 .\n".to_owned(),
            "_:c14n0 <urn:p> \"007\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n".to_owned(),
        ]);
        let second = sorted(vec![xsd("25.00", "decimal"), xsd("1", "integer"), xsd("3", "integer")]);
        let plain = "<#x> <urn:p> \"25\" .\n";
        check(|projection| {
            for (seq, says) in [(1, first.as_str()), (2, &second), (3, plain), (4, &first), (5, &second)] {
                let step = put(seq, "x", Audience::Public, says);
                projection.apply(std::slice::from_ref(&step)).unwrap();
                assert_eq!(held(projection), [step]);
            }
            // What stands in its place is the same, and goes on being so.
            let renewal = projection.begin_renewal().unwrap();
            projection.finish_renewal(renewal).unwrap();
            assert_eq!(held(projection), [put(5, "x", Audience::Public, &second)]);
            let hash = projection.fingerprints().unwrap().1[&iri("x")].hash;
            let other = put(6, "x", Audience::Public, &second.replace("25.00", "25.0"));
            projection.apply(&[other]).unwrap();
            assert_ne!(projection.fingerprints().unwrap().1[&iri("x")].hash, hash);
            projection.apply(&[gone(7, "x")]).unwrap();
            assert!(held(projection).is_empty());
            let left = projection.store().iter().count();
            assert_eq!(left, 1, "nothing but the number of the last step");
        });
    }

    #[test]
    fn where_a_document_is_from_is_held_with_it() {
        check(|projection| {
            let from = |seq, source: Option<&str>| {
                let mut step = put(seq, "x", Audience::Public, X);
                step.held.as_mut().unwrap().source = source.map(iri);
                step
            };
            let hash = |seq, source| {
                let step = from(seq, source);
                projection.apply(std::slice::from_ref(&step)).unwrap();
                assert_eq!(held(projection), [step]);
                projection.canonical_hash().unwrap()
            };
            let plain = hash(1, None);
            assert_eq!(
                [hash(2, Some("b")), hash(3, Some("c")), hash(4, None)],
                [plain; 3],
                "it is no part of what it says"
            );
            hash(5, Some("b"));
            let renewal = projection.begin_renewal().unwrap();
            projection.finish_renewal(renewal).unwrap();
            assert_eq!(held(projection), [from(5, Some("b"))]);
            projection.apply(&[gone(6, "x")]).unwrap();
            assert_eq!(projection.store().iter().count(), 1, "nothing but the number of the last step");
        });
    }

    #[test]
    fn what_was_kept_in_another_way_is_told_again() {
        check(|projection| {
            projection.apply(&[put(1, "x", Audience::Public, X)]).unwrap();
            {
                let store = projection.store();
                let mut transaction = store.start_transaction().unwrap();
                let before = NamedNodeRef::new_unchecked("urn:codesocial:projection#applied");
                keep(&mut transaction, BOOKS, APPLIED, None).unwrap();
                keep(&mut transaction, BOOKS, before, Some(&Literal::from(1_u64).into())).unwrap();
                transaction.commit().unwrap();
            }
            assert_eq!(projection.applied().unwrap(), Seq(0));
        });
    }

    #[test]
    fn a_broken_step_applies_nothing() {
        check(|projection| {
            let error = projection.apply(&[put(1, "x", Audience::Public, X), put(2, "y", Audience::Public, "?")]);
            assert!(matches!(error, Err(ProjectionError::Content(_))), "{error:?}");
            assert_eq!(projection.applied().unwrap(), Seq(0));
            assert!(held(projection).is_empty());
        });
    }

    #[test]
    fn two_ways_to_the_same_state_hash_alike() {
        let hash = |batches: &[&[Step]]| {
            let projection = Projection::in_memory().unwrap();
            for steps in batches {
                projection.apply(steps).unwrap();
            }
            projection.canonical_hash().unwrap()
        };
        let y = "<#y> <urn:p> \"1\" .\n";
        let (public, private) = (Audience::Public, Audience::Private);
        let one = hash(&[&[put(1, "x", public.clone(), X), put(2, "y", public.clone(), y)]]);
        let other =
            hash(&[&[put(1, "y", private, X)], &[put(2, "y", public.clone(), y)], &[put(7, "x", public.clone(), X)]]);
        assert_eq!(one, other);
        assert_ne!(one, hash(&[&[put(1, "x", public.clone(), y), put(2, "y", public.clone(), X)]]));
        assert_ne!(one, hash(&[&[put(1, "x", public, X)]]));
    }

    #[test]
    fn it_outlives_its_process_and_says_when_it_is_damaged() {
        if !cfg!(feature = "disk") {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let projection = Projection::open(folder.path()).unwrap();
        projection.apply(&[put(1, "x", Audience::Public, X)]).unwrap();
        let hash = projection.canonical_hash().unwrap();
        drop(projection);
        let projection = Projection::open(folder.path()).unwrap();
        assert_eq!(projection.applied().unwrap(), Seq(1));
        assert_eq!(projection.canonical_hash().unwrap(), hash);
        drop(projection);
        std::fs::write(folder.path().join("CURRENT"), "nonsense").unwrap();
        let error = Projection::open(folder.path()).err().unwrap();
        assert!(matches!(error, ProjectionError::Open { .. }));
        assert!(error.to_string().contains("codesocial rebuild"), "{error}");
    }
}
