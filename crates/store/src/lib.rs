//! The projection: what oxigraph holds of the journal, and the query workers that answer from copies of it.
//! The only crate that says `oxigraph::` or `spareval::`. Dropped and rebuilt at will; never the only copy.
//!
//! Two processes hold the same [`Step`]s in two ways. The main process keeps them on disk ([`Projection`]) to be there
//! at once after a start, to show who points at what, and to feed whoever begins late. A query worker ([`worker`])
//! keeps them in memory, ordered for SPARQL, and can be killed at any time; the [`Door`] starts, feeds, asks, ends and
//! replaces workers.
//!
//! | module | says |
//! |---|---|
//! | `step` | one step of the stream, and who may be sent it |
//! | `content` | canonical N-Quads ↔ triples, blank nodes kept apart |
//! | `projection` | the main process's copy: oxigraph on disk, and what is read from it |
//! | `terms`, `order`, `index` | a worker's copy: a dictionary, sorted orders, cheap snapshots |
//! | `entailment` | the ontology as rules, and what follows from a worker's rows |
//! | `ground` | which graphs a question is about, and how they make a dataset |
//! | `dataset`, `scan` | a snapshot as one caller may see it, for the evaluator, and one reading of it |
//! | `watch` | the clock of one question |
//! | `question`, `evaluate`, `refusal` | what is asked, how it is answered, what is not |
//! | `xml` | what XML cannot say |
//! | `world`, `prebinding`, `judge` | what a SHACL-SPARQL constraint is asked of, with which values, and the answer |
//! | `evaluator` | the port `Evaluator`: [`ChangeEvaluator`] in workers, [`GraphEvaluator`] in this process |
//! | `update` | what a SPARQL update would change |
//! | `bare` | a dataset of no instance: what the protocols do on ground of their own |
//! | `asking` | what a worker is asked: a person's question, a constraint's, or what an update would change |
//! | `frame` | the bytes between the two processes |
//! | [`worker`], `confinement` | the child process and the limits it lives in |
//! | `beginning` | what a worker is told before it is asked |
//! | `door`, `team`, `colleague`, `conversation` | the pool: routing, one kind of worker, one process, one question |
//! | `limits` | every number, with its reason |

mod asking;
mod bare;
mod beginning;
mod colleague;
mod confinement;
mod content;
mod conversation;
mod dataset;
mod door;
mod entailment;
mod evaluate;
mod evaluator;
mod frame;
mod ground;
mod index;
mod judge;
mod limits;
mod order;
mod prebinding;
mod projection;
mod question;
mod refusal;
mod scan;
mod step;
mod team;
mod terms;
mod update;
mod watch;
pub mod worker;
mod world;
mod xml;

pub use bare::{BareDataset, Replacing};
pub use beginning::{Beginning, BeginningError, Listener, Telling};
pub use confinement::share_arenas;
pub use content::ContentError;
pub use door::{Door, WorkerProgram};
pub use evaluator::{ChangeEvaluator, GraphEvaluator};
pub use projection::{Fingerprint, Link, Projection, ProjectionError, Renewal};
pub use question::{Answer, AskError, BindingsFormat, BrokenOff, Question};
pub use step::{Held, Step};
pub use update::{Delta, Effect, GraphDelta, Update};
