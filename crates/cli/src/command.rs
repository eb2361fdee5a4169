//! One file per command; `file` is what those share that are given files of RDF.

mod account;
mod check;
mod claim;
mod doctor;
mod erase;
mod export;
mod federation;
mod file;
mod import;
mod init;
mod query;
mod rebuild;
mod release;
mod same;
mod serve;
mod sources;
mod token;
mod validate;
mod verify;
mod webhooks;

use crate::arguments::{Command, Token};
use crate::failure::Failure;
use crate::text::Language;

/// Runs a command.
pub async fn run(command: Command, language: Language) -> Result<(), Failure> {
    match command {
        Command::Init(arguments) => init::run(arguments, language).await,
        Command::Serve(arguments) => serve::run(arguments, language).await,
        Command::Token(Token::Create(arguments)) => token::run(arguments, language).await,
        Command::Account(arguments) => account::run(arguments, language).await,
        Command::Import(arguments) => import::run(arguments, language).await,
        Command::Sources(arguments) => sources::run(arguments, language).await,
        Command::Same(arguments) => same::run(arguments, language).await,
        Command::Claim(arguments) => claim::claim(arguments, language).await,
        Command::Claims(arguments) => claim::claims(arguments, language).await,
        Command::Export(arguments) => export::run(arguments, language).await,
        Command::Check(arguments) => check::run(&arguments, language),
        Command::Query(arguments) => query::run(arguments, language).await,
        Command::Validate(arguments) => validate::run(&arguments, language),
        Command::Release(arguments) => release::run(arguments, language).await,
        Command::Verify(arguments) => verify::run(&arguments, language),
        Command::Erase(arguments) => erase::run(arguments, language).await,
        Command::Follow(arguments) => federation::follow(arguments, language).await,
        Command::Unfollow(arguments) => federation::unfollow(arguments, language).await,
        Command::Peers(arguments) => federation::peers(arguments, language).await,
        Command::Block(arguments) => federation::block(arguments, language).await,
        Command::Report(arguments) => federation::report(arguments, language).await,
        Command::Webhooks(arguments) => webhooks::run(arguments, language).await,
        Command::Doctor(arguments) => doctor::run(arguments, language).await,
        Command::Rebuild(arguments) => rebuild::run(arguments, language).await,
        // It has no use for this runtime: `main` runs it before there is one.
        Command::QueryWorker => Ok(()),
    }
}
