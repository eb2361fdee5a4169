//! The grammar as it stands here: ours, the forms in the folder, those that administrators put.
//!
//! Files of the folder are read when the instance is opened, and only then; nobody replaces them from outside. Forms
//! that are put stand in the journal and hold from the next change on. Each change of the grammar makes a new one
//! ([`Grammar`] is never changed), so that a validation under way goes on with the one it began with.

use crate::access;
use crate::error::{FormChangeError, FormFileError, OpenError, ReadError};
use crate::intake::{self, Body};
use crate::registry::Registry;
use jiff::Timestamp;
use journal::{FormWrite, Journal, KeptForm, Outcome};
use model::syntax::{self, Format};
use model::{AccountId, Base, Caller, Expected, Iri, Revision, Slug};
use oxrdf::{GraphName, Quad};
use shapes::{Form, FormError, Grammar, Report};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// Largest file of a form, in bytes: ours have some thousands.
const FILE_LIMIT: u64 = 4 << 20;

/// The segment under which forms are addressed.
const SEGMENT: &str = "forms/";

/// Where a form comes from, hence who changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormOrigin {
    /// It is part of the grammar.
    Grammar,
    /// The operator keeps it in this file of the data folder.
    File(PathBuf),
    /// An administrator put it.
    Put {
        /// Its revision.
        revision: Revision,
        /// When that was put.
        modified: Timestamp,
    },
}

/// What became of a form that was put or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormChanged {
    /// Its revision now.
    pub revision: Revision,
    /// What happened.
    pub outcome: Outcome,
    /// What the rules for forms advise about it.
    pub advice: Report,
}

/// The grammar in force, and the forms that are not ours.
pub(crate) struct Forms {
    current: RwLock<Arc<Grammar>>,
    /// Those in the folder, by slug.
    files: BTreeMap<String, PathBuf>,
    /// One change of the grammar at a time, from the look at what stands to the last swap.
    turn: Mutex<()>,
}

impl Forms {
    /// Reads the forms of the folder and of the journal. A file that cannot be used stops the start: whoever wrote it is
    /// there to mend it. A form of the journal that can no longer be used, because what it extends has gone or changed,
    /// is left out and told in the log: an administrator needs the instance to mend it.
    pub(crate) async fn open(folder: &Path, base: &Base, journal: &Journal) -> Result<Self, OpenError> {
        let mut proposed = Vec::new();
        let mut files = BTreeMap::new();
        for (slug, path, text) in read_files(folder)? {
            let name = format!("{SEGMENT}{}", path.file_name().unwrap_or_default().to_string_lossy());
            proposed.push(Proposed { name, address: address(base, &slug), text, origin: Origin::File });
            files.insert(slug.to_string(), path);
        }
        for KeptForm { slug, text, .. } in journal.forms().await? {
            let Some(text) = text else { continue };
            let address = address(base, &slug);
            if files.contains_key(slug.as_str()) {
                tracing::warn!(form = %address, "a file of the data folder stands before the form that was put");
                continue;
            }
            proposed.push(Proposed { name: format!("{SEGMENT}{slug}"), address, text, origin: Origin::Journal });
        }
        let grammar = extended(Grammar::ours()?, proposed)?;
        Ok(Self { current: RwLock::new(Arc::new(grammar)), files, turn: Mutex::new(()) })
    }

    /// The grammar in force.
    pub(crate) fn grammar(&self) -> Arc<Grammar> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses to change what administrators do not keep.
    fn may_change(&self, slug: &Slug, address: &Iri) -> Result<(), FormChangeError> {
        if let Some(file) = self.files.get(slug.as_str()) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            return Err(FormChangeError::InFile { form: address.clone(), file: format!("{SEGMENT}{name}") });
        }
        match self.grammar().form_called(slug.as_str()) {
            Some(form) if form.iri().as_ref() != address.as_named_node() => {
                Err(FormChangeError::OfTheGrammar(address.clone()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Makes the change in the journal, then here.
    async fn change(&self, journal: &Journal, slug: Slug, address: Iri, change: Wanted) -> Answer {
        let _turn = self.turn.lock().await;
        self.may_change(&slug, &address)?;
        let standing = self.grammar();
        let Wanted { by, expected, text } = change;
        let grammar = match &text {
            Some(text) => standing.with_form(&format!("{SEGMENT}{slug}"), &address, text),
            None => standing.without_form(address.as_named_node()),
        };
        let grammar = grammar.map_err(|source| FormChangeError::Refused { form: address.clone(), source })?;
        let advice = grammar.form(address.as_named_node()).map(|form| form.advice().clone()).unwrap_or_default();
        let write = FormWrite { iri: address, slug, by, expected, text };
        let (revision, outcome) = journal.keep_form(write).await?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(grammar);
        Ok(FormChanged { revision, outcome, advice })
    }
}

type Answer = Result<FormChanged, FormChangeError>;

/// What somebody wants of a form.
struct Wanted {
    by: AccountId,
    expected: Expected,
    /// Turtle; nothing: it shall go.
    text: Option<String>,
}

impl Registry {
    /// The grammar in force: every shape and every form.
    pub fn grammar(&self) -> Arc<Grammar> {
        self.forms.grammar()
    }

    /// The address of the form that ends in this, ours or a territory's.
    pub fn form_address(&self, slug: &str) -> Iri {
        self.base().service(&[SEGMENT, slug].concat())
    }

    /// Where the form of this address comes from.
    pub async fn form_origin(&self, form: &Form) -> Result<FormOrigin, ReadError> {
        if self.grammar().is_ours(form.iri().as_ref()) {
            return Ok(FormOrigin::Grammar);
        }
        if let Some(file) = self.forms.files.get(form.slug()) {
            return Ok(FormOrigin::File(file.clone()));
        }
        let kept = self.journal.forms().await?.into_iter().find(|kept| kept.slug.as_str() == form.slug());
        kept.map(|kept| FormOrigin::Put { revision: kept.revision, modified: kept.modified }).ok_or(ReadError::NotFound)
    }

    /// Whether there once was a form that administrators put under this, and it is gone.
    pub async fn form_is_gone(&self, slug: &str) -> Result<bool, ReadError> {
        let forms = self.journal.forms().await?;
        Ok(forms.iter().any(|kept| kept.slug.as_str() == slug && kept.text.is_none()))
    }

    /// Puts a territory's form: it holds from the next change on. What cannot be used is refused with why, and what
    /// stood there stays.
    pub async fn put_form(&self, caller: &Caller, slug: &Slug, body: Body<'_>, expected: Expected) -> Answer {
        let by = access::administrator(caller)?;
        let text = turtle(&self.form_address(slug.as_str()), body)?;
        self.change_form(slug, Wanted { by, expected, text: Some(text) }).await
    }

    /// Takes a territory's form away. Descriptions that follow it stay, and are told that it is not known here.
    pub async fn delete_form(&self, caller: &Caller, slug: &Slug, expected: Expected) -> Answer {
        let by = access::administrator(caller)?;
        self.change_form(slug, Wanted { by, expected, text: None }).await
    }

    async fn change_form(&self, slug: &Slug, wanted: Wanted) -> Answer {
        let (forms, journal) = (Arc::clone(&self.forms), self.journal.clone());
        let (slug, address) = (slug.clone(), self.form_address(slug.as_str()));
        // A task of its own: a caller who goes away must not leave the journal and the grammar in force apart.
        let task = tokio::spawn(async move { forms.change(&journal, slug, address, wanted).await });
        match task.await {
            Ok(answer) => answer,
            Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
            Err(_) => Err(journal::JournalError::Closed.into()),
        }
    }
}

/// A form that is to join the grammar.
struct Proposed {
    name: String,
    address: Iri,
    text: String,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    File,
    Journal,
}

/// The grammar with all of these, in whatever order they extend each other.
fn extended(mut grammar: Grammar, mut waiting: Vec<Proposed>) -> Result<Grammar, OpenError> {
    loop {
        let mut refused: Vec<(Proposed, FormError)> = Vec::new();
        let before = waiting.len();
        for proposed in waiting {
            match grammar.with_form(&proposed.name, &proposed.address, &proposed.text) {
                Ok(larger) => grammar = larger,
                Err(error) => refused.push((proposed, error)),
            }
        }
        if refused.len() == before {
            // None of them waits for another one any more: what is left cannot be used.
            for (proposed, error) in refused {
                if proposed.origin == Origin::File {
                    return Err(error.into());
                }
                tracing::error!(form = %proposed.address, %error, "a form that was put can no longer be used: it is left out");
            }
            return Ok(grammar);
        }
        waiting = refused.into_iter().map(|(proposed, _)| proposed).collect();
    }
}

/// `forms/*.ttl`, by name.
fn read_files(folder: &Path) -> Result<Vec<(Slug, PathBuf, String)>, FormFileError> {
    let unreadable = |path: &Path, source| FormFileError::Unreadable { path: path.to_owned(), source };
    let folder = folder.join("forms");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&folder, error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(&folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "ttl") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let slug = Slug::from_text(&stem).ok().filter(|slug| slug.as_str() == stem);
        let Some(slug) = slug else { return Err(FormFileError::Misnamed(path)) };
        let size = std::fs::metadata(&path).map_err(|error| unreadable(&path, error))?.len();
        if size > FILE_LIMIT {
            return Err(FormFileError::TooLarge { path, limit: FILE_LIMIT });
        }
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let whole = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = whole.split(|byte| *byte == b'\n').count();
            FormFileError::NotUtf8 { path: path.clone(), line }
        })?;
        files.push((slug, path, text));
    }
    Ok(files)
}

fn address(base: &Base, slug: &Slug) -> Iri {
    base.service(&format!("{SEGMENT}{slug}"))
}

/// What came in as Turtle: as it was written, or written anew where it came in another format.
fn turtle(address: &Iri, body: Body<'_>) -> Result<String, FormChangeError> {
    let own: GraphName = GraphName::NamedNode(address.clone().into());
    let quads: Vec<Quad> = intake::parse(address, body)?;
    if let Some(foreign) =
        quads.iter().find(|quad| quad.graph_name != GraphName::DefaultGraph && quad.graph_name != own)
    {
        return Err(FormChangeError::ForeignGraph(foreign.graph_name.to_string()));
    }
    let written = match body.format {
        Format::Turtle => body.bytes.to_vec(),
        Format::JsonLd | Format::TriG | Format::NQuads | Format::NTriples | Format::RdfXml => {
            syntax::write(&quads, Format::Turtle)
        }
    };
    // It was just read as text, so it is; and a byte order mark is no part of it.
    let text = String::from_utf8_lossy(&written);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}
