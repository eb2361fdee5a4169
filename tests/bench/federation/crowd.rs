//! One follower of twenty that never answers, or cannot even be connected to: how long it takes until the others are told, beside
//! an instance whose followers all answer. Both run, and documents are written to one and to the other in turns.

use super::follower::{Follower, Full, Manner, Told};
use super::{followed_by, name, until, writer};
use crate::client::Client;
use anyhow::{Context, Result};
use federation::key::{KeyKind, SecretKey};
use std::time::Duration;
use tests::Instance;
use tokio::time::{Instant, interval};

const FOLLOWERS: u8 = 20;
/// Documents of each turn, and how many turns each has.
const DOCUMENTS: usize = 20;
const TURNS: usize = 8;
/// A document is written each time that this has passed: it takes less to tell everybody.
const PACE: Duration = Duration::from_millis(120);

struct Case {
    instance: Instance,
    followers: Vec<Follower>,
    written: Vec<(usize, Instant)>,
    _away: Option<Full>,
}

pub(crate) async fn measure(program: &str) -> Result<()> {
    println!(
        "\n{:<34} {:>9} {:>9} {:>9} {:>9}",
        "until 19 of 20 followers are told", "told", "p50 ms", "p99 ms", "of p99"
    );
    let secret = SecretKey::generate(KeyKind::Rsa)?.to_pem()?;
    for (what, manner) in
        [("one never answers", Manner::NeverAnswers), ("one cannot be connected to", Manner::GoesAway)]
    {
        let mut all_answer = Case::start(program, 0, Manner::Answers, &secret).await?;
        let mut one_does_not = Case::start(program, FOLLOWERS, manner, &secret).await?;
        for turn in 0..=TURNS {
            for case in [&mut all_answer, &mut one_does_not] {
                case.turn(turn).await?;
            }
        }
        let (floor, with) = (all_answer.latencies(), one_does_not.latencies());
        println!("{:<34} {:>9} {:>9.1} {:>9.1}", "all twenty answer", floor.len(), at(&floor, 50), at(&floor, 99));
        let ratio = at(&with, 99) / at(&floor, 99);
        println!("{what:<34} {:>9} {:>9.1} {:>9.1} {ratio:>9.2}", with.len(), at(&with, 50), at(&with, 99));
        all_answer.instance.kill();
        one_does_not.instance.kill();
    }
    println!("{:<34} {:>39}", "goal", "1.20");
    Ok(())
}

impl Case {
    /// Twenty who follow, of which the last one is of this manner.
    async fn start(program: &str, after: u8, manner: Manner, secret: &str) -> Result<Self> {
        let mut followers = Vec::new();
        for number in 1..=FOLLOWERS {
            let manner = if number == FOLLOWERS { manner } else { Manner::Answers };
            followers.push(Follower::start(after + number, Told::Posts, manner, secret).await?);
        }
        let instance = followed_by(program, &followers).await?;
        for follower in &followers {
            follower.follow(instance.base()).await?;
        }
        let last = followers.pop().context("there are twenty")?;
        until("they follow", || followers.iter().all(|one| one.count() > 0)).await?;
        let mut away = None;
        if manner == Manner::GoesAway {
            until("the last one follows", || last.count() > 0).await?;
            away = Some(last.go_away().await?);
        }
        Ok(Self { instance, followers, written: Vec::new(), _away: away })
    }

    /// Writes some documents, one after the other; those of the first turn are to get warm, and are not counted.
    async fn turn(&mut self, turn: usize) -> Result<()> {
        let writer = writer(&self.instance)?;
        let mut pace = interval(PACE);
        let mut client: Option<Client> = None;
        for number in turn * DOCUMENTS..(turn + 1) * DOCUMENTS {
            pace.tick().await;
            let put = writer.put(&name(number));
            let client = match &mut client {
                Some(client) => client,
                none => none.insert(Client::connect(put.to).await?),
            };
            client.ask(&put).await?;
            if turn > 0 {
                self.written.push((number, Instant::now()));
            }
        }
        let last = name((turn + 1) * DOCUMENTS - 1);
        until("they are told", || self.followers.iter().all(|one| one.heard(&last).is_some())).await
    }

    /// In milliseconds, from the answer to whoever wrote until each of the others was told; sorted.
    fn latencies(&self) -> Vec<f64> {
        let told = self.written.iter().flat_map(|(number, at)| {
            let words = name(*number);
            self.followers.iter().filter_map(move |one| {
                // It may be on its way before whoever wrote it is answered.
                Some(one.heard(&words)?.saturating_duration_since(*at).as_secs_f64() * 1e3)
            })
        });
        let mut told: Vec<_> = told.collect();
        told.sort_unstable_by(f64::total_cmp);
        told
    }
}

/// Of sorted values the one below which so many of a hundred are.
fn at(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
