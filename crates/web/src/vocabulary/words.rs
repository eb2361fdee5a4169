//! The words of RDF Schema, OWL, SKOS and schema.org that the ontology itself is written in.

use oxrdf::NamedNodeRef;

macro_rules! words {
    ($($name:ident $iri:literal)*) => {$(
        pub(super) const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);
    )*};
}

words! {
    DOMAIN "http://www.w3.org/2000/01/rdf-schema#domain"
    DOMAIN_INCLUDES "https://schema.org/domainIncludes"
    RANGE "http://www.w3.org/2000/01/rdf-schema#range"
    CLASS "http://www.w3.org/2002/07/owl#Class"
    OBJECT_PROPERTY "http://www.w3.org/2002/07/owl#ObjectProperty"
    DATATYPE_PROPERTY "http://www.w3.org/2002/07/owl#DatatypeProperty"
    SYMMETRIC_PROPERTY "http://www.w3.org/2002/07/owl#SymmetricProperty"
    INVERSE_OF "http://www.w3.org/2002/07/owl#inverseOf"
    EQUIVALENT_CLASS "http://www.w3.org/2002/07/owl#equivalentClass"
    EQUIVALENT_PROPERTY "http://www.w3.org/2002/07/owl#equivalentProperty"
    ON_PROPERTY "http://www.w3.org/2002/07/owl#onProperty"
    HAS_VALUE "http://www.w3.org/2002/07/owl#hasValue"
    UNION_OF "http://www.w3.org/2002/07/owl#unionOf"
    DEFINITION "http://www.w3.org/2004/02/skos/core#definition"
    EXAMPLE "http://www.w3.org/2004/02/skos/core#example"
    EXACT_MATCH "http://www.w3.org/2004/02/skos/core#exactMatch"
}
