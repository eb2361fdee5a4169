//! Who is on the way to a provider and back. Kept in memory: whoever is on the way when the instance ends begins again.

use jiff::{SignedDuration, Timestamp};
use model::AccountId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How long somebody may take to sign in there.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Most that are on the way at once; the oldest gives way.
const MOST: usize = 10_000;

/// Each by its `state`.
#[derive(Default)]
pub(crate) struct Pending(Mutex<BTreeMap<String, Waiting>>);

/// What was asked, to be held against what comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    /// The provider's name.
    pub(super) provider: String,
    /// The hash of the browser's cookie: another browser's answer is not this one's.
    pub(super) browser: [u8; 32],
    pub(super) nonce: String,
    /// PKCE's.
    pub(super) verifier: String,
    pub(super) purpose: Purpose,
    pub(super) since: Timestamp,
}

/// What somebody signs in there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To sign in here, and be led on.
    SignIn {
        /// Where.
        next: String,
    },
    /// To accept an invitation.
    Invitation {
        /// Its code.
        code: String,
    },
    /// To sign in with it from now on.
    Link {
        /// To this account.
        account: AccountId,
    },
}

impl Pending {
    pub(super) fn begin(&self, state: String, waiting: Waiting) {
        let now = waiting.since;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, waiting| !waiting.is_over(now));
        }
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, waiting)| waiting.since).map(|(state, _)| state.clone())
        {
            all.remove(&oldest);
        }
        all.insert(state, waiting);
    }

    /// What this state stands for: once, whatever becomes of it.
    pub(super) fn take(&self, state: &str, now: Timestamp) -> Option<Waiting> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(state).filter(|waiting| !waiting.is_over(now))
    }
}

impl Waiting {
    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.since) >= PATIENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(since: i64) -> Waiting {
        Waiting {
            provider: "p".into(),
            browser: [0; 32],
            nonce: "n".into(),
            verifier: "v".into(),
            purpose: Purpose::SignIn { next: String::new() },
            since: Timestamp::from_second(since).unwrap(),
        }
    }

    #[test]
    fn a_state_serves_once_and_not_for_long() {
        let pending = Pending::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        pending.begin("a".into(), waiting(0));
        pending.begin("b".into(), waiting(0));
        assert_eq!(pending.take("a", at(599)), Some(waiting(0)));
        assert_eq!(pending.take("a", at(599)), None);
        assert_eq!(pending.take("b", at(600)), None);
        assert_eq!(pending.take("", at(0)), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let pending = Pending::default();
        for number in 0..MOST + 5 {
            pending.begin(number.to_string(), waiting(i64::try_from(number / 100).unwrap()));
        }
        assert_eq!(pending.0.lock().unwrap().len(), MOST);
        assert!(pending.take(&(MOST + 4).to_string(), Timestamp::from_second(200).unwrap()).is_some());
    }
}
