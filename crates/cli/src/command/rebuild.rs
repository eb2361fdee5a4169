//! `codesocial rebuild`: verifies the journal, drops the projection and replays.

use crate::arguments::Rebuild;
use crate::failure::Failure;
use crate::output;
use crate::parts;
use crate::text::{self, Language};
use registry::{OpenError, Registry};

pub(super) async fn run(arguments: Rebuild, language: Language) -> Result<(), Failure> {
    let folder = arguments.data.data;
    if !folder.is_dir() {
        return Err(Failure::opening(language, &OpenError::NoInstance(folder)));
    }
    let parts = parts::of_system(language)?;
    let rebuilt = Registry::rebuild(&folder, parts).await;
    let rebuilt = rebuilt.map_err(|error| Failure::rebuilding(language, &error))?;
    let report = if arguments.json {
        serde_json::json!({ "seq": rebuilt.seq.0, "hash": rebuilt.hash.to_hex() }).to_string()
    } else {
        let values = [("seq", rebuilt.seq.to_string()), ("hash", rebuilt.hash.to_hex())];
        text::fill(language, "rebuilt", &values)
    };
    output::tell_line(&report, language)
}
