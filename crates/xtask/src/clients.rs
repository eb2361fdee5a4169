//! `cargo xtask clients`: the clients of others that tests run against a running instance.

use crate::installation::{Installation, from_npm, from_pip};

pub(crate) const ALL: [Installation; 3] = [CLIENTS, HARVESTER, SCHEMATHESIS];

const CLIENTS: Installation = Installation {
    name: "the clients of others",
    folder: "clients",
    locks: &["tests/clients/package.json", "tests/clients/package-lock.json", "tests/clients/requirements.txt"],
    tools: &["node", "npm", "python3"],
    fill: |folder| {
        // What react-admin asks of its neighbours is none of the data provider's.
        from_npm(folder, &["--legacy-peer-deps"])?;
        from_pip(folder)
    },
};

/// What data.gouv.fr runs, without a database: some two hundred megabytes.
const HARVESTER: Installation = Installation {
    name: "the harvester of data.gouv.fr",
    folder: "clients/harvester",
    locks: &["tests/clients/harvester/requirements.txt"],
    tools: &["python3"],
    fill: from_pip,
};

/// What asks everything that `/openapi.json` describes.
const SCHEMATHESIS: Installation = Installation {
    name: "schemathesis",
    folder: "clients/schemathesis",
    locks: &["tests/clients/schemathesis/requirements.txt"],
    tools: &["python3"],
    fill: from_pip,
};
