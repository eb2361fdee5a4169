//! The journal: its file, every entry, the documents that follow from them, what was erased.

use super::{Ailment, Area, Chart, Gravity};
use journal::{Examination, Inspection, JournalError};

pub(super) async fn examine(chart: &mut Chart, journal: &Inspection) -> Result<Examination, JournalError> {
    if let Some(said) = journal.storage().await? {
        chart.note(Area::Journal, Gravity::Error, Ailment::StorageDamaged(said));
    }
    let examined = journal.examine().await?;
    for (seq, fault) in &examined.faults {
        chart.note(Area::Journal, Gravity::Error, Ailment::Entry { seq: *seq, fault: *fault });
    }
    for iri in journal.askew().await? {
        chart.note(Area::Journal, Gravity::Error, Ailment::Askew(iri));
    }
    for erasure in journal.unfinished_erasures().await? {
        chart.note(Area::Erasures, Gravity::Warning, Ailment::Unfinished(erasure));
    }
    for erased in journal.unfinished_accounts().await? {
        chart.note(Area::Erasures, Gravity::Warning, Ailment::UnfinishedAccount(erased));
    }
    Ok(examined)
}
