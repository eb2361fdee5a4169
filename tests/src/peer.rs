//! Servers of others, each in a process and a folder of its own, on a free port of the loopback; and an actor that the
//! test itself plays.
//!
//! | module | is |
//! |---|---|
//! | [`fedify`] | Fedify: RSA and Ed25519, either dialect of signatures first |
//! | [`bovine`] | bovine_herd: shows its actor to signed requests alone |
//! | [`activitypub_federation`] | the library of Lemmy: draft-cavage alone, by names alone |
//! | [`scripted`] | what these three have in common: servers that we made, driven in one way |
//! | [`snac`] | snac: a microblog in C; draft-cavage alone, and 202 before it looks at a signature |
//! | [`pasture`] | fediverse-pasture: six personas that try out an actor |
//! | [`mail_relay`] | aiosmtpd: a relay for mail |
//! | [`correspondent`] | an actor in this process, for what no peer does |
//! | [`host`] | a web host in this process, for what no server answers |
//! | [`names`] | a name server in this process |
//! | [`receiver`] | an address that is told what changes, in this process |
//!
//! `cargo xtask peers` installs them, each at one version (`tests/peers`); where one is not installed, `start` says so
//! and gives nothing, and the test passes. A peer ends with the test, and so does whatever it started; when the test
//! fails, what the peer wrote is shown.

pub mod activitypub_federation;
pub mod bovine;
pub mod correspondent;
pub mod fedify;
pub mod host;
pub mod mail_relay;
pub mod names;
pub mod pasture;
mod program;
pub mod receiver;
pub mod scripted;
pub mod snac;

pub use correspondent::Correspondent;
pub use host::{Host, Page};
pub use mail_relay::MailRelay;
pub use names::NameServer;
pub use pasture::Pasture;
pub use receiver::{Receiver, Told};
pub use scripted::Scripted;
pub use snac::Snac;

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a peer may take for anything. It is far more than it needs alone: tests run beside each other.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until something is there; panics with `what` after half a minute.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap_or_else(|_| panic!("in {PATIENCE:?} it never came: {what}"))
}

/// A script that makes a server of a library.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name)
}

/// Requests on the loopback, with a limit of time, each on a connection of its own: snac closes a connection after one
/// answer without a word, and a post on it would be lost.
fn client() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a client of tests, on the loopback")]
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).timeout(PATIENCE).build();
    client.expect("a client")
}
