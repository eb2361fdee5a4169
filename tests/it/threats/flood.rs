//! Bodies that mean nothing, as fast as they come: refused, and nothing is written.
//!
//! `CODESOCIAL_FLOOD=100000` sends so many of each kind; without, 2,000.

use super::{ACTIVITY, Rig, client, host};
use crate::measurement::{now, number};
use federation::signature::Dialect;
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;
use tests::peer::Correspondent;

const CONNECTIONS: usize = 8;

/// Random bytes, pieces of JSON, real activities with something changed.
fn body(chance: &mut ChaCha20Rng, real: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; chance.random_range(0..4_096)];
    match chance.random_range(0..4) {
        0 => chance.fill_bytes(&mut bytes),
        1 => bytes.iter_mut().for_each(|byte| *byte = b"{}[]\":,0 "[chance.random_range(0..9)]),
        2 => bytes = real[..chance.random_range(0..real.len())].to_vec(),
        _ => {
            bytes = real.to_vec();
            let at = chance.random_range(0..bytes.len());
            bytes[at] ^= 1 << chance.random_range(0..8);
        }
    }
    bytes
}

/// Those without a signature, and those under a signature that was made for another body. How many a second are refused is
/// printed.
#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_bodies_touch_no_disk() {
    let number = number("CODESOCIAL_FLOOD", 2_000);
    let rig = Rig::new().await;
    let by = Correspondent::start_at(host(2), Dialect::Cavage).await;
    let known = rig.tell(&by, &rig.follow(&by)).await;
    assert_eq!(known.status, 202);
    rig.applied().await;
    let real: Arc<[u8]> = rig.follow(&by).to_string().into_bytes().into();
    let mut signed = rig.request(real.to_vec());
    by.sign(&mut signed, None, None);
    let signature = signed.headers().clone();
    let before = rig.quiet().await;
    for (row, headers) in [("not signed", None), ("signed, and the body another", Some(signature))] {
        let begun = now();
        let senders: Vec<_> = (0..CONNECTIONS)
            .map(|sender| {
                let (http, inbox, real, headers) = (client(), rig.inbox(), real.clone(), headers.clone());
                tokio::spawn(async move {
                    let mut chance = ChaCha20Rng::seed_from_u64(u64::try_from(sender).unwrap());
                    for _ in 0..number / CONNECTIONS {
                        let body = body(&mut chance, &real);
                        if *body == *real {
                            continue;
                        }
                        let post = http.post(&inbox).body(body);
                        let post = match &headers {
                            Some(headers) => post.headers(headers.clone()),
                            None => post.header("content-type", ACTIVITY),
                        };
                        let answer = post.send().await.unwrap();
                        assert_eq!(answer.status(), 401);
                        answer.bytes().await.unwrap();
                    }
                })
            })
            .collect();
        for sender in senders {
            sender.await.unwrap();
        }
        let rate = number as u64 * 1_000 / u64::try_from(begun.elapsed().as_millis()).unwrap().max(1);
        println!("{row}: {number} refused, {rate} a second");
        assert_eq!(rig.written(), before, "{row}: nothing is written");
    }
    assert_eq!(rig.received("applied"), 1);
    // And it still answers.
    assert_eq!(client().get(rig.actor()).header("accept", ACTIVITY).send().await.unwrap().status(), 200);
}
