//! The terms we speak in: ours, generated from `ontology/`, and those of others that the code names.

mod generated;

pub use generated::{class, individual, property};

/// The namespace of the grammar, `cs:`.
pub const NAMESPACE: &str = "https://w3id.org/codesocial#";

/// The address of the JSON-LD context; its text is embedded, nothing fetches it.
pub const CONTEXT: &str = "https://w3id.org/codesocial/context.jsonld";

macro_rules! vocabulary {
    ($(#[$doc:meta])* $module:ident $namespace:literal { $($name:ident $local:literal)* }) => {
        $(#[$doc])*
        pub mod $module {
            use oxrdf::NamedNodeRef;
            $(
                #[doc = concat!("`", stringify!($module), ":", $local, "`.")]
                pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));
            )*
        }
    };
}

vocabulary! {
    /// RDF.
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#" { TYPE "type" FIRST "first" REST "rest" NIL "nil" LANG_STRING "langString" PROPERTY "Property" JSON "JSON" }
}
vocabulary! {
    /// RDF Schema.
    rdfs "http://www.w3.org/2000/01/rdf-schema#" { LABEL "label" COMMENT "comment" SUB_CLASS_OF "subClassOf" SUB_PROPERTY_OF "subPropertyOf" SEE_ALSO "seeAlso" IS_DEFINED_BY "isDefinedBy" CLASS "Class" RESOURCE "Resource" }
}
vocabulary! {
    /// SKOS.
    skos "http://www.w3.org/2004/02/skos/core#" {
        CONCEPT "Concept" CONCEPT_SCHEME "ConceptScheme" PREF_LABEL "prefLabel" BROADER "broader" NARROWER "narrower"
        ALT_LABEL "altLabel" RELATED "related" EXACT_MATCH "exactMatch"
        IN_SCHEME "inScheme" TOP_CONCEPT_OF "topConceptOf" NOTATION "notation" DEFINITION "definition"
    }
}
vocabulary! {
    /// Dublin Core terms.
    dct "http://purl.org/dc/terms/" {
        SOURCE "source" CREATED "created" MODIFIED "modified" LICENSE "license" TITLE "title" ISSUED "issued"
        DESCRIPTION "description" LANGUAGE "language" FORMAT "format" ACCRUAL_PERIODICITY "accrualPeriodicity"
        PUBLISHER "publisher" IDENTIFIER "identifier" REFERENCES "references" HAS_PART "hasPart" HAS_VERSION "hasVersion" IS_VERSION_OF "isVersionOf"
    }
}
vocabulary! {
    /// The provenance ontology.
    prov "http://www.w3.org/ns/prov#" {
        ENTITY "Entity" ACTIVITY "Activity" AGENT "Agent" SPECIALIZATION_OF "specializationOf"
        WAS_REVISION_OF "wasRevisionOf" WAS_DERIVED_FROM "wasDerivedFrom" WAS_GENERATED_BY "wasGeneratedBy"
        GENERATED_AT_TIME "generatedAtTime" WAS_ATTRIBUTED_TO "wasAttributedTo" ENDED_AT_TIME "endedAtTime"
        WAS_ASSOCIATED_WITH "wasAssociatedWith"
    }
}
vocabulary! {
    /// The data catalogue vocabulary.
    dcat "http://www.w3.org/ns/dcat#" {
        VERSION "version" CATALOG "Catalog" DATASET_CLASS "Dataset" DISTRIBUTION_CLASS "Distribution" DATASET "dataset"
        DISTRIBUTION "distribution" ACCESS_URL "accessURL" DOWNLOAD_URL "downloadURL" MEDIA_TYPE "mediaType"
        KEYWORD "keyword" LANDING_PAGE "landingPage" CONTACT_POINT "contactPoint"
    }
}
vocabulary! {
    /// Cards of people and organisations.
    vcard "http://www.w3.org/2006/vcard/ns#" { ORGANIZATION "Organization" FN "fn" HAS_URL "hasURL" }
}
vocabulary! {
    /// The security vocabulary: keys and proofs.
    sec "https://w3id.org/security#" {
        PROOF "proof" MULTIKEY "Multikey" CONTROLLER "controller" PUBLIC_KEY_MULTIBASE "publicKeyMultibase"
        MULTIBASE "multibase" VERIFICATION_METHOD "verificationMethod"
    }
}
vocabulary! {
    /// The Linked Data Platform.
    ldp "http://www.w3.org/ns/ldp#" { PAGE "Page" BASIC_CONTAINER "BasicContainer" CONTAINER "Container" RESOURCE "Resource" CONTAINS "contains" RDF_SOURCE "RDFSource" }
}
vocabulary! {
    /// OWL.
    owl "http://www.w3.org/2002/07/owl#" {
        SAME_AS "sameAs" ONTOLOGY "Ontology" VERSION_INFO "versionInfo" THING "Thing" CLASS "Class"
        EQUIVALENT_CLASS "equivalentClass" RESTRICTION "Restriction" ON_PROPERTY "onProperty" HAS_VALUE "hasValue" UNION_OF "unionOf"
        OBJECT_PROPERTY "ObjectProperty" DATATYPE_PROPERTY "DatatypeProperty" ANNOTATION_PROPERTY "AnnotationProperty"
        SYMMETRIC_PROPERTY "SymmetricProperty" INVERSE_OF "inverseOf" EQUIVALENT_PROPERTY "equivalentProperty"
        TOP_OBJECT_PROPERTY "topObjectProperty" TOP_DATA_PROPERTY "topDataProperty"
    }
}
vocabulary! {
    /// Solid.
    solid "http://www.w3.org/ns/solid/terms#" {
        PATCH "Patch" INSERT_DELETE_PATCH "InsertDeletePatch" INSERTS "inserts" DELETES "deletes" WHERE "where"
    }
}
vocabulary! {
    /// Web Access Control.
    acl "http://www.w3.org/ns/auth/acl#" {
        AUTHORIZATION "Authorization" ACCESS_TO "accessTo" DEFAULT "default" AGENT "agent" AGENT_CLASS "agentClass"
        AGENT_GROUP "agentGroup" AUTHENTICATED_AGENT "AuthenticatedAgent" ORIGIN "origin" MODE "mode"
        READ "Read" APPEND "Append" WRITE "Write" CONTROL "Control"
    }
}
vocabulary! {
    /// People and their relations.
    foaf "http://xmlns.com/foaf/0.1/" { AGENT "Agent" NAME "name" HOMEPAGE "homepage" }
}
vocabulary! {
    /// schema.org, for what the grammar has no word for.
    schema "https://schema.org/" {
        ADDITIONAL_PROPERTY "additionalProperty" PROPERTY_VALUE "PropertyValue" PROPERTY_ID "propertyID" NAME "name"
        VALUE "value" OPENING_HOURS "openingHours" POSITION "position" SUBJECT_OF "subjectOf"
    }
}
vocabulary! {
    /// GeoSPARQL.
    gsp "http://www.opengis.net/ont/geosparql#" {
        HAS_GEOMETRY "hasGeometry" GEOMETRY "Geometry" AS_GEO_JSON "asGeoJSON" GEO_JSON_LITERAL "geoJSONLiteral"
    }
}
vocabulary! {
    /// ActivityStreams.
    activity "https://www.w3.org/ns/activitystreams#" { TOMBSTONE "Tombstone" CREATE "Create" UPDATE "Update" DELETE "Delete" PUBLISHED "published" }
}
vocabulary! {
    /// Linked Data Event Streams.
    ldes "https://w3id.org/ldes#" {
        EVENT_STREAM "EventStream" EVENT_SOURCE "EventSource" TIMESTAMP_PATH "timestampPath" SEQUENCE_PATH "sequencePath"
        VERSION_OF_PATH "versionOfPath" VERSION_CREATE_OBJECT "versionCreateObject"
        VERSION_UPDATE_OBJECT "versionUpdateObject" VERSION_DELETE_OBJECT "versionDeleteObject"
        VERSION_DELETE_PATH "versionDeletePath" POLLING_INTERVAL "pollingInterval" IMMUTABLE "immutable"
    }
}
vocabulary! {
    /// TREE, the hypermedia that event streams are paged with.
    tree "https://w3id.org/tree#" {
        NODE_CLASS "Node" VIEW "view" MEMBER "member" RELATION "relation" NODE "node" PATH "path" VALUE "value"
        GREATER_THAN "GreaterThanRelation"
    }
}
vocabulary! {
    /// XML Schema datatypes.
    xsd "http://www.w3.org/2001/XMLSchema#" { STRING "string" DATE "date" DATE_TIME "dateTime" DECIMAL "decimal" INTEGER "integer" DOUBLE "double" BOOLEAN "boolean" G_YEAR "gYear" G_YEAR_MONTH "gYearMonth" }
}
