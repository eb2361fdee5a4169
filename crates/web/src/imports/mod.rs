//! Where documents come from: the sources, their runs, a run taken back.

pub(crate) mod list;
pub(crate) mod run;
pub(crate) mod undo;
