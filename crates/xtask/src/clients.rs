//! `cargo xtask clients`: the clients of others that tests run against a running instance.

use crate::installation::{Installation, from_npm, from_pip};

pub(crate) const ALL: [Installation; 1] = [Installation {
    name: "the clients of others",
    folder: "clients",
    locks: &["tests/clients/package.json", "tests/clients/package-lock.json", "tests/clients/requirements.txt"],
    tools: &["node", "npm", "python3"],
    fill: |folder| {
        // What react-admin asks of its neighbours is none of the data provider's.
        from_npm(folder, &["--legacy-peer-deps"])?;
        from_pip(folder)
    },
}];
