//! How often somebody may try to claim, and how often one site is looked at because of it; webhooks have the same bounds, for
//! whoever makes them and for the hosts that are asked whether they want to be told.

use crate::account::attempts::{Window, make_room};
use jiff::{SignedDuration, Timestamp};
use model::AccountId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Attempts per account within a quarter of an hour: whoever mends a file and looks again needs some.
pub const PER_ACCOUNT: u32 = 20;
/// Looks at one site within a quarter of an hour, whoever asks for them: each is up to three requests.
pub const PER_SITE: u32 = 30;

/// What was tried, in memory.
#[derive(Default)]
pub(crate) struct ClaimRestraint(Mutex<Tried>);

#[derive(Default)]
struct Tried {
    accounts: BTreeMap<AccountId, Window>,
    sites: BTreeMap<String, Window>,
}

impl ClaimRestraint {
    /// Counts an attempt of an account; `Err`: when to come back.
    pub(crate) fn attempt(&self, account: AccountId, now: Timestamp) -> Result<(), SignedDuration> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted(&mut tried.accounts, account, PER_ACCOUNT, now)
    }

    /// Counts a look at a site; `Err`: when to come back.
    pub(crate) fn look(&self, site: &str, now: Timestamp) -> Result<(), SignedDuration> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted(&mut tried.sites, site.to_owned(), PER_SITE, now)
    }
}

fn counted<K: Ord + Clone>(
    windows: &mut BTreeMap<K, Window>,
    key: K,
    most: u32,
    now: Timestamp,
) -> Result<(), SignedDuration> {
    make_room(windows, &key, now);
    if let Some(wait) = windows.get(&key).and_then(|window| window.full(most, now)) {
        return Err(wait);
    }
    windows.entry(key).or_insert_with(|| Window::new(now)).count(now);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_sites_have_their_limits() {
        let restraint = ClaimRestraint::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        for _ in 0..PER_ACCOUNT {
            restraint.attempt(AccountId(1), at(0)).unwrap();
        }
        assert_eq!(restraint.attempt(AccountId(1), at(60)), Err(SignedDuration::from_mins(14)));
        restraint.attempt(AccountId(2), at(60)).unwrap();
        restraint.attempt(AccountId(1), at(900)).unwrap();
        for _ in 0..PER_SITE {
            restraint.look("a.example", at(0)).unwrap();
        }
        assert!(restraint.look("a.example", at(1)).is_err());
        restraint.look("b.example", at(1)).unwrap();
    }
}
