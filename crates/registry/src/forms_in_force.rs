//! The forms in force at one moment: ours, those in the folder, those that administrators put.

use crate::error::{FormChangeError, FormFileError, OpenError, ReadError};
use crate::form::SEGMENT;
use crate::form_file::{self, FormFile};
use jiff::Timestamp;
use journal::{FormWrite, KeptForm};
use model::{Base, Iri, Revision, Slug};
use shapes::{Form, FormError, Grammar};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Where a form comes from, hence who changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormOrigin {
    /// It is part of the grammar.
    Grammar,
    /// The operator keeps it in a file of the data folder.
    File,
    /// An administrator put it.
    Put {
        /// Its revision.
        revision: Revision,
        /// When that was put.
        modified: Timestamp,
    },
}

/// Every form in force, with where it comes from. It never changes: a change of the forms makes another one, so that
/// what is read here at one time belongs together, a form's text and its revision above all.
#[derive(Debug)]
pub struct FormsInForce {
    base: Base,
    grammar: Arc<Grammar>,
    /// Those in the folder.
    files: Arc<BTreeSet<Slug>>,
    /// Each form of the journal as it stands there: in force, gone, behind a file, or left out.
    kept: BTreeMap<Slug, KeptForm>,
}

impl FormsInForce {
    /// The grammar that they make: every shape and every form.
    pub fn grammar(&self) -> Arc<Grammar> {
        Arc::clone(&self.grammar)
    }

    /// The form of this name, and where it comes from. What was put and deleted is gone.
    pub fn find(&self, slug: &Slug) -> Result<(&Form, FormOrigin), ReadError> {
        let kept = self.kept(slug);
        let Some(form) = self.grammar.form_called(slug.as_str()) else {
            let gone = kept.is_some_and(|kept| kept.text.is_none());
            return Err(if gone { ReadError::Gone } else { ReadError::NotFound });
        };
        let origin = match kept {
            _ if self.grammar.is_ours(form.iri().as_ref()) => FormOrigin::Grammar,
            Some(&KeptForm { revision, modified, .. }) if !self.files.contains(slug) => {
                FormOrigin::Put { revision, modified }
            }
            Some(_) | None => FormOrigin::File,
        };
        Ok((form, origin))
    }

    /// Reads the files of the folder; `kept` is what the journal holds. A file that cannot be used stops the start:
    /// whoever wrote it is there to mend it. A form of the journal that can no longer be used, because what it extends
    /// has gone or changed, is left out and told in the log: an administrator needs the instance to mend it.
    pub(crate) fn read(folder: &Path, base: &Base, kept: Vec<KeptForm>) -> Result<Self, OpenError> {
        let ours = Grammar::ours()?;
        let mut files = BTreeSet::new();
        let mut proposed = Vec::new();
        for FormFile { slug, path, text } in form_file::read_all(folder)? {
            if ours.form_called(slug.as_str()).is_some() {
                return Err(FormFileError::OfTheGrammar(path).into());
            }
            proposed.push(Proposed::new(base, &slug, text, Origin::File));
            files.insert(slug);
        }
        let kept = kept.into_iter().map(|form| (form.slug.clone(), form)).collect();
        let begun = Self { base: base.clone(), grammar: Arc::new(ours), files: Arc::new(files), kept };
        begun.tell_what_sleeps();
        // Together: a file may extend what was put.
        proposed.extend(begun.left_out());
        let (grammar, refused) = with_all(Grammar::clone(&begun.grammar), proposed);
        for (form, error) in refused {
            if form.origin == Origin::File {
                return Err(error.into());
            }
            tracing::error!(form = %form.address, %error, "a form that was put can no longer be used: it is left out");
        }
        Ok(Self { grammar: Arc::new(grammar), ..begun })
    }

    /// What the journal holds under this name, in force or not.
    pub(crate) fn kept(&self, slug: &Slug) -> Option<&KeptForm> {
        self.kept.get(slug)
    }

    /// Refuses to change what administrators do not keep.
    pub(crate) fn may_change(&self, write: &FormWrite) -> Result<(), FormChangeError> {
        let form = || write.iri.clone();
        if self.files.contains(&write.slug) {
            return Err(FormChangeError::InFile { form: form(), file: form_file::name(&write.slug) });
        }
        match self.grammar.form_called(write.slug.as_str()) {
            Some(there) if self.grammar.is_ours(there.iri().as_ref()) => Err(FormChangeError::OfTheGrammar(form())),
            Some(_) | None => Ok(()),
        }
    }

    /// The grammar as this change would make it; with it comes back what was left out and can be used then.
    pub(crate) fn grammar_after(&self, write: &FormWrite) -> Result<Grammar, FormError> {
        let grammar = match &write.text {
            Some(text) => self.grammar.with_form(&kept_name(&write.slug), &write.iri, text)?,
            None => self.grammar.without_form(write.iri.as_named_node())?,
        };
        let waiting = self.left_out().filter(|form| form.address != write.iri).collect();
        Ok(with_all(grammar, waiting).0)
    }

    /// These forms after a change that made this grammar, and of which this stands in the journal.
    pub(crate) fn with(&self, grammar: Grammar, changed: KeptForm) -> Self {
        for form in self.left_out().filter(|form| form.address != self.base.form(changed.slug.as_str())) {
            if grammar.form(form.address.as_named_node()).is_some() {
                tracing::info!(form = %form.address, "a form that was left out can be used again");
            }
        }
        let mut kept = self.kept.clone();
        kept.insert(changed.slug.clone(), changed);
        Self { base: self.base.clone(), grammar: Arc::new(grammar), files: Arc::clone(&self.files), kept }
    }

    /// Forms of the journal that are not in force, though nothing stands before them.
    fn left_out(&self) -> impl Iterator<Item = Proposed> {
        self.kept.values().filter_map(|KeptForm { slug, text, .. }| {
            let there = self.files.contains(slug) || self.grammar.form_called(slug.as_str()).is_some();
            let text = text.as_ref().filter(|_| !there)?;
            Some(Proposed::new(&self.base, slug, text.clone(), Origin::Journal))
        })
    }

    fn tell_what_sleeps(&self) {
        for KeptForm { slug, .. } in self.kept.values().filter(|form| form.text.is_some()) {
            let form = self.base.form(slug.as_str());
            if self.grammar.form_called(slug.as_str()).is_some() {
                tracing::warn!(%form, "a form of the grammar stands before the form that was put");
            } else if self.files.contains(slug) {
                tracing::warn!(%form, "a file of the data folder stands before the form that was put");
            }
        }
    }
}

/// A form that is to join the grammar.
struct Proposed {
    address: Iri,
    text: String,
    /// Where the text is from, for what is told.
    source_name: String,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    File,
    Journal,
}

impl Proposed {
    fn new(base: &Base, slug: &Slug, text: String, origin: Origin) -> Self {
        let source_name = match origin {
            Origin::File => form_file::name(slug),
            Origin::Journal => kept_name(slug),
        };
        Self { address: base.form(slug.as_str()), text, source_name, origin }
    }
}

/// How a form of the journal is called where it is told what is wrong with it.
fn kept_name(slug: &Slug) -> String {
    format!("{SEGMENT}{slug}")
}

/// The grammar with all of these that can be used, in whatever order they extend each other; and the others.
fn with_all(mut grammar: Grammar, mut waiting: Vec<Proposed>) -> (Grammar, Vec<(Proposed, FormError)>) {
    loop {
        let before = waiting.len();
        let mut refused = Vec::new();
        for form in waiting {
            match grammar.with_form(&form.source_name, &form.address, &form.text) {
                Ok(larger) => grammar = larger,
                Err(error) => refused.push((form, error)),
            }
        }
        if refused.len() == before {
            // None of them waits for another one any more.
            return (grammar, refused);
        }
        waiting = refused.into_iter().map(|(form, _)| form).collect();
    }
}
