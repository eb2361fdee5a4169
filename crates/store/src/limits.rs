//! Every number of this crate, with its reason.

use std::time::Duration;

/// Address space that a worker which answers many short questions may add to what its keeper had: the stacks and arenas
/// below, and room for the questions. One that needs more ends its worker and nothing else.
pub(crate) const MEMORY_TOGETHER: u64 = 3 << 29;

/// The same for a worker that answers one long question: such a sort or group holds millions of rows. Four of them at once
/// fit into the 4 to 8 GB of a small rented server.
pub(crate) const MEMORY_ALONE: u64 = 3 << 28;

/// Allocation arenas of a worker: each reserves 64 MB of address space, and glibc would make eight per core.
pub(crate) const ARENAS: i32 = 4;

/// Stack of a question's thread: reserved, not used, so that all of them together stay far under [`MEMORY_TOGETHER`].
pub(crate) const STACK: usize = 32 << 20;

/// Short questions evaluated at the same time. More would only share the same cores and the same memory.
pub(crate) const TOGETHER_AT_ONCE: usize = 16;

/// Questions tried again at the same time, each in a process of its own and for no longer than a short one takes, because
/// they were there when a worker ended: all but one of them are innocent, and nobody should wait for them.
pub(crate) const SUSPECTS_AT_ONCE: usize = 8;

/// How long a question is short. Whatever takes longer is asked again alone, from the beginning: that costs it at most as
/// much again, and everybody else nothing. What people and tools ask takes milliseconds.
pub(crate) const SHORT: Duration = Duration::from_millis(250);

/// How long it is where others wait for its place.
pub(crate) const SHORT_WHEN_CROWDED: Duration = Duration::from_millis(60);

/// How long a worker may take to stop a question that is no longer short, before nobody else is sent to it.
pub(crate) const STOPPING: Duration = Duration::from_millis(60);

/// Evaluated for longer than this, a question lets shorter ones go first.
pub(crate) const STEPS_BACK_AFTER: Duration = Duration::from_millis(20);

/// By so much (the scale of `nice`: about a tenth of the share).
pub(crate) const SHORT_NICENESS: i32 = 10;

/// Long questions let everybody go first: with others about, they get a seventieth of what these get.
pub(crate) const ALONE_NICENESS: i32 = 19;

/// Long questions evaluated at the same time, each in a process of its own.
pub(crate) const ALONE_AT_ONCE: usize = 4;

/// Of these, one client's at most: another's turn never has to wait for the end of all of his.
pub(crate) const ALONE_PER_CLIENT: usize = 3;

/// Long questions that wait for their turn; more are told at once to come back later.
pub(crate) const ALONE_WAITING: usize = 64;

/// How long it is remembered that questions of one shape are long.
pub(crate) const REMEMBERED: Duration = Duration::from_mins(10);

/// Shapes of questions, and clients, that are remembered: some hundred bytes each.
pub(crate) const MOST_REMEMBERED: usize = 10_000;

/// Time of evaluation that a client's long questions may take together before they are told to wait ...
pub(crate) const BUDGET: Duration = Duration::from_mins(2);

/// ... and how long it takes until one second of it is given back.
pub(crate) const BUDGET_BACK: u32 = 1;

/// An answer travels in pieces of this size: large enough to be cheap, small enough not to hold up the others.
pub(crate) const PIECE: usize = 64 << 10;

/// Pieces of one answer that may be under way before its reader took one: what a slow reader costs in memory. An answer
/// that is longer is a long one.
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
