//! What an entity is, by the words of both generations.

use model::Container;

/// What an entity of Communecter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// An organisation.
    Organization,
    /// A project.
    Project,
    /// An event.
    Event,
    /// A point of interest: a place, or a thing that is shown on the map.
    Poi,
    /// A need of a project or an organisation.
    Need,
    /// A small ad: an offer or a need, as its section says.
    Classified,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Organization, Self::Project, Self::Event, Self::Poi, Self::Need, Self::Classified];

    /// The kind that Communecter calls by this word: in its API, its collections, its pages or its `@type`.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.words().iter().any(|known| known.eq_ignore_ascii_case(word.trim())))
    }

    /// Its collection, as in the addresses of pages.
    pub fn collection(self) -> &'static str {
        self.words()[0]
    }

    fn words(self) -> [&'static str; 4] {
        match self {
            Self::Person => ["citoyens", "person", "citoyen", "persons"],
            Self::Organization => ["organizations", "organization", "organisation", "organisations"],
            Self::Project => ["projects", "project", "projets", "projet"],
            Self::Event => ["events", "event", "evenements", "evenement"],
            Self::Poi => ["poi", "pois", "place", "places"],
            Self::Need => ["needs", "need", "besoins", "besoin"],
            // The collection was split, and each part kept the form.
            Self::Classified => ["classifieds", "classified", "ressources", "jobs"],
        }
    }

    /// Where it is kept here; an ad alone does not say whether it offers or needs.
    pub(super) fn container(self) -> Option<Container> {
        match self {
            Self::Person => Some(Container::People),
            Self::Organization => Some(Container::Organizations),
            Self::Project => Some(Container::Projects),
            Self::Event => Some(Container::Events),
            Self::Poi => Some(Container::Places),
            Self::Need => Some(Container::Needs),
            Self::Classified => None,
        }
    }
}
