//! `/ns`: the grammar, for people and programs. The terms' own IRIs (`https://w3id.org/codesocial#…`) lead here.

pub(crate) mod context;
pub(crate) mod get;
pub(crate) mod release;
pub(crate) mod term;
pub(crate) mod usage;
