//! How often strangers may make us ask: what failed is not asked again at once, and nobody is asked too often.
//!
//! A message names the address of its key before anything of it is known to be true. Whoever sends many, each with
//! another key, another name under one domain, or with the addresses of a third party, makes us ask as often. All that
//! is remembered to refuse that is bounded by count, whatever they write.
//!
//! It stands beside the client and not inside: deliveries and what an operator asks for are not held back. A redirect
//! is a request too: who asks with a signature finds out in [`SignRequest::sign`](crate::SignRequest::sign) where each
//! one goes, and can hold it back there.

use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use url::{Host, Url};

/// Requests to one host within [`MINUTE`].
pub const PER_HOST: u32 = 30;
/// Requests within [`MINUTE`] to all hosts under one domain (`*.example.org`, `*.example.co.uk`), or within one /64 of
/// IPv6: such names and addresses cost nothing. Ten times a host's, for those who let many instances under one domain.
pub const PER_DOMAIN: u32 = 300;
/// The span for which requests are counted, in seconds from the first.
pub const MINUTE: i64 = 60;
/// How long a failure is remembered, in seconds.
pub const FAILED_FOR: i64 = 600;
/// How many hosts, domains and failures are remembered, of each. The one that was written longest ago is forgotten.
pub const REMEMBERED: usize = 10_000;

/// Remembers in memory whom we asked, and what failed. Shared by reference; each question takes a short lock.
#[derive(Debug, Default)]
pub struct Restraint {
    /// Addresses and hosts are remembered by a keyed hash: of one size, and nobody else can tell which two are alike.
    hash: RandomState,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    hosts: Remembered<Asked>,
    domains: Remembered<Asked>,
    failures: Remembered<i64>,
}

/// Requests since an instant, in seconds.
#[derive(Debug, Clone, Copy)]
struct Asked {
    since: i64,
    times: u32,
}

/// Why an address is not asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Restrained {
    /// It failed a short time ago.
    #[error("it failed a short time ago and is not asked before {until}")]
    Failed {
        /// From when on it may be asked.
        until: Timestamp,
    },
    /// Its host, or the hosts of its domain, were asked often enough.
    #[error("its host has been asked often enough until {until}")]
    Often {
        /// From when on it may be asked.
        until: Timestamp,
    },
}

impl Restraint {
    /// Nothing remembered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the address may be asked now; if so, it counts as asked.
    ///
    /// ```
    /// let restraint = outbound::Restraint::new();
    /// let key = "https://peer.example/actor#key".parse()?;
    /// let now = "2026-11-22T20:00:00Z".parse()?;
    /// assert!(restraint.may_ask(&key, now).is_ok());
    /// restraint.failed(&key, now);
    /// assert!(restraint.may_ask(&key, now).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn may_ask(&self, url: &Url, now: Timestamp) -> Result<(), Restrained> {
        let second = now.as_second();
        let (address, host) = (self.hash.hash_one(asked_for(url)), self.hash.hash_one(url.host_str()));
        let domain = self.hash.hash_one(domain(url));
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = memory.failures.get(address).map(|failed| failed.saturating_add(FAILED_FOR))
            && is_within(second, until, FAILED_FOR)
        {
            return Err(Restrained::Failed { until: instant(until) });
        }
        let of_host = Asked::once_more(memory.hosts.get(host), second, PER_HOST)?;
        let of_domain = Asked::once_more(memory.domains.get(domain), second, PER_DOMAIN)?;
        memory.hosts.put(host, of_host);
        memory.domains.put(domain, of_domain);
        Ok(())
    }

    /// Remembers that asking for this address was in vain: no answer, not what was looked for, or a key that did not
    /// verify what is said to be signed with it.
    pub fn failed(&self, url: &Url, now: Timestamp) {
        let address = self.hash.hash_one(asked_for(url));
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.failures.put(address, now.as_second());
    }
}

impl Asked {
    fn once_more(before: Option<Self>, now: i64, most: u32) -> Result<Self, Restrained> {
        let Some(before) = before else { return Ok(Self { since: now, times: 1 }) };
        let until = before.since.saturating_add(MINUTE);
        if !is_within(now, until, MINUTE) {
            return Ok(Self { since: now, times: 1 });
        }
        if before.times >= most {
            return Err(Restrained::Often { until: instant(until) });
        }
        Ok(Self { times: before.times.saturating_add(1), ..before })
    }
}

/// Whether now is in the span before `until`. An instant before that span too is outside: the clock was set back, and
/// nothing is held back for as long as that was.
fn is_within(now: i64, until: i64, span: i64) -> bool {
    (until.saturating_sub(span)..until).contains(&now)
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

/// The address without what is not sent, so that a key is not asked for again under each of its names.
fn asked_for(url: &Url) -> &str {
    let text = url.as_str();
    text.split_once('#').map_or(text, |(asked, _)| asked)
}

/// Under which a registry of two letters gives names to many: `co.uk`, `com.br`, `asso.fr`.
const REGISTRIES: [&str; 18] = [
    "ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "ltd", "mil", "ne", "net", "nom", "or", "org", "plc",
    "sch",
];

/// Who can have as many names as they like. It is a guess that the list of public suffixes would make better: where it
/// is wrong, strangers share [`PER_DOMAIN`].
#[derive(Debug, PartialEq, Eq, Hash)]
enum Domain<'a> {
    Name(&'a str),
    V4([u8; 4]),
    V6([u16; 4]),
    None,
}

fn domain(url: &Url) -> Domain<'_> {
    match url.host() {
        Some(Host::Domain(name)) => Domain::Name(last_labels(name)),
        Some(Host::Ipv4(address)) => Domain::V4(address.octets()),
        Some(Host::Ipv6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Domain::V6([a, b, c, d])
        }
        None => Domain::None,
    }
}

/// The last two labels, or the last three where many have the last two in common.
fn last_labels(name: &str) -> &str {
    let name = name.trim_end_matches('.');
    let mut labels = name.rsplit('.');
    let (last, before) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let dots = if last.len() == 2 && REGISTRIES.contains(&before) { 3 } else { 2 };
    let cut = name.rmatch_indices('.').nth(dots - 1);
    cut.and_then(|(dot, _)| name.get(dot + 1..)).unwrap_or(name)
}

/// Values by key, [`REMEMBERED`] at most.
#[derive(Debug)]
struct Remembered<V> {
    values: HashMap<u64, (u64, V)>,
    /// Keys in the order in which they were written.
    order: BTreeMap<u64, u64>,
    written: u64,
}

impl<V> Default for Remembered<V> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: BTreeMap::new(), written: 0 }
    }
}

impl<V: Copy> Remembered<V> {
    fn get(&self, key: u64) -> Option<V> {
        self.values.get(&key).map(|(_, value)| *value)
    }

    fn put(&mut self, key: u64, value: V) {
        self.written = self.written.wrapping_add(1);
        if let Some((place, _)) = self.values.insert(key, (self.written, value)) {
            self.order.remove(&place);
        }
        self.order.insert(self.written, key);
        if self.values.len() > REMEMBERED
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.values.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_asked_thirty_times_a_minute() {
        let clock = Asking::default();
        let granted =
            |second| (0..100).filter(|n| clock.asks(&format!("https://a.example/{second}/{n}"), second)).count();
        assert_eq!([granted(0), granted(59), granted(60), granted(119), granted(120)], [30, 0, 30, 0, 30]);
        assert!(clock.asks("https://b.other/", 0), "another host is not concerned");
        assert_eq!(
            clock.restraint.may_ask(&"https://A.example:8443/".parse().unwrap(), at(121)),
            Err(Restrained::Often { until: at(180) }),
            "neither letters nor port make another host"
        );
    }

    #[test]
    fn what_failed_is_left_alone_for_ten_minutes() {
        let clock = Asking::default();
        clock.restraint.failed(&"https://a.example/actor#main-key".parse().unwrap(), at(100));
        for (address, second, asked) in [
            ("https://a.example/actor", 100, false),
            ("https://a.example/actor#another-key", 699, false),
            ("https://a.example/actor", 700, true),
            ("https://a.example/other", 100, true),
            ("https://a.example/actor?x", 100, true),
        ] {
            assert_eq!(clock.asks(address, second), asked, "{address} at {second}");
        }
    }

    #[test]
    fn a_clock_set_back_frees_what_it_held() {
        let clock = Asking::default();
        clock.restraint.failed(&"https://a.example/".parse().unwrap(), at(100_000));
        assert!(clock.asks("https://a.example/", 50));
    }

    #[test]
    fn a_refusal_does_not_count() {
        let clock = Asking::default();
        for _ in 0..1000 {
            clock.asks("https://a.example/", 0);
        }
        let of_domain = (0..1000).filter(|n| clock.asks(&format!("https://{n}.a.example/"), 0)).count();
        assert_eq!(of_domain, 270, "300 of the domain, less the 30 that were granted");
    }

    #[test]
    fn a_million_names_under_one_domain_are_one_domain() {
        let clock = Asking::default();
        let granted = (0..1_000_000).filter(|n| clock.asks(&format!("https://n{n}.wild.example/actor"), 0)).count();
        assert_eq!(granted, 300);
        assert_eq!(clock.sizes(), [300, 1, 0], "what is refused is not remembered");
    }

    #[test]
    fn a_million_domains_are_not_all_remembered() {
        let clock = Asking::default();
        for n in 0..1_000_000 {
            let url = format!("https://n{n}-wildly.example/actor").parse().unwrap();
            assert_eq!(clock.restraint.may_ask(&url, at(0)), Ok(()));
            clock.restraint.failed(&url, at(0));
        }
        assert_eq!(clock.sizes(), [REMEMBERED; 3]);
        assert!(clock.asks("https://n0-wildly.example/actor", 1), "the oldest is forgotten");
        assert!(!clock.asks("https://n999999-wildly.example/actor", 1), "the newest is not");
    }

    #[test]
    fn what_is_written_again_is_young_again() {
        let clock = Asking::default();
        let often: Url = "https://often.example/".parse().unwrap();
        for n in 0..15_000 {
            if n == 0 || n == 9000 {
                clock.restraint.failed(&often, at(0));
            }
            clock.restraint.failed(&format!("https://n{n}.example/").parse().unwrap(), at(0));
        }
        assert!(!clock.asks("https://often.example/", 1));
    }

    #[test]
    fn names_are_grouped_by_who_can_make_them() {
        for (name, group) in [
            ("example.org", "example.org"),
            ("a.b.example.org", "example.org"),
            ("a.example.co.uk", "example.co.uk"),
            ("example.co.uk", "example.co.uk"),
            ("ville.asso.fr", "ville.asso.fr"),
            ("a.b.ville.asso.fr", "ville.asso.fr"),
            ("localhost", "localhost"),
            ("a.example.org.", "example.org"),
            ("co.uk", "co.uk"),
            ("a.ab.io", "ab.io"),
            ("a.com.example", "com.example"),
        ] {
            assert_eq!(last_labels(name), group, "{name}");
        }
        let v6 = |text: &str| domain(&text.parse::<Url>().unwrap()) == Domain::V6([0x2a01, 0xe0c, 1, 2]);
        assert!(v6("https://[2a01:e0c:1:2::1]/") && v6("https://[2a01:e0c:1:2:ffff::9]/"));
        assert!(!v6("https://[2a01:e0c:1:3::1]/"));
    }

    #[derive(Default)]
    struct Asking {
        restraint: Restraint,
    }

    impl Asking {
        fn asks(&self, url: &str, second: i64) -> bool {
            self.restraint.may_ask(&url.parse().unwrap(), at(second)).is_ok()
        }

        /// Hosts, domains and failures; the two halves of each agree.
        fn sizes(&self) -> [usize; 3] {
            let memory = self.restraint.memory.lock().unwrap();
            let Memory { hosts, domains, failures } = &*memory;
            assert_eq!(hosts.values.len(), hosts.order.len());
            assert_eq!(domains.values.len(), domains.order.len());
            assert_eq!(failures.values.len(), failures.order.len());
            [hosts.values.len(), domains.values.len(), failures.values.len()]
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
}
