//! bovine: it shows itself to signed requests alone, so that we sign when we ask for its key. It keeps what it received and
//! no timeline; an `Undo` names the `Follow` by its address alone.

use super::acquaintance;
use tests::peer::bovine;

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_itself_to_signed_requests_alone() {
    let Some(mut bovine) = bovine::start(crate::PROGRAM).await else { return };
    acquaintance(&mut bovine).await;
}
