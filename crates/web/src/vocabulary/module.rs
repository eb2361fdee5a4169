//! The parts that the grammar is made of, one file each, and what stands between them.

use model::vocab::property;
use oxrdf::NamedNodeRef;

/// A part of the grammar: a section of its page, a file of the ontology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Module {
    /// Who is described.
    Subjects,
    /// The description.
    Description,
    /// From words to deeds.
    Deeds,
    /// Pyramid, matrices, catalogue.
    LinkedConcepts,
    /// Knowledge, disagreement, recognition.
    Knowledge,
    /// The ecosystem's life.
    Life,
    /// What every resource has.
    Core,
    /// Lists of words to choose from.
    Thesauri,
}

/// A word that leads from one part to another.
pub(crate) struct Bridge {
    pub(crate) from: Module,
    pub(crate) property: NamedNodeRef<'static>,
    pub(crate) to: Module,
}

impl Module {
    pub(crate) const ALL: [Self; 8] = [
        Self::Subjects,
        Self::Description,
        Self::Deeds,
        Self::LinkedConcepts,
        Self::Knowledge,
        Self::Life,
        Self::Core,
        Self::Thesauri,
    ];

    /// The words that join the parts, the one that says most for each pair.
    pub(crate) const BRIDGES: [Bridge; 8] = [
        Bridge { from: Self::Description, property: property::DESCRIBES, to: Self::Subjects },
        Bridge { from: Self::Deeds, property: property::REALISES, to: Self::Description },
        Bridge { from: Self::Description, property: property::WEALTH_MATRIX, to: Self::LinkedConcepts },
        Bridge { from: Self::Description, property: property::KNOWLEDGE_SEED, to: Self::Knowledge },
        Bridge { from: Self::Description, property: property::CONVENTION, to: Self::Life },
        Bridge { from: Self::LinkedConcepts, property: property::EVIDENCED_BY, to: Self::Deeds },
        Bridge { from: Self::Knowledge, property: property::DECISION, to: Self::Life },
        Bridge { from: Self::Core, property: property::THEME, to: Self::Thesauri },
    ];

    /// The part that a file of the ontology holds; none for the alignment, which defines nothing.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        if name.starts_with("thesauri/") {
            return Some(Self::Thesauri);
        }
        Self::ALL.into_iter().find(|module| name.strip_suffix(".ttl") == Some(module.file()))
    }

    /// Its anchor on the page of the vocabulary.
    pub(crate) fn anchor(self) -> String {
        // `cs:description` is a term too, and terms own their names there.
        ["part-", self.file()].concat()
    }

    /// The name of its file.
    fn file(self) -> &'static str {
        match self {
            Self::Subjects => "subjects",
            Self::Description => "description",
            Self::Deeds => "deeds",
            Self::LinkedConcepts => "linked-concepts",
            Self::Knowledge => "knowledge",
            Self::Life => "life",
            Self::Core => "core",
            Self::Thesauri => "thesauri",
        }
    }

    /// The text that names it.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Subjects => "module-subjects",
            Self::Description => "module-description",
            Self::Deeds => "module-deeds",
            Self::LinkedConcepts => "module-linked-concepts",
            Self::Knowledge => "module-knowledge",
            Self::Life => "module-life",
            Self::Core => "module-core",
            Self::Thesauri => "module-thesauri",
        }
    }

    /// The sentence that says what it is for.
    pub(crate) fn about_key(self) -> &'static str {
        match self {
            Self::Subjects => "module-subjects-about",
            Self::Description => "module-description-about",
            Self::Deeds => "module-deeds-about",
            Self::LinkedConcepts => "module-linked-concepts-about",
            Self::Knowledge => "module-knowledge-about",
            Self::Life => "module-life-about",
            Self::Core => "module-core-about",
            Self::Thesauri => "module-thesauri-about",
        }
    }
}
