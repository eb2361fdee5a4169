//! What each route takes and answers: data beside its handler, from which `/openapi.json` and `/docs` are made.
//!
//! A route comes into the program through [`Table`] alone, and into [`Table`] together with its [`Operation`]: there is
//! none that is not described. What people read of it stands in `locales/*/api.ftl`, by the names that are given here.

pub(crate) mod answer;
pub(crate) mod parameter;

mod body;
mod document;
mod operation;
mod schema;
mod table;

pub(crate) use answer::{Answer, Part};
pub(crate) use body::{Body, Medium, RDF};
#[cfg(test)]
pub(crate) use document::words;
pub(crate) use document::{Description, refusals};
pub(crate) use operation::{Access, Example, Group, Operation};
pub(crate) use parameter::{Parameter, Place};
pub(crate) use schema::Schema;
pub(crate) use table::{Path, Table, get, post};
