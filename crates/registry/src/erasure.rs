//! Documents erased for good (GDPR, article 17): what they said, with every version, is destroyed wherever this machine
//! keeps it. The journal's chain still verifies, and the address answers that it is gone. The addresses of accounts that are
//! erased ([`Registry::erase_account`]) go the same way.
//!
//! The journal goes first, in one transaction that also writes down that the other copies still have to go. Whoever is
//! interrupted finds that when the instance is opened again. Where copies are is listed in `copies`.

mod copies;

pub use copies::{CopyError, Forgetting, Forgotten, KeepsCopies};

use crate::access;
use crate::error::{ChangeError, ErasureError, ReadError, StoredError};
use crate::registry::Registry;
use journal::{Current, EraseRefusal, EraseWrite, ErasedAccount, JournalError, KeptErasure};
use model::iri::Location;
use model::release::{Manifest, Named};
use model::{AccountId, Caller, Iri, Revision};
use std::collections::BTreeSet;

pub(crate) use copies::Copies;

/// Most documents in one erasure: what a person wrote in some years. Whoever has more asks again.
pub const ERASURE_LIMIT: usize = 1_000;

/// How often an erasure is begun anew because something changed while it was looked at.
const TRIES: u32 = 5;

/// Most erasures that are listed, of documents and of accounts.
const LISTED: usize = 10_000;

/// Most documents told of those that name an erased one.
const NAMING: usize = 500;

/// What an erasure did, or would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Each document, in the order asked, and how many entries of the journal go; none where it was erased before.
    pub documents: Vec<(Iri, u64)>,
    /// Releases that go whole, since words of these documents are part of what was signed.
    pub releases: Vec<Iri>,
    /// Releases that stay, with the address and the hash of what they lose.
    pub frozen_in: Vec<Iri>,
    /// Other documents that name these, as far as the caller may see; they are their owners' to change.
    pub named_in: Vec<Iri>,
    /// How far it is.
    pub progress: Progress,
}

/// How far an erasure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It was only looked at.
    Planned,
    /// Nothing answers with it any more, and the journal has forgotten it; some file on this machine may still hold it.
    Begun,
    /// No copy is left on this machine.
    Finished,
}

/// What is to be erased, and in which revision it was looked at.
struct Plan {
    by: AccountId,
    documents: Vec<(Iri, Revision)>,
    manifests: Vec<(Iri, u64)>,
    releases: u64,
    erasure: Erasure,
}

impl Registry {
    /// What erasing these documents would do. Nothing is changed.
    pub async fn plan_erasure(&self, caller: &Caller, documents: &[Iri]) -> Result<Erasure, ErasureError> {
        Ok(self.plan(caller, documents).await?.erasure)
    }

    /// Erases documents, all or none: their owner may, or an administrator. When it returns with [`Progress::Finished`],
    /// no copy is left on this machine. What was erased before is looked for once more.
    pub async fn erase(&self, caller: &Caller, documents: &[Iri]) -> Result<Erasure, ErasureError> {
        for _ in 0..TRIES {
            let Some(erasure) = self.try_erase(caller, documents).await? else { continue };
            return Ok(Erasure { progress: self.go_on_erasing().await, ..erasure });
        }
        Err(ErasureError::Restless)
    }

    /// Every erasure, the latest first, for administrators: of documents, and of accounts.
    pub async fn erasures(&self, caller: &Caller) -> Result<(Vec<KeptErasure>, Vec<ErasedAccount>), ErasureError> {
        access::may_oversee(caller)?;
        let documents = self.journal.erasures(LISTED).await.map_err(ChangeError::from)?;
        let accounts = self.journal.erased_accounts(LISTED).await.map_err(ChangeError::from)?;
        Ok((documents, accounts))
    }

    /// Finishes what was begun, and says how far that came. Nobody is kept from his documents by what is left: nothing
    /// answers with what was erased, and `doctor` tells it.
    pub(crate) async fn go_on_erasing(&self) -> Progress {
        match self.finish_erasures().await {
            Ok(()) => Progress::Finished,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "copies of what was erased are left; they go when the instance starts again");
                Progress::Begun
            }
        }
    }

    /// Nothing: something changed while it was looked at.
    async fn try_erase(&self, caller: &Caller, documents: &[Iri]) -> Result<Option<Erasure>, ErasureError> {
        // Nobody is making a release meanwhile, who may have read what is erased now and sign it a moment later.
        let _nobody_signs = self.signing_turn.write().await;
        let Plan { by, documents, manifests, releases, erasure } = self.plan(caller, documents).await?;
        let erased = self.journal.erase(EraseWrite { by, documents, manifests, releases }).await;
        match erased {
            Ok(erased) => {
                let documents = erased.documents.into_iter().map(|erased| (erased.iri, erased.entries)).collect();
                Ok(Some(Erasure { documents, progress: Progress::Begun, ..erasure }))
            }
            Err(EraseRefusal::Moved) => Ok(None),
            Err(EraseRefusal::Missing(_)) => Err(ChangeError::NotFound.into()),
            Err(EraseRefusal::Journal(error)) => Err(ChangeError::from(error).into()),
        }
    }

    async fn plan(&self, caller: &Caller, asked: &[Iri]) -> Result<Plan, ErasureError> {
        let by = access::writer(caller)?;
        // A part of a document cannot be erased, and nobody who names one means all of it.
        if let Some(part) = asked.iter().find(|iri| iri.fragment().is_some()) {
            return Err(ChangeError::NotAnAddress(part.clone()).into());
        }
        let asked: BTreeSet<Iri> = asked.iter().cloned().collect();
        if asked.is_empty() {
            return Err(ChangeError::NoDocument.into());
        }
        if asked.len() > ERASURE_LIMIT {
            return Err(ErasureError::TooMany { limit: ERASURE_LIMIT });
        }
        // First of all, so that whatever comes later is found out.
        let releases = self.journal.count_releases().await.map_err(ChangeError::from)?;
        let mut plan = Plan {
            by,
            documents: Vec::with_capacity(asked.len()),
            manifests: Vec::new(),
            releases,
            erasure: Erasure {
                documents: Vec::new(),
                releases: Vec::new(),
                frozen_in: Vec::new(),
                named_in: Vec::new(),
                progress: Progress::Planned,
            },
        };
        let (mut gone, mut kept, mut naming) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for iri in &asked {
            let current = self.journal.current(iri).await.map_err(ChangeError::from)?.ok_or(ChangeError::NotFound)?;
            access::may_erase(caller, &current)?;
            let entries = self.journal.count_entries(iri).await.map_err(ChangeError::from)?;
            plan.documents.push((iri.clone(), current.revision));
            plan.erasure.documents.push((iri.clone(), entries));
            for (description, number) in self.manifests_with_words_of(iri).await? {
                if !access::may_take_back(caller) {
                    let release = self.known(caller, std::iter::once(&(description, number))).await?.pop();
                    return Err(ErasureError::Signed { document: iri.clone(), release });
                }
                gone.insert((description, number));
            }
            kept.extend(self.journal.frozen_in(iri).await.map_err(ChangeError::from)?);
            naming.extend(self.naming(caller, &current).await?);
        }
        plan.erasure.releases = self.known(caller, gone.iter()).await?;
        plan.erasure.frozen_in = self.known(caller, kept.difference(&gone)).await?;
        plan.erasure.named_in = naming.difference(&asked).cloned().collect();
        plan.manifests = gone.into_iter().collect();
        Ok(plan)
    }

    /// The releases in whose manifest more stands of the document than its address: the name of who is described, the
    /// text of the convention.
    async fn manifests_with_words_of(&self, iri: &Iri) -> Result<Vec<(Iri, u64)>, ErasureError> {
        let naming = self.journal.manifests_naming(iri).await.map_err(ChangeError::from)?;
        let mut with_words = Vec::new();
        for (description, number, signed) in naming {
            let manifest = Manifest::of_kept(&signed).map_err(|source| {
                let description = description.clone();
                ChangeError::from(StoredError::Release { description, number, source })
            })?;
            if says_words_of(&manifest, iri) {
                with_words.push((description, number));
            }
        }
        Ok(with_words)
    }

    /// The documents that point at one that is there.
    async fn naming(&self, caller: &Caller, current: &Current) -> Result<BTreeSet<Iri>, ReadError> {
        let (caller, iri) = (caller.clone(), current.iri.clone());
        let links = self.projected(move |projection| projection.links_to(&caller, &iri, NAMING)).await?;
        Ok(links.into_iter().map(|link| link.from.document()).collect())
    }

    /// The addresses of these releases, as far as the caller may read them.
    async fn known(
        &self,
        caller: &Caller,
        releases: impl Iterator<Item = &(Iri, u64)>,
    ) -> Result<Vec<Iri>, ErasureError> {
        let mut known = Vec::new();
        for (description, number) in releases {
            if self.seen(caller, description).await.map_err(ChangeError::from)?.is_none() {
                continue;
            }
            let heads = self.journal.release_heads(description).await.map_err(ChangeError::from)?;
            if heads.iter().any(|head| head.number == *number && head.audience.admits(caller, head.owner)) {
                known.push(self.release_of(description, *number));
            }
        }
        Ok(known)
    }

    fn release_of(&self, description: &Iri, number: u64) -> Iri {
        match self.base().locate(description) {
            Some(Location::Document(container, slug)) => self.base().release(container, &slug, number),
            Some(Location::Container(_)) | None => description.clone(),
        }
    }

    /// Destroys every copy of what was erased, wherever one may be left, and writes down that it is done.
    async fn finish_erasures(&self) -> Result<(), CopyError> {
        let in_journal = CopyError::of::<JournalError>("journal");
        let _one_at_a_time = self.copies.turn.lock().await;
        let documents = self.journal.unfinished_erasures().await.map_err(&in_journal)?;
        let accounts = self.journal.unfinished_accounts().await.map_err(&in_journal)?;
        if documents.is_empty() && accounts.is_empty() {
            return Ok(());
        }
        let entries: Vec<_> = documents.iter().map(|erasure| erasure.seq).collect();
        let what = Forgotten {
            documents: documents.into_iter().map(|erasure| erasure.iri).collect(),
            accounts: accounts.into_iter().map(|erased| erased.id).collect(),
        };
        // Whoever fails holds up none of the others.
        let mut failed = None;
        for place in self.places() {
            if let Err(error) = place.forget(&what).await {
                failed = failed.or(Some(error));
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
        self.journal.finish_erasures(&entries, &what.accounts).await.map_err(&in_journal)
    }
}

/// Whether a manifest says more of the document than its address, version and hash.
fn says_words_of(manifest: &Manifest, iri: &Iri) -> bool {
    let named = |named: &Named| named.iri.document() == *iri && !named.name.is_empty();
    manifest.of.iri == *iri
        || manifest.describes.as_ref().is_some_and(named)
        || manifest
            .convention
            .as_ref()
            .is_some_and(|convention| convention.document.document() == *iri || convention.parties.iter().any(named))
}

impl From<JournalError> for ErasureError {
    fn from(error: JournalError) -> Self {
        Self::Change(error.into())
    }
}
