//! `/search`: documents by words, by what they are filed under, by where they are; for people and in every format that is
//! written here.

mod asked;
pub(crate) mod get;
mod linked;

pub(crate) use asked::{Given, ORDERS};
