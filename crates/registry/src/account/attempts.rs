//! How often somebody may try a password: per account that is tried, known or not, and per address that tries.
//!
//! What is counted is kept in memory and forgotten when the instance ends. An attempt counts from its beginning, so that
//! many at once are not more than the limit; one that succeeds is given back.

use super::AccountError;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

/// How long attempts count: long enough that guessing is slow, short enough that whoever is shut out by another's
/// guesses can wait.
const SPAN: SignedDuration = SignedDuration::from_mins(15);
/// Failures per account within [`SPAN`]: some 1,000 guesses a day find no password that is taken here.
const PER_ACCOUNT: u32 = 10;
/// Failures per address within [`SPAN`]: behind one address may be a whole office.
const PER_ADDRESS: u32 = 50;
/// Most accounts, and most addresses, that are kept count of: a few hundred bytes each.
const MOST: usize = 10_000;

/// What was tried.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    accounts: BTreeMap<String, Window>,
    addresses: BTreeMap<IpAddr, Window>,
}

/// How often something was tried within [`SPAN`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    began: Timestamp,
    tries: u32,
}

impl Attempts {
    /// Counts an attempt, or says when to come back. `account` is what was typed, in any spelling.
    pub(crate) fn begin(&self, account: &str, from: IpAddr, now: Timestamp) -> Result<(), AccountError> {
        let (account, from) = (folded(account), network(from));
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Counted { accounts, addresses } = &mut *counted;
        make_room(accounts, &account, now);
        make_room(addresses, &from, now);
        let by_account = accounts.get(&account).and_then(|window| window.full(PER_ACCOUNT, now));
        let by_address = addresses.get(&from).and_then(|window| window.full(PER_ADDRESS, now));
        if let Some(retry_after) = by_account.max(by_address) {
            return Err(AccountError::TooManyAttempts { retry_after });
        }
        accounts.entry(account).or_insert_with(|| Window::new(now)).count(now);
        addresses.entry(from).or_insert_with(|| Window::new(now)).count(now);
        Ok(())
    }

    /// Gives an attempt back: it succeeded. What was tried on the account before is forgiven.
    pub(crate) fn succeeded(&self, account: &str, from: IpAddr) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.accounts.remove(&folded(account));
        if let Some(window) = counted.addresses.get_mut(&network(from)) {
            window.tries = window.tries.saturating_sub(1);
        }
    }

    /// Forgets which accounts were tried; what each address tried still counts.
    pub(crate) fn forget_accounts(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).accounts.clear();
    }
}

impl Window {
    /// From now on.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { began: now, tries: 0 }
    }

    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.began) >= SPAN
    }

    /// How long until it is over, if it holds as much as it may.
    pub(crate) fn full(&self, most: u32, now: Timestamp) -> Option<SignedDuration> {
        (!self.is_over(now) && self.tries >= most).then(|| SPAN - now.duration_since(self.began))
    }

    /// One more.
    pub(crate) fn count(&mut self, now: Timestamp) {
        if self.is_over(now) {
            *self = Self::new(now);
        }
        self.tries += 1;
    }
}

/// Forgets what is over, then the oldest, so that one more can be counted.
pub(crate) fn make_room<K: Ord + Clone>(windows: &mut BTreeMap<K, Window>, key: &K, now: Timestamp) {
    if windows.len() < MOST || windows.contains_key(key) {
        return;
    }
    windows.retain(|_, window| !window.is_over(now));
    if windows.len() >= MOST
        && let Some(oldest) = windows.iter().min_by_key(|(_, window)| window.began).map(|(key, _)| key.clone())
    {
        windows.remove(&oldest);
    }
}

/// Bytes of what was typed that tell one account from another: longer ones are nobody's address (RFC 5321, 4.5.3.1).
const LONGEST: usize = 320;

fn folded(account: &str) -> String {
    account.trim().chars().take(LONGEST).flat_map(char::to_lowercase).collect()
}

/// Whoever has an IPv6 address has a whole network of them (RFC 6177: at least a /64).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn waits(answer: Result<(), AccountError>) -> Option<i64> {
        match answer {
            Ok(()) => None,
            Err(AccountError::TooManyAttempts { retry_after }) => Some(retry_after.as_secs()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn an_account_is_tried_so_often() {
        let attempts = Attempts::default();
        for number in 0..PER_ACCOUNT {
            let from = ip(&format!("10.0.0.{number}"));
            assert_eq!(waits(attempts.begin("Lea@a.example", from, at(0))), None);
        }
        assert_eq!(waits(attempts.begin(" lea@A.example ", ip("10.0.1.1"), at(60))), Some(14 * 60));
        assert_eq!(waits(attempts.begin("other@a.example", ip("10.0.1.1"), at(60))), None);
        assert_eq!(waits(attempts.begin("lea@a.example", ip("10.0.1.1"), at(15 * 60))), None, "it is over");
    }

    #[test]
    fn an_address_tries_so_often() {
        let attempts = Attempts::default();
        for number in 0..PER_ADDRESS {
            let from = ip(&format!("2001:db8::{number}"));
            assert_eq!(waits(attempts.begin(&format!("{number}@a.example"), from, at(0))), None);
        }
        let from = ip("2001:db8::ffff:1");
        assert_eq!(waits(attempts.begin("new@a.example", from, at(0))), Some(15 * 60));
        assert_eq!(waits(attempts.begin("new@a.example", ip("2001:db8:0:1::1"), at(0))), None);
        attempts.succeeded("0@a.example", from);
        assert_eq!(waits(attempts.begin("new@a.example", from, at(0))), None);
    }

    #[test]
    fn who_succeeds_begins_again() {
        let attempts = Attempts::default();
        for _ in 0..5 {
            for _ in 0..PER_ACCOUNT - 1 {
                assert_eq!(waits(attempts.begin("lea@a.example", ip("10.0.0.1"), at(0))), None);
            }
            attempts.succeeded("LEA@a.example", ip("10.0.0.1"));
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..MOST + 10 {
            let from = IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
            assert_eq!(
                waits(attempts.begin(&number.to_string(), from, at(i64::try_from(number).unwrap() / 100))),
                None
            );
        }
        let counted = attempts.0.lock().unwrap();
        assert_eq!((counted.accounts.len(), counted.addresses.len()), (MOST, MOST));
    }
}
