//! The rig: a whole instance in this process, on disk, with a clock and a chance that the test decides.
//!
//! ```text
//! let server = Server::start(program).await;           an empty instance, a real folder, real query workers
//! server.anonymous().get("/organizations/a").await     a request, no socket
//! server.administrator().put("/organizations/a", …)      with a token of that role
//! server.clock().advance(an_hour)                      time moves when the test says so
//! server.restart().await                               same folder, new process state
//! ```
//!
//! For what goes over sockets: [`Process`] and [`Instance`] are the program itself, [`proxy`] stands before one and
//! loses, repeats and delays, and [`peer`] has the servers of others.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a rig fails loudly: that is the failure of the test that uses it"
)]

pub mod browser;
pub mod client;
pub mod described;
pub mod instance;
pub mod peer;
pub mod process;
pub mod provider;
pub mod proxy;
pub mod server;
pub mod shacl;

pub use browser::Browser;
pub use client::{Client, Reply};
pub use described::Described;
pub use instance::Instance;
pub use process::Process;
pub use proxy::Proxy;
pub use server::{Imported, MockClock, SeededChance, Server};

use std::path::{Path, PathBuf};

/// A small organisation in Turtle, about the address it is put under.
pub fn organization(name: &str) -> String {
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .\n<> a cs:Organization ; cs:name {} .\n",
        oxrdf::Literal::new_language_tagged_literal_unchecked(name, "fr")
    )
}

/// Where the shared suites and seeds are, or `None` with a line that says so.
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("CODESOCIAL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), Into::into);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped("no suites");
    None
}

/// Where something is that `cargo xtask clients` or `cargo xtask peers` installs, `clients` or `peers/…` under the target
/// folder of this program; or `None` with a line that says so.
pub fn installed(program: &str, folder: &str) -> Option<PathBuf> {
    let found = Path::new(program).parent()?.with_file_name(folder);
    if found.join("installed").is_file() {
        return Some(found);
    }
    let command = folder.split('/').next().unwrap_or(folder);
    skipped(&format!("no {folder} (`cargo xtask {command}` installs it)"));
    None
}

fn skipped(why: &str) {
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    {
        eprintln!("skipped: {why}");
    }
}
