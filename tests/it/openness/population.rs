//! Who is there, and what they wrote before anybody asks.

use super::rules::{Doc, Model, Own, Person, Rights};
use super::world::{Caller, Dice, ELSEWHERE, Secret, Way, World};
use jiff::SignedDuration;
use model::{Role, Scope};
use registry::account::EditLinkOrder;
use std::collections::{BTreeSet, HashMap};
use tests::{Browser, Client};

/// Everybody with an account: the role, and the groups.
const PEOPLE: [(&str, Role, &[usize]); 10] = [
    ("reader", Role::Reader, &[]),
    ("reader in A", Role::Reader, &[0]),
    ("contributor in A and C", Role::Contributor, &[0, 2]),
    ("contributor in B and C", Role::Contributor, &[1, 2]),
    ("contributor", Role::Contributor, &[]),
    ("contributor in A and B", Role::Contributor, &[0, 1]),
    ("editor", Role::Editor, &[]),
    ("editor in A", Role::Editor, &[0]),
    ("administrator", Role::Administrator, &[]),
    ("administrator in B", Role::Administrator, &[1]),
];

const READ: Scope = Scope::Read;
const WRITE: Scope = Scope::Write;
const ADMIN: Scope = Scope::Admin;

/// Tokens: whose, and what they carry.
const TOKENS: [(usize, &[Scope]); 14] = [
    (0, &[READ, WRITE]),
    (1, &[READ]),
    (2, &[READ, WRITE]),
    (3, &[READ, WRITE]),
    (4, &[READ, WRITE]),
    (5, &[READ, WRITE]),
    (6, &[READ, WRITE]),
    (7, &[READ, WRITE]),
    (8, &[READ, WRITE, ADMIN]),
    (9, &[READ, WRITE, ADMIN]),
    (2, &[READ]),
    (2, &[WRITE]),
    (8, &[WRITE, ADMIN]),
    (9, &[READ, WRITE]),
];

/// Whose browser is signed in.
const BROWSERS: [usize; 5] = [0, 2, 3, 6, 8];

/// The territory's form: it asks what the described is called, so that its report would tell. A warning: what refuses sees
/// the change alone.
pub(crate) const FORM: &str = r#"@prefix cs: <https://w3id.org/codesocial#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    <> a cs:Form ; cs:name "Territoire"@fr , "Territory"@en ; cs:extendsForm cs:FourBundlesForm .
    <#known> a sh:NodeShape ; sh:targetClass cs:CodeSocial ; sh:severity sh:Warning ; sh:sparql [
        sh:message "Le sujet est connu."@fr , "The subject is known."@en ;
        sh:select """SELECT $this ?value WHERE { $this <https://w3id.org/codesocial#describes> ?described .
            ?described <https://w3id.org/codesocial#name> ?value }""" ] ."#;

impl World {
    /// A world that follows from a seed.
    pub(crate) async fn new(seed: u64) -> Self {
        let server = crate::server().await;
        // A session that outlives the test needs a clock that starts with it.
        server.clock().advance(SignedDuration::from_secs(1));
        let registry = server.registry();
        let mut world = Self {
            model: Model::default(),
            callers: Vec::new(),
            secrets: HashMap::new(),
            dice: Dice::new(seed),
            tags: HashMap::new(),
            tagged: HashMap::new(),
            last_tags: HashMap::new(),
            by_the_way: Vec::new(),
            writers: HashMap::new(),
            registry,
            server,
        };
        world.people().await;
        world.documents().await;
        world.server.administrator().put("/forms/territoire", FORM, "").await.expect(201);
        world
    }

    async fn people(&mut self) {
        let operator = self.registry.operator();
        for (at, (_, role, _)) in PEOPLE.iter().enumerate() {
            let email = self.address(at);
            self.registry.make_account(&operator, &email, *role).await.unwrap();
            self.model.people.push(Person { email, role: *role });
        }
        let nobody = Rights {
            account: None,
            role: Role::Reader,
            reads: false,
            writes: false,
            is_session: false,
            guest_of: None,
        };
        self.caller("nobody", nobody, Way::Program(self.server.anonymous()));
        for (person, scopes) in TOKENS {
            let token = self.registry.issue_token(&self.model.people[person].email, scopes.to_vec()).await.unwrap();
            let rights = self.rights(person, scopes, false);
            if rights.reads && rights.writes && rights.role >= Role::Contributor {
                let caller = self.registry.authenticate(&token).await.unwrap().unwrap();
                self.writers.insert(person, caller);
            }
            let client: Client = self.server.with_token(&token);
            self.caller(&format!("{} with {scopes:?}", PEOPLE[person].0), rights, Way::Program(client));
        }
        for person in BROWSERS {
            let (email, role) = (self.model.people[person].email.clone(), self.model.people[person].role);
            let browser: Browser = self.server.signed_in(&email, role).await;
            let rights = self.rights(person, &[READ, WRITE, ADMIN], true);
            self.caller(&format!("{} in a browser", PEOPLE[person].0), rights, Way::Browser(browser));
        }
    }

    fn address(&mut self, person: usize) -> String {
        let word = self.dice.word('m');
        self.guard(&word, Secret::Email(person));
        format!("{word}@moulin.example")
    }

    fn rights(&self, person: usize, scopes: &[Scope], is_session: bool) -> Rights {
        Rights {
            account: Some(person),
            role: self.model.people[person].role,
            reads: scopes.contains(&READ),
            writes: scopes.contains(&WRITE),
            is_session,
            guest_of: None,
        }
    }

    fn caller(&mut self, name: &str, rights: Rights, way: Way) {
        self.callers.push(Caller { name: name.to_owned(), rights, way });
    }

    async fn documents(&mut self) {
        let operator = self.registry.operator();
        for group in 0..3 {
            // They stay as they are: what members and owners know is an exception. Nothing is open to the third alone, so
            // that none of its members reads its address elsewhere.
            let own = [Own::Public, Own::Private, Own::Private][group];
            let doc = Doc { own: Own::Public, owner: 8, ..self.any("groups") };
            self.model.group_documents.push(group);
            self.model.groups.push(BTreeSet::new());
            self.write(group, Doc { own, ..doc }).await;
        }
        for (person, (_, _, groups)) in PEOPLE.iter().enumerate() {
            for group in *groups {
                self.join(*group, person).await;
            }
        }
        let many = [
            ("groups", 5),
            ("organizations", 24),
            ("people", 18),
            ("places", 12),
            ("codes", 26),
            ("annexes", 28),
            ("evidence", 18),
            ("actions", 26),
            ("reviews", 16),
            ("offers", 12),
            ("annotations", 20),
            (ELSEWHERE, 24),
        ];
        for (container, count) in many {
            for _ in 0..count {
                let doc = self.any(container);
                self.write(self.model.docs.len(), doc).await;
            }
        }
        // Somebody without an account, with a link to a document that is closed to it otherwise, and to one that is not.
        let closed = |world: &Self, doc: usize| !world.model.audiences(doc).iter().all(|own| *own == Own::Public);
        for (container, wanted) in [("codes", true), ("people", true), ("organizations", false)] {
            let all = 0..self.model.docs.len();
            let doc = all.into_iter().find(|doc| self.doc(*doc).container == container && closed(self, *doc) == wanted);
            let doc = doc.unwrap();
            let person = self.model.people.len();
            let email = self.address(person);
            self.model.people.push(Person { email: email.clone(), role: Role::Contributor });
            let document = model::Iri::parse(&self.iri(doc)).unwrap();
            let order = EditLinkOrder { document, email, lasts: SignedDuration::from_hours(30 * 24) };
            let (code, _) = self.registry.make_edit_link(&operator, order).await.unwrap();
            let browser = self.server.browser();
            browser.submit(&format!("/edit/{code}"), &[]).await.expect(303);
            let rights = Rights { guest_of: Some(doc), is_session: true, ..self.rights(person, &[READ, WRITE], true) };
            self.caller(&format!("guest of one of the {container}"), rights, Way::Browser(browser));
        }
    }

    /// Makes somebody a member.
    pub(crate) async fn join(&mut self, group: usize, person: usize) {
        let iri = model::Iri::parse(&self.iri(self.model.group_documents[group])).unwrap();
        let email = self.model.people[person].email.clone();
        self.registry.add_member(&self.registry.operator(), &iri, &email).await.unwrap();
        self.model.groups[group].insert(person);
    }

    /// Ends a membership.
    pub(crate) async fn leave(&mut self, group: usize, person: usize) {
        let iri = model::Iri::parse(&self.iri(self.model.group_documents[group])).unwrap();
        let email = self.model.people[person].email.clone();
        self.registry.remove_member(&self.registry.operator(), &iri, &email).await.unwrap();
        self.model.groups[group].remove(&person);
    }

    /// Any audience: one in three is public.
    pub(crate) fn any_audience(&mut self) -> Own {
        let closed = [Own::Network, Own::Members, Own::Group(0), Own::Group(1), Own::Private];
        if self.dice.below(3) == 0 { Own::Public } else { self.dice.pick(&closed) }
    }

    /// Any audience of what stands there: a peer tells what is for everybody, or for its network.
    pub(crate) fn any_audience_in(&mut self, container: &str) -> Own {
        if container == ELSEWHERE { self.dice.pick(&[Own::Public, Own::Network]) } else { self.any_audience() }
    }

    /// Any document of a container, about others that are there.
    pub(crate) fn any(&mut self, container: &'static str) -> Doc {
        let (name, words, slug) = (self.dice.word('n'), self.dice.word('t'), self.dice.word('s'));
        // Some have the name of another.
        let named_alike = self.dice.below(8) == 0 && !self.model.docs.is_empty();
        let name = if named_alike {
            let other = self.dice.below(self.model.docs.len());
            self.model.docs[other].words[0].clone()
        } else {
            name
        };
        let owner = self.dice.below(PEOPLE.len());
        let own = if self.model.groups.is_empty() { Own::Public } else { self.any_audience_in(container) };
        // Somebody else says for whom it is where its owner may not even know of them.
        let knows = match own {
            Own::Group(group) => {
                let rights = self.rights(owner, &[READ, WRITE], false);
                self.model.may_read(&rights, self.model.group_documents[group])
            }
            Own::Public | Own::Network | Own::Members | Own::Private => true,
        };
        Doc {
            container,
            slug,
            owner,
            own,
            links: self.any_links(container),
            gone: None,
            version: 0,
            words: [name, words],
            names_owner: container != ELSEWHERE && (!knows || !self.writers.contains_key(&owner)),
            past: Vec::new(),
        }
    }

    /// What a document of this container points at.
    pub(crate) fn any_links(&mut self, container: &str) -> Vec<(&'static str, usize)> {
        let possible: &[(&'static str, &[&str])] = match container {
            "codes" => &[("describes", &["organizations"])],
            "annexes" => &[("annexOf", &["codes", "codes", "annexes", "organizations"])],
            "actions" => &[("realises", &["codes"]), ("evidencedBy", &["evidence"])],
            "reviews" => &[("reviews", &["codes"])],
            "offers" => &[("offeredBy", &["organizations"])],
            ELSEWHERE => &[("partnerOf", &["organizations"])],
            "annotations" => &[("target", &["codes", "people", "annexes", "organizations", "actions"])],
            _ => &[],
        };
        let mut links = Vec::new();
        for (by, containers) in possible {
            let container = self.dice.pick(containers);
            let there: Vec<usize> =
                (0..self.model.docs.len()).filter(|doc| self.doc(*doc).container == container).collect();
            if !there.is_empty() {
                links.push((*by, self.dice.pick(&there)));
            }
        }
        links
    }
}
