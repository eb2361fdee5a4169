//! activitypub_federation, the library of Lemmy, whose signatures cover the date (as Lemmy's do) or when they were made (as
//! the library's do by itself).
//!
//! It speaks draft-cavage alone. It asks for nothing at a number: the instance is named `localhost`. Of what it was sent it
//! reads plain JSON, each kind as one type, and refuses with 400 what it cannot read. What it had yet to send is lost when
//! it is killed.

use super::{Host, acquaintance_of};
use tests::peer::activitypub_federation::{self, Time};

#[tokio::test(flavor = "multi_thread")]
async fn signing_as_lemmy_does() {
    let Some(mut peer) = activitypub_federation::start(crate::PROGRAM, Time::Date).await else { return };
    acquaintance_of(Host::named_localhost().await, &mut peer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_as_the_library_does() {
    let Some(mut peer) = activitypub_federation::start(crate::PROGRAM, Time::Created).await else { return };
    acquaintance_of(Host::named_localhost().await, &mut peer).await;
}
