//! Other sites, for administrators: whom we follow, who follows us, and whether what we say has arrived.

use super::Frame;
use crate::address;
use crate::text;
use askama::Template;
use federation::quarantine::from_where;
use federation::standing::{FollowerSummary, PeerSummary, PeersSummary, Trouble};
use model::Iri;

/// How things stand with other sites.
#[derive(Template)]
#[template(path = "peers.html")]
pub(crate) struct PeersPage {
    pub(crate) frame: Frame,
    form_token: String,
    action: String,
    following: Vec<Following>,
    /// Those who wait for an answer.
    asking: Vec<Follower>,
    followers: Vec<Follower>,
    peers: Vec<Peer>,
    has_trouble: bool,
    /// Who is not found of those whom documents concern, and why.
    missed: Vec<(String, String)>,
    blocks: Vec<Block>,
    held: Option<String>,
    /// What was typed.
    pub(crate) typed: String,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
}

struct Following {
    object: String,
    href: String,
    sign: &'static str,
    state: String,
    documents: String,
    asked: String,
}

struct Follower {
    actor: String,
    from: String,
    /// What of ours, with its address.
    object: (String, String),
    sign: &'static str,
    state: String,
    asked: String,
}

struct Peer {
    inbox: String,
    from: String,
    sign: &'static str,
    state: String,
    /// Short lines, each a fact.
    facts: Vec<String>,
    trouble: Option<Failure>,
    refusals: Vec<Refusal>,
    /// How many were refused besides those.
    more: Option<String>,
    /// Whether there is something to try again.
    can_retry: bool,
}

/// What kept something from arriving.
struct Failure {
    /// In the reader's language.
    words: String,
    /// As it was told.
    told: String,
}

/// Something that a peer refused.
struct Refusal {
    href: String,
    receipts: String,
    iri: String,
    why: Failure,
}

struct Block {
    subject: String,
    kind: String,
    why: String,
    since: String,
}

/// What kept something from arriving, in the reader's language, and as it was told.
pub(super) fn trouble(frame: &Frame, told: &str) -> (String, String) {
    let words = match Trouble::of(told) {
        Trouble::Answered(status) => frame.say_with("trouble-answered", "status", &status.to_string()),
        Trouble::Slow => frame.say("trouble-slow"),
        Trouble::NoAddress => frame.say("trouble-no-address"),
        Trouble::Unreached => frame.say("trouble-unreached"),
        Trouble::Other => frame.say("trouble-other"),
    };
    // A status alone says no more than that.
    let told = if told.bytes().all(|byte| byte.is_ascii_digit()) { "" } else { told };
    (words, told.to_owned())
}

fn failure(frame: &Frame, told: &str) -> Failure {
    let (words, told) = trouble(frame, told);
    Failure { words, told }
}

/// How far a request to follow has come: a sign, and a word.
fn state(frame: &Frame, state: &str) -> (&'static str, String) {
    match state {
        "accepted" => ("done", frame.say("follow-accepted")),
        "refused" => ("stopped", frame.say("follow-refused")),
        _ => ("waits", frame.say("follow-waiting")),
    }
}

impl PeersPage {
    pub(crate) fn new(frame: Frame, form_token: String, standing: &PeersSummary) -> Self {
        let following = standing.following.iter().map(|one| {
            let (sign, state) = state(&frame, &one.state);
            Following {
                href: one.object.clone(),
                object: one.object.clone(),
                sign,
                state,
                documents: frame.count("documents", one.documents),
                asked: frame.say_with("asked-on", "date", &frame.date(&one.asked)),
            }
        });
        let follower = |one: &FollowerSummary| {
            let (sign, state) = state(&frame, &one.state);
            Follower {
                from: from_where(&one.actor),
                actor: one.actor.clone(),
                object: (one.object.clone(), followed(&frame, &one.object)),
                sign,
                state,
                asked: frame.say_with("asked-on", "date", &frame.date(&one.asked)),
            }
        };
        let (asking, followers): (Vec<_>, Vec<_>) = standing.followers.iter().partition(|one| one.waits());
        let block = |one: &federation::standing::BlockSummary| Block {
            subject: one.subject.clone(),
            kind: frame.say(if one.kind == "silenced" { "block-silenced" } else { "block-blocked" }),
            why: one.why.clone(),
            since: frame.date(&one.at),
        };
        let held = standing.received.iter().find(|(fate, _)| fate == "quarantined").map(|(_, count)| *count);
        let mut peers: Vec<Peer> = standing.peers.iter().map(|one| peer(&frame, one)).collect();
        // What somebody may have to do something about stands first.
        peers.sort_by_key(|peer| ["trouble", "stopped", "way"].iter().position(|sign| *sign == peer.sign).unwrap_or(3));
        Self {
            form_token,
            // The address of what forms send to: never in a language.
            action: frame.asset("admin/peers"),
            following: following.collect(),
            asking: asking.into_iter().map(follower).collect(),
            followers: followers.into_iter().map(follower).collect(),
            has_trouble: peers.iter().filter(|peer| peer.can_retry).count() > 1,
            peers,
            missed: standing.missed.clone(),
            blocks: standing.blocks.iter().map(block).collect(),
            held: held.filter(|count| *count > 0).map(|count| frame.count("quarantine-count", count)),
            typed: String::new(),
            alert: None,
            done: None,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let mut page = Self::new(super::sample::frame(locale, base.service("admin/peers")), "f".into(), &sample());
        page.alert = Some(page.frame.say("trouble-slow"));
        page.done = Some(page.frame.say("done-followed"));
        page
    }

    #[cfg(test)]
    pub(super) fn sample_of_none(locale: crate::locale::Locale) -> Self {
        let none = PeersSummary {
            following: Vec::new(),
            followers: Vec::new(),
            peers: Vec::new(),
            missed: Vec::new(),
            received: Vec::new(),
            blocked: Vec::new(),
            silenced: Vec::new(),
            blocks: Vec::new(),
        };
        let base = super::sample::base();
        Self::new(super::sample::frame(locale, base.service("admin/peers")), "f".into(), &none)
    }
}

/// What of ours is followed, in words.
fn followed(frame: &Frame, object: &str) -> String {
    if object == frame.base().actor().as_str() {
        return frame.say("followed-site");
    }
    let home = frame.base().as_str();
    object.strip_prefix(home).unwrap_or(object).to_owned()
}

fn peer(frame: &Frame, one: &PeerSummary) -> Peer {
    let behind = if one.follows { one.last.saturating_sub(one.told) } else { 0 };
    let moment = |key: &str, at| frame.say_with(key, "date", &text::moment(frame.locale(), at));
    let (sign, state) = match (one.arrived, &one.failure, one.parked) {
        (_, Some(_), Some(_)) => ("stopped", frame.say("peer-parked")),
        (_, Some(_), None) => ("trouble", frame.say("peer-failing")),
        (true, None, _) if one.refused > 0 => ("trouble", frame.say("peer-refused")),
        (true, None, _) => ("done", frame.say("peer-arrived")),
        (false, None, _) => ("way", frame.say("peer-on-the-way")),
    };
    let facts = [
        (behind > 0).then(|| frame.count("peer-behind", behind)),
        (one.waiting > 0).then(|| frame.count("peer-messages", one.waiting)),
        one.reached.map(|at| moment("peer-reached", at)),
        one.failing.map(|at| moment("peer-since", at)),
        (one.attempts > 0).then(|| frame.count("peer-attempts", u64::from(one.attempts))),
        one.next.filter(|_| one.failure.is_some()).map(|at| moment("peer-next", at)),
        one.parked.map(|at| moment("peer-parked-since", at)),
        (!one.follows).then(|| frame.say("peer-follows-nothing")),
    ];
    let refusals: Vec<Refusal> = one
        .refusals
        .iter()
        .map(|(iri, why)| {
            let parsed = Iri::parse(iri).ok();
            let receipts = parsed.map(|iri| frame.link(&address::receipts(&iri))).unwrap_or_default();
            Refusal { href: iri.clone(), receipts, iri: followed(frame, iri), why: failure(frame, why) }
        })
        .collect();
    let more = one.refused.saturating_sub(refusals.len() as u64);
    Peer {
        from: from_where(&one.inbox),
        inbox: one.inbox.clone(),
        sign,
        state,
        facts: facts.into_iter().flatten().collect(),
        trouble: one.failure.as_deref().map(|told| failure(frame, told)),
        more: (more > 0).then(|| frame.count("peer-more-refused", more)),
        refusals,
        can_retry: one.failure.is_some() || one.refused > 0,
    }
}

#[cfg(test)]
fn sample() -> PeersSummary {
    use federation::standing::{BlockSummary, FollowingSummary};
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let asked = at("2026-11-02T08:00:00Z");
    let following = |object: &str, state: &str, documents| FollowingSummary {
        object: object.to_owned(),
        actor: "https://vallee.example/actor".to_owned(),
        state: state.to_owned(),
        documents,
        asked,
    };
    let follower = |actor: &str, object: &str, state: &str| FollowerSummary {
        actor: actor.to_owned(),
        object: format!("https://val-de-brenne.example/{object}"),
        state: state.to_owned(),
        asked,
    };
    let calm = PeerSummary {
        inbox: "https://vallee.example/inbox".to_owned(),
        follows: true,
        arrived: true,
        told: 1840,
        last: 1840,
        waiting: 0,
        refused: 0,
        refusals: Vec::new(),
        attempts: 0,
        failure: None,
        failing: None,
        next: None,
        reached: Some(at("2026-11-22T08:00:00Z")),
        parked: None,
    };
    let way = PeerSummary {
        inbox: "https://plateau.example/inbox".to_owned(),
        arrived: false,
        told: 1834,
        waiting: 1,
        ..calm.clone()
    };
    let failing = PeerSummary {
        inbox: "https://colline.example/inbox".to_owned(),
        arrived: false,
        told: 1822,
        attempts: 7,
        failure: Some("503: <b>maintenance</b>".to_owned()),
        failing: Some(at("2026-11-22T06:00:00Z")),
        next: Some(at("2026-11-22T09:30:00Z")),
        ..calm.clone()
    };
    let parked = PeerSummary {
        inbox: "https://ancien.example/inbox".to_owned(),
        failure: Some("the request failed: ancien.example has no address".to_owned()),
        parked: Some(at("2026-11-20T06:00:00Z")),
        ..failing.clone()
    };
    let refusing = PeerSummary {
        inbox: "https://microblog.example/inbox".to_owned(),
        refused: 21,
        refusals: vec![("https://val-de-brenne.example/organizations/moulin".to_owned(), "422: too long".to_owned())],
        ..calm.clone()
    };
    let left = PeerSummary { inbox: "https://parti.example/inbox".to_owned(), follows: false, ..calm.clone() };
    let block = |subject: &str, kind: &str, why: &str| BlockSummary {
        subject: subject.to_owned(),
        kind: kind.to_owned(),
        why: why.to_owned(),
        at: asked,
    };
    PeersSummary {
        following: vec![
            following("https://vallee.example/actor", "accepted", 1840),
            following("https://colline.example/offers/", "waiting", 0),
            following("https://ferme.example/actor", "refused", 0),
        ],
        followers: vec![
            follower("https://vallee.example/actor", "actor", "accepted"),
            follower("https://microblog.example/users/eve", "organizations/moulin", "waiting"),
            follower("https://parti.example/users/b", "codes/", "refused"),
        ],
        peers: vec![failing, parked, refusing, way, calm, left],
        missed: vec![(
            "https://atelier.example/organizations/gue".to_owned(),
            "https://atelier.example/organizations/gue is gone".to_owned(),
        )],
        received: vec![("applied".to_owned(), 41), ("quarantined".to_owned(), 2)],
        blocked: vec!["pourriel.example".to_owned()],
        silenced: vec!["https://bruyant.example/users/c".to_owned()],
        blocks: vec![
            block("pourriel.example", "blocked", "Publicité <en masse>"),
            block("https://bruyant.example/users/c", "silenced", ""),
        ],
    }
}
