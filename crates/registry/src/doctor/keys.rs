//! The key that signs, those that were published, and what they signed.

use super::{Ailment, Area, Chart, Gravity};
use crate::signing;
use journal::{Inspection, JournalError};
use model::integrity::PublicKey;
use model::iri::Location;
use model::release::SignedManifest;
use std::path::Path;

pub(super) async fn examine(chart: &mut Chart, folder: &Path, journal: &Inspection) -> Result<(), JournalError> {
    let published = journal.published_keys().await?;
    match signing::kept(folder) {
        Ok(Some(key)) => {
            let public = key.public().to_multibase();
            if !published.contains(&public) {
                chart.note(Area::Keys, Gravity::Note, Ailment::KeyUnpublished(public));
            }
        }
        Ok(None) => {}
        Err(source) => {
            let ailment = Ailment::KeyUnusable { path: signing::path(folder), source };
            chart.note(Area::Keys, Gravity::Error, ailment);
        }
    }
    for text in published.iter().filter(|text| PublicKey::from_multibase(text).is_err()) {
        chart.note(Area::Keys, Gravity::Error, Ailment::PublishedKeyUnreadable(text.clone()));
    }
    let base = journal.instance().await?.base;
    for (description, number, signed) in journal.manifests().await? {
        let address = match base.locate(&description) {
            Some(Location::Document(container, slug)) => base.release(container, &slug, number),
            Some(Location::Container(_)) | None => description,
        };
        let ailment = match SignedManifest::parse(&signed) {
            Ok(manifest) if manifest.verify().is_ok() => {
                if published.contains(&manifest.manifest.key.public.to_multibase()) {
                    continue;
                }
                Ailment::ReleaseOfUnknownKey(address)
            }
            Ok(_) | Err(_) => Ailment::ReleaseBroken(address),
        };
        chart.note(Area::Releases, Gravity::Error, ailment);
    }
    Ok(())
}
