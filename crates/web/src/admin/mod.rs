//! `/admin/accounts`: everybody's accounts, for administrators.

pub(crate) mod change;
pub(crate) mod claims;
pub(crate) mod get;
pub(crate) mod list;

use crate::described::{Parameter, parameter};

/// Which account.
pub(super) const NUMBER: Parameter = Parameter::path("account", "number", parameter::number, "1");
