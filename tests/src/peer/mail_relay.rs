//! A relay for mail: aiosmtpd, as `tests/peers/mail_relay.py` makes a server of it. It takes mail from whoever signs in,
//! refuses whoever writes to `nobody@` for good, and to `later@` for now.

use super::program::Program;
use super::script;
use crate::installed;
use outbound::{Encryption, Relay, RelaySettings};
use serde_json::Value;
use std::process::Command;

/// Who signs in there.
const USER: &str = "codesocial";
/// What proves it.
const PASSWORD: &str = "hush";
/// Who writes.
const FROM: &str = "Le Moulin <no-reply@moulin.example>";

/// A running relay.
pub struct MailRelay {
    program: Program,
}

/// A message that it took.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Who sends it, as it is said on the envelope.
    pub from: String,
    /// Whom it is for, as it is said on the envelope.
    pub to: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Its header, by name.
    pub header: Value,
}

impl MailRelay {
    /// Starts it. `under_test` is the command, under whose target folder it is installed.
    pub async fn start(under_test: &str) -> Option<Self> {
        let packages = installed(under_test, "peers/python")?;
        let mut program = Program::new("aiosmtpd", move |_, port| {
            let mut python = Command::new(packages.join("venv/bin/python3"));
            python.arg(script("mail_relay.py")).arg(port.to_string());
            python
        });
        program.start().await;
        Some(Self { program })
    }

    /// As an instance in this process is told of it.
    pub fn relay(&self) -> Relay {
        let settings = RelaySettings {
            server: self.server(),
            user: Some(USER.to_owned()),
            password: Some(PASSWORD.to_owned()),
            from: FROM.to_owned(),
            encryption: Encryption::Required,
        };
        Relay::read(settings).expect("a relay")
    }

    /// As `codesocial.toml` tells of it.
    pub fn settings(&self) -> String {
        format!(
            "[mail]\nserver = \"{}\"\nuser = \"{USER}\"\npassword = \"{PASSWORD}\"\nfrom = \"{FROM}\"\n",
            self.server()
        )
    }

    /// What it took, the first one first.
    pub fn letters(&self) -> Vec<Letter> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let letter = |told: Value| Letter {
            from: text(&told["from"]),
            to: told["to"].as_array().into_iter().flatten().map(text).collect(),
            subject: text(&told["headers"]["Subject"]),
            text: text(&told["text"]),
            header: told["headers"].clone(),
        };
        self.program.received().into_iter().map(letter).collect()
    }

    fn server(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.program.port())
    }
}
