//! Posts of somebody whom the instance follows, signed beforehand, sent to it and to Fedify: both find the key, verify, and
//! write down what came before they answer; of Fedify's queue and store nothing is on disk.

use super::{ROUNDS, peer, run, until};
use crate::client::{Ask, Client};
use crate::cost::{spent, spent_in_the_end};
use anyhow::{Context, Result, ensure};
use axum::http::{Request, header};
use cli::parts::SystemClock;
use federation::activity::media_type::ACTIVITY;
use federation::signature::{Dialect, Signer};
use model::Iri;
use model::ports::Clock;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tests::Instance;
use tests::peer::Correspondent;
use tokio::task::JoinSet;
use tokio::time::Instant;

const CLIENTS: usize = 16;
/// Posts of each round to the instance and to Fedify: each takes about as long as the other.
const OURS: usize = 2_000;
const THEIRS: usize = 200;
const EVERYBODY: &str = "https://www.w3.org/ns/activitystreams#Public";

/// What some posts cost whoever took them.
#[derive(Debug, Default, Clone, Copy)]
struct Cost {
    posts: u32,
    took: Duration,
    spent: Duration,
}

impl Cost {
    fn add(&mut self, other: Self) {
        *self = Self { posts: self.posts + other.posts, took: self.took + other.took, spent: self.spent + other.spent };
    }

    fn rate(self) -> f64 {
        f64::from(self.posts) / self.took.as_secs_f64()
    }

    /// Milliseconds of a core for each.
    fn each(self) -> f64 {
        self.spent.as_secs_f64() * 1e3 / f64::from(self.posts)
    }
}

pub(crate) async fn measure(program: &str) -> Result<()> {
    let by = Correspondent::start(Dialect::Cavage).await;
    let key_id = Iri::parse(&format!("{}#main-key", by.actor()))?;
    let sender = Sender { signer: Signer::new(by.key(), key_id), actor: by.actor() };

    let mut instance = Instance::new(program);
    instance.start();
    let data = instance.data();
    let follow = run(program, &["follow", &by.actor(), "--data", data.to_str().context("a path in text")?]);
    ensure!(follow.status.success(), "{}", String::from_utf8_lossy(&follow.stderr));
    until("it follows", || by.followers().len() == 1).await?;
    let ours = Receiver { inbox: format!("{}inbox", instance.base()), process: instance.pid() };
    let fedify = peer::fedify::start(program, Dialect::Cavage).await;
    let theirs = fedify
        .as_ref()
        .map(|fedify| Receiver { inbox: fedify.actor().replace("/users/me", "/inbox"), process: fedify.pid() });

    let (mut our_cost, mut their_cost) = (Cost::default(), Cost::default());
    for round in 0..=ROUNDS {
        // The first one is to get warm, and is not counted.
        let cost = ours.take(&sender, round, OURS).await?;
        if round > 0 {
            our_cost.add(cost);
        }
        if let Some(theirs) = &theirs {
            let cost = theirs.take(&sender, round, THEIRS).await?;
            if round > 0 {
                their_cost.add(cost);
            }
        }
    }
    println!("\n{:<34} {:>9} {:>9} {:>12}", "inbox, 16 clients", "posts", "posts/s", "ms of a core");
    line("codesocial, on disk before 202", our_cost);
    if fedify.is_some() {
        line("Fedify 2.3.6, in memory", their_cost);
        let (rate, each) = (our_cost.rate() / their_cost.rate(), their_cost.each() / our_cost.each());
        println!("{:<34} {:>9} {rate:>8.1}× {each:>11.1}×", "goal: 10×", "");
    }
    instance.stop();
    Ok(())
}

fn line(what: &str, cost: Cost) {
    println!("{what:<34} {:>9} {:>9.0} {:>12.2}", cost.posts, cost.rate(), cost.each());
}

/// Who signs what is sent.
struct Sender {
    signer: Signer,
    actor: String,
}

impl Sender {
    fn signed(&self, inbox: &str, activity: &Value) -> Result<Ask> {
        let post = Request::post(inbox).header(header::CONTENT_TYPE, ACTIVITY);
        let mut post = post.body(activity.to_string().into_bytes())?;
        self.signer.sign(&mut post, Dialect::Cavage, SystemClock.now(), None)?;
        let (head, body) = post.into_parts();
        let to: SocketAddr = head.uri.authority().context("an authority")?.as_str().parse()?;
        let mut headers = Vec::new();
        for name in ["date", "digest", "signature", "content-type"] {
            let value = head.headers.get(name).with_context(|| format!("no {name}"))?;
            headers.push((name, value.to_str()?.to_owned()));
        }
        Ok(Ask { to, method: "POST", path: head.uri.path().to_owned(), headers, body: body.into() })
    }

    /// Somebody says something, in a few words.
    fn note(&self, inbox: &str, round: usize, number: usize) -> Result<Ask> {
        let id = format!("{}/{round}/{number}", self.actor);
        let note = json!({
            "id": format!("{id}/note"),
            "type": "Note",
            "attributedTo": self.actor,
            "content": format!("<p>Rendez-vous n° {number} à l'atelier, vendredi à 18 h : on répare, on raconte.</p>"),
            "published": "2026-11-23T08:00:00Z",
            "to": EVERYBODY,
        });
        let create = json!({
            "@context": federation::activity::CONTEXT,
            "id": id,
            "type": "Create",
            "actor": self.actor,
            "published": "2026-11-23T08:00:00Z",
            "to": EVERYBODY,
            "object": note,
        });
        self.signed(inbox, &create)
    }
}

/// Who takes it.
struct Receiver {
    inbox: String,
    process: u32,
}

impl Receiver {
    /// Takes so many, from several clients at once.
    async fn take(&self, sender: &Sender, round: usize, posts: usize) -> Result<Cost> {
        let asks: Result<Vec<_>> = (0..posts).map(|number| sender.note(&self.inbox, round, number)).collect();
        let asks = Arc::new(asks?);
        let mut ready = Vec::new();
        for _ in 0..CLIENTS {
            ready.push(Client::connect(asks.first().context("nothing to send")?.to).await?);
        }
        let (before, began) = (spent(self.process)?, Instant::now());
        let mut sending = JoinSet::new();
        for (first, mut client) in ready.into_iter().enumerate() {
            let asks = Arc::clone(&asks);
            sending.spawn(async move {
                for ask in asks.iter().skip(first).step_by(CLIENTS) {
                    client.ask(ask).await?;
                }
                anyhow::Ok(())
            });
        }
        while let Some(sent) = sending.join_next().await {
            sent??;
        }
        let took = began.elapsed();
        let spent = spent_in_the_end(self.process).await?.saturating_sub(before);
        Ok(Cost { posts: u32::try_from(posts)?, took, spent })
    }
}
