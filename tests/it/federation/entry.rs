//! Somebody enters an ecosystem, and its members cooperate, across three instances that do not all follow each other:
//! whoever is named is told, and nobody else; what strangers tell waits until somebody takes it.

use super::{client, command, delete, organisation, peers, put};
use serde_json::Value;
use tests::Instance;
use tests::peer::until;

const PREFIX: &str = "@prefix cs: <https://w3id.org/codesocial#> .";

/// The documents that an instance holds from this one.
fn documents(instance: &Instance, from: &Instance) -> Vec<String> {
    let asked = format!(
        "SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s a ?type }} FILTER(STRSTARTS(STR(?g), '{}')) }} ORDER BY ?g",
        from.base()
    );
    let csv = command(instance, &["query", &asked, "--csv"]);
    csv.lines().skip(1).map(|line| line.trim().trim_start_matches(from.base()).to_owned()).collect()
}

async fn holds(instance: &Instance, from: &Instance, expected: &[&str]) {
    until(&format!("{expected:?}"), async || (documents(instance, from) == expected).then_some(())).await;
}

fn quarantine(instance: &Instance) -> Vec<Value> {
    serde_json::from_str(&command(instance, &["peers", "quarantine", "--json"])).unwrap()
}

/// Takes what waits, once so much does; why each waited.
async fn take(instance: &Instance, count: usize) -> Vec<String> {
    let held = until("it waits", async || Some(quarantine(instance)).filter(|held| held.len() >= count)).await;
    assert_eq!(held.len(), count, "{held:?}");
    let taken = held.iter().map(|one| {
        command(instance, &["peers", "accept", &one["number"].to_string()]);
        one["why"].as_str().unwrap().to_owned()
    });
    taken.collect()
}

async fn write(http: &reqwest::Client, instance: &Instance, path: &str, turtle: &str) {
    let status = put(http, instance, path, format!("{PREFIX} {turtle} .")).await.unwrap();
    assert!((200..300).contains(&status), "{path}: {status}");
}

/// What everything that is told of a document's origin says here.
fn origins(instance: &Instance, document: &str) -> String {
    let asked = format!("SELECT ?o {{ <{document}> <http://purl.org/dc/terms/source> ?o }}");
    command(instance, &["query", &asked, "--csv"])
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_enters_and_all_members_know() {
    let http = client();
    let [mut valley, mut mill, mut hill] = [0; 3].map(|_| Instance::new(super::super::PROGRAM));
    for instance in [&mut valley, &mut mill, &mut hill] {
        instance.start();
    }
    let (fil, briqueterie) = ("organizations/fil", "organizations/briqueterie");
    put(&http, &valley, fil, organisation("Fil commun", "Public")).await.unwrap();
    put(&http, &mill, briqueterie, organisation("Briqueterie", "Public")).await.unwrap();
    write(&http, &hill, "ecosystems/e", "<> a cs:Ecosystem ; cs:name 'Constellation'@fr").await;
    let (fil, briqueterie) = (format!("<{}{fil}>", valley.base()), format!("<{}{briqueterie}>", mill.base()));
    let ecosystem = format!("<{}ecosystems/e>", hill.base());
    let membership = |name: &str, member: &str| {
        format!("<> a cs:Membership ; cs:name '{name}'@fr ; cs:member {member} ; cs:ecosystem {ecosystem}")
    };

    // The first member, by the word of the ecosystem's instance: theirs decides whether it is kept there.
    write(&http, &hill, "memberships/briqueterie", &membership("Briqueterie", &briqueterie)).await;
    let why = take(&mill, 1).await.remove(0);
    assert!(why.starts_with("a membership, which concerns ") && why.contains("organizations/briqueterie"), "{why}");
    holds(&mill, &hill, &["memberships/briqueterie"]).await;

    // The request: the ecosystem's instance follows whoever asks, the member's does not.
    command(&hill, &["follow", valley.base()]);
    holds(&hill, &valley, &["organizations/fil"]).await;
    let request = format!(
        "<> a cs:EntryRequest ; cs:name 'Fil commun demande'@fr ; cs:applicant {fil} ; cs:ecosystem {ecosystem} ; \
         cs:addressedTo {briqueterie} ; cs:status cs:Pending"
    );
    write(&http, &valley, "entries/fil", &request).await;
    holds(&hill, &valley, &["entries/fil", "organizations/fil"]).await;
    let why = take(&mill, 1).await.remove(0);
    assert!(
        why.starts_with("a request to enter, which concerns ") && why.contains("organizations/briqueterie"),
        "{why}"
    );
    holds(&mill, &valley, &["entries/fil"]).await;

    // A member vouches, on their own instance.
    let request = format!("<{}entries/fil>", valley.base());
    let vouching = |text: &str, audience: &str| {
        format!(
            "<> a cs:Vouching ; cs:concerns {request} ; cs:actor {briqueterie} ; cs:text '{text}'@fr ; \
             cs:audience cs:{audience}"
        )
    };
    write(&http, &mill, "annotations/appui", &vouching("Un hiver partagé.", "Network")).await;
    for instance in [&valley, &hill] {
        assert!(take(instance, 1).await.remove(0).starts_with("a vouching, which concerns "));
        holds(instance, &mill, &["annotations/appui"]).await;
    }

    // The ecosystem takes them in: they and all members learn of it, and they of all members.
    write(&http, &hill, "memberships/fil", &membership("Fil commun", &fil)).await;
    take(&valley, 2).await;
    take(&mill, 1).await;
    let members = ["memberships/briqueterie", "memberships/fil"];
    for instance in [&valley, &mill] {
        holds(instance, &hill, &members).await;
        let origin = origins(instance, &format!("{}memberships/fil", hill.base()));
        assert!(origin.contains(&format!("{}actor", hill.base())), "{origin}");
    }

    // What was taken stays up to date by itself, and goes when it is closed; a cooperation is announced to all members.
    write(&http, &mill, "annotations/appui", &vouching("Deux hivers partagés.", "Public")).await;
    let text = "SELECT ?text { GRAPH ?g { ?v <https://w3id.org/codesocial#text> ?text } }";
    for instance in [&valley, &hill] {
        until("the new text", async || {
            command(instance, &["query", text, "--csv"]).contains("Deux hivers").then_some(())
        })
        .await;
    }
    write(&http, &mill, "annotations/appui", &vouching("Deux hivers partagés.", "Members")).await;
    for instance in [&valley, &hill] {
        holds(instance, &mill, &[]).await;
    }
    let cooperation = |name: &str| format!("<> a cs:Cooperation ; cs:name '{name}'@fr ; cs:ecosystem {ecosystem}");
    write(&http, &valley, "cooperations/marche", &cooperation("Marché")).await;
    holds(&hill, &valley, &["cooperations/marche", "entries/fil", "organizations/fil"]).await;
    assert!(take(&mill, 1).await.remove(0).starts_with("a cooperation, which concerns "));
    holds(&mill, &valley, &["cooperations/marche", "entries/fil"]).await;

    // Who is not followed can take back what waits; who is away hears of it later.
    write(&http, &valley, "cooperations/four", &cooperation("Four")).await;
    let first = until("it waits", async || quarantine(&mill).pop()).await;
    write(&http, &valley, "cooperations/four", &cooperation("Four banal")).await;
    until("the later one waits, alone", async || {
        let held = quarantine(&mill);
        (held.len() == 1 && held[0]["id"] != first["id"]).then_some(())
    })
    .await;
    mill.kill();
    delete(&http, &valley, "cooperations/four").await.unwrap();
    write(&http, &valley, "cooperations/marche", &cooperation("Marché de Noël")).await;
    mill.start();
    until("nothing waits", async || quarantine(&mill).is_empty().then_some(())).await;
    until("it changed", async || {
        super::held(&mill, &valley).contains(&"cooperations/marche,Marché de Noël".to_owned()).then_some(())
    })
    .await;
    holds(&mill, &valley, &["cooperations/marche", "entries/fil"]).await;
    for instance in [&mut valley, &mut mill, &mut hill] {
        let told = peers(instance);
        assert!(told["peers"].as_array().unwrap().iter().all(|peer| peer["refused"] == 0), "{told}");
        command(instance, &["doctor"]);
        instance.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_found_holds_up_nobody_and_what_is_closed_stays() {
    let http = client();
    let [mut valley, mut hill] = [0; 2].map(|_| Instance::new(super::super::PROGRAM));
    valley.start();
    hill.start();
    put(&http, &hill, "organizations/here", organisation("Ici", "Public")).await.unwrap();
    put(&http, &hill, "organizations/closed", organisation("Fermé", "Private")).await.unwrap();
    let cooperation = |name: &str, parties: &[&str], audience: &str| {
        let parties: Vec<_> = parties.iter().map(|party| format!("<{}organizations/{party}>", hill.base())).collect();
        format!(
            "<> a cs:Cooperation ; cs:name '{name}'@fr ; cs:party {} ; cs:audience cs:{audience}",
            parties.join(", ")
        )
    };
    write(&http, &valley, "cooperations/a", &cooperation("Un", &["here", "closed", "never"], "Public")).await;
    write(&http, &valley, "cooperations/b", &cooperation("Deux", &["here"], "Members")).await;
    take(&hill, 1).await;
    holds(&hill, &valley, &["cooperations/a"]).await;
    until("both are missed", async || {
        let missed = peers(&valley)["missed"].as_array().unwrap().len();
        (missed == 2).then_some(())
    })
    .await;
    // Whoever is named no more holds it no more.
    write(&http, &valley, "cooperations/a", &cooperation("Un", &["never"], "Public")).await;
    holds(&hill, &valley, &[]).await;
    // Nobody here is named by this: it is not even kept waiting.
    let held = quarantine(&hill);
    assert!(held.is_empty(), "{held:?}");
    valley.stop();
    hill.stop();
}
