//! Which shapes speak of a term: only their names, so that a page can link to them.

use super::STATEMENT_LIMIT;
use model::Iri;
use model::syntax::{self, Format};
use oxrdf::{NamedNodeRef, Term};
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../shapes"]
struct Files;

const TARGET_CLASS: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#targetClass");
const PATH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/ns/shacl#path");

/// The names of the files in `shapes/` that target this class or constrain this property, forms aside.
pub(crate) fn shapes_of(term: &Iri) -> &'static [String] {
    static SHAPES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
        let mut names: Vec<_> = Files::iter().filter(|name| !name.contains('/')).collect();
        names.sort();
        let mut shapes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in &names {
            let Some((stem, file)) = name.strip_suffix(".ttl").zip(Files::get(name)) else { continue };
            let Ok(base) = Iri::parse(model::vocab::NAMESPACE) else { continue };
            // The registry refuses to start with shapes that cannot be read, and says where they break.
            let quads = syntax::parse(&file.data, Format::Turtle, &base, STATEMENT_LIMIT).unwrap_or_default();
            for quad in quads.iter().filter(|quad| [TARGET_CLASS, PATH].contains(&quad.predicate.as_ref())) {
                let Term::NamedNode(term) = &quad.object else { continue };
                let stems = shapes.entry(term.as_str().to_owned()).or_default();
                if stems.last().is_none_or(|last| last != stem) {
                    stems.push(stem.to_owned());
                }
            }
        }
        shapes
    });
    SHAPES.get(term.as_str()).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::vocab::{class, property};

    #[test]
    fn classes_and_properties_find_their_shapes() {
        let shapes = |term: NamedNodeRef<'_>| shapes_of(&Iri::from_named_node(term.into_owned()));
        assert!(shapes(class::COHERENCE_REVIEW).contains(&"review".to_owned()));
        assert!(shapes(property::REALISES).contains(&"action".to_owned()));
        assert!(shapes(class::HORIZON).is_empty());
    }
}
