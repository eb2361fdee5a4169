//! snac: a microblog in C. It reads plain JSON, signs and verifies draft-cavage alone, and answers 202 before it looks at
//! a signature: that something was taken is to be seen in its timeline.
//!
//! It takes an `Update` of a profile, or of anything, only if it is for everybody.

use super::{Server, acquaintance};
use serde_json::Value;
use tests::peer::{Snac, until};

impl Server for Snac {
    fn actor(&self) -> String {
        self.actor()
    }

    async fn finger(&self, name: &str, _: &str) -> String {
        self.finger(name).await
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
        self.following()
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
async fn a_microblog() {
    let Some(mut snac) = Snac::start(crate::PROGRAM).await else { return };
    acquaintance(&mut snac).await;
    // It believed us: what it could not verify, it would have dropped. What was taken back is gone there as well.
    until("what is there now is in its timeline", async || {
        let timeline = snac.timeline();
        let is_kept = |words: &str| timeline.iter().any(|post| post.to_string().contains(words));
        (is_kept("Seigle") && !is_kept("Farine") && !is_kept("Le bal")).then_some(())
    })
    .await;
}
