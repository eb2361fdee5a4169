//! Passwords: which are taken, and how they are kept.
//!
//! The rules are NIST SP 800-63B's (section 5.1.1.2): a least length, no kinds of characters prescribed, the commonest
//! ones refused. A password is one sequence of characters however its accents were typed (NFC).

use super::AccountError;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use model::ports::Chance;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Fewest characters: what one machine guesses of shorter ones in a year is too much.
pub const PASSWORD_LEAST: usize = 12;
/// Most characters: far beyond any phrase that people remember, and little to hash.
pub const PASSWORD_MOST: usize = 256;

/// Memory of one hash, in KiB. OWASP's Password Storage Cheat Sheet names settings of argon2id of equal strength;
/// this is the one for machines where memory is what is short: 19 MiB, 2 passes, 1 lane.
const MEMORY: u32 = 19 * 1024;
/// See [`MEMORY`].
const PASSES: u32 = 2;
/// See [`MEMORY`].
const LANES: u32 = 1;
/// Bytes of the hash and of its salt: RFC 9106, section 3.1 asks for 16 of salt; 32 of hash are argon2's usual.
const SALT: usize = 16;

/// Hashes at once: 38 MiB in all. More would only wait for each other on a machine of two cores.
const AT_ONCE: usize = 2;
/// Who waits for a turn beyond these is sent away: at some 50 ms each they would wait for seconds.
const WAITING: usize = 64;

/// The commonest passwords that are long enough to be taken, in lower case, one a line.
const COMMONEST: &str = include_str!("commonest-passwords.txt");

/// A password in a person's hands; it is nowhere written, and not shown where a value is.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer characters than [`PASSWORD_LEAST`].
    #[error("shorter than {PASSWORD_LEAST} characters")]
    TooShort,
    /// More characters than [`PASSWORD_MOST`].
    #[error("longer than {PASSWORD_MOST} characters")]
    TooLong,
    /// Many people have it.
    #[error("among the commonest")]
    Common,
}

impl Password {
    /// A password that somebody chooses.
    pub fn chosen(text: &str) -> Result<Self, WeakPassword> {
        // The limit stands before the work.
        if text.len() > 8 * PASSWORD_MOST {
            return Err(WeakPassword::TooLong);
        }
        let password = Self::given(text);
        match password.0.chars().count() {
            ..PASSWORD_LEAST => Err(WeakPassword::TooShort),
            PASSWORD_LEAST..=PASSWORD_MOST if is_common(&password.0) => Err(WeakPassword::Common),
            PASSWORD_LEAST..=PASSWORD_MOST => Ok(password),
            _ => Err(WeakPassword::TooLong),
        }
    }

    /// A password that somebody signs in with. One too long to have been taken is cut, and then is nobody's.
    pub fn given(text: &str) -> Self {
        Self(text.nfc().take(PASSWORD_MOST + 1).collect())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();
    let first = folded.chars().next();
    // One character again and again is what a list would never end with.
    folded.chars().all(|character| Some(character) == first) || COMMONEST.lines().any(|common| common == folded)
}

/// Hashes passwords, few at once and off the threads that answer requests.
pub(crate) struct Passwords {
    chance: Arc<dyn Chance>,
    turns: Arc<Semaphore>,
    waiting: AtomicUsize,
    nobodys: String,
}

impl Passwords {
    pub(crate) fn new(chance: Arc<dyn Chance>) -> Self {
        // The hash of no password, with the settings of all others: 16 and 32 bytes of zero in base64.
        let nobodys = format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}${}${}", "A".repeat(22), "A".repeat(43));
        Self { chance, turns: Arc::new(Semaphore::new(AT_ONCE)), waiting: AtomicUsize::new(0), nobodys }
    }

    /// The hash of a password, as a PHC string.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, AccountError> {
        let mut salt = [0; SALT];
        self.chance.fill(&mut salt);
        let hash = self.in_turn(move || argon2()?.hash_password_with_salt(password.0.as_bytes(), &salt)).await?;
        hash.map(|hash| hash.to_string()).map_err(AccountError::Hash)
    }

    /// Whether a password is the one of this hash. Where there is no hash the same work is done on nobody's: how long
    /// the answer takes does not tell whether there is an account.
    pub(crate) async fn matches(&self, password: Password, phc: Option<String>) -> Result<bool, AccountError> {
        let phc = phc.unwrap_or_else(|| self.nobodys.clone());
        match self.in_turn(move || argon2()?.verify_password(password.0.as_bytes(), phc.as_str())).await? {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(AccountError::Hash(error)),
        }
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
        let _place = Place::take(&self.waiting).ok_or(AccountError::Busy)?;
        // It is never closed.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| AccountError::Busy)?;
        let working = tokio::task::spawn_blocking(move || {
            // Kept until the memory is free again, even if nobody waits for the answer any more.
            let _turn = turn;
            work()
        });
        match working.await {
            Ok(done) => Ok(done),
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
    }
}

/// A place in the line, free again when it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Option<Self> {
        let place = Self(waiting);
        (waiting.fetch_add(1, Ordering::AcqRel) < AT_ONCE + WAITING).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn argon2() -> argon2::password_hash::Result<Argon2<'static>> {
    let settings = Params::new(MEMORY, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counted;

    impl Chance for Counted {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[test]
    fn what_is_taken() {
        for (text, expected) in [
            ("elevencharé", Err(WeakPassword::TooShort)),
            ("twelve chars", Ok(())),
            // Eleven characters, however the accent was typed.
            ("elevenchare\u{301}", Err(WeakPassword::TooShort)),
            ("aaaaaaaaaaaa", Err(WeakPassword::Common)),
            ("ÉÉÉÉÉÉÉÉÉÉÉÉ", Err(WeakPassword::Common)),
            ("Password1234", Err(WeakPassword::Common)),
            ("motdepasse123", Err(WeakPassword::Common)),
            ("            a", Ok(())),
        ] {
            assert_eq!(Password::chosen(text).map(|_| ()), expected, "{text}");
        }
        assert!(Password::chosen(&"ab".repeat(PASSWORD_MOST / 2)).is_ok());
        assert_eq!(Password::chosen(&format!("{}c", "ab".repeat(PASSWORD_MOST / 2))), Err(WeakPassword::TooLong));
        assert_eq!(Password::chosen(&"ab".repeat(9 * PASSWORD_MOST)), Err(WeakPassword::TooLong));
        assert_eq!(Password::given("caf\u{e9}"), Password::given("cafe\u{301}"));
        assert_eq!(format!("{:?}", Password::given("secret")), "Password(…)");
    }

    #[test]
    fn the_list_holds_what_the_length_would_let_pass() {
        let mut seen = std::collections::BTreeSet::new();
        for common in COMMONEST.lines() {
            let length = common.chars().count();
            assert!((PASSWORD_LEAST..=PASSWORD_MOST).contains(&length), "{common}");
            assert_eq!((common.to_lowercase().as_str(), seen.insert(common)), (common, true), "{common}");
        }
        assert!(seen.len() > 100);
    }

    #[tokio::test]
    async fn a_hash_matches_its_password_alone() {
        let passwords = Passwords::new(Arc::new(Counted));
        let phc = passwords.hash(Password::given("caf\u{e9} au lait!")).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        for (text, phc, matches) in [
            ("cafe\u{301} au lait!", Some(phc.clone()), true),
            ("cafe au lait!", Some(phc), false),
            ("café au lait!", None, false),
            ("", None, false),
        ] {
            assert_eq!(passwords.matches(Password::given(text), phc).await.unwrap(), matches, "{text}");
        }
        let broken = passwords.matches(Password::given("x"), Some("$argon2id$".into())).await;
        assert!(matches!(broken, Err(AccountError::Hash(_))), "{broken:?}");
    }

    #[tokio::test]
    async fn nobodys_hash_costs_what_everybodys_does() {
        let passwords = Passwords::new(Arc::new(Counted));
        let phc = passwords.hash(Password::given("somebody's own")).await.unwrap();
        let settings = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(settings(&phc), settings(&passwords.nobodys));
        assert_eq!(phc.len(), passwords.nobodys.len(), "salt and hash are as long");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn few_at_once_and_not_too_many_in_line() {
        let passwords = Arc::new(Passwords::new(Arc::new(Counted)));
        let most = Arc::new(AtomicUsize::new(0));
        let now = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..AT_ONCE + WAITING + 5)
            .map(|_| {
                let (passwords, most, now) = (passwords.clone(), most.clone(), now.clone());
                tokio::spawn(async move {
                    let work = move || {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(2));
                        now.fetch_sub(1, Ordering::SeqCst);
                    };
                    passwords.in_turn(work).await.is_err()
                })
            })
            .collect();
        let mut refused = 0;
        for task in tasks {
            refused += usize::from(task.await.unwrap());
        }
        assert!(refused <= 5 && most.load(Ordering::SeqCst) <= AT_ONCE, "{refused} {most:?}");
        let full = Passwords { waiting: AtomicUsize::new(AT_ONCE + WAITING), ..Passwords::new(Arc::new(Counted)) };
        assert!(matches!(full.in_turn(|| ()).await, Err(AccountError::Busy)));
        assert_eq!(full.waiting.load(Ordering::SeqCst), AT_ONCE + WAITING, "who was sent away holds no place");
        assert_eq!(passwords.waiting.load(Ordering::SeqCst), 0);
    }
}
