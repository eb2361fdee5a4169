//! What it knows: the actor that it is, who follows it, whom it follows, what it said. It is kept in a file, written whole
//! after each change.

use crate::Failure;
use crate::actor::{Endpoints, Kind, Person, Somebody};
use crate::object::Object;
use activitypub_federation::http_signatures::generate_actor_keypair;
use activitypub_federation::protocol::public_key::PublicKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use url::Url;

const FILE: &str = "state.json";

/// What the library hands to whoever handles a request.
pub(crate) type Data = activitypub_federation::config::Data<Arc<Peer>>;

pub(crate) struct Peer {
    origin: Url,
    state: Mutex<State>,
    /// Others, as they showed themselves since it was started.
    known: Mutex<BTreeMap<Url, Somebody>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct State {
    private_key: String,
    public_key: String,
    /// How many addresses were given to what it sent.
    given: u64,
    /// The followers, each with the inbox it is told in.
    pub(crate) followers: BTreeMap<Url, Url>,
    /// The address of a Follow, and what it asked for.
    pub(crate) requested: BTreeMap<Url, Requested>,
    pub(crate) following: BTreeSet<Url>,
    pub(crate) notes: BTreeMap<u64, Object>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Requested {
    pub(crate) object: Url,
    /// Who can accept it.
    pub(crate) of: Url,
}

impl Peer {
    /// Finds what it was in this folder, or begins anew.
    pub(crate) fn open(domain: &str) -> Result<Self, Failure> {
        let state = if Path::new(FILE).exists() {
            serde_json::from_slice(&fs::read(FILE)?)?
        } else {
            let keys = generate_actor_keypair()?;
            State {
                private_key: keys.private_key,
                public_key: keys.public_key,
                given: 0,
                followers: BTreeMap::new(),
                requested: BTreeMap::new(),
                following: BTreeSet::new(),
                notes: BTreeMap::new(),
            }
        };
        let peer = Self { origin: format!("http://{domain}").parse()?, state: state.into(), known: Mutex::default() };
        peer.change(|_| ())?;
        Ok(peer)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what it knows, and writes it down.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> io::Result<T> {
        let mut state = self.state();
        let changed = change(&mut state);
        let new = format!("{FILE}.new");
        fs::write(&new, serde_json::to_vec(&*state)?)?;
        fs::rename(new, FILE)?;
        Ok(changed)
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, BTreeMap<Url, Somebody>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An address of its own at this path.
    pub(crate) fn address(&self, path: &str) -> Url {
        let mut address = self.origin.clone();
        address.set_path(path);
        address
    }

    /// An address that nothing has yet, and its number.
    pub(crate) fn new_address(&self, folder: &str) -> io::Result<(Url, u64)> {
        let number = self.change(|state| {
            state.given += 1;
            state.given
        })?;
        Ok((self.address(&format!("/{folder}/{number}")), number))
    }

    /// The actor that it is, with the key it signs with.
    pub(crate) fn me(&self) -> Somebody {
        let (id, state) = (self.address("/users/me"), self.state());
        let public_key =
            PublicKey { id: format!("{id}#main-key"), owner: id.clone(), public_key_pem: state.public_key.clone() };
        Somebody {
            shown: Person {
                id: id.into(),
                kind: Kind::Person,
                preferred_username: "me".to_owned(),
                name: Some("activitypub_federation".to_owned()),
                inbox: self.address("/users/me/inbox"),
                followers: Some(self.address("/users/me/followers")),
                endpoints: Some(Endpoints { shared_inbox: self.address("/inbox") }),
                public_key,
            },
            private_key: Some(state.private_key.clone()),
        }
    }
}

/// Writes down an activity whose signature held, as it was sent.
pub(crate) fn write_down(activity: &serde_json::Value) -> io::Result<()> {
    let mut log = File::options().create(true).append(true).open("received.jsonl")?;
    log.write_all(format!("{activity}\n").as_bytes())
}
