//! What an instance delivers with a second of a core, beside what can be signed with it: each delivery has a signature of its
//! own, and none is cheaper.

use super::follower::{Follower, Manner, Told};
use super::{ROUNDS, followed_by, until, write, writer};
use crate::cost::{spent, spent_in_the_end};
use anyhow::{Result, ensure};
use federation::key::{KeyKind, SecretKey};
use std::time::Duration;

const FOLLOWERS: u8 = 20;
/// Documents of each round.
const DOCUMENTS: usize = 100;
/// How long it is signed, to find out what can be.
const SIGNING: Duration = Duration::from_secs(1);

pub(crate) async fn measure(program: &str) -> Result<()> {
    println!("\n{:<34} {:>9} {:>12} {:>11}", "delivery, 20 followers", "sent", "a core and s", "of signing");
    let secret = SecretKey::generate(KeyKind::Rsa)?.to_pem()?;
    for told in [Told::Documents, Told::Posts] {
        let mut followers = Vec::new();
        for number in 1..=FOLLOWERS {
            followers.push(Follower::start(number, told, Manner::Answers, &secret).await?);
        }
        let mut instance = followed_by(program, &followers).await?;
        let (writer, process) = (writer(&instance)?, instance.pid());
        // What it costs to write them, without anybody who is told.
        let before = spent_in_the_end(process).await?;
        write(&writer, 0..DOCUMENTS).await?;
        let writing = spent_in_the_end(process).await?.saturating_sub(before);

        let (mut sent, mut delivering, mut signed, mut signing) = (0, Duration::ZERO, 0, Duration::ZERO);
        for follower in &followers {
            follower.follow(instance.base()).await?;
        }
        until("each follower is told that it follows", || followers.iter().all(|one| one.count() > 0)).await?;
        let count = || followers.iter().map(Follower::count).sum::<usize>();
        let past = if told == Told::Documents { DOCUMENTS } else { 0 };
        until("what was there before", || count() == (1 + past) * followers.len()).await?;
        for round in 1..=ROUNDS {
            let (had, before) = (count(), spent_in_the_end(process).await?);
            write(&writer, round * DOCUMENTS..(round + 1) * DOCUMENTS).await?;
            let wanted = had + DOCUMENTS * followers.len();
            until("each follower is told everything", || count() >= wanted).await?;
            delivering += spent_in_the_end(process).await?.saturating_sub(before).saturating_sub(writing);
            ensure!(count() == wanted, "what was delivered was delivered once");
            sent += DOCUMENTS * followers.len();
            let (number, cost) = sign(&secret, &followers).await?;
            (signed, signing) = (signed + number, signing + cost);
        }
        let (rate, limit) = (per_second(sent, delivering), per_second(signed, signing));
        let what = match told {
            Told::Documents => "documents, to instances",
            Told::Posts => "posts, to microblogs",
        };
        println!("{what:<34} {sent:>9} {rate:>12.0} {:>11.2}", rate / limit);
        println!("{:<34} {signed:>9} {limit:>12.0}   goal 0.60", "RSA-2048 signatures alone");
        instance.stop();
    }
    Ok(())
}

/// How often something is signed of what is delivered, and what that cost.
async fn sign(secret: &str, followers: &[Follower]) -> Result<(usize, Duration)> {
    let key = SecretKey::from_pem(secret)?;
    let sent = followers.iter().find_map(|follower| follower.last().ok()).unwrap_or_default();
    let before = spent(std::process::id())?;
    let number = tokio::task::spawn_blocking(move || {
        let (began, mut number) = (tokio::time::Instant::now(), 0);
        while began.elapsed() < SIGNING {
            number += usize::from(key.sign(&sent).is_some());
        }
        number
    });
    Ok((number.await?, spent(std::process::id())?.saturating_sub(before)))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn per_second(number: usize, spent: Duration) -> f64 {
    number as f64 / spent.as_secs_f64()
}
