//! The index beside the journal: its files by their checksums, and how far it is.

use super::{Ailment, Area, Chart, Gravity};
use model::Seq;
use search::SearchError;

/// What the index is like.
pub(super) enum Look {
    Absent,
    Behind,
    Held(Seq),
    Unusable(SearchError),
}

impl Look {
    pub(super) fn of(looked: Result<Option<Seq>, SearchError>) -> Self {
        match looked {
            Ok(Some(seq)) => Self::Held(seq),
            Ok(None) => Self::Absent,
            Err(error) => Self::Unusable(error),
        }
    }
}

pub(super) fn examine(chart: &mut Chart, index: Look, last: Seq, is_running: bool) {
    let mut note = |gravity, ailment| chart.note(Area::Index, gravity, ailment);
    match index {
        // The next start fills it again.
        Look::Absent => note(Gravity::Note, Ailment::IndexAbsent),
        Look::Unusable(error) => note(Gravity::Warning, Ailment::IndexUnusable(error)),
        Look::Behind => note(Gravity::Error, Ailment::IndexElsewhere { applied: Seq(0), head: last }),
        // What came in while it was looked at is no ailment.
        Look::Held(applied) if applied == last || is_running => {}
        Look::Held(applied) => note(Gravity::Note, Ailment::IndexElsewhere { applied, head: last }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_it() {
        let told = |index, is_running| {
            let mut chart = Chart::default();
            examine(&mut chart, index, Seq(7), is_running);
            chart.0.pop().map(|finding| finding.gravity)
        };
        assert_eq!(told(Look::Held(Seq(7)), false), None);
        assert_eq!(told(Look::Held(Seq(5)), false), Some(Gravity::Note));
        assert_eq!(told(Look::Held(Seq(8)), true), None);
        assert_eq!(told(Look::Behind, true), Some(Gravity::Error));
        assert_eq!(told(Look::of(Ok(None)), false), Some(Gravity::Note));
        assert_eq!(told(Look::of(Err(SearchError::Held(1))), false), Some(Gravity::Warning));
    }
}
