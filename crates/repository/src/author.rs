//! Under which name accounts appear.
//!
//! The number of an account stays for ever and tells nobody's address; a name that can change would change every commit
//! after it.

use gix_actor::Signature;
use jiff::Timestamp;
use model::{AccountId, Base};

/// The signature of an account's commits and tags: `account 3 <account-3@moulin.example>`. Nobody reads mail there.
pub(crate) fn signature(account: AccountId, at: Timestamp, base: &Base) -> Signature {
    let address = base.home();
    let host = address.as_str().split("//").nth(1).unwrap_or_default();
    let host: String = host
        .chars()
        .take_while(|c| *c != '/')
        .map(|c| if c.is_alphanumeric() || ".-:".contains(c) { c } else { '-' })
        .collect();
    let number = account.0;
    Signature {
        name: format!("account {number}").into(),
        email: format!("account-{number}@{host}").into(),
        time: gix_object::date::Time { seconds: at.as_second(), offset: 0 },
    }
}
