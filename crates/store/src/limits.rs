//! Every number of this crate, with its reason.

use std::time::Duration;

/// Address space of a query worker. A question that needs more ends its worker and nothing else. Two workers and the
/// main process must fit into the 4 to 8 GB of a small rented server; a million quads take about 300 MB of it.
pub(crate) const MEMORY: u64 = 2 << 30;

/// Allocation arenas of a worker: each reserves 64 MB of address space, and glibc would make eight per core.
pub(crate) const ARENAS: i32 = 4;

/// Questions that a worker evaluates at the same time. More would only share the same cores and the same [`MEMORY`];
/// fewer would let readers on slow lines keep everybody else out.
pub(crate) const QUESTIONS_AT_ONCE: usize = 16;

/// Stack of a question's thread: reserved, not used, so that all of them together stay far under [`MEMORY`].
pub(crate) const STACK: usize = 32 << 20;

/// An answer travels in pieces of this size: large enough to be cheap, small enough not to hold up the others.
pub(crate) const PIECE: usize = 64 << 10;

/// Pieces of one answer that may be under way before its reader took one: what a slow reader costs in memory.
pub(crate) const WINDOW: u32 = 8;

/// How long a reader may take over one piece before its answer is broken off.
pub(crate) const STALL: Duration = Duration::from_secs(30);

/// No question may ask for more time than this.
pub(crate) const LONGEST_DEADLINE: Duration = Duration::from_hours(1);

/// How long a worker that is put aside may go on answering what it was asked: as long as a visitor's question takes, and
/// its reader to read the end of it.
pub(crate) const LAST_ANSWERS: Duration = Duration::from_secs(30);

/// How long one question of a constraint may take in a query worker. Somebody waits for the answer to a `PUT`, and a
/// constraint worth having takes milliseconds.
pub(crate) const CONSTRAINT_DEADLINE: Duration = Duration::from_secs(2);

/// How long all questions of one validation may take together.
pub(crate) const VALIDATION_BUDGET: Duration = Duration::from_secs(10);

/// Most bytes of terms in the answer to a constraint's question: the main process holds them all.
pub(crate) const ANSWER_BYTES: usize = 16 << 20;

/// Most triples that one operation of an update may take out and put in, before repetitions are left out: far more than an
/// editor means, and its worker holds them all.
pub(crate) const UPDATE_TRIPLES: usize = 500_000;

/// Past the deadline a question stops itself while it reads; after this much more its worker is killed.
pub(crate) const GRACE: Duration = Duration::from_millis(500);

/// Pause before a worker that died before it was ready is started again; doubled each time up to [`LONGEST_PAUSE`].
pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// See [`FIRST_PAUSE`].
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Largest frame between the processes; the largest is a document, and one of this size would be a dataset.
/// A length beyond it means that the stream is broken.
pub(crate) const FRAME: usize = 256 << 20;

/// Steps of a snapshot that wait for a worker to read them.
pub(crate) const FEED_AHEAD: usize = 64;

/// Steps between two signs of life of a worker that follows a long stream.
pub(crate) const STEPS_BETWEEN_SIGNS: u64 = 64;

/// Rows read between two looks at the clock.
pub(crate) const ROWS_BETWEEN_LOOKS: u32 = 256;
