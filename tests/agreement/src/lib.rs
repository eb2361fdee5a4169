//! Our SHACL engine beside two others, pySHACL and shacl-engine, on shapes and data drawn by chance.
//!
//! | module | says |
//! |---|---|
//! | `generate` | a case from a seed |
//! | `answer` | what an engine says of it, in one form for all |
//! | `difference` | what two answers do not share |
//! | `judgement` | all cases together |
//! | `known` | the table of differences that the specification explains |
//!
//! `cargo xtask conform --oracles` asks both engines; the tests ask ours, and read what the others said of the first
//! cases from `recorded/`.

pub mod answer;
pub mod difference;
pub mod generate;
pub mod judgement;
pub mod known;
