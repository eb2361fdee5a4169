//! `/admin/peers` and `/admin/quarantine`: other sites, for administrators.

pub(crate) mod change;
pub(crate) mod decide;
pub(crate) mod get;
pub(crate) mod quarantine;
