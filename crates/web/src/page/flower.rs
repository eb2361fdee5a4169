//! The flower: how much of its chapters a description tells. A full petal says that all is told, not that all is well.

use super::Frame;
use super::reading::Reader;
use askama::Template;
use askama::filters::HtmlSafe;
use model::Iri;
use model::vocab::{NAMESPACE, class, individual, property, rdf};
use oxrdf::NamedNodeRef;

/// A drawing of petals, with the list that says the same.
#[derive(Template)]
#[template(path = "flower.html")]
pub(crate) struct Flower {
    title: String,
    petals: Vec<Petal>,
    /// Whether they are told; `None`: nobody asks for them, and they are not there.
    story: Option<bool>,
    purpose: Option<bool>,
    /// Governance told and asked, and the length of its arc on the ring.
    governance: Option<(usize, usize, String)>,
    legend: Legend,
}

// Its own template escapes what it shows.
impl HtmlSafe for Flower {}

struct Legend {
    /// The chapters that no petal stands for, as far as they are asked or told.
    others: String,
    note: String,
}

struct Petal {
    /// Of colour, mark and hatching; empty for bundles, since the colours mean models only.
    model: &'static str,
    angle: usize,
    outline: String,
    filled: Option<String>,
    /// Where the chip “3/6” stands.
    chip: (String, String),
    told: usize,
    asked: usize,
    label: String,
    href: Option<String>,
    said: String,
}

/// A chapter that a petal stands for: its class, its model's name in the style sheet, what the form asks.
struct Asked {
    class: NamedNodeRef<'static>,
    model: &'static str,
    properties: &'static [&'static str],
}

/// grammar.md, section 2: "Each model: general principles, keywords, narrative, intentions, knowledge seeds."
const OF_A_MODEL: &[&str] = &["principle", "keyword", "text", "intention", "knowledgeSeed"];
/// The same, and "structure, property and licences, organisation of power, strategy, transmission".
const OF_THE_LEGAL_MODEL: &[&str] = &[
    "principle",
    "keyword",
    "text",
    "intention",
    "knowledgeSeed",
    "structureType",
    "propertyRegime",
    "powerOrganisation",
    "strategy",
    "transmission",
];

const MODELS: [Asked; 6] = [
    Asked { class: class::ARTISTIC_CULTURAL_MODEL, model: "art", properties: OF_A_MODEL },
    Asked { class: class::ECONOMIC_MODEL, model: "eco", properties: OF_A_MODEL },
    Asked { class: class::ECOLOGICAL_MODEL, model: "bio", properties: OF_A_MODEL },
    Asked { class: class::SOCIAL_HUMAN_MODEL, model: "soc", properties: OF_A_MODEL },
    Asked { class: class::TECHNOLOGICAL_MODEL, model: "tec", properties: OF_A_MODEL },
    Asked { class: class::LEGAL_FINANCIAL_MODEL, model: "leg", properties: OF_THE_LEGAL_MODEL },
];

/// grammar.md, section 2, "Four-bundles form".
const BUNDLES: [Asked; 4] = [
    Asked {
        class: class::QUALITIES_BUNDLE,
        model: "",
        properties: &["objective", "internalMission", "externalMission", "text"],
    },
    Asked { class: class::VALUES_BUNDLE, model: "", properties: &["inspiration", "livingTogether", "text"] },
    Asked {
        class: class::RIGHTS_BUNDLE,
        model: "",
        properties: &["structureType", "entryRule", "governanceMode", "text"],
    },
    Asked { class: class::WEALTH_BUNDLE, model: "", properties: &["wealthMatrix", "licence", "text"] },
];

/// The style sheet's name of a chapter's model.
pub(super) fn model_of(class: NamedNodeRef<'_>) -> Option<&'static str> {
    MODELS.iter().find(|asked| asked.class == class).map(|asked| asked.model)
}

/// The flower of a description, if it follows one of the two forms.
pub(super) fn of(frame: &Frame, reader: &Reader<'_>, sections: &[Iri]) -> Option<Flower> {
    let form = reader.pointed(reader.document.iri(), property::FORM);
    let follows = |class: NamedNodeRef<'_>| form.iter().any(|form| form.as_named_node() == class);
    let section = |class: NamedNodeRef<'_>| {
        sections
            .iter()
            .find(|section| reader.pointed(section, rdf::TYPE).iter().any(|known| known.as_named_node() == class))
    };
    let has = |asked: &[Asked]| asked.iter().any(|asked| section(asked.class).is_some());
    // grammar.md, section 2: story, purpose and governance are chapters of the six-models form.
    let (asked, width, asks_others): (&[Asked], f64, bool) =
        if follows(individual::FOUR_BUNDLES_FORM) || !follows(individual::SIX_MODELS_FORM) && has(&BUNDLES) {
            (&BUNDLES, 112.0, false)
        } else if follows(individual::SIX_MODELS_FORM) || has(&MODELS) {
            (&MODELS, 76.0, true)
        } else {
            return None;
        };
    let told = |section: Option<&Iri>, properties: &[&str]| {
        let Some(section) = section else { return 0 };
        let says = |name: &&&str| {
            let predicate = [NAMESPACE, **name].concat();
            reader.document.objects(section.as_named_node(), NamedNodeRef::new_unchecked(&predicate)).next().is_some()
        };
        properties.iter().filter(says).count()
    };
    let petals: Vec<Petal> = asked
        .iter()
        .enumerate()
        .map(|(number, asked_of)| {
            let section = section(asked_of.class);
            let angle = number * 360 / asked.len();
            let (told, total) = (told(section, asked_of.properties), asked_of.properties.len());
            Petal {
                model: asked_of.model,
                angle,
                outline: petal(1.0, width),
                filled: (told > 0).then(|| petal(share(told, total), width)),
                chip: chip(angle),
                told,
                asked: total,
                label: reader.vocabulary.label(frame.locale(), asked_of.class),
                href: section.and_then(Iri::fragment).map(|fragment| ["#", fragment].concat()),
                said: out_of(frame, told, total),
            }
        })
        .collect();
    let (story, purpose) = (section(class::STORY), section(class::PURPOSE));
    let tells = |section: Option<&Iri>| {
        let told = section.map(|section| {
            [property::TEXT, property::CONTEXT, property::STAKE, property::OBJECTIVE, property::MISSION]
                .iter()
                .any(|predicate| reader.document.objects(section.as_named_node(), *predicate).next().is_some())
        });
        told.or(asks_others.then_some(false))
    };
    let (story, purpose) = (tells(story), tells(purpose));
    let governance = section(class::GOVERNANCE).map(|section| {
        let (told, asked) = (told(Some(section), OF_A_MODEL), OF_A_MODEL.len());
        (told, asked, arc(share(told, asked)))
    });
    let list: Vec<String> =
        petals.iter().map(|petal| [petal.label.as_str(), " ", petal.said.as_str()].concat()).collect();
    let said_of_governance = match &governance {
        Some((told, asked, _)) => Some(out_of(frame, *told, *asked)),
        None => asks_others.then(|| out_of(frame, 0, OF_A_MODEL.len())),
    };
    let others = [
        story.map(|told| frame.say(if told { "flower-story" } else { "flower-no-story" })),
        purpose.map(|told| frame.say(if told { "flower-purpose" } else { "flower-no-purpose" })),
        said_of_governance.map(|said| [frame.say("flower-governance"), said].join(" ")),
    ];
    let others = others.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let legend = Legend { others, note: frame.say("flower-note") };
    let title = [frame.say("flower-title"), list.join(", ")].join(" ");
    Some(Flower { title, petals, story, purpose, governance, legend })
}

fn out_of(frame: &Frame, told: usize, asked: usize) -> String {
    crate::text::fill(frame.locale(), "flower-out-of", &[("told", told.to_string()), ("asked", asked.to_string())])
}

/// Small counts, exactly.
fn share(told: usize, asked: usize) -> f64 {
    let exact = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if asked == 0 { 0.0 } else { exact(told) / exact(asked) }
}

/// A petal that points up; the square root makes its area, not its length, proportional.
fn petal(share: f64, width: f64) -> String {
    let k = share.sqrt();
    let (length, w) = (130.0 * k, width * k);
    let (bend, tip) = (40.0 + 0.35 * length, 40.0 + length);
    format!(
        "M0,-40C{w:.1},{:.1} {w:.1},{:.1} 0,{:.1}C{:.1},{:.1} {:.1},{:.1} 0,-40Z",
        -bend, -tip, -tip, -w, -tip, -w, -bend
    )
}

fn chip(angle: usize) -> (String, String) {
    let radians = f64::from(u32::try_from(angle).unwrap_or_default()).to_radians();
    (format!("{:.1}", 134.0 * radians.sin()), format!("{:.1}", -134.0 * radians.cos()))
}

/// The told part of the ring as a dash, and the rest as its gap.
fn arc(share: f64) -> String {
    let around = 2.0 * std::f64::consts::PI * 186.0;
    format!("{:.1} {:.1}", around * share, around)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn petals_are_drawn_as_the_look_says() {
        assert_eq!(petal(1.0, 76.0), "M0,-40C76.0,-85.5 76.0,-170.0 0,-170.0C-76.0,-170.0 -76.0,-85.5 0,-40Z");
        assert_eq!(petal(0.25, 76.0), "M0,-40C38.0,-62.8 38.0,-105.0 0,-105.0C-38.0,-105.0 -38.0,-62.8 0,-40Z");
        assert_eq!(chip(180), ("0.0".to_owned(), "134.0".to_owned()));
    }
}
