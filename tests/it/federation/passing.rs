//! A place passes on the event of another instance: whoever follows the place gets it from where it is, for as long as it is
//! passed on and open, under its true origin.

use super::{client, command, delete, held, put};
use tests::Instance;
use tests::peer::until;

const PREFIX: &str = "@prefix cs: <https://w3id.org/codesocial#> .";

async fn holds(instance: &Instance, from: &Instance, expected: &[&str]) {
    until(&format!("{expected:?}"), async || (held(instance, from) == expected).then_some(())).await;
}

fn event(name: &str, audience: &str) -> String {
    format!("{PREFIX} <> a cs:Event ; cs:name '{name}'@fr ; cs:audience cs:{audience} .")
}

fn place(events: &[String]) -> String {
    let lines: Vec<_> = events.iter().map(|event| format!(" ; cs:rebroadcasts <{event}>")).collect();
    format!("{PREFIX} <> a cs:Place ; cs:name 'Halle'@fr{} .", lines.concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_place_passes_on_is_fetched_from_where_it_is() {
    let http = client();
    let [mut valley, mut mill, mut hill] = [0; 3].map(|_| Instance::new(super::super::PROGRAM));
    for instance in [&mut valley, &mut mill, &mut hill] {
        instance.start();
    }
    let event_at = |path: &str| format!("{}events/{path}", valley.base());
    put(&http, &valley, "events/fete", event("Fête", "Public")).await.unwrap();
    put(&http, &valley, "events/conseil", event("Conseil", "Network")).await.unwrap();
    put(&http, &mill, "places/halle", place(&[event_at("fete"), event_at("conseil")])).await.unwrap();
    command(&hill, &["follow", &format!("{}places/halle", mill.base())]);
    holds(&hill, &mill, &["places/halle,Halle"]).await;
    holds(&hill, &valley, &["events/fete,Fête"]).await;
    let asked = format!("SELECT ?o {{ <{}> <http://purl.org/dc/terms/source> ?o }}", event_at("fete"));
    let origin = command(&hill, &["query", &asked, "--csv"]);
    assert!(origin.contains(&format!("{}actor", valley.base())), "{origin}");

    // It changed there, and whoever passes it on has heard of that.
    command(&mill, &["follow", valley.base()]);
    holds(&mill, &valley, &["events/conseil,Conseil", "events/fete,Fête"]).await;
    put(&http, &valley, "events/fete", event("Fête du four", "Public")).await.unwrap();
    holds(&hill, &valley, &["events/fete,Fête du four"]).await;

    // The line goes and comes back; the event closes and opens again.
    put(&http, &mill, "places/halle", place(&[event_at("conseil")])).await.unwrap();
    holds(&hill, &valley, &[]).await;
    put(&http, &mill, "places/halle", place(&[event_at("fete")])).await.unwrap();
    holds(&hill, &valley, &["events/fete,Fête du four"]).await;
    put(&http, &valley, "events/fete", event("Fête du four", "Members")).await.unwrap();
    holds(&hill, &valley, &[]).await;
    put(&http, &valley, "events/fete", event("Fête de nouveau", "Public")).await.unwrap();
    holds(&hill, &valley, &["events/fete,Fête de nouveau"]).await;

    // Who is blocked does not come back in the words of others.
    command(&hill, &["unfollow", &format!("{}places/halle", mill.base())]);
    holds(&hill, &valley, &[]).await;
    let blocked = format!("{}actor", valley.base());
    command(&hill, &["block", &blocked, "--why", "a test"]);
    command(&hill, &["follow", mill.base()]);
    holds(&hill, &mill, &["places/halle,Halle"]).await;
    put(&http, &valley, "events/foire", event("Foire", "Public")).await.unwrap();
    put(&http, &mill, "places/halle", place(&[event_at("fete"), event_at("foire")])).await.unwrap();
    put(&http, &mill, "places/last", place(&[])).await.unwrap();
    holds(&hill, &mill, &["places/halle,Halle", "places/last,Halle"]).await;
    command(&hill, &["block", &blocked, "--undo"]);
    assert_eq!(held(&hill, &valley), [""; 0]);

    // Whoever passes it on is gone, and so is it.
    put(&http, &mill, "places/last", place(&[event_at("foire")])).await.unwrap();
    until("the fair", async || held(&hill, &valley).contains(&"events/foire,Foire".to_owned()).then_some(())).await;
    delete(&http, &mill, "places/last").await.unwrap();
    delete(&http, &mill, "places/halle").await.unwrap();
    holds(&hill, &valley, &[]).await;
    for instance in [&mut valley, &mut mill, &mut hill] {
        command(instance, &["doctor"]);
        instance.stop();
    }
}
