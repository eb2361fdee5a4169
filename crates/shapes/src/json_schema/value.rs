//! What a shape asks of one value, as a schema of the JSON that the value is written as.

use super::pattern::in_ecma;
use super::rules::{DEPTH_LIMIT, Rules};
use super::said::Said;
use super::words::{Manner, lexical, native, words};
use crate::path::read_list;
use crate::vocabulary as sh;
use model::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, NamedNodeRef, TermRef};
use serde_json::{Value, json};

/// Predicates of a shape that ask nothing of a value: what it is called, where it looks, how often, and parameters that
/// are read with another one.
pub(super) const SILENT: &[NamedNodeRef<'static>] = &[
    rdf::TYPE,
    sh::PATH,
    sh::TARGET_NODE,
    sh::TARGET_CLASS,
    sh::TARGET_SUBJECTS_OF,
    sh::TARGET_OBJECTS_OF,
    sh::DEACTIVATED,
    sh::SEVERITY,
    sh::MESSAGE,
    sh::NAME,
    sh::DESCRIPTION,
    sh::GROUP,
    sh::ORDER,
    sh::FLAGS,
    sh::MIN_COUNT,
    sh::MAX_COUNT,
    sh::UNIQUE_LANG,
    sh::QUALIFIED_VALUE_SHAPE,
    sh::QUALIFIED_VALUE_SHAPES_DISJOINT,
    sh::QUALIFIED_MIN_COUNT,
    sh::QUALIFIED_MAX_COUNT,
    sh::IGNORED_PROPERTIES,
];

impl<'g> Rules<'g> {
    /// What a shape asks of one value that is written in this manner, `sh:property` apart where that is said elsewhere.
    pub(super) fn value(&self, shape: TermRef<'g>, manner: &Manner, depth: usize) -> Said {
        if depth > DEPTH_LIMIT {
            return Said::Nothing;
        }
        if self.is_off(shape) {
            return Said::yes();
        }
        let has_path = !self.graph.objects(shape, sh::PATH).is_empty();
        Said::all(self.graph.statements(shape).iter().map(|(predicate, parameter)| {
            if SILENT.contains(predicate) || (*predicate == sh::HAS_VALUE && has_path) {
                return Said::yes();
            }
            self.constraint(shape, *predicate, *parameter, manner, depth)
        }))
    }

    /// A shape that values conform to or not: with a path, it looks at what the value has there.
    pub(super) fn conforms(&self, shape: TermRef<'g>, manner: &Manner, depth: usize) -> Said {
        if self.graph.objects(shape, sh::PATH).is_empty() {
            return self.value(shape, manner, depth);
        }
        match manner {
            Manner::Node => self.object(shape, depth),
            // Written as a string, the value says nothing of itself here.
            Manner::Id | Manner::Word | Manner::Plain => self.object(shape, depth).at_most_some(),
            Manner::Typed(_) | Manner::Languages | Manner::Languageless => Said::Nothing,
        }
    }

    /// What one parameter of a shape asks of a value.
    pub(super) fn constraint(
        &self,
        shape: TermRef<'g>,
        predicate: NamedNodeRef<'g>,
        parameter: TermRef<'g>,
        manner: &Manner,
        depth: usize,
    ) -> Said {
        let each = |list| -> Option<Vec<Said>> {
            let members = read_list(self.graph, list).ok()?;
            Some(members.into_iter().map(|member| self.conforms(member, manner, depth + 1)).collect())
        };
        match predicate {
            sh::DATATYPE => match parameter {
                TermRef::NamedNode(datatype) => of_datatype(datatype, manner),
                TermRef::BlankNode(_) | TermRef::Literal(_) => Said::Nothing,
            },
            sh::NODE_KIND => of_kind(parameter, manner),
            sh::CLASS => self.of_class(parameter, manner),
            sh::IN => match read_list(self.graph, parameter) {
                Ok(members) => self.one_of(&members, manner),
                Err(_) => Said::Nothing,
            },
            sh::HAS_VALUE => self.one_of(&[parameter], manner),
            sh::PATTERN => {
                let flags = self.graph.objects(shape, sh::FLAGS).iter().find_map(text_of).unwrap_or_default();
                match text_of(&parameter).and_then(|pattern| in_ecma(pattern, flags)) {
                    Some(pattern) => matching(&pattern, manner),
                    None => Said::Nothing,
                }
            }
            sh::MIN_LENGTH => of_length("minLength", parameter, manner),
            sh::MAX_LENGTH => of_length("maxLength", parameter, manner),
            sh::MIN_INCLUSIVE => within("minimum", parameter, manner),
            sh::MAX_INCLUSIVE => within("maximum", parameter, manner),
            sh::MIN_EXCLUSIVE => within("exclusiveMinimum", parameter, manner),
            sh::MAX_EXCLUSIVE => within("exclusiveMaximum", parameter, manner),
            // Said of the keys of the object that holds the languages.
            sh::LANGUAGE_IN if *manner == Manner::Languages => Said::yes(),
            sh::LANGUAGE_IN if *manner == Manner::Languageless => Said::no(),
            sh::NOT => self.conforms(parameter, manner, depth + 1).not(),
            sh::AND => each(parameter).map_or(Said::Nothing, Said::all),
            sh::OR => each(parameter).map_or(Said::Nothing, Said::any),
            // At most one of them: that is not said.
            sh::XONE => each(parameter).map_or(Said::Nothing, |parts| Said::any(parts).at_most_some()),
            // A lighter finding refuses nothing by itself, and yet what is found does not conform.
            sh::PROPERTY if !self.refuses(parameter) => Said::Nothing,
            sh::NODE | sh::PROPERTY => self.conforms(parameter, manner, depth + 1),
            // What compares values with each other, what SPARQL asks, and whatever else is not known here.
            _ => Said::Nothing,
        }
    }

    /// `sh:class`: what is written as an address tells nothing of what is there.
    fn of_class(&self, class: TermRef<'g>, manner: &Manner) -> Said {
        let TermRef::NamedNode(class) = class else { return Said::Nothing };
        let typed = self.has_type(&[class]);
        match manner {
            Manner::Node => Said::All(json!({ "properties": { "type": typed }, "required": ["type"] })),
            Manner::Id | Manner::Word | Manner::Plain => Said::Some(json!({
                "anyOf": [
                    { "type": "string" },
                    { "type": "object", "properties": { "type": typed }, "required": ["type"] },
                    { "type": "object", "required": ["id"], "maxProperties": 1 }
                ]
            })),
            Manner::Typed(_) | Manner::Languages | Manner::Languageless => Said::no(),
        }
    }

    /// The schema of `type` where it names one of these classes, or one below them.
    pub(super) fn has_type(&self, classes: &[NamedNodeRef<'_>]) -> Value {
        let mut names: Vec<String> = Vec::new();
        for class in classes {
            names.push(words().spelt(*class, &Manner::Word));
            names.extend(self.hierarchy.below(*class).iter().map(|below| words().spelt(below.as_ref(), &Manner::Word)));
        }
        names.dedup();
        let one = if let [only] = names.as_slice() { json!({ "const": only }) } else { json!({ "enum": names }) };
        json!({ "anyOf": [one, { "type": "array", "contains": one }] })
    }

    /// One of some terms, each with its label.
    pub(super) fn one_of(&self, members: &[TermRef<'g>], manner: &Manner) -> Said {
        let written = |term: TermRef<'_>| -> Option<Value> {
            match (term, manner) {
                (TermRef::NamedNode(node), Manner::Id | Manner::Word) => {
                    Some(json!({ "const": words().spelt(node, manner) }))
                }
                (TermRef::NamedNode(node), Manner::Plain | Manner::Node) => {
                    let id = words().spelt(node, &Manner::Id);
                    Some(json!({ "type": "object", "required": ["id"], "properties": { "id": { "const": id } } }))
                }
                (TermRef::Literal(literal), Manner::Typed(datatype)) if literal.datatype() == *datatype => {
                    Some(json!({ "const": literal.value() }))
                }
                (TermRef::Literal(literal), Manner::Plain | Manner::Languageless)
                    if literal.datatype() == xsd::STRING =>
                {
                    Some(json!({ "const": literal.value() }))
                }
                _ => None,
            }
        };
        let mut choices = Vec::new();
        for member in members {
            let Some(mut choice) = written(*member) else {
                // What a key cannot carry stands under the other one.
                if is_elsewhere(*member, manner) {
                    continue;
                }
                return Said::Nothing;
            };
            if let (TermRef::NamedNode(node), Some(members)) = (*member, choice.as_object_mut())
                && let Some(label) = (self.wording.label)(node)
            {
                members.insert("title".to_owned(), label.into());
            }
            choices.push(choice);
        }
        match choices.len() {
            0 => Said::no(),
            1 => Said::All(choices.pop().unwrap_or_default()),
            // Numbers are also written in other ways, and numbers of JSON are none of these texts.
            _ if matches!(manner, Manner::Typed(_)) => Said::Nothing,
            _ => Said::All(json!({ "oneOf": choices })),
        }
    }

    /// Whether a shape is switched off.
    pub(super) fn is_off(&self, shape: TermRef<'g>) -> bool {
        self.graph.objects(shape, sh::DEACTIVATED).iter().any(|flag| text_of(flag) == Some("true"))
    }
}

/// Whether a term is never written in this manner.
fn is_elsewhere(term: TermRef<'_>, manner: &Manner) -> bool {
    match (term, manner) {
        (TermRef::NamedNode(_), Manner::Typed(_) | Manner::Languages | Manner::Languageless)
        | (TermRef::Literal(_), Manner::Id | Manner::Word | Manner::Node) => true,
        (TermRef::Literal(literal), Manner::Typed(datatype)) => literal.datatype() != *datatype,
        (TermRef::Literal(literal), Manner::Languages) => literal.language().is_none(),
        (TermRef::Literal(literal), Manner::Languageless) => literal.datatype() != xsd::STRING,
        (TermRef::NamedNode(_) | TermRef::BlankNode(_) | TermRef::Literal(_), _) => false,
    }
}

/// The text of a literal.
pub(super) fn text_of<'t>(term: &TermRef<'t>) -> Option<&'t str> {
    match term {
        TermRef::Literal(literal) => Some(literal.value()),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    }
}

/// What is written in a manner at all.
pub(super) fn written(manner: &Manner) -> Value {
    match manner {
        Manner::Plain => Value::Bool(true),
        Manner::Id => json!({ "anyOf": [{ "type": "string", "format": "iri-reference" }, { "$ref": "#/$defs/part" }] }),
        Manner::Word => json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/part" }] }),
        Manner::Typed(datatype) => of_datatype(datatype.as_ref(), manner).into_schema(),
        Manner::Languages | Manner::Languageless => json!({ "type": "string" }),
        Manner::Node => json!({ "type": "object" }),
    }
}

fn of_datatype(datatype: NamedNodeRef<'_>, manner: &Manner) -> Said {
    let of_text = lexical(datatype).map_or_else(|| json!({}), |pattern| json!({ "pattern": pattern }));
    let native = native(datatype);
    match manner {
        Manner::Languages if datatype == rdf::LANG_STRING => Said::yes(),
        Manner::Languageless if datatype == xsd::STRING => Said::yes(),
        Manner::Typed(own) if own.as_ref() == datatype => {
            let mut schema = match native {
                Some(native) => json!({ "type": [native, "string"] }),
                None => json!({ "type": "string" }),
            };
            if let (Some(members), Some(pattern)) = (schema.as_object_mut(), of_text.as_object()) {
                members.extend(pattern.clone());
                if let Some(format) = super::words::format(datatype) {
                    members.insert("format".to_owned(), format.into());
                }
            }
            Said::All(schema)
        }
        Manner::Id | Manner::Word | Manner::Node | Manner::Languages | Manner::Languageless | Manner::Typed(_) => {
            Said::no()
        }
        Manner::Plain if datatype == xsd::STRING => Said::All(json!({ "type": "string" })),
        Manner::Plain if datatype == rdf::LANG_STRING => Said::All(json!({
            "type": "object", "required": ["@value", "@language"], "properties": { "@value": { "type": "string" } }
        })),
        Manner::Plain => {
            let name = words().spelt(datatype, &Manner::Word);
            let object = json!({
                "type": "object",
                "required": ["@value"],
                "anyOf": [{ "required": ["type"] }, { "required": ["@type"] }],
                "properties": { "type": { "const": name }, "@type": { "const": name }, "@value": of_text }
            });
            Said::any([Said::All(object), native.map_or(Said::no(), |native| Said::All(json!({ "type": native })))])
        }
    }
}

/// SHACL, section 4.1.3. A document of ours has no blank nodes: they became fragments when it was admitted.
fn of_kind(kind: TermRef<'_>, manner: &Manner) -> Said {
    let TermRef::NamedNode(kind) = kind else { return Said::Nothing };
    let (nodes, literals) = match kind {
        sh::IRI | sh::BLANK_NODE_OR_IRI => (true, false),
        sh::LITERAL | sh::BLANK_NODE_OR_LITERAL => (false, true),
        sh::IRI_OR_LITERAL => (true, true),
        sh::BLANK_NODE => (false, false),
        _ => return Said::Nothing,
    };
    match manner {
        Manner::Id | Manner::Word | Manner::Node => Said::All(Value::Bool(nodes)),
        Manner::Typed(_) | Manner::Languages | Manner::Languageless => Said::All(Value::Bool(literals)),
        Manner::Plain => {
            let literal = json!({ "anyOf": [{ "not": { "type": "object" } }, { "required": ["@value"] }] });
            match (nodes, literals) {
                (true, true) => Said::yes(),
                (true, false) => Said::All(literal).not(),
                (false, true) => Said::All(literal),
                (false, false) => Said::no(),
            }
        }
    }
}

/// A pattern holds for the text of a literal, and for an address in full, not as the context shortens it.
fn matching(pattern: &str, manner: &Manner) -> Said {
    match manner {
        Manner::Languages | Manner::Languageless => Said::All(json!({ "pattern": pattern })),
        Manner::Typed(_) => Said::Some(json!({ "pattern": pattern })),
        Manner::Id => Said::Some(json!({
            "anyOf": [{ "pattern": pattern }, { "pattern": format!("^({}):(?!//)", words().any_prefix()) }]
        })),
        Manner::Plain => Said::Some(json!({ "pattern": pattern, "properties": { "@value": { "pattern": pattern } } })),
        Manner::Word | Manner::Node => Said::Nothing,
    }
}

fn of_length(keyword: &str, length: TermRef<'_>, manner: &Manner) -> Said {
    let Some(length) = text_of(&length).and_then(|text| text.parse::<u64>().ok()) else { return Said::Nothing };
    match manner {
        Manner::Languages | Manner::Languageless => Said::All(json!({ keyword: length })),
        Manner::Plain => Said::Some(json!({ keyword: length, "properties": { "@value": { keyword: length } } })),
        Manner::Typed(_) => Said::Some(json!({ keyword: length })),
        Manner::Id | Manner::Word | Manner::Node => Said::Nothing,
    }
}

/// A bound holds for numbers of JSON. Of numbers written as texts only the sign can be told; of dates, nothing.
fn within(keyword: &str, bound: TermRef<'_>, manner: &Manner) -> Said {
    let number = match bound {
        TermRef::Literal(literal) => number_of(literal),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    };
    let (Some(number), Manner::Typed(_) | Manner::Plain) = (number, manner) else { return Said::Nothing };
    let texts = match (keyword, number.as_f64()) {
        ("minimum", Some(0.0)) => Some(r"^[^-]|^-[0.]*$"),
        ("exclusiveMinimum", Some(0.0)) => Some(r"^[^-]*[1-9]"),
        _ => None,
    };
    let mut schema = json!({ keyword: number });
    if let (Some(pattern), Some(members)) = (texts, schema.as_object_mut()) {
        members.insert("pattern".to_owned(), pattern.into());
        if *manner == Manner::Plain {
            members.insert("properties".to_owned(), json!({ "@value": { keyword: number, "pattern": pattern } }));
        }
    }
    Said::Some(schema)
}

fn number_of(literal: LiteralRef<'_>) -> Option<serde_json::Number> {
    native(literal.datatype()).filter(|native| *native != "boolean")?;
    let text = literal.value();
    text.parse::<i64>().ok().map(Into::into).or_else(|| serde_json::Number::from_f64(text.parse().ok()?))
}
