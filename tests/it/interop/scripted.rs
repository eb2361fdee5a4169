//! The servers that we made of libraries of others, as a [`Server`].

use super::Server;
use serde_json::Value;
use tests::peer::Scripted;

impl Server for Scripted {
    fn actor(&self) -> String {
        self.actor()
    }

    async fn finger(&self, name: &str, address: &str) -> String {
        self.finger(name, address).await
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
