//! bovine: it shows itself to signed requests alone, so that we sign when we ask for its key. It keeps what it received and
//! no timeline; an `Undo` names the `Follow` by its address alone.

use super::{Server, acquaintance};
use serde_json::Value;
use std::collections::BTreeMap;
use tests::peer::Bovine;

/// It is to be told which Follow it undoes.
struct Following {
    bovine: Bovine,
    begun: BTreeMap<String, String>,
}

impl Server for Following {
    fn actor(&self) -> String {
        self.bovine.actor().to_owned()
    }

    async fn finger(&self, name: &str, _: &str) -> String {
        self.bovine.finger(name).await
    }

    async fn lookup(&self, address: &str) -> Value {
        self.bovine.lookup(address).await
    }

    async fn follow(&mut self, whom: &str) {
        let begun = self.bovine.follow(whom).await;
        self.begun.insert(whom.to_owned(), begun);
    }

    async fn unfollow(&mut self, whom: &str) {
        self.bovine.unfollow(&self.begun[whom], whom).await;
    }

    async fn following(&self) -> Vec<String> {
        self.bovine.following().await
    }

    async fn reply(&self, to: &str, words: &str) {
        self.bovine.reply(to, words).await;
    }

    fn received(&self) -> Vec<Value> {
        self.bovine.received()
    }

    fn kill(&mut self) {
        self.bovine.kill();
    }

    async fn restart(&mut self) {
        self.bovine.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_itself_to_signed_requests_alone() {
    let Some(bovine) = Bovine::start(crate::PROGRAM).await else { return };
    acquaintance(&mut Following { bovine, begun: BTreeMap::new() }).await;
}
