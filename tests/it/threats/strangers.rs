//! Whoever has a key that verifies may leave something here: so much, and no more, by host and in all; and whoever is
//! followed is heard meanwhile as if nothing was.
//!
//! `CODESOCIAL_STRANGERS=20000` sends so many of each kind from each host; without, 400.

use super::{ACTIVITY, Rig, exact, host, neighbour, posing, posted};
use crate::measurement::{now, number};
use federation::signature::Dialect;
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tests::peer::Correspondent;

/// Small, so that the bounds are reached soon.
const SETTINGS: &str = "[federation.strangers]\n\
    held-per-host = 30\nheld = 70\nheld-bytes-per-host = 1000000\n\
    settled-per-host = 100\nactors-per-host = 10\nrequests-per-host = 5\n\
    [federation]\nfollowers = \"by-hand\"\n";
/// Actors of each host: fewer than are asked for in a minute.
const ACTORS: usize = 20;
/// Letters of a report: it can hardly be packed.
const LETTERS: usize = 4_000;

/// Letters without any order.
fn noise(seed: usize) -> String {
    let mut state = seed as u64 | 1;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + u8::try_from((state >> 33) % 90).unwrap())
    };
    (0..LETTERS).map(|_| letter()).collect()
}

/// What a stranger says that is kept for somebody to look at, that has no effect, that asks for something.
fn said(rig: &Rig, by: &Correspondent, actor: &str, kind: &str, number: usize) -> Value {
    let object = match kind {
        "Flag" => json!([rig.actor()]),
        "Announce" => json!(format!("{}/notes/{number}", by.base())),
        _ => json!(rig.actor()),
    };
    let mut activity = by.activity(kind, &object);
    activity["actor"] = json!(actor);
    if kind == "Flag" {
        activity["content"] = json!(noise(number));
    }
    activity
}

#[tokio::test(flavor = "multi_thread")]
async fn what_strangers_leave_is_bounded() {
    let each = number("CODESOCIAL_STRANGERS", 400);
    let rig = Arc::new(Rig::configured(SETTINGS).await);
    let owner = neighbour(9).await;
    rig.begins_to_follow(&owner).await;
    // One host alone is at its own bound long before all are at theirs.
    let alone = Correspondent::start_at(host(6), Dialect::Cavage).await;
    for number in 0..=30 {
        let flag = said(&rig, &alone, &alone.actor(), "Flag", number);
        let expected = if number < 30 { StatusCode::ACCEPTED } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(rig.tell(&alone, &flag).await.status, expected, "{number}");
        rig.applied().await;
    }
    let before: u64 = rig.quiet().await.iter().map(|(length, _)| length).sum();
    let begun = now();
    let floods: Vec<_> = (2..6)
        .map(|at| {
            let rig = rig.clone();
            tokio::spawn(async move {
                let by = Correspondent::start_at(host(at), Dialect::Cavage).await;
                let mut answers: BTreeMap<(&str, u16), usize> = BTreeMap::new();
                for (number, kind) in
                    (0..each).flat_map(|number| ["Flag", "Announce", "Follow"].map(|kind| (number, kind)))
                {
                    let path = format!("/users/{}", number % ACTORS);
                    by.lay(&path, 200, ACTIVITY, posing(&by, &path).to_string());
                    let actor = format!("{}{path}", by.base());
                    let activity = said(&rig, &by, &actor, kind, number);
                    let mut request = posted(&rig.inbox(), activity.to_string());
                    by.sign(&mut request, Some(&format!("{actor}#main-key")), None);
                    let answer = by.send(request).await;
                    *answers.entry((kind, answer.status.as_u16())).or_default() += 1;
                }
                answers
            })
        })
        .collect();
    // Whoever is followed tells meanwhile what it has to tell, and it arrives.
    for entry in 1..=20 {
        let name = format!("Fiche {entry}");
        let create = owner.activity("Create", &exact(&owner, "organizations/a", &name, entry, "Public"));
        assert_eq!(rig.tell(&owner, &create).await.status, StatusCode::ACCEPTED, "{entry}");
        tests::peer::until(&name, async || (rig.names(owner.base()) == [name.as_str()]).then_some(())).await;
    }
    let told = begun.elapsed();
    let mut answers: BTreeMap<(&str, u16), usize> = BTreeMap::new();
    for flood in floods {
        for (answer, count) in flood.await.unwrap() {
            *answers.entry(answer).or_default() += count;
        }
    }
    rig.applied().await;
    let (quarantined, ignored) = (rig.received("quarantined"), rig.received("ignored"));
    let peers = rig.peers();
    let waiting = peers["followers"].as_array().unwrap().len();
    let grown = rig.quiet().await.iter().map(|(length, _)| length).sum::<u64>() - before;
    println!(
        "{} of strangers in {:.1} s, answered {answers:?}: {quarantined} in quarantine, {ignored} remembered, {waiting} \
         requests, {grown} bytes more; 20 changes of whom we follow arrived in {:.1} s",
        12 * each,
        begun.elapsed().as_secs_f64(),
        told.as_secs_f64(),
    );
    assert!(quarantined <= 70 && ignored < 4 * 100 + 1_100, "so many may come before all is looked at: {peers}");
    assert!(waiting <= 4 * 5, "{waiting}");
    assert!(grown < 8 << 20, "{grown}");
    for (kind, refused) in [("Flag", 503), ("Follow", 429)] {
        assert!(answers.contains_key(&(kind, refused)), "{kind} {refused}: {answers:?}");
    }
    assert!(answers.keys().all(|(_, status)| [202, 429, 503].contains(status)), "{answers:?}");

    // Now and then everything is looked at, and when it starts.
    let mut rig = Arc::into_inner(rig).expect("nobody else has it");
    rig.instance.stop();
    rig.instance.start_asking(&[], &[]);
    // What came from whom we follow is remembered, too: its answer, and what it told.
    let settled = || rig.received("ignored") + rig.received("applied");
    tests::peer::until("it is trimmed", async || (settled() <= 4 * 100 + 1 + 20).then_some(())).await;
    assert_eq!(rig.names(owner.base()), ["Fiche 20"]);
}
