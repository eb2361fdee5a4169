//! The words of Communecter's lists: forms of organisations, sorts of events and places, maturity of projects.

use model::vocab::individual;
use oxrdf::NamedNodeRef;

/// The form of an organisation of this type.
pub(super) fn legal_form(word: &str) -> Option<&'static str> {
    find(
        word,
        &[
            ("NGO", "Association"),
            ("LocalBusiness", "Entreprise"),
            ("Group", "Groupe informel"),
            ("GovernmentOrganization", "Organisation gouvernementale"),
            ("Cooperative", "Coopérative"),
        ],
    )
}

/// The type of an organisation of this form.
pub(super) fn of_legal_form(form: &str) -> Option<&'static str> {
    ["NGO", "LocalBusiness", "Group", "GovernmentOrganization", "Cooperative"]
        .into_iter()
        .find(|word| legal_form(word) == Some(form))
}

/// The maturity of a project that is so far.
pub(super) fn of_development_level(level: &str) -> Option<&'static str> {
    let mut words = ["idea", "concept", "development", "testing", "mature"].into_iter();
    words.find(|word| development_level(word).is_some_and(|known| known.as_str() == level))
}

/// What an event of this type is called.
pub(super) fn event(word: &str) -> Option<&'static str> {
    find(
        word,
        &[
            ("competition", "Compétition"),
            ("concert", "Concert"),
            ("concours", "Concours"),
            ("conference", "Conférence"),
            ("course", "Formation"),
            ("debate", "Débat"),
            ("exposition", "Exposition"),
            ("festival", "Festival"),
            ("film", "Film"),
            ("getTogether", "Rencontre"),
            ("market", "Marché"),
            ("meeting", "Réunion"),
            ("workshop", "Atelier"),
        ],
    )
}

/// What a point of interest of this type is called, if it is a place. Others are things or pages: a tool, a video, a link.
pub(super) fn place(word: &str) -> Option<&'static str> {
    find(
        word,
        &[
            ("artPiece", "Œuvre d’art"),
            ("compostPickup", "Point de compostage"),
            ("funPlace", "Lieu de détente"),
            ("openScene", "Scène ouverte"),
            ("parking", "Stationnement"),
            ("place", "Lieu public"),
            ("recoveryCenter", "Ressourcerie"),
            ("sharedLibrary", "Bibliothèque partagée"),
            ("something2See", "À voir"),
            ("stand", "Stand"),
            ("streetArt", "Art de rue"),
            ("streetArts", "Art de rue"),
            ("tiersLieux", "Tiers-lieu"),
            ("trash", "Déchèterie"),
        ],
    )
}

/// How far a project of this maturity is.
pub(super) fn development_level(word: &str) -> Option<NamedNodeRef<'static>> {
    find(
        word,
        &[
            ("idea", individual::IDEA_STAGE),
            ("concept", individual::SEED_STAGE),
            ("started", individual::SEED_STAGE),
            ("development", individual::PROOF_OF_CONCEPT),
            ("testing", individual::BETA_STAGE),
            ("mature", individual::ESTABLISHED_STAGE),
        ],
    )
}

/// What stands beside this word in a table.
pub(super) fn find<T: Copy>(word: &str, table: &[(&str, T)]) -> Option<T> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word.trim())).map(|(_, meaning)| *meaning)
}
