//! Which classes and properties of PAIR are which of the grammar.

use model::vocab::{class, dct, owl, property, rdf, schema, skos};
use oxrdf::NamedNodeRef;

/// A word of PAIR without its namespace, in any of its spellings; other words are whole IRIs.
pub(super) fn word(iri: &str) -> &str {
    // Where a context was forgotten the prefix is all there is.
    const SPELLINGS: [&str; 3] =
        ["http://virtual-assembly.org/ontologies/pair#", "http://virtual-assembly.org/ontologies/pair/", "pair:"];
    let local = SPELLINGS.iter().find_map(|spelling| iri.strip_prefix(spelling));
    local.filter(|local| !local.is_empty() && !local.contains([':', '/', '#'])).unwrap_or(iri)
}

/// Whether it is one of PAIR's.
pub(super) fn is_pair(word: &str) -> bool {
    !word.contains(':')
}

/// Classes whose members are documents here; of several the first.
const CLASSES: &[(&str, NamedNodeRef<'static>)] = &[
    ("Ecosystem", class::ECOSYSTEM),
    ("Group", class::GROUP),
    ("Organization", class::ORGANIZATION),
    ("Person", class::PERSON),
    ("Project", class::PROJECT),
    ("Event", class::EVENT),
    ("Task", class::ACTION),
    ("Debate", class::CONTROVERSY),
    ("Idea", class::IDEA),
    ("PhysicalPlace", class::PLACE),
    ("Place", class::PLACE),
    ("Skill", class::THEME),
    ("Theme", class::THEME),
    ("Thema", class::THEME),
    ("Topic", class::THEME),
    ("ActivityField", class::THEME),
    ("Branch", class::THEME),
    ("Domain", class::THEME),
    ("Sector", class::THEME),
    ("Role", class::THEME),
    ("MembershipRole", class::THEME),
    ("InvolvementRole", class::THEME),
    ("EventInvolvementRole", class::THEME),
    ("Grade", class::THEME),
    ("Concept", class::THEME),
    ("http://www.w3.org/2004/02/skos/core#Concept", class::THEME),
];

/// What is offered or needed, as far as somebody says so.
pub(super) const RESOURCES: [&str; 4] = ["Resource", "AtomBasedResource", "BitBasedResource", "ConceptBasedResource"];

/// Which of several types of a subject says what it is: the one of the lowest rank.
pub(super) fn rank(word: &str) -> Option<u8> {
    // The kinds and the states of everything: `OrganizationType`, `ProjectStatus`.
    let is_kind = is_pair(word) && (word.ends_with("Type") || word.ends_with("Status"));
    let place = CLASSES.iter().position(|(name, _)| *name == word).or(is_kind.then_some(CLASSES.len()));
    place.and_then(|place| u8::try_from(place).ok())
}

/// The class that a type of this rank stands for.
pub(super) fn class_of_rank(rank: u8) -> NamedNodeRef<'static> {
    CLASSES.get(usize::from(rank)).map_or(class::THEME, |(_, class)| *class)
}

/// Whether a type says no more than the class it became.
pub(super) fn is_said(word: &str, class: NamedNodeRef<'_>) -> bool {
    const ABOVE: [&str; 9] =
        ["PAIR", "PairEntity", "Subject", "Agent", "Actor", "Activity", "Object", "Type", "Status"];
    let is_class = CLASSES.iter().any(|(name, of)| *name == word && *of == class && class != class::THEME);
    let is_theme = class == class::THEME && matches!(word, "Concept" | "Topic" | "Theme" | "Thema");
    ABOVE.contains(&word) || is_class || is_theme || RESOURCES.get(..1) == Some(&[word][..]) || is_others(word)
}

/// The same in words of others: what we are in theirs is entailed.
fn is_others(word: &str) -> bool {
    const OTHERS: [&str; 7] = [
        "http://xmlns.com/foaf/0.1/",
        "http://www.w3.org/ns/org#",
        "https://www.w3.org/ns/activitystreams#",
        "http://schema.org/",
        "https://schema.org/",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/ns/ldp#",
    ];
    OTHERS.iter().any(|namespace| word.starts_with(namespace))
}

/// How something is called, the best first.
pub(super) const NAMES: [&str; 8] = [
    "preferedLabel",
    "label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://schema.org/name",
    "https://schema.org/name",
    "http://xmlns.com/foaf/0.1/name",
    "https://www.w3.org/ns/activitystreams#name",
];

/// How a property of PAIR is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A text in a language.
    Text(NamedNodeRef<'static>),
    /// An address of the web.
    Web(NamedNodeRef<'static>),
    /// Another document, or what stands elsewhere.
    Link(NamedNodeRef<'static>),
    /// A day or a moment, once.
    Date(NamedNodeRef<'static>),
    /// How to write to them.
    Email,
    /// How to call them.
    Telephone,
    /// Where: a place, with its position and address.
    Where,
    /// Degrees, and parts of an address.
    Part,
    /// Of use only where it stands.
    LeftOut,
}

/// What a property of a document of this class is; nothing for what has no counterpart.
pub(super) fn property(word: &str, class: NamedNodeRef<'_>) -> Option<Word> {
    let is = |other: NamedNodeRef<'_>| class == other;
    Some(match word {
        _ if word == rdf::TYPE.as_str() || NAMES.contains(&word) => Word::LeftOut,
        "alternativeLabel" | "http://www.w3.org/2004/02/skos/core#altLabel" => Word::Text(property::ALTERNATE_NAME),
        "comment" => Word::Text(property::SUMMARY),
        "description" | "http://schema.org/description" | "https://schema.org/description" => {
            Word::Text(property::DESCRIPTION)
        }
        "homePage" | "webPage" => Word::Web(property::WEBSITE),
        "aboutPage" => Word::Web(schema::SUBJECT_OF),
        "image" | "depictedBy" | "http://xmlns.com/foaf/0.1/depiction" => Word::Web(property::IMAGE),
        "e-mail" | "http://xmlns.com/foaf/0.1/mbox" | "http://schema.org/email" | "https://schema.org/email" => {
            Word::Email
        }
        "phone"
        | "http://xmlns.com/foaf/0.1/phone"
        | "http://schema.org/telephone"
        | "https://schema.org/telephone" => Word::Telephone,
        "hasLocation" | "hostedIn" | "hasPostalAddress" => Word::Where,
        "latitude" | "longitude" | "address" | "addressStreet" | "addressLocality" | "addressZipCode"
        | "addressCountry" => Word::Part,
        "hasTopic" | "hasDomain" | "hasSector" | "hasBranch" | "hasActivityField" => Word::Link(property::THEME),
        "hasSkill" => Word::Link(property::SKILL),
        "hasType" => Word::Link(property::KIND),
        // The states of an action and of a membership are the grammar's own.
        "hasStatus" if !is(class::ACTION) => Word::Link(property::STATUS),
        "partnerOf" | "cooperatesWith" => Word::Link(property::PARTNER_OF),
        "partOf" | "subactivityOf" => Word::Link(property::PART_OF),
        "affiliatedBy" => Word::Link(property::MEMBER_OF),
        "involves" | "assignedTo" if is(class::ACTION) => Word::Link(property::ACTOR),
        "involves" => Word::Link(property::CARRIED_BY),
        "offeredBy" if is(class::OFFER) => Word::Link(property::OFFERED_BY),
        "neededBy" if is(class::NEED) => Word::Link(property::NEEDED_BY),
        "broader" | "http://www.w3.org/2004/02/skos/core#broader" if is(class::THEME) => Word::Link(skos::BROADER),
        "startDate" => Word::Date(property::START),
        "endDate" => Word::Date(property::END),
        "dueDate" if is(class::ACTION) => Word::Date(property::DUE),
        _ if word == dct::CREATED.as_str() => Word::Date(dct::CREATED),
        _ if word == dct::MODIFIED.as_str() => Word::Date(dct::MODIFIED),
        _ if word == dct::LICENSE.as_str() => Word::Web(property::LICENCE),
        _ if word == owl::SAME_AS.as_str() => Word::Link(owl::SAME_AS),
        _ if is_left_out(word) => Word::LeftOut,
        _ => return None,
    })
}

/// Keys, boxes and rights of the server that it stands on, and the account that wrote it, which is a person's.
fn is_left_out(word: &str) -> bool {
    const NAMESPACES: [&str; 5] = [
        "http://www.w3.org/ns/ldp#",
        "http://www.w3.org/ns/auth/acl#",
        "http://www.w3.org/ns/solid/terms#",
        "https://w3id.org/security#",
        "http://semapps.org/ns/core#",
    ];
    const BOXES: [&str; 7] = ["inbox", "outbox", "followers", "following", "liked", "endpoints", "streams"];
    let is_box =
        word.strip_prefix("https://www.w3.org/ns/activitystreams#").is_some_and(|local| BOXES.contains(&local));
    is_box
        || word == "http://purl.org/dc/terms/creator"
        || NAMESPACES.iter().any(|namespace| word.starts_with(namespace))
}

/// What is said on the other side there: the property that we have, on what it points at.
const INVERSES: &[(&str, &str)] = &[
    ("affiliates", "affiliatedBy"),
    ("hasPart", "partOf"),
    ("involvedIn", "involves"),
    ("assigneeOf", "assignedTo"),
    ("offers", "offeredBy"),
    ("needs", "neededBy"),
    ("hosts", "hostedIn"),
    ("locationOf", "hasLocation"),
    ("skillOf", "hasSkill"),
    ("topicOf", "hasTopic"),
    ("domainOf", "hasDomain"),
    ("sectorOf", "hasSector"),
    ("branchOf", "hasBranch"),
    ("typeOf", "hasType"),
    ("typeOfSubject", "hasType"),
];

/// The property that we say on the other side.
pub(super) fn inverse(word: &str) -> Option<&'static str> {
    INVERSES.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours)
}

/// How the other side says a property.
pub(super) fn other_side(word: &str) -> Option<&'static str> {
    INVERSES.iter().find(|(_, ours)| *ours == word).map(|(theirs, _)| *theirs)
}

/// A subject that only ties two others together; what else it says goes to the one that says the tie.
pub(super) struct Tie {
    /// How it points at the one that says it, and how that one points at it.
    pub(super) from: [&'static str; 2],
    /// The same of the other.
    pub(super) to: [&'static str; 2],
    /// What it says of the other.
    pub(super) says: &'static str,
}

/// The associations.
pub(super) const TIES: [Tie; 3] = [
    Tie {
        from: ["membershipActor", "actorOfMembership"],
        to: ["membershipOrganization", "organizationOfMembership"],
        says: "affiliatedBy",
    },
    Tie {
        from: ["involvementActivity", "activityOfInvolvement"],
        to: ["involvementActor", "actorOfInvolvement"],
        says: "involves",
    },
    Tie { from: ["isExperienceOf", "hasExperience"], to: ["experienceSkill", "skillOfExperience"], says: "hasSkill" },
];
