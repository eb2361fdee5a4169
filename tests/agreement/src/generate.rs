//! Cases: shapes and data, drawn by chance from a seed, small enough to be read when something is found.
//!
//! Names are few, so that shapes and data meet; each kind of target, path, constraint component and term has its
//! share. What one of the other engines cannot do at all is drawn less often than the rest, so that most cases say
//! something of everything else.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use std::fmt::Write;

/// Shapes and data, in Turtle that every engine reads alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it was drawn from; the same number is the same case for ever.
    pub seed: u64,
    /// The shapes graph, in N-Triples.
    pub shapes: String,
    /// The data graph, in N-Triples.
    pub data: String,
}

impl Case {
    /// The case of a seed.
    pub fn of(seed: u64) -> Self {
        let mut drawing = Drawing {
            chance: ChaCha8Rng::seed_from_u64(seed),
            shapes: String::new(),
            nodes: 0,
            class_shapes: Vec::new(),
        };
        for number in 0..drawing.chance.random_range(1..=3) {
            drawing.targeted_shape(number);
        }
        let data = drawing.data();
        Self { seed, shapes: drawing.shapes, data }
    }
}

const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const EX: &str = "https://a.example/";

/// Text and datatype or `@language`: well-formed values that can be compared, values of other datatypes, and texts
/// that their datatype does not allow.
const LITERALS: [(&str, &str); 57] = [
    ("1", "integer"),
    ("2", "integer"),
    ("3", "integer"),
    ("-7", "integer"),
    ("01", "integer"),
    ("x", "integer"),
    ("1.5", "decimal"),
    ("2.0", "decimal"),
    ("1,5", "decimal"),
    ("2", "double"),
    ("1.5e0", "double"),
    ("NaN", "double"),
    ("2.5", "float"),
    ("300", "byte"),
    ("12", "byte"),
    ("-1", "nonNegativeInteger"),
    ("5", "nonNegativeInteger"),
    ("true", "boolean"),
    ("false", "boolean"),
    ("1", "boolean"),
    ("maybe", "boolean"),
    ("2026-01-01", "date"),
    ("2026-02-01", "date"),
    ("2026-02-30", "date"),
    ("2026-01-01T10:00:00Z", "dateTime"),
    ("2026-01-01T12:00:00+01:00", "dateTime"),
    ("2026-01-01T10:30:00", "dateTime"),
    ("yesterday", "dateTime"),
    ("10:00:00", "time"),
    ("2026", "gYear"),
    ("P1D", "duration"),
    ("", "string"),
    ("a", "string"),
    ("b", "string"),
    ("abc", "string"),
    ("ABC", "string"),
    ("éa", "string"),
    ("a b", "string"),
    ("63500", "string"),
    ("moulin", "@fr"),
    ("mill", "@en"),
    ("mills", "@en"),
    ("mill", "@en-gb"),
    ("Mühle", "@de"),
    ("http://x.example/", "anyURI"),
    ("abc", "https://a.example/datatype"),
    (" 1", "integer"),
    ("+5", "integer"),
    ("99999999999999999999", "integer"),
    ("0.0000000000000000000001", "decimal"),
    ("INF", "double"),
    ("-0", "nonNegativeInteger"),
    ("25:00:00", "time"),
    ("2026-01-01T24:00:00", "dateTime"),
    ("P", "duration"),
    ("2026-13", "gYearMonth"),
    ("a_b+", "string"),
];

/// Bounds of ranges.
const BOUNDS: [(&str, &str); 8] = [
    ("2", "integer"),
    ("0", "integer"),
    ("1.5", "decimal"),
    ("2", "double"),
    ("2026-01-15", "date"),
    ("2026-01-01T10:30:00Z", "dateTime"),
    ("2026-01-01T10:15:00", "dateTime"),
    ("abb", "string"),
];

const PATTERNS: [(&str, &str); 13] = [
    ("^a", ""),
    ("^[a-z]+$", ""),
    ("B", "i"),
    ("^[0-9]{5}$", ""),
    ("a.c|l", ""),
    ("(ab)+c?$", ""),
    ("^\\\\d+$", ""),
    ("n", "s"),
    ("^.{2,4}$", ""),
    ("^https://a\\\\.example/n", ""),
    ("^\\\\w+$", ""),
    ("^\\\\i\\\\c*$", ""),
    ("^[a-z-[aeiou]]+$", ""),
];

const DATATYPES: [&str; 15] = [
    "integer",
    "decimal",
    "double",
    "float",
    "byte",
    "nonNegativeInteger",
    "boolean",
    "date",
    "dateTime",
    "time",
    "gYearMonth",
    "string",
    "langString",
    "duration",
    "anyURI",
];

const NODE_KINDS: [&str; 6] = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"];

/// Classes, each a subclass of the one before it, by chance.
const CLASSES: u32 = 5;
const PROPERTIES: u32 = 5;
const NODES: u32 = 7;
const BLANK_NODES: u32 = 3;

/// How deep shapes are nested in shapes.
const DEPTH: u32 = 3;

struct Drawing {
    chance: ChaCha8Rng,
    shapes: String,
    nodes: u32,
    /// The shapes that are classes.
    class_shapes: Vec<String>,
}

/// Where a constraint stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Node,
    Property,
}

impl Drawing {
    fn targeted_shape(&mut self, number: u32) {
        let shape = format!("<{EX}S{number}>");
        let kind = if self.one_in(3) { Kind::Property } else { Kind::Node };
        for _ in 0..self.chance.random_range(1..=2) {
            match self.chance.random_range(0..10) {
                0..=3 => {
                    let class = self.class();
                    self.say(&shape, "targetClass", &class);
                }
                4..=5 => {
                    let node = if self.one_in(5) { self.literal() } else { self.iri() };
                    self.say(&shape, "targetNode", &node);
                }
                6..=7 => {
                    let property = self.property();
                    self.say(&shape, "targetSubjectsOf", &property);
                }
                8 => {
                    let property = self.property();
                    self.say(&shape, "targetObjectsOf", &property);
                }
                // A shape that is a class.
                _ => {
                    writeln!(self.shapes, "{shape} <{RDF}type> <{RDFS}Class> .").ok();
                    self.class_shapes.push(shape.clone());
                }
            }
        }
        self.shape(&shape, kind, DEPTH);
    }

    /// Says everything of a shape but its targets.
    fn shape(&mut self, shape: &str, kind: Kind, depth: u32) {
        let class = if kind == Kind::Node { "NodeShape" } else { "PropertyShape" };
        writeln!(self.shapes, "{shape} <{RDF}type> <{SH}{class}> .").ok();
        if kind == Kind::Property {
            let path = if self.one_in(4) { self.path(2) } else { self.property() };
            self.say(shape, "path", &path);
        }
        if self.one_in(8) {
            let severity = *["Info", "Warning", "Violation"].choose(&mut self.chance).unwrap_or(&"Info");
            self.say(shape, "severity", &format!("<{SH}{severity}>"));
        }
        if self.one_in(25) {
            self.say(shape, "deactivated", &format!("\"true\"^^<{XSD}boolean>"));
        }
        let mut drawn: Vec<u32> = Vec::new();
        for _ in 0..self.chance.random_range(1..=3) {
            let component = self.chance.random_range(0..40);
            // A second value of the same parameter is rare (see `again`), and often not allowed.
            let parameter = match component {
                1 | 3 | 14 | 26 | 33 => component - 1,
                8..=10 => 7,
                22 | 23 => 21,
                28..=31 | 34 | 35 => 27,
                38.. => 4,
                other => other,
            };
            if !drawn.contains(&parameter) {
                drawn.push(parameter);
                self.constraint(shape, kind, depth, component);
            }
        }
    }

    fn constraint(&mut self, shape: &str, kind: Kind, depth: u32, component: u32) {
        let is_property = kind == Kind::Property;
        match component {
            0 | 1 => {
                let class = self.class();
                self.again(shape, "class", &class, Self::class);
            }
            2 | 3 => {
                let datatype = self.datatype();
                self.say(shape, "datatype", &datatype);
            }
            4 => {
                let kind = NODE_KINDS.choose(&mut self.chance).copied().unwrap_or_default();
                self.say(shape, "nodeKind", &format!("<{SH}{kind}>"));
            }
            5 if is_property => self.count(shape, "minCount"),
            6 if is_property => self.count(shape, "maxCount"),
            7..=10 => {
                let parameter = ["minExclusive", "minInclusive", "maxExclusive", "maxInclusive"];
                let parameter = parameter.choose(&mut self.chance).copied().unwrap_or_default();
                let (text, datatype) = BOUNDS.choose(&mut self.chance).copied().unwrap_or_default();
                self.say(shape, parameter, &literal(text, datatype));
            }
            11 => self.count(shape, "minLength"),
            12 => self.count(shape, "maxLength"),
            13 | 14 => {
                let (pattern, flags) = PATTERNS.choose(&mut self.chance).copied().unwrap_or_default();
                self.say(shape, "pattern", &format!("\"{pattern}\""));
                if !flags.is_empty() {
                    self.say(shape, "flags", &format!("\"{flags}\""));
                }
            }
            15 => {
                let ranges: Vec<_> = (0..self.chance.random_range(1..=2))
                    .map(|_| format!("\"{}\"", ["fr", "en", "de", "en-gb"].choose(&mut self.chance).unwrap_or(&"fr")))
                    .collect();
                let list = self.list(&ranges);
                self.say(shape, "languageIn", &list);
            }
            16 if is_property => self.say(shape, "uniqueLang", &format!("\"true\"^^<{XSD}boolean>")),
            17 | 18 => {
                let parameter = if component == 17 { "equals" } else { "disjoint" };
                let property = self.property();
                self.say(shape, parameter, &property);
            }
            19 | 20 if is_property => {
                let parameter = if component == 19 { "lessThan" } else { "lessThanOrEquals" };
                let property = self.property();
                self.say(shape, parameter, &property);
            }
            21..=23 if depth > 0 => {
                let parameter = ["and", "or", "xone"];
                let parameter = parameter.choose(&mut self.chance).copied().unwrap_or_default();
                let members: Vec<_> = (0..self.chance.random_range(1..=3)).map(|_| self.nested(depth, None)).collect();
                let list = self.list(&members);
                self.say(shape, parameter, &list);
            }
            24 if depth > 0 => {
                let nested = self.nested(depth, None);
                self.say(shape, "not", &nested);
            }
            25 | 26 if depth > 0 => {
                let nested = self.nested(depth, Some(Kind::Node));
                self.say(shape, "node", &nested);
            }
            27..=31 if depth > 0 => {
                for _ in 0..self.chance.random_range(1..=2) {
                    let nested = self.nested(depth, Some(Kind::Property));
                    self.say(shape, "property", &nested);
                }
            }
            32 | 33 if depth > 0 && is_property => self.qualified(shape, depth),
            34 | 35 if !is_property => self.closed(shape, depth),
            36 => {
                let value = self.value();
                self.again(shape, "hasValue", &value, Self::value);
            }
            37 => {
                let members: Vec<_> = (0..self.chance.random_range(1..=4)).map(|_| self.value()).collect();
                let list = self.list(&members);
                self.say(shape, "in", &list);
            }
            38.. => {
                let kind = if is_property { "Literal" } else { "BlankNodeOrIRI" };
                self.say(shape, "nodeKind", &format!("<{SH}{kind}>"));
            }
            // Not here, or not so deep.
            _ => {}
        }
    }

    /// Says a parameter; rarely twice, as some may be.
    fn again(&mut self, shape: &str, parameter: &str, value: &str, draw: fn(&mut Self) -> String) {
        self.say(shape, parameter, value);
        if self.one_in(20) {
            let second = draw(self);
            self.say(shape, parameter, &second);
        }
    }

    fn qualified(&mut self, shape: &str, depth: u32) {
        let nested = self.nested(depth, None);
        self.say(shape, "qualifiedValueShape", &nested);
        let parameter = if self.one_in(2) { "qualifiedMinCount" } else { "qualifiedMaxCount" };
        self.count(shape, parameter);
        if self.one_in(3) {
            self.say(shape, "qualifiedValueShapesDisjoint", &format!("\"true\"^^<{XSD}boolean>"));
        }
    }

    fn closed(&mut self, shape: &str, depth: u32) {
        self.say(shape, "closed", &format!("\"true\"^^<{XSD}boolean>"));
        if self.one_in(2) {
            let ignored = [format!("<{RDF}type>"), self.property()];
            let list = self.list(&ignored);
            self.say(shape, "ignoredProperties", &list);
        }
        if depth > 0 {
            let nested = self.nested(depth, Some(Kind::Property));
            self.say(shape, "property", &nested);
        }
    }

    fn count(&mut self, shape: &str, parameter: &str) {
        let count = self.chance.random_range(0..=3);
        self.say(shape, parameter, &format!("\"{count}\"^^<{XSD}integer>"));
    }

    /// A shape within a shape, named or nameless.
    fn nested(&mut self, depth: u32, kind: Option<Kind>) -> String {
        let kind = kind.unwrap_or(if self.one_in(3) { Kind::Property } else { Kind::Node });
        self.nodes += 1;
        let nested = if self.one_in(2) { format!("_:s{}", self.nodes) } else { format!("<{EX}N{}>", self.nodes) };
        self.shape(&nested, kind, depth - 1);
        nested
    }

    fn path(&mut self, depth: u32) -> String {
        if depth == 0 || self.one_in(3) {
            return self.property();
        }
        // A path within a path is what one of the engines does not do: rarer.
        let depth = if self.one_in(4) { depth - 1 } else { 0 };
        let unary = ["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"];
        if self.one_in(3) {
            let steps = [self.path(depth), self.path(depth)];
            return self.list(&steps);
        }
        self.nodes += 1;
        let node = format!("_:s{}", self.nodes);
        if self.one_in(3) {
            let ways = [self.path(depth), self.path(depth)];
            let list = self.list(&ways);
            self.say(&node, "alternativePath", &list);
        } else {
            let inner = self.path(depth);
            let parameter = unary.choose(&mut self.chance).copied().unwrap_or_default();
            self.say(&node, parameter, &inner);
        }
        node
    }

    fn data(&mut self) -> String {
        let mut data = String::new();
        for number in 1..CLASSES {
            if self.one_in(2) {
                let above = self.chance.random_range(0..number);
                writeln!(data, "<{EX}C{number}> <{RDFS}subClassOf> <{EX}C{above}> .").ok();
            }
        }
        for _ in 0..self.chance.random_range(8..=24) {
            let subject = self.node();
            if self.one_in(4) {
                // An instance of a class, or of a shape that is one.
                let class = match self.class_shapes.choose(&mut self.chance) {
                    Some(shape) if self.chance.random_range(0..3) == 0 => shape.clone(),
                    _ => self.class(),
                };
                writeln!(data, "{subject} <{RDF}type> {class} .").ok();
            } else {
                let (property, object) = (self.property(), self.value());
                writeln!(data, "{subject} {property} {object} .").ok();
            }
        }
        data
    }

    fn list(&mut self, members: &[String]) -> String {
        let mut rest = format!("<{RDF}nil>");
        for member in members.iter().rev() {
            self.nodes += 1;
            let node = format!("_:s{}", self.nodes);
            writeln!(self.shapes, "{node} <{RDF}first> {member} .\n{node} <{RDF}rest> {rest} .").ok();
            rest = node;
        }
        rest
    }

    fn say(&mut self, subject: &str, term: &str, object: &str) {
        writeln!(self.shapes, "{subject} <{SH}{term}> {object} .").ok();
    }

    fn class(&mut self) -> String {
        format!("<{EX}C{}>", self.chance.random_range(0..CLASSES))
    }

    fn property(&mut self) -> String {
        format!("<{EX}p{}>", self.chance.random_range(0..PROPERTIES))
    }

    fn iri(&mut self) -> String {
        format!("<{EX}n{}>", self.chance.random_range(0..NODES))
    }

    fn node(&mut self) -> String {
        if self.one_in(5) { format!("_:d{}", self.chance.random_range(0..BLANK_NODES)) } else { self.iri() }
    }

    fn literal(&mut self) -> String {
        let (text, datatype) = LITERALS.choose(&mut self.chance).copied().unwrap_or_default();
        literal(text, datatype)
    }

    /// What a property can have, blank nodes apart where a shape speaks of it: there they would be others.
    fn value(&mut self) -> String {
        if self.one_in(2) { self.literal() } else { self.iri() }
    }

    fn datatype(&mut self) -> String {
        match DATATYPES.choose(&mut self.chance).copied().unwrap_or_default() {
            "langString" => format!("<{RDF}langString>"),
            name => format!("<{XSD}{name}>"),
        }
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.chance.random_range(0..many) == 0
    }
}

fn literal(text: &str, datatype: &str) -> String {
    match datatype {
        "string" => format!("\"{text}\""),
        language if language.starts_with('@') => format!("\"{text}\"{language}"),
        iri if iri.contains(':') => format!("\"{text}\"^^<{iri}>"),
        name => format!("\"{text}\"^^<{XSD}{name}>"),
    }
}
