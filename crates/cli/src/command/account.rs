//! `codesocial account create|password|invite|disable|enable`: what an operator does to accounts.

use crate::arguments::{Account, NamedAccount};
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::AccountOrder;
use crate::output;
use crate::text::{self, Language};
use std::io::{BufRead, BufReader, IsTerminal, Read};

/// Most bytes read of a password: far beyond what is taken.
const LONGEST: u64 = 1 << 14;

pub(super) async fn run(account: Account, language: Language) -> Result<(), Failure> {
    match account {
        Account::Create(create) => {
            order(create.account, language, |email| Ok(AccountOrder::Create { email, role: create.role })).await
        }
        Account::Password(named) => {
            order(named, language, |email| Ok(AccountOrder::Password { email, password: password(language)? })).await
        }
        Account::Invite(invite) => {
            order(invite.account, language, |email| Ok(AccountOrder::Invite { email, role: invite.role })).await
        }
        Account::Disable(named) => order(named, language, |email| Ok(AccountOrder::Disable { email })).await,
        Account::Enable(named) => order(named, language, |email| Ok(AccountOrder::Enable { email })).await,
    }
}

async fn order(
    named: NamedAccount,
    language: Language,
    order: impl FnOnce(String) -> Result<AccountOrder, Failure>,
) -> Result<(), Failure> {
    if !named.account.contains('@') {
        return Err(Failure::usage(language, "not-an-email", &[("value", named.account)]));
    }
    let order = order(named.account)?;
    let instance = Instance::reach(&named.data.data, language).await?;
    let done = instance.account(order).await;
    instance.close().await;
    output::tell_line(&done?, language)
}

/// The password: asked for without showing it where a person types, else the first line of standard input.
fn password(language: Language) -> Result<String, Failure> {
    let input = std::io::stdin();
    let read = if input.is_terminal() {
        rpassword::prompt_password(text::say(language, "password-prompt"))
    } else {
        let mut line = String::new();
        BufReader::new(input.lock().take(LONGEST)).read_line(&mut line).map(|_| line)
    };
    let line =
        read.map_err(|error| Failure::failed(language, "password-unreadable", &[("cause", error.to_string())]))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
