//! Fedify, signing in either dialect first. It reads JSON-LD in full, with all contexts that are named.
//!
//! Names it asks WebFinger for over https alone, so that it is given the address. Of what it had yet to send when it is
//! killed nothing is left: it is killed when it has nothing to send.

use super::{Server, acquaintance};
use federation::signature::Dialect;
use serde_json::Value;
use tests::peer::Fedify;

impl Server for Fedify {
    fn actor(&self) -> String {
        self.actor()
    }

    async fn finger(&self, _: &str, address: &str) -> String {
        self.finger(address).await
    }

    async fn lookup(&self, address: &str) -> Value {
        self.lookup(address).await
    }

    async fn follow(&mut self, whom: &str) {
        Self::follow(self, whom).await;
    }

    async fn unfollow(&mut self, whom: &str) {
        Self::unfollow(self, whom).await;
    }

    async fn following(&self) -> Vec<String> {
        self.following().await
    }

    async fn reply(&self, to: &str, words: &str) {
        self.reply(to, words).await;
    }

    fn received(&self) -> Vec<Value> {
        self.received()
    }

    fn kill(&mut self) {
        self.kill();
    }

    async fn restart(&mut self) {
        self.restart().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn draft_cavage_first() {
    let Some(mut fedify) = Fedify::start(crate::PROGRAM, Dialect::Cavage).await else { return };
    acquaintance(&mut fedify).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rfc_9421_first() {
    let Some(mut fedify) = Fedify::start(crate::PROGRAM, Dialect::Rfc9421).await else { return };
    acquaintance(&mut fedify).await;
}
