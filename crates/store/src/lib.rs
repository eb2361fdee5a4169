//! The projection: what oxigraph holds of the journal, and the query workers that answer from copies of it.
//! The only crate that says `oxigraph::` or `spareval::`. Dropped and rebuilt at will; never the only copy.
//!
//! Two processes hold the same [`Step`]s in two ways. The main process keeps them on disk ([`Projection`]) to be there
//! at once after a start, to show who points at what, and to feed whoever begins late. A [`keeper`] and its query workers
//! keep them in memory, ordered for SPARQL, and can be killed at any time; the [`Door`] starts, feeds, asks, ends and
//! replaces them.
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
//! | [`keeper`], `worker` | the process that follows the stream, and its copies, which answer |
//! | `confinement`, `handover` | how a process is copied, the limits it lives in, the socket it is given |
//! | `beginning` | what a keeper is told first |
//! | `door`, `team`, `nursery`, `colleague` | the pool: routing, one kind of worker, its keeper, one worker |
//! | `conversation`, `turns`, `costs` | one question: among others, or alone in its turn; which are long, who asked them |
//! | `limits` | every number, with its reason |

mod asking;
mod bare;
mod beginning;
mod colleague;
mod confinement;
mod content;
mod conversation;
mod costs;
mod dataset;
mod door;
mod entailment;
mod evaluate;
mod evaluator;
mod frame;
mod ground;
mod handover;
mod index;
mod judge;
pub mod keeper;
mod limits;
mod nursery;
mod order;
mod prebinding;
mod projection;
mod question;
mod refusal;
mod scan;
mod step;
mod team;
mod terms;
mod turns;
mod update;
mod watch;
mod worker;
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
