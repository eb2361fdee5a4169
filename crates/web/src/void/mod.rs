//! `/.well-known/void`: what is open here, counted and described (VoID, DCAT 3), for whoever looks for data.

pub(crate) mod get;

mod counts;
mod described;

pub(crate) use counts::KnownCounts;
