//! `/admin/accounts`: everybody's accounts, for administrators.

pub(crate) mod change;
pub(crate) mod get;
pub(crate) mod list;
