//! Why a form is refused: as an error, in words for people, and as a report.

use crate::compile::ShapesError;
use crate::form::SHAPES_NAMESPACE;
use crate::message::Sentence;
use crate::report::{Report, Severity, ValidationResult};
use crate::work::Failure;
use model::Iri;
use model::syntax::SyntaxError;
use oxrdf::NamedNode;

/// Why a form cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not Turtle.
    #[error("{source_name}: {source}")]
    Syntax {
        /// The file.
        source_name: String,
        /// Where, and what.
        source: SyntaxError,
    },
    /// Its shapes cannot be used.
    #[error(transparent)]
    Shapes(#[from] ShapesError),
    /// It breaks the rules for forms.
    #[error("{source_name}: {form} breaks the rules for forms")]
    Rules {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
        /// What they found.
        report: Report,
    },
    /// It is too large to be judged by the rules for forms.
    #[error("{source_name}: {source}")]
    Unjudged {
        /// The file.
        source_name: String,
        /// Why.
        source: Failure,
    },
    /// It calls itself otherwise than its address.
    #[error("{source_name}: the form is {form}, and not {address}")]
    Misplaced {
        /// The file.
        source_name: String,
        /// What it calls itself.
        form: NamedNode,
        /// Where it stands.
        address: Iri,
    },
    /// Nothing in it is a `cs:Form`.
    #[error("{source_name}: no cs:Form is named")]
    Nameless {
        /// The file.
        source_name: String,
    },
    /// Several are.
    #[error("{source_name}: more than one cs:Form is named")]
    Several {
        /// The file.
        source_name: String,
    },
    /// Nothing says what people call it.
    #[error("{source_name}: {form} has no cs:name with a language")]
    Uncalled {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It does not say which form it extends, or says it of several.
    #[error("{source_name}: {form} must extend one form: cs:extendsForm")]
    ExtendsNothing {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It extends a form that is not known here.
    #[error("{source_name}: {form} extends {extended}, which is not known here")]
    ExtendsUnknown {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
        /// What it extends.
        extended: NamedNode,
    },
    /// It extends itself, through others or at once.
    #[error("{source_name}: {form} extends itself")]
    Circle {
        /// The file.
        source_name: String,
        /// The form.
        form: NamedNode,
    },
    /// It speaks of what the grammar or another form defines: a form adds, and weakens nothing.
    #[error("{source_name}: {subject} is defined elsewhere: a form adds, and changes nothing of another's")]
    SpeaksOfAnother {
        /// The file.
        source_name: String,
        /// What it speaks of.
        subject: NamedNode,
    },
    /// It cannot go, because another form extends it.
    #[error("{form} is extended by {by}")]
    Extended {
        /// The form.
        form: NamedNode,
        /// The other one.
        by: NamedNode,
    },
}

impl FormError {
    /// The file that is to be mended, where there is one.
    pub fn source_name(&self) -> Option<&str> {
        match self {
            Self::Shapes(ShapesError { source_name, .. })
            | Self::Syntax { source_name, .. }
            | Self::Rules { source_name, .. }
            | Self::Unjudged { source_name, .. }
            | Self::Misplaced { source_name, .. }
            | Self::Nameless { source_name }
            | Self::Several { source_name }
            | Self::Uncalled { source_name, .. }
            | Self::ExtendsNothing { source_name, .. }
            | Self::ExtendsUnknown { source_name, .. }
            | Self::Circle { source_name, .. }
            | Self::SpeaksOfAnother { source_name, .. } => Some(source_name),
            Self::Extended { .. } => None,
        }
    }

    /// What is wrong and how to mend it, in the language of this tag: French, or else English.
    pub fn explain(&self, language: &str) -> String {
        let Sentence { french, english } = self.sentence();
        if language == "fr" { french } else { english }
    }

    /// As a report about the form: what the rules for forms found, or the one reason there is.
    pub fn into_report(self, form: &Iri) -> Report {
        if let Self::Rules { report, .. } = self {
            return report;
        }
        let reason = ValidationResult {
            focus: NamedNode::from(form.clone()).into(),
            path: None,
            full_path: None,
            value: None,
            shape: in_shapes("Form").into(),
            component: in_shapes("UsableFormConstraintComponent"),
            source_constraint: None,
            severity: Severity::Violation,
            own_severity: None,
            messages: self.sentence().into_literals(),
        };
        Report { results: vec![reason] }
    }

    fn sentence(&self) -> Sentence {
        let (french, english) = match self {
            Self::Syntax { source: SyntaxError::Malformed { line, column, message }, .. } => (
                format!("Ligne {line}, colonne {column} : {message}"),
                format!("Line {line}, column {column}: {message}"),
            ),
            Self::Syntax { source: SyntaxError::NotUtf8 { line }, .. } => (
                format!("La ligne {line} n’est pas en UTF-8 : enregistrez le texte en UTF-8."),
                format!("Line {line} is not UTF-8: save the text as UTF-8."),
            ),
            Self::Syntax { source: SyntaxError::TooDeep { line }, .. } => (
                format!("Les parenthèses sont trop imbriquées à la ligne {line} : nommez les parties."),
                format!("The brackets are nested too deeply at line {line}: name the parts."),
            ),
            Self::Syntax { source, .. } => {
                (format!("Le texte ne se lit pas : {source}"), format!("The text cannot be read: {source}"))
            }
            Self::Shapes(error) => (
                format!("Une règle est inutilisable, corrigez-la. {}", error.message),
                format!("A rule cannot be used, correct it. {}", error.message),
            ),
            Self::Rules { report, .. } => {
                let told = |language: &str| {
                    let messages = report.results.iter().filter(|result| result.severity == Severity::Violation);
                    let messages = messages.flat_map(|result| &result.messages);
                    let told: Vec<&str> = messages
                        .filter(|message| message.language() == Some(language))
                        .map(oxrdf::Literal::value)
                        .collect();
                    told.join(" ")
                };
                (told("fr"), told("en"))
            }
            Self::Unjudged { source, .. } => (
                format!("Le formulaire est trop grand pour être jugé : {source}"),
                format!("The form is too large to be judged: {source}"),
            ),
            Self::Misplaced { form, address, .. } => (
                format!("Le formulaire se nomme {form} : ici, son nom est <{address}>, ou <> en abrégé."),
                format!("The form calls itself {form}: here its name is <{address}>, or <> for short."),
            ),
            Self::Nameless { .. } => (
                "Rien n’y est un cs:Form : écrivez « <> a cs:Form ».".to_owned(),
                "Nothing in it is a cs:Form: write “<> a cs:Form”.".to_owned(),
            ),
            Self::Several { .. } => (
                "Plusieurs cs:Form y sont nommés : gardez-en un par fichier.".to_owned(),
                "More than one cs:Form is named: keep one per file.".to_owned(),
            ),
            Self::Uncalled { .. } => (
                "Le formulaire n’a pas de nom : donnez-lui un cs:name avec sa langue.".to_owned(),
                "The form has no name: give it a cs:name with its language.".to_owned(),
            ),
            Self::ExtendsNothing { .. } => (
                "Le formulaire doit en compléter un autre : nommez-le par cs:extendsForm.".to_owned(),
                "The form must extend another one: name it with cs:extendsForm.".to_owned(),
            ),
            Self::ExtendsUnknown { extended, .. } => (
                format!("Le formulaire complète {extended}, inconnu ici : choisissez-en un qui est connu."),
                format!("The form extends {extended}, not known here: choose one that is."),
            ),
            Self::Circle { .. } => (
                "Le formulaire se complète lui-même : choisissez-en un autre.".to_owned(),
                "The form extends itself: choose another one.".to_owned(),
            ),
            Self::SpeaksOfAnother { subject, .. } => (
                format!("{subject} est défini ailleurs : un formulaire ajoute, il ne change rien d’un autre."),
                format!("{subject} is defined elsewhere: a form adds, and changes nothing of another’s."),
            ),
            Self::Extended { by, .. } => (
                format!("{by} complète ce formulaire : retirez d’abord celui-là."),
                format!("{by} extends this form: remove that one first."),
            ),
        };
        Sentence { french, english }
    }
}

/// A term of our shapes.
pub(crate) fn in_shapes(name: &str) -> NamedNode {
    NamedNode::new_unchecked([SHAPES_NAMESPACE, name].concat())
}
