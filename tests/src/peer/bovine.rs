//! bovine_herd, as `tests/peers/bovine_actor.py` makes a server of it: one actor, which accepts who follows it, and
//! answers 401 to whoever asks for it without a signature.
//!
//! WebFinger it is asked by name. A Follow is undone by its address. What comes twice it takes twice.

use super::program::Program;
use super::script;
use super::scripted::Scripted;
use crate::installed;
use serde_json::json;
use std::process::Command;

/// Starts one. It needs the JSON-LD contexts that Fedify brings. `under_test` is the command, under whose target folder
/// both are installed.
pub async fn start(under_test: &str) -> Option<Scripted> {
    let packages = installed(under_test, "peers/python")?;
    let contexts = installed(under_test, "peers/fedify")?.join("node_modules/@fedify/vocab-runtime/src/contexts");
    let mut program = Program::new("bovine", move |_, port| {
        let mut python = Command::new(packages.join("venv/bin/python3"));
        python.arg(script("bovine_actor.py")).arg(port.to_string()).arg(&contexts);
        python
    });
    program.start().await;
    let actor = program.ask_for_text("whoami", json!({})).await;
    Some(Scripted::new(program, actor))
}
