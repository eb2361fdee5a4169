use jiff::Timestamp;
use model::caller::{Account, Role, Scope};
use model::{AccountId, Audience, Caller, Iri, Seq};
use search::{Asked, Found, Index, Said, Sheet, Standing, Step, text::Text};
use tempfile::TempDir;

pub(crate) struct Rig {
    pub(crate) folder: TempDir,
    pub(crate) index: Index,
    seq: u64,
}

impl Rig {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::open(&folder.path().join("index")).unwrap();
        Self { folder, index, seq: 0 }
    }

    pub(crate) fn put(&mut self, sheets: impl IntoIterator<Item = Sheet>) {
        for sheet in sheets {
            self.seq += 1;
            self.index.apply(&Step::Is(Box::new(sheet))).unwrap();
        }
        self.index.commit(Seq(self.seq)).unwrap();
    }

    pub(crate) fn end(&mut self, iris: impl IntoIterator<Item = Iri>) {
        for iri in iris {
            self.seq += 1;
            self.index.apply(&Step::Gone(iri)).unwrap();
        }
        self.index.commit(Seq(self.seq)).unwrap();
    }

    pub(crate) fn ask(&self, asked: &Asked, caller: &Caller) -> Found {
        self.index.reader().search(asked, caller).unwrap()
    }

    /// The last parts of the addresses of what is found, in order.
    pub(crate) fn typed(&self, typed: &str) -> Vec<String> {
        let asked = Asked { text: Text::parse(typed), take: 100, ..Asked::default() };
        names(&self.ask(&asked, &Caller::Anonymous))
    }

    pub(crate) fn restart(self) -> Self {
        let Self { folder, index, seq } = self;
        drop(index);
        let index = Index::open(&folder.path().join("index")).unwrap();
        Self { folder, index, seq }
    }
}

pub(crate) fn names(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.iri.as_str().rsplit('/').next().unwrap().to_owned()).collect()
}

pub(crate) fn iri(name: &str) -> Iri {
    Iri::parse(&format!("https://a.example/x/{name}")).unwrap()
}

pub(crate) fn said(text: &str, language: Option<&str>) -> Said {
    Said { text: text.to_owned(), language: language.map(str::to_owned) }
}

/// A public sheet that says nothing.
pub(crate) fn sheet(name: &str) -> Sheet {
    Sheet {
        iri: iri(name),
        standing: Standing { audience: Audience::Public, owner: AccountId(1), changed: Timestamp::UNIX_EPOCH },
        classes: Vec::new(),
        themes: Vec::new(),
        territories: Vec::new(),
        names: Vec::new(),
        texts: Vec::new(),
        point: None,
        edges: Vec::new(),
    }
}

pub(crate) fn account(id: i64, groups: Vec<Iri>, scopes: &[Scope]) -> Caller {
    let (email, role) = (String::new(), Role::Reader);
    Caller::Account(Account { id: AccountId(id), email, role, scopes: scopes.to_vec(), groups })
}
