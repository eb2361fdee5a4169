//! A server that we made of a library of others (`tests/peers`): one actor, driven over HTTP below `/rig/`. Each takes of
//! what it is told what its library needs.

use super::program::Program;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A running one. Its keys, whom it knows and what it was sent outlive a restart; what it has yet to send does not.
pub struct Scripted {
    program: Program,
    actor: String,
    /// What it asked to follow, each with the address of the Follow.
    begun: Mutex<BTreeMap<String, String>>,
}

impl Scripted {
    pub(super) fn new(program: Program, actor: String) -> Self {
        Self { program, actor, begun: Mutex::default() }
    }

    /// SIGKILL; [`restart`](Self::restart) starts it again.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Ends it, if it runs, and starts it again with the same folder and port.
    pub async fn restart(&mut self) {
        self.program.restart().await;
    }

    /// The id of its process, while it runs.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }

    /// The address of its actor.
    pub fn actor(&self) -> String {
        self.actor.clone()
    }

    /// Sends a Follow of this, to itself if it is an actor, else to the actor that it is attributed to; the address of
    /// the Follow.
    pub async fn follow(&self, target: &str) -> String {
        let follow = self.program.ask_for_text("follow", json!({ "target": target })).await;
        self.begun().insert(target.to_owned(), follow.clone());
        follow
    }

    /// Undoes its Follow of this actor; the address of the Undo.
    pub async fn unfollow(&self, whom: &str) -> String {
        let follow = self.begun()[whom].clone();
        self.program.ask_for_text("unfollow", json!({ "target": whom, "whom": whom, "follow": follow })).await
    }

    /// Publishes a note to its followers; the address of the note.
    pub async fn note(&self, words: &str) -> String {
        self.program.ask_for_text("note", json!({ "text": words })).await
    }

    /// Publishes a note that answers this; the address of the note.
    pub async fn reply(&self, to: &str, words: &str) -> String {
        self.program.ask_for_text("note", json!({ "text": words, "answers": to })).await
    }

    /// Where WebFinger leads it, from `name@host` or from the address, whichever it can ask for.
    pub async fn finger(&self, name: &str, address: &str) -> String {
        self.program.ask_for_text("finger", json!({ "account": name, "target": address })).await
    }

    /// What it understands of what is at this address, asked for with a signature.
    pub async fn lookup(&self, target: &str) -> Value {
        self.program.ask("lookup", json!({ "target": target })).await
    }

    /// The activities that came to it with a signature that held, as they were sent.
    pub fn received(&self) -> Vec<Value> {
        self.program.received()
    }

    /// Who follows it.
    pub async fn followers(&self) -> Vec<String> {
        self.program.ask_for_addresses("followers").await
    }

    /// What it follows: of what it was accepted.
    pub async fn following(&self) -> Vec<String> {
        self.program.ask_for_addresses("following").await
    }

    fn begun(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
