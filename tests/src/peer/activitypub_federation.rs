//! activitypub_federation, the library of Lemmy, as `tests/peers/activitypub_federation` makes a server of it: one actor,
//! which accepts who follows it, at `http://localhost:PORT`.
//!
//! The library asks for addresses with names alone, no numbers: whoever it is to meet is named `localhost` as well. What
//! comes twice it takes twice; an actor that it knows it looks up again only once it was started again.

use super::program::Program;
use super::scripted::Scripted;
use crate::installed;
use std::process::Command;

/// What of time its signatures cover.
#[derive(Debug, Clone, Copy)]
pub enum Time {
    /// The header `Date`, as Lemmy has it.
    Date,
    /// `(created)` and `(expires)`, as the library has it by itself.
    Created,
}

/// Starts one. `under_test` is the command, under whose target folder it is installed.
pub async fn start(under_test: &str, signs: Time) -> Option<Scripted> {
    let server = installed(under_test, "peers/activitypub_federation")?.join("server");
    let signs = match signs {
        Time::Date => "date",
        Time::Created => "created",
    };
    let mut program = Program::new("activitypub_federation", move |_, port| {
        let mut command = Command::new(&server);
        command.arg(port.to_string()).arg(signs);
        command
    });
    program.start().await;
    let actor = format!("http://localhost:{}/users/me", program.port());
    Some(Scripted::new(program, actor))
}
