//! The form behind the page: its fields, its headings and its own instructions, as the wiki prints them.
//!
//! A page has no mark-up left, so these tables are what tells a heading from a sentence. To read a new field or
//! heading of the form, add its row here; what is not here stays in the text of the section it stands in.

use super::spelling::fold;
use model::vocab::class;
use oxrdf::NamedNodeRef;

/// A field of the form: a label, `:` or `?`, a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Description,
    Users,
    Contributors,
    Challenges,
    NearbyCommons,
    SoughtWealth,
    SoughtSkills,
    InterestCommunity,
    Licences,
    DevelopmentLevel,
    Workspace,
    Tags,
    Categories,
    Themes,
    Candidacy,
    FunderReferents,
    Referents,
    Amount,
    Workshops,
}

/// How a row of the tables is recognised, in folded text.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// The whole label or heading.
    Whole(&'static str),
    /// Its beginning: what follows names the common, or rephrases.
    Start(&'static str),
}
use Key::{Start, Whole};

impl Key {
    fn opens(self, folded: &str) -> bool {
        match self {
            Whole(key) => folded == key,
            Start(key) => folded.starts_with(key),
        }
    }
}

const FIELDS: &[(Key, FieldName)] = &[
    (Whole("description"), FieldName::Description),
    (Start("organisations utilisatrice"), FieldName::Users),
    (Whole("contributeurs"), FieldName::Contributors),
    (Start("défi auquel répond"), FieldName::Challenges),
    (Start("autre commun proche"), FieldName::NearbyCommons),
    (Start("richesse recherchée"), FieldName::SoughtWealth),
    (Start("compétences recherchée"), FieldName::SoughtSkills),
    (Whole("communauté d'intérêt"), FieldName::InterestCommunity),
    (Whole("type de licence"), FieldName::Licences),
    (Whole("niveau de développement"), FieldName::DevelopmentLevel),
    (Whole("cloud / fichiers"), FieldName::Workspace),
    (Whole("tags"), FieldName::Tags),
    (Whole("catégories"), FieldName::Categories),
    (Whole("thème"), FieldName::Themes),
    (Whole("candidat appel à communs"), FieldName::Candidacy),
    (Whole("référent ademe"), FieldName::FunderReferents),
    (Whole("référent du commun"), FieldName::Referents),
    (Start("montant aide souhaitée"), FieldName::Amount),
    (Start("liste des cr d'atelier"), FieldName::Workshops),
];

impl FieldName {
    /// Splits `label : value` where the label is one of the form's.
    pub(super) fn open(line: &str) -> Option<(Self, &str, &str)> {
        let (label, value) = line.split_once([':', '?'])?;
        let folded = fold(label.trim());
        let (_, name) = FIELDS.iter().find(|(key, _)| key.opens(&folded))?;
        Some((*name, label.trim(), value.trim()))
    }

    /// Whether the label is a word any text might begin a line with.
    pub(super) fn is_common_word(self) -> bool {
        matches!(self, Self::Description | Self::Contributors | Self::Tags | Self::Categories | Self::Themes)
    }
}

/// Where in a description a heading of the form leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chapter {
    Story,
    Purpose,
    EconomicModel,
    EcologicalModel,
    SocialHumanModel,
    TechnologicalModel,
    LegalFinancialModel,
    Governance,
    /// The form asks for a planning, which is no chapter of the six-models form: a free section.
    Planning,
}

impl Chapter {
    /// Its class.
    pub(super) fn class(self) -> NamedNodeRef<'static> {
        match self {
            Self::Story => class::STORY,
            Self::Purpose => class::PURPOSE,
            Self::EconomicModel => class::ECONOMIC_MODEL,
            Self::EcologicalModel => class::ECOLOGICAL_MODEL,
            Self::SocialHumanModel => class::SOCIAL_HUMAN_MODEL,
            Self::TechnologicalModel => class::TECHNOLOGICAL_MODEL,
            Self::LegalFinancialModel => class::LEGAL_FINANCIAL_MODEL,
            Self::Governance => class::GOVERNANCE,
            Self::Planning => class::FREE_SECTION,
        }
    }

    /// Its fragment.
    pub(super) fn fragment(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Purpose => "purpose",
            Self::EconomicModel => "economic-model",
            Self::EcologicalModel => "ecological-model",
            Self::SocialHumanModel => "social-human-model",
            Self::TechnologicalModel => "technological-model",
            Self::LegalFinancialModel => "legal-financial-model",
            Self::Governance => "governance",
            Self::Planning => "planning",
        }
    }
}

/// What stands under a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    Narrative,
    Context,
    Missions,
    Dreams,
    /// "Quel est l'enjeu sociétal ?": one for each horizon.
    Stakes,
    /// "Enjeux": one text.
    Stake,
    Challenges,
    Objectives,
    FundingPlan,
    Territories,
    Planning,
    Deliverables,
    Users,
    Awaiting,
}

impl Matter {
    /// Whether only the bullets are its own: the first sentence after them goes on with the section before.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Deliverables | Self::Users | Self::Awaiting)
    }
}

/// A heading of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) chapter: Chapter,
    pub(super) matter: Matter,
    /// Whether it opens one of the form's numbered parts.
    pub(super) is_part: bool,
}

const fn heading(chapter: Chapter, matter: Matter) -> Heading {
    Heading { chapter, matter, is_part: false }
}

const fn part(chapter: Chapter) -> Heading {
    Heading { chapter, matter: Matter::Narrative, is_part: true }
}

const HEADINGS: &[(Key, Heading)] = &[
    (Start("1.détails"), part(Chapter::LegalFinancialModel)),
    (Whole("financement"), heading(Chapter::LegalFinancialModel, Matter::Narrative)),
    (Start("plan de financement"), heading(Chapter::LegalFinancialModel, Matter::FundingPlan)),
    (Start("justification de l'éligibilité"), heading(Chapter::LegalFinancialModel, Matter::Narrative)),
    (Start("le délais de production des livrables"), heading(Chapter::Planning, Matter::Deliverables)),
    (Start("le délai de production des livrables"), heading(Chapter::Planning, Matter::Deliverables)),
    (Start("financement post appel"), heading(Chapter::LegalFinancialModel, Matter::Narrative)),
    (Start("2.détails"), part(Chapter::SocialHumanModel)),
    (Whole("résilience et territoire"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("justification du(des) défi(s)"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Whole("connaissance et ressources"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Whole("objectifs et diagnostics"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Whole(EMBEDDED), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Whole("mieux décider ensemble"), heading(Chapter::Governance, Matter::Narrative)),
    (Start("comptabilité et monnaie"), heading(Chapter::EconomicModel, Matter::Narrative)),
    (Whole("mobilité et logistiques"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("contenu sur la résilience"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Whole("lien et ancrage territorial"), heading(Chapter::SocialHumanModel, Matter::Territories)),
    (Start("description de la communauté"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("3.détails"), part(Chapter::EcologicalModel)),
    (Whole("impacts environnementaux"), heading(Chapter::EcologicalModel, Matter::Narrative)),
    (Start("estimation des impacts"), heading(Chapter::EcologicalModel, Matter::Narrative)),
    (Start("publication de certaines données"), heading(Chapter::TechnologicalModel, Matter::Narrative)),
    (Start("lien avec la communauté open data"), heading(Chapter::TechnologicalModel, Matter::Narrative)),
    (Start("4.synthèse"), part(Chapter::Purpose)),
    (Whole("synthèse"), heading(Chapter::Purpose, Matter::Narrative)),
    (Start("expérience du porteur"), heading(Chapter::Story, Matter::Narrative)),
    (Start("informations liées au commun"), heading(Chapter::Purpose, Matter::Narrative)),
    (Start("quelle est la mission"), heading(Chapter::Purpose, Matter::Missions)),
    (Start("quel rêve"), heading(Chapter::Purpose, Matter::Dreams)),
    (Start("quel est l'enjeu"), heading(Chapter::Purpose, Matter::Stakes)),
    (Whole("quel défi"), heading(Chapter::Purpose, Matter::Challenges)),
    (Whole("contexte"), heading(Chapter::Purpose, Matter::Context)),
    (Start("description des actions, livrables"), heading(Chapter::Planning, Matter::Planning)),
    (Start("description des livrables"), heading(Chapter::Planning, Matter::Deliverables)),
    (Start("taille de la communauté"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("listes de projets / organisations ayant"), heading(Chapter::SocialHumanModel, Matter::Users)),
    (Start("liste des projets / organisations ayant"), heading(Chapter::SocialHumanModel, Matter::Users)),
    (Start("liste des projets identifiés et en attente"), heading(Chapter::SocialHumanModel, Matter::Awaiting)),
    (Start("estimation du rapport coût"), heading(Chapter::EconomicModel, Matter::Narrative)),
    (Start("5.autodiagnostic"), part(Chapter::Purpose)),
    (Whole("autodiagnostic"), heading(Chapter::Purpose, Matter::Narrative)),
    (Start("le problème est-il défini"), heading(Chapter::Purpose, Matter::Narrative)),
    (Whole("enjeux"), heading(Chapter::Purpose, Matter::Stake)),
    (Start("y a-t-il d'autres contributeurs"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("préciser la compréhension du contexte"), heading(Chapter::Purpose, Matter::Narrative)),
    (Whole("objectifs"), heading(Chapter::Purpose, Matter::Objectives)),
    (Start("est-ce que les contributeurs sont structurés"), heading(Chapter::LegalFinancialModel, Matter::Narrative)),
    (Start("est ce que les besoins sont exprimables"), heading(Chapter::EconomicModel, Matter::Narrative)),
    (Start("le projet de commun s'attachera"), heading(Chapter::SocialHumanModel, Matter::Narrative)),
    (Start("le projet de commun sera collaboratif"), heading(Chapter::Governance, Matter::Narrative)),
    (Start("la réalisation du projet de commun"), heading(Chapter::Planning, Matter::Narrative)),
    (Start("6.réalisation"), part(Chapter::Planning)),
];

/// The heading that some authors run into the sentence before it.
const EMBEDDED: &str = "détailler l'impact sur la résilience";

impl Heading {
    /// The heading that this line is.
    pub(super) fn open(line: &str) -> Option<Self> {
        let folded = fold(line.trim().trim_end_matches([':', '?', ' ', '\u{a0}']));
        // A number, its dot, and then a space or none: one spelling.
        let folded = match folded.split_once(". ") {
            Some((number, rest)) if number.len() == 1 => format!("{number}.{rest}"),
            Some(_) | None => folded,
        };
        HEADINGS.iter().find(|(key, _)| key.opens(&folded)).map(|(_, heading)| *heading)
    }

    /// A heading at the end of a sentence that it interrupts: the sentence, and the heading.
    pub(super) fn interrupt(line: &str) -> Option<(&str, &str)> {
        let folded = fold(line.trim_end_matches([':', ' ', '\u{a0}']));
        let before = folded.strip_suffix(EMBEDDED)?.chars().count();
        let (at, _) = line.char_indices().nth(before)?;
        line.split_at_checked(at).filter(|(sentence, _)| !sentence.trim().is_empty())
    }
}

/// Whether the line is one that the form prints for whoever fills it in.
pub(super) fn is_instruction(line: &str) -> bool {
    let folded = fold(line.trim());
    INSTRUCTIONS.iter().any(|start| folded.starts_with(start))
}

const INSTRUCTIONS: [&str; 3] =
    ["indiquer la localisation", "les 5 parties ci", "chaque porteur de commun réalise un autodiagnostic"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_headings() {
        let name = |line| FieldName::open(line).map(|(name, _, value)| (name, value));
        assert_eq!(name("Type de licence ? ODbL"), Some((FieldName::Licences, "ODbL")));
        assert_eq!(name("Communauté d’intérêt : X : Y"), Some((FieldName::InterestCommunity, "X : Y")));
        assert_eq!(name("Description des livrables : x"), None);
        let matter = |line| Heading::open(line).map(|heading| heading.matter);
        assert_eq!(matter("Quel est l’enjeu sociétal ?"), Some(Matter::Stakes));
        assert_eq!(matter("5. Autodiagnostic :"), Some(Matter::Narrative));
        assert_eq!(matter("Objectifs atteints hier"), None);
        assert_eq!(
            Heading::interrupt("Cela permet Détailler l’impact sur la Résilience :"),
            Some(("Cela permet ", "Détailler l’impact sur la Résilience :"))
        );
        assert_eq!(Heading::interrupt("Détailler l'impact sur la Résilience :"), None);
    }
}
