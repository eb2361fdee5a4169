//! `codesocial`, the command: arguments, configuration, wiring. No rule of the service lives here.
//!
//! | module | does |
//! |---|---|
//! | [`arguments`] | what can be typed, and its help in both languages |
//! | [`settings`] | flags, environment, file, defaults become one set of settings |
//! | [`parts`] | the system's clock and chance, and how query workers are started |
//! | [`instance`] | reaches an instance: owns its folder, or talks to the process that does |
//! | [`operation`] | what both of these do, in one place |
//! | [`admin`] | the administration socket |
//! | [`command`] | one file per command |
//! | [`schedule`] | reads sources when they are due |
//! | [`report`] | a run, told to a person |
//! | [`output`] | what is written on standard output |
//! | [`text`] | what it says to people |
//!
//! # Adding a command
//! 1. Its arguments in [`arguments`], their help in both `locales/*/cli.ftl` (a test names what is missing).
//! 2. A file in [`command`] with one `run`.
//! 3. If it changes or asks an instance: a function in [`operation`], a request in [`admin`]'s protocol.

pub mod admin;
pub mod arguments;
pub mod command;
pub mod failure;
pub mod instance;
pub mod operation;
pub mod output;
pub mod parts;
pub mod report;
pub mod schedule;
pub mod settings;
pub mod text;

use arguments::{Arguments, Command};
use failure::Failure;
use std::process::ExitCode;
use text::Language;

/// Runs the command that the process was started with. Exit 0 done, 1 failed, 2 wrong usage.
pub fn main() -> ExitCode {
    let language = Language::of_process();
    let arguments = match Arguments::read(language) {
        Ok(arguments) => arguments,
        Err(stop) => return stop.print(language),
    };
    if let Command::QueryWorker = arguments.command {
        return store::keeper::main();
    }
    // Where the allocator has nothing of the kind it does what it always does.
    store::share_arenas().unwrap_or_default();
    let ran = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(language, "no-runtime", &[("cause", error.to_string())]))
        .and_then(|runtime| runtime.block_on(command::run(arguments.command, language)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(language),
    }
}
