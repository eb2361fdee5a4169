//! | module | looks at |
//! |---|---|
//! | `rig` | an index in a folder of its own, and sheets |
//! | `language` | what must and what must not be found, in French and English |
//! | `force` | visibility, places, facets and pages beside brute force |
//! | `disk` | what is left of it when the process, the folder or the program changes |

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails loudly; its helpers stand outside test functions"
)]

mod disk;
mod force;
mod language;
mod rig;
