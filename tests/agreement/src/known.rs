//! The table of differences that the specification explains.
//!
//! Each row quotes or names the clause that decides, says which engine does otherwise, and recognises its differences
//! by the shape and the data, not by who said what. A shape that looks through other shapes inherits what they get
//! wrong: see `within`.

use crate::answer::Found;
use crate::difference::{Difference, Oracle, Side, Subject};
use oxrdf::Term;

/// A class of differences.
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// The engines that do otherwise than the specification.
    pub oracles: &'static [Oracle],
    /// What the specification says, and what the engine does.
    pub because: &'static str,
    /// Whether what is said of a shape is one of these.
    recognises: fn(&Subject, &Found, Side) -> bool,
    /// Whether a shape can give rise to one, for the shapes that look through it.
    arises: fn(&Subject, &str) -> bool,
}

impl Known {
    /// Whether a difference is one of these.
    pub fn recognises(&self, difference: &Difference<'_>) -> bool {
        if !self.oracles.contains(&difference.oracle) {
            return false;
        }
        let subject = difference.subject;
        match &difference.said {
            Ok(found) => {
                (self.recognises)(subject, found, difference.side)
                    || (is_derived(&found.component)
                        && within(subject, &found.shape).any(|shape| (self.arises)(subject, &shape)))
            }
            Err(_) => {
                difference.side == Side::Theirs
                    && subject.all_shapes().iter().any(|shape| (self.arises)(subject, shape))
            }
        }
    }
}

/// The shapes that a shape looks through.
fn within<'s>(subject: &'s Subject, shape: &'s str) -> impl Iterator<Item = String> + 's {
    subject.reached(shape).into_iter().filter(move |reached| reached != shape)
}

/// Whether a component says what other shapes say.
fn is_derived(component: &str) -> bool {
    ["Not", "And", "Or", "Xone", "Node", "QualifiedMinCount", "QualifiedMaxCount"].contains(&component)
}

const RANGES: [&str; 4] = ["minInclusive", "minExclusive", "maxInclusive", "maxExclusive"];
const PAIRS: [&str; 2] = ["lessThan", "lessThanOrEquals"];

/// The parameter that a component is named after.
fn parameter(component: &str) -> String {
    component.chars().take(1).flat_map(char::to_lowercase).chain(component.chars().skip(1)).collect()
}

/// The shapes that lead to a shape.
fn around<'s>(subject: &'s Subject, shape: &'s str) -> impl Iterator<Item = &'s str> + 's {
    let others = subject.all_shapes().into_iter().filter(move |other| *other != shape);
    others.filter(move |other| subject.reached(other).contains(shape))
}

fn is_a(subject: &Subject, shape: &str, class: &str) -> bool {
    subject.says(shape, "type").iter().any(|found| found.to_string().ends_with(&format!("{class}>")))
}

/// Whether something but a property stands within the path of a shape; a sequence may have simple paths.
fn has_nested_path(subject: &Subject, shape: &str) -> bool {
    subject.says(shape, "path").iter().any(|path| match members(subject, path) {
        Some(steps) => steps.iter().any(|step| step.is_blank_node() && !is_simple(subject, step)),
        None => path.is_blank_node() && !is_simple(subject, path),
    })
}

/// Whether a path is made of properties alone, by one operator.
fn is_simple(subject: &Subject, path: &Term) -> bool {
    let operators = ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "alternativePath"];
    let mut inner = operators.iter().flat_map(|operator| subject.says(&path.to_string(), operator)).peekable();
    inner.peek().is_some()
        && inner.all(|inner| match members(subject, inner) {
            Some(ways) => subject.has(&path.to_string(), "alternativePath") && ways.iter().all(Term::is_named_node),
            None => inner.is_named_node(),
        })
}

/// The members of a list; none if it is no list.
fn members(subject: &Subject, list: &Term) -> Option<Vec<Term>> {
    let mut members = vec![subject.says(&list.to_string(), "first").first()?.clone()];
    let mut rest = subject.says(&list.to_string(), "rest").first();
    while let Some(cell) = rest {
        members.extend(subject.says(&cell.to_string(), "first").first().cloned());
        rest = subject.says(&cell.to_string(), "rest").first();
    }
    Some(members)
}

/// The kinds of values between which SPARQL 1.1 has a `<` (section 17.3): nothing else compares.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Ordered {
    Number,
    Text,
    Boolean,
    DateTime,
    /// Not SPARQL's own, but compared alike by all three engines.
    Date,
}

fn ordered(term: &str) -> Option<Ordered> {
    let (text, datatype) = term.rsplit_once("^^<http://www.w3.org/2001/XMLSchema#").unwrap_or((term, "string>"));
    let text = text.trim_matches('"');
    match datatype.trim_end_matches('>') {
        "integer" | "decimal" | "double" | "float" => number(text, f64::NEG_INFINITY, f64::INFINITY),
        "nonNegativeInteger" => number(text, 0.0, f64::INFINITY),
        "byte" => number(text, -128.0, 127.0),
        "string" if term.starts_with('"') && term.ends_with('"') => Some(Ordered::Text),
        "boolean" => ["true", "false", "0", "1"].contains(&text).then_some(Ordered::Boolean),
        "dateTime" => text.starts_with("2026").then_some(Ordered::DateTime),
        "date" => (text.starts_with("2026") && text != "2026-02-30").then_some(Ordered::Date),
        _ => None,
    }
}

fn number(text: &str, least: f64, most: f64) -> Option<Ordered> {
    let value: f64 = text.parse().ok()?;
    (value >= least && value <= most).then_some(Ordered::Number)
}

fn is_comparison(component: &str) -> bool {
    let parameter = parameter(component);
    RANGES.contains(&parameter.as_str()) || PAIRS.contains(&parameter.as_str())
}

/// What a value of a result is compared with.
fn compared_with(subject: &Subject, found: &Found) -> Vec<String> {
    let parameter = parameter(&found.component);
    let said = subject.says(&found.shape, &parameter).iter().map(Term::to_string);
    if RANGES.contains(&parameter.as_str()) {
        return said.collect();
    }
    said.flat_map(|property| subject.values(&found.focus, &property).map(Term::to_string).collect::<Vec<_>>()).collect()
}

/// The table.
pub const TABLE: &[Known] = &[
    Known {
        name: "order where SPARQL has none",
        oracles: &[Oracle::PyShacl],
        because: "sections 4.3 and 4.5: a result for each value for which SPARQL's < or <= \"does not return true\"; \
                  between unlike or ill-typed literals, NaN, or IRIs it returns an error. pySHACL sorts all terms.",
        recognises: |subject, found, side| {
            side == Side::Ours
                && is_comparison(&found.component)
                && compared_with(subject, found).iter().any(|other| {
                    // In a range it does not take nodes for values.
                    (found.value.starts_with('"') || PAIRS.contains(&parameter(&found.component).as_str()))
                        && (ordered(other).is_none() || ordered(other) != ordered(&found.value))
                })
        },
        arises: |subject, shape| RANGES.iter().chain(&PAIRS).any(|parameter| subject.has(shape, parameter)),
    },
    Known {
        name: "a blank node with sh:minLength 0",
        oracles: &[Oracle::PyShacl],
        because: "section 4.4.1: a result where the length is less than sh:minLength \"or where v is a blank node\". \
                  pySHACL looks at no value when the length is 0.",
        recognises: |subject, found, side| {
            side == Side::Ours
                && found.component == "MinLength"
                && found.value.starts_with("_:")
                && subject.says(&found.shape, "minLength").iter().any(|length| length.to_string().starts_with("\"0\""))
        },
        arises: |subject, shape| {
            subject.says(shape, "minLength").iter().any(|length| length.to_string().starts_with("\"0\""))
        },
    },
    Known {
        name: "order by value of another kind",
        oracles: &[Oracle::ShaclEngine],
        because: "sections 4.3 and 4.5, as above, and SPARQL 1.1, section 17.3: numbers, booleans, texts by code point \
                  and dateTimes compare, each with its own kind. shacl-engine compares texts as a language sorts them, \
                  what is no literal of JavaScript as a text, and takes ill-typed literals for numbers.",
        recognises: |subject, found, _| {
            is_comparison(&found.component)
                && compared_with(subject, found).iter().any(|other| {
                    if !found.value.starts_with('"') || !other.starts_with('"') {
                        return false;
                    }
                    let (this, other) = (ordered(&found.value), ordered(other));
                    // Text: by language. INF: no number to it, in the lexical space of xsd:double to XML Schema.
                    this.is_none() || this != other || this == Some(Ordered::Text) || found.value.starts_with("\"INF\"")
                })
        },
        arises: |subject, shape| RANGES.iter().chain(&PAIRS).any(|parameter| subject.has(shape, parameter)),
    },
    Known {
        name: "a property shape that is a class",
        oracles: &[Oracle::ShaclEngine],
        because: "section 2.1.3.3: \"If s is a SHACL instance of rdfs:Class in the shapes graph and s is also a shape\", \
                  its instances are targets. shacl-engine looks for classes among node shapes alone.",
        recognises: |subject, found, side| {
            side == Side::Ours
                && subject.all_shapes().into_iter().any(|class| {
                    is_a(subject, class, "Class")
                        && subject.has(class, "path")
                        && subject.instances(class).any(|instance| found.shape != class || found.focus == instance)
                        && subject.reached(class).contains(&found.shape)
                })
        },
        arises: |_, _| false,
    },
    Known {
        name: "the value of the shape around",
        oracles: &[Oracle::ShaclEngine],
        because: "sections 4.2, 4.4.5, 4.7.3 and 4.8.2: these results have no sh:value. shacl-engine gives them the \
                  value of the property shape around theirs, and tells it once where two ways lead to it.",
        recognises: |subject, found, side| {
            let about_all_values =
                ["MinCount", "MaxCount", "UniqueLang", "HasValue", "QualifiedMinCount", "QualifiedMaxCount"];
            about_all_values.contains(&found.component.as_str())
                && around(subject, &found.shape).any(|shape| subject.has(shape, "path"))
                && match side {
                    Side::Ours => found.value.is_empty(),
                    Side::Theirs => found.value == found.focus,
                }
        },
        arises: |_, _| false,
    },
    Known {
        name: "sh:equals of a node shape",
        oracles: &[Oracle::ShaclEngine],
        because: "section 4.5.1: a result for each value node that the property lacks, and one for each value of the \
                  property that is no value node. shacl-engine gives one result for a node shape.",
        recognises: |subject, found, _| found.component == "Equals" && !subject.has(&found.shape, "path"),
        arises: |_, _| false,
    },
    Known {
        name: "what sh:closed counts",
        oracles: &[Oracle::ShaclEngine],
        because: "section 4.8.1: a result for each triple whose predicate is neither ignored nor the sh:path of one of \
                  the property shapes. shacl-engine gives one for each predicate, leaves out property shapes that are \
                  deactivated, and takes the property within a path for the path.",
        recognises: |subject, found, side| {
            let property_shapes = subject.says(&found.shape, "property");
            let path_is = |shape: &Term| {
                subject.says(&shape.to_string(), "path").iter().any(|path| path.to_string() == found.path)
            };
            found.component == "Closed"
                && match side {
                    Side::Ours => {
                        subject.values(&found.focus, &found.path).count() > 1
                            || property_shapes.iter().any(|shape| !path_is(shape))
                    }
                    Side::Theirs => property_shapes
                        .iter()
                        .any(|shape| path_is(shape) && subject.has(&shape.to_string(), "deactivated")),
                }
        },
        arises: |subject, shape| subject.has(shape, "closed"),
    },
    Known {
        name: "paths within paths",
        oracles: &[Oracle::ShaclEngine],
        because: "section 2.3.1: paths nest. shacl-engine takes properties alone within a path.",
        recognises: |subject, found, _| {
            let shapes = std::iter::once(found.shape.as_str()).chain(around(subject, &found.shape));
            shapes.into_iter().any(|shape| has_nested_path(subject, shape))
        },
        arises: has_nested_path,
    },
    Known {
        name: "the text of a blank node",
        oracles: &[Oracle::ShaclEngine],
        because: "section 4.4.3: no blank node matches a pattern. shacl-engine matches its label.",
        recognises: |_, found, side| {
            side == Side::Ours && found.component == "Pattern" && found.value.starts_with("_:")
        },
        arises: |subject, shape| subject.has(shape, "pattern"),
    },
    Known {
        name: "siblings of a qualified shape",
        oracles: &[Oracle::ShaclEngine],
        because: "section 4.7.3: with sh:qualifiedValueShapesDisjoint a value counts that conforms to none of the \
                  siblings. For shacl-engine it counts if it does not conform to all of them.",
        recognises: |subject, found, _| {
            found.component.starts_with("Qualified") && subject.has(&found.shape, "qualifiedValueShapesDisjoint")
        },
        arises: |subject, shape| subject.has(shape, "qualifiedValueShapesDisjoint"),
    },
    Known {
        name: "several values of one parameter",
        oracles: &[Oracle::ShaclEngine],
        because: "section 4.8.2: \"A shape may have more than one value for sh:hasValue\": each is a constraint. \
                  shacl-engine fails, \
                  or gives one result.",
        recognises: |subject, found, _| {
            found.component == "HasValue" && subject.says(&found.shape, "hasValue").len() > 1
        },
        arises: |subject, shape| subject.says(shape, "hasValue").len() > 1,
    },
    Known {
        name: "regular expressions of another language",
        oracles: &Oracle::ALL,
        because: "section 4.4.3: as SPARQL's REGEX, so as XPath (Functions and Operators, section 5.6.1), where \\w has \
                  symbols and no punctuation, \\i and \\c are characters of names, and classes subtract. Both match as \
                  their own languages do.",
        recognises: |subject, found, _| found.component == "Pattern" && has_xpath_pattern(subject, &found.shape),
        arises: has_xpath_pattern,
    },
];

fn has_xpath_pattern(subject: &Subject, shape: &str) -> bool {
    let patterns = subject.says(shape, "pattern").iter().map(Term::to_string);
    patterns.into_iter().any(|pattern| ["\\\\w", "\\\\i", "-["].iter().any(|own| pattern.contains(own)))
}
