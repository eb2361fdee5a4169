//! What the rules say (architecture.md, section 2), in a few lines that know nothing of the code that follows them.

use model::Role;
use std::collections::BTreeSet;

/// Somebody with an account.
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) role: Role,
}

/// Who may read a document by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Own {
    Public,
    Network,
    Members,
    /// Those of this group.
    Group(usize),
    Private,
}

/// A document, as far as anybody may ask of it.
#[derive(Debug, Clone)]
pub(crate) struct Doc {
    pub(crate) container: &'static str,
    pub(crate) slug: String,
    pub(crate) owner: usize,
    pub(crate) own: Own,
    /// What it points at, by which property.
    pub(crate) links: Vec<(&'static str, usize)>,
    /// Where it was deleted: the audiences that it had.
    pub(crate) gone: Option<BTreeSet<Own>>,
    /// How often it was written.
    pub(crate) version: u64,
    /// Two words that stand nowhere but in it: its name, and what it says.
    pub(crate) words: [String; 2],
    /// Whether it says whose it is.
    pub(crate) names_owner: bool,
    /// What it was before, the first version first.
    pub(crate) past: Vec<Past>,
}

/// A version that another one took the place of.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) words: [String; 2],
    pub(crate) links: Vec<(&'static str, usize)>,
    /// The audiences that it had in the end.
    pub(crate) audiences: BTreeSet<Own>,
    pub(crate) owner: usize,
    pub(crate) names_owner: bool,
    /// What took its place: told where something differs.
    #[expect(dead_code, reason = "it is told as a part of the whole")]
    pub(crate) by: String,
}

/// A description as it was released.
pub(crate) struct Frozen {
    pub(crate) of: usize,
    pub(crate) number: u64,
    pub(crate) audiences: BTreeSet<Own>,
    pub(crate) owner: usize,
    /// What it holds, each as it was.
    pub(crate) members: Vec<(usize, Doc)>,
}

/// What somebody who asks comes with.
#[derive(Debug, Clone)]
pub(crate) struct Rights {
    pub(crate) account: Option<usize>,
    pub(crate) role: Role,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
    /// A browser, with all that its account may do.
    pub(crate) is_session: bool,
    /// The holder of a link to edit this document.
    pub(crate) guest_of: Option<usize>,
}

#[derive(Default)]
pub(crate) struct Model {
    pub(crate) people: Vec<Person>,
    /// Who belongs to each group; [`Model::group_documents`] are their documents.
    pub(crate) groups: Vec<BTreeSet<usize>>,
    pub(crate) group_documents: Vec<usize>,
    pub(crate) docs: Vec<Doc>,
    pub(crate) releases: Vec<Frozen>,
    /// What was copied of a document into another one, which has an audience of its own.
    pub(crate) copies: Vec<(usize, Past)>,
}

/// By what a document is bound: it is never more open than what it points at so.
pub(crate) const BINDS: [&str; 2] = ["annexOf", "realises"];

impl Model {
    /// The audiences that a document has to satisfy all at once.
    pub(crate) fn audiences(&self, doc: usize) -> BTreeSet<Own> {
        if let Some(last) = &self.docs[doc].gone {
            return last.clone();
        }
        let (mut known, mut waiting) = (BTreeSet::new(), vec![doc]);
        while let Some(next) = waiting.pop() {
            if known.insert(next) {
                let bound = self.docs[next].links.iter().filter(|(by, _)| BINDS.contains(by));
                waiting.extend(bound.map(|(_, to)| *to));
            }
        }
        known.into_iter().map(|each| self.docs[each].own).collect()
    }

    /// Whether these audiences, of something that is `owner`'s, let somebody in.
    pub(crate) fn admit(&self, audiences: &BTreeSet<Own>, owner: usize, who: &Rights) -> bool {
        if audiences.iter().all(|own| *own == Own::Public) {
            return true;
        }
        let Some(account) = who.account.filter(|_| who.reads && who.guest_of.is_none()) else { return false };
        let groups: Vec<usize> =
            audiences.iter().filter_map(|own| if let Own::Group(group) = own { Some(*group) } else { None }).collect();
        account == owner
            || (!audiences.contains(&Own::Private)
                && groups.len() < 2
                && groups.iter().all(|group| self.groups[*group].contains(&account)))
    }

    /// Whether somebody knows of a group: as one who may read its document, or belongs to it.
    pub(crate) fn knows_group(&self, who: &Rights, group: usize) -> bool {
        let belongs = who.account.filter(|_| who.reads && who.guest_of.is_none());
        let document = self.group_documents[group];
        belongs.is_some_and(|account| self.groups[group].contains(&account))
            || (self.is_there(document) && self.may_read(who, document))
    }

    /// Whether somebody sees it among others.
    pub(crate) fn sees(&self, who: &Rights, doc: usize) -> bool {
        self.admit(&self.audiences(doc), self.docs[doc].owner, who)
    }

    /// Whether somebody may read it at its address, or learn there that it is gone.
    pub(crate) fn may_read(&self, who: &Rights, doc: usize) -> bool {
        who.guest_of == Some(doc) || self.sees(who, doc)
    }

    /// The status with which somebody is refused to write at all.
    pub(crate) fn no_writer(who: &Rights) -> Option<u16> {
        match who.account {
            None => Some(401),
            Some(_) if !who.writes || who.role < Role::Contributor => Some(403),
            Some(_) => None,
        }
    }

    /// Whether somebody who may read it may change what it says.
    pub(crate) fn may_change(&self, who: &Rights, doc: usize) -> bool {
        who.guest_of == Some(doc) || self.owns(who, doc) || who.role >= Role::Editor
    }

    /// Whether somebody who may change it may open, close or give it away.
    pub(crate) fn may_open(&self, who: &Rights, doc: usize) -> bool {
        self.owns(who, doc) || who.role >= Role::Administrator
    }

    fn owns(&self, who: &Rights, doc: usize) -> bool {
        who.guest_of.is_none() && who.account == Some(self.docs[doc].owner)
    }

    pub(crate) fn is_there(&self, doc: usize) -> bool {
        self.docs[doc].gone.is_none()
    }

    /// What is there and somebody sees.
    pub(crate) fn seen(&self, who: &Rights) -> impl Iterator<Item = usize> {
        (0..self.docs.len()).filter(move |doc| self.is_there(*doc) && self.sees(who, *doc))
    }

    /// What a description holds together, as far as somebody sees it: along what points at it and what it points at.
    pub(crate) fn whole(&self, who: &Rights, description: usize) -> BTreeSet<usize> {
        let seen: BTreeSet<usize> = self.seen(who).collect();
        let described = self.pointed(description, &["describes"]);
        let (mut found, mut waiting) = (BTreeSet::new(), vec![description]);
        while let Some(next) = waiting.pop() {
            let candidates: Vec<usize> = match self.docs[next].container {
                "organizations" if described.contains(&next) => self.pointing(next, &["annexOf", "offeredBy"]),
                "codes" | "annexes" | "actions" | "evidence" | "reviews" => {
                    let mut both = self.pointed(next, &["describes", "evidencedBy"]);
                    both.extend(self.pointing(next, &["annexOf", "realises", "reviews"]));
                    both
                }
                _ => Vec::new(),
            };
            let new = candidates.into_iter().filter(|each| {
                let belongs = !["codes", "annotations"].contains(&self.docs[*each].container);
                belongs && *each != description && seen.contains(each)
            });
            waiting.extend(new.filter(|each| found.insert(*each)));
        }
        found
    }

    /// What a document points at by one of these.
    pub(crate) fn pointed(&self, doc: usize, by: &[&str]) -> Vec<usize> {
        self.docs[doc].links.iter().filter(|(link, _)| by.contains(link)).map(|(_, to)| *to).collect()
    }

    /// What is there and points at a document by one of these.
    pub(crate) fn pointing(&self, doc: usize, by: &[&str]) -> Vec<usize> {
        let all = (0..self.docs.len()).filter(|from| self.is_there(*from));
        all.filter(|from| self.docs[*from].links.iter().any(|(link, to)| *to == doc && by.contains(link))).collect()
    }

    /// The version that stands.
    pub(crate) fn standing(&self, doc: usize) -> Past {
        let Doc { words, links, owner, names_owner, .. } = self.docs[doc].clone();
        Past { words, links, audiences: self.audiences(doc), owner, names_owner, by: String::new() }
    }

    /// Another version takes the place of one, by what somebody did.
    pub(crate) fn replace(&mut self, doc: usize, new: Doc, by: impl Into<String>) {
        let mut past = self.docs[doc].past.clone();
        past.push(Past { by: by.into(), ..self.standing(doc) });
        self.docs[doc] = Doc { past, ..new };
    }

    /// Whether somebody may read a release that there is.
    pub(crate) fn may_read_release(&self, who: &Rights, release: &Frozen) -> bool {
        self.may_read(who, release.of) && self.admit(&release.audiences, release.owner, who)
    }
}
