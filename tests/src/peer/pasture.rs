//! fediverse-pasture: six personas that try out an actor. Each asks for its document and posts to its inbox, with or
//! without a signature; some answer to signed requests alone, some have no WebFinger.

use super::program::Program;
use super::script;
use crate::installed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// A running fediverse-pasture. Its keys outlive a restart.
pub struct Pasture {
    program: Program,
}

/// What the personas found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Whether WebFinger leads from the actor's name back to the actor.
    pub webfinger: bool,
    /// By their names: alice and dean sign nothing, the others do; of claire and frank the key can only be had by a
    /// signed request.
    pub personas: BTreeMap<String, Persona>,
    /// Step by step, for a person.
    pub steps: String,
}

/// How far one of them came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persona {
    /// It was shown the actor.
    pub saw_actor: bool,
    /// What it posted to the inbox was taken, or refused with 400: its signature at least was believed.
    pub posted: bool,
}

impl Pasture {
    /// The personas who sign nothing.
    pub const UNSIGNED: [&str; 2] = ["alice", "dean"];
    /// Those who sign, and whose own actors anybody may see.
    pub const SIGNED: [&str; 2] = ["bob", "emily"];
    /// Those who sign, and show their actors to signed requests alone.
    pub const RESERVED: [&str; 2] = ["claire", "frank"];

    /// Starts it. `under_test` is the command, under whose target folder it is installed.
    pub async fn start(under_test: &str) -> Option<Self> {
        let packages = installed(under_test, "peers/python")?;
        let mut program = Program::new("pasture", move |_, port| {
            let mut python = Command::new(packages.join("venv/bin/python3"));
            python.arg(script("pasture_personas.py")).arg(port.to_string());
            python
        });
        program.start().await;
        Some(Self { program })
    }

    /// Ends it, if it runs, and starts it again with the same folder and port.
    pub async fn restart(&mut self) {
        self.program.restart().await;
    }

    /// The address of a persona.
    pub fn actor(&self, name: &str) -> String {
        format!("{}/{name}", self.program.origin())
    }

    /// Has all personas try out this actor.
    pub async fn try_out(&self, actor: &str) -> Trial {
        let form = format!("actor_uri={}", crate::client::url_encoded(actor));
        let request = self.program.http().post(self.program.origin()).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let reply = request.header("accept", "application/json").send().await.expect("pasture answers");
        let text = reply.text().await.expect("all of it");
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let mut personas = BTreeMap::new();
        for (name, found) in answer["result"].as_object().unwrap_or_else(|| panic!("no result in {text}")) {
            let is = |what: &str| found[what].as_bool();
            if let (Some(saw_actor), Some(posted)) = (is("get_actor"), is("post_inbox")) {
                personas.insert(name.clone(), Persona { saw_actor, posted });
            }
        }
        let webfinger = answer["result"]["webfinger"].as_bool().unwrap_or_else(|| panic!("no WebFinger in {text}"));
        let steps = answer["messages"].as_str().unwrap_or_default().to_owned();
        Trial { webfinger, personas, steps }
    }
}
