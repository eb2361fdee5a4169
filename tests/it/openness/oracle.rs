//! The oracle of openness: random questions of random callers about random documents by every interface, each answer held
//! against a model of a few lines, while documents, owners and groups change.
//!
//! Every document carries words that stand nowhere else, and every answer is searched for those that its caller may not
//! know. What a caller may not read answers byte by byte like an address where nothing ever was; the exceptions are
//! [`EXCEPTIONS`], with their reasons in docs/API.md.
//!
//! `CODESOCIAL_ORACLE_SEED` asks others, `CODESOCIAL_ORACLE_CASES` makes it longer.

use super::case::{Against, Case, Interface, Place, compared};
use super::interface::INTERFACES;
use super::world::{ELSEWHERE, World, words};
use std::collections::{BTreeMap, BTreeSet};
use tests::Reply;

/// How many questions.
const CASES: usize = 50_000;
/// Where chance begins: the same questions each time, so that whoever changes something else is not told of what was
/// there before.
const SEED: u64 = 5;
/// In how many worlds, beside each other.
const WORLDS: usize = 2;
/// Fewest questions to each interface: one in a hundred.
const FEWEST: usize = CASES / 100;
/// After how many questions something happens.
const PATIENCE: usize = 25;
/// Differences that are told, of each interface.
const TOLD: usize = 3;

/// What tells of something that is closed. Each is in docs/API.md, "What is closed", with the reason; those that stand
/// there and not here follow from the model: a document's own words, and what `/registry.git` keeps.
pub(crate) const EXCEPTIONS: [(&str, &str); 7] = [
    ("taken", "an address that is taken cannot be made anew, and POST gives another one"),
    ("bound", "what is bound to something closed is as closed, whoever wrote it"),
    ("gone", "who could read it last learns that it is gone (410)"),
    ("released", "what was signed stays as it was signed"),
    ("own-groups", "whoever belongs to a group knows its address"),
    ("members", "whoever says who belongs to a group knows their addresses"),
    ("lent", "whoever lends a document knows to whom; administrators know all accounts"),
];

/// What came of it.
#[derive(Default)]
struct Tally {
    asked: BTreeMap<&'static str, usize>,
    /// Of these, about something that the caller may not read.
    closed: BTreeMap<&'static str, usize>,
    exceptions: BTreeSet<&'static str>,
    differences: BTreeMap<&'static str, Vec<String>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_questions() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("CODESOCIAL_ORACLE_SEED").unwrap_or(SEED);
    let cases = number("CODESOCIAL_ORACLE_CASES").map_or(CASES, |cases| usize::try_from(cases).unwrap());
    eprintln!("CODESOCIAL_ORACLE_SEED={seed}");
    let worlds = (0..WORLDS as u64).map(|world| tokio::spawn(run(seed.wrapping_add(world), cases / WORLDS)));
    let mut whole = Tally::default();
    for world in worlds.collect::<Vec<_>>() {
        let tally = world.await.unwrap();
        for (into, from) in [(&mut whole.asked, tally.asked), (&mut whole.closed, tally.closed)] {
            for (name, count) in from {
                *into.entry(name).or_default() += count;
            }
        }
        whole.exceptions.extend(tally.exceptions);
        for (name, differences) in tally.differences {
            whole.differences.entry(name).or_default().extend(differences);
        }
    }
    for (name, asked) in &whole.asked {
        let closed = whole.closed.get(name).copied().unwrap_or_default();
        let found = whole.differences.get(name).map_or(0, Vec::len);
        eprintln!("{name:>16}: {asked:6} asked, {closed:6} about what is closed, {found:4} different");
    }
    eprintln!("{cases} questions");
    for difference in whole.differences.values().flat_map(|differences| differences.iter().take(TOLD)) {
        eprintln!("---- {difference}");
    }
    let different: usize = whole.differences.values().map(Vec::len).sum();
    assert_eq!(different, 0, "differences; seed {seed}");
    if cases < CASES {
        return;
    }
    for interface in INTERFACES {
        let asked = whole.asked.get(interface.name).copied().unwrap_or_default();
        assert!(asked >= FEWEST, "{} was asked {asked} times", interface.name);
    }
    let used: Vec<&str> = whole.exceptions.into_iter().collect();
    let mut listed: Vec<&str> = EXCEPTIONS.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(used, listed, "an exception that is not needed, or not listed");
}

/// Asks in one world.
async fn run(seed: u64, cases: usize) -> Tally {
    let mut world = World::new(seed).await;
    let mut tally = Tally::default();
    let shares: u64 = INTERFACES.iter().map(|interface| interface.share).sum();
    for number in 0..cases {
        if number % PATIENCE == 0 {
            world.meanwhile().await;
        }
        let mut at = world.dice.roll() % shares;
        let interface = INTERFACES.iter().find(|interface| {
            let here = at < interface.share;
            at = at.saturating_sub(interface.share);
            here
        });
        let interface = interface.unwrap();
        let Some(case) = any_case(&mut world, interface) else { continue };
        if let Err(difference) = ask(&mut world, interface, &case, &mut tally).await {
            let told = format!("case {number}, {}\n{difference}", tell(&world, interface, &case));
            tally.differences.entry(interface.name).or_default().push(told);
        }
        world.tidy().await;
    }
    if let Err(difference) = super::repository::nothing_closed(&world).await {
        tally.differences.entry("repository").or_default().push(difference);
    }
    tally
}

/// A question that this interface takes.
fn any_case(world: &mut World, interface: &Interface) -> Option<Case> {
    for _ in 0..200 {
        let case = Case {
            who: world.dice.below(world.callers.len()),
            doc: world.dice.below(world.model.docs.len()),
            verb: world.dice.pick(interface.verbs),
            roll: world.dice.roll(),
            fresh: [world.dice.word('n'), world.dice.word('t')],
            free: [world.dice.word('s'), world.dice.word('x')],
        };
        let stands = if world.doc(case.doc).container == ELSEWHERE { Place::Elsewhere } else { Place::Here };
        if [stands, Place::Anywhere].contains(&interface.place) && (interface.fits)(world, &case) {
            return Some(case);
        }
    }
    None
}

/// Asks one question, and holds the answer against what it should be.
async fn ask(world: &mut World, interface: &Interface, case: &Case, tally: &mut Tally) -> Result<(), String> {
    *tally.asked.entry(interface.name).or_default() += 1;
    if !case.may_read(world) {
        *tally.closed.entry(interface.name).or_default() += 1;
    }
    let slug = world.doc(case.doc).slug.clone();
    let asked = (interface.ask)(world, case, &slug);
    let against = (interface.against)(world, case);
    let reply = world.send(case.who, &asked).await;
    let context = |reply: &Reply| {
        let body: String = String::from_utf8_lossy(reply.body.as_deref().unwrap_or(b"it broke off")).into();
        let body: String = body.chars().take(1_500).collect();
        format!(
            "{} {} {:?}\n{}\n→ {} {:?}\n{body}",
            asked.method, asked.path, asked.headers, asked.body, reply.status, reply.headers
        )
    };
    if reply.status.is_server_error() || reply.body.is_err() {
        return Err(format!("a failure: {}", context(&reply)));
    }
    let request = format!("{} {:?} {}", asked.path, asked.headers, asked.body);
    betrayed(world, interface, case, &request, &reply, tally).map_err(|word| format!("{word}: {}", context(&reply)))?;
    match against {
        Against::NeverThere => {
            let never = case.free[1].as_str();
            let other = world.send(case.who, &(interface.ask)(world, case, never)).await;
            if compared(&reply, &slug) != compared(&other, never) {
                return Err(format!(
                    "not as if it never was there: {}\n→ {} {:?}\n{}",
                    context(&reply),
                    other.status,
                    other.headers,
                    other.text()
                ));
            }
        }
        Against::Exception(name) => {
            tally.exceptions.insert(name);
            (interface.expect)(world, case, &reply).map_err(|what| format!("{what}: {}", context(&reply)))?;
        }
        Against::Model => {
            if !world.model.is_there(case.doc) && reply.status.as_u16() == 410 {
                tally.exceptions.insert("gone");
            }
            (interface.expect)(world, case, &reply).map_err(|what| format!("{what}: {}", context(&reply)))?;
        }
    }
    if reply.status.is_success() {
        (interface.after)(world, case, &reply);
    }
    Ok(())
}

/// A word in the answer that its caller may not know.
fn betrayed(
    world: &World,
    interface: &Interface,
    case: &Case,
    request: &str,
    reply: &Reply,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut told: Vec<u8> = reply.body.clone().unwrap_or_default();
    for (name, value) in &reply.headers {
        if name != "set-cookie" {
            told.push(b'\n');
            told.extend(value.as_bytes());
        }
    }
    let rights = case.rights(world);
    for word in words(&told) {
        let Some(secrets) = world.secrets.get(word).filter(|_| !request.contains(word)) else { continue };
        if secrets.iter().any(|secret| world.may_hear(rights, word, *secret)) {
            continue;
        }
        let allowed = secrets.iter().find_map(|secret| (interface.tells)(world, case, word, secret));
        match allowed {
            Some("") => {}
            Some(name) => _ = tally.exceptions.insert(name),
            None => return Err(format!("it tells of {secrets:?} ({word})")),
        }
    }
    Ok(())
}

fn tell(world: &World, interface: &Interface, case: &Case) -> String {
    let (doc, who) = (world.doc(case.doc), &world.callers[case.who]);
    let may_read = case.may_read(world);
    let audiences = world.model.audiences(case.doc);
    format!(
        "{}: {} asks {} of {}\n{:?}, may read: {may_read}\ndocument {}: {doc:?}, audiences {audiences:?}",
        interface.name,
        who.name,
        case.verb,
        world.iri(case.doc),
        who.rights,
        case.doc,
    )
}
