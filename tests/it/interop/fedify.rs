//! Fedify, signing in either dialect first. It reads JSON-LD in full, with all contexts that are named.
//!
//! Of what it had yet to send when it is killed nothing is left: it is killed when it has nothing to send.

use super::acquaintance;
use federation::signature::Dialect;
use tests::peer::fedify;

#[tokio::test(flavor = "multi_thread")]
async fn draft_cavage_first() {
    let Some(mut fedify) = fedify::start(crate::PROGRAM, Dialect::Cavage).await else { return };
    acquaintance(&mut fedify).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc_9421_first() {
    let Some(mut fedify) = fedify::start(crate::PROGRAM, Dialect::Rfc9421).await else { return };
    acquaintance(&mut fedify).await;
}
