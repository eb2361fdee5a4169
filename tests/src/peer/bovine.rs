//! bovine_herd, as `tests/peers/bovine_actor.py` makes a server of it: one actor, which accepts who follows it, and
//! answers 401 to whoever asks for it without a signature.

use super::program::Program;
use super::{installed, script};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

/// A running bovine_herd. Its keys and all that it was sent outlive a restart; what it has yet to send does not.
pub struct Bovine {
    program: Program,
    packages: PathBuf,
    contexts: PathBuf,
    actor: String,
}

impl Bovine {
    /// Starts one. It needs the JSON-LD contexts that Fedify brings. `under_test` is the command, under whose target
    /// folder both are installed.
    pub async fn start(under_test: &str) -> Option<Self> {
        let packages = installed(under_test, "python")?;
        let contexts = installed(under_test, "fedify")?.join("node_modules/@fedify/vocab-runtime/src/contexts");
        let mut bovine = Self { program: Program::new("bovine"), packages, contexts, actor: String::new() };
        bovine.serve().await;
        bovine.actor = text(&bovine.program.ask("whoami", json!({})).await);
        Some(bovine)
    }

    async fn serve(&mut self) {
        let mut python = Command::new(self.packages.join("venv/bin/python3"));
        python.arg(script("bovine_actor.py")).arg(self.program.port().to_string()).arg(&self.contexts);
        self.program.start(&mut python).await;
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
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Sends a Follow of this, to itself if it has an inbox, else to whom it is attributed; the address of the Follow.
    pub async fn follow(&self, target: &str) -> String {
        text(&self.program.ask("follow", json!({ "target": target })).await)
    }

    /// Publishes a note to its followers; the address of the note.
    pub async fn note(&self, words: &str) -> String {
        text(&self.program.ask("note", json!({ "text": words })).await)
    }

    /// Undoes its Follow, by the address of that, toward the actor whom it follows; the address of the Undo.
    pub async fn unfollow(&self, follow: &str, whom: &str) -> String {
        text(&self.program.ask("unfollow", json!({ "follow": follow, "whom": whom })).await)
    }

    /// Publishes a note that answers this; the address of the note.
    pub async fn reply(&self, to: &str, words: &str) -> String {
        text(&self.program.ask("note", json!({ "text": words, "answers": to })).await)
    }

    /// Where WebFinger leads from `name@host`.
    pub async fn finger(&self, account: &str) -> String {
        text(&self.program.ask("finger", json!({ "account": account })).await)
    }

    /// What is at this address, asked for with a signature.
    pub async fn lookup(&self, target: &str) -> Value {
        self.program.ask("lookup", json!({ "target": target })).await
    }

    /// The activities that came to it with a signature that held, as they were sent, each as often as it came.
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
