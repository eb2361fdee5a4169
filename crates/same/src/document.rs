//! A sheet of a document, as it is kept here.

use crate::sheet::{Kind, Sheet};
use model::vocab::{owl, property, rdf, schema};
use model::{Container, Document};
use oxrdf::{NamedNodeRef, TermRef};

/// What other fields are called that have a number of the state: an import keeps them under the names of their source.
const CODES: [&str; 2] = ["siret", "siren"];

/// Where those stand that are compared.
const KINDS: [(Container, Kind); 3] = [
    (Container::Organizations, Kind::Organization),
    (Container::Places, Kind::Place),
    (Container::Projects, Kind::Project),
];

impl Sheet {
    /// Of a document and, if it may be read, the annex with its contact details. Nothing for what is no organisation, place
    /// or project, and for what has no name.
    pub fn of(document: &Document, contact: Option<&Document>) -> Option<Self> {
        let mut sheet = Self::new(document.iri().clone(), kind(document)?);
        for predicate in [property::NAME, property::ALTERNATE_NAME] {
            texts(document, predicate).for_each(|name| sheet.name(name));
        }
        if sheet.names.is_empty() {
            return None;
        }
        place(document, &mut sheet);
        for address in document.own(property::WEBSITE).filter_map(address) {
            sheet.website(address);
        }
        for predicate in [owl::SAME_AS, property::COMMUNECTER_RECORD, property::TRANSISCOPE_RECORD] {
            document.own(predicate).filter_map(address).for_each(|address| sheet.link(address));
        }
        codes(document, &mut sheet);
        for told in std::iter::once(document).chain(contact) {
            texts(told, property::EMAIL).for_each(|email| sheet.email(email));
            texts(told, property::TELEPHONE).for_each(|number| sheet.telephone(number));
        }
        Some(sheet)
    }
}

/// What it is, of the classes that it says.
fn kind(document: &Document) -> Option<Kind> {
    let containers: Vec<Container> = document
        .own(rdf::TYPE)
        .filter_map(|class| match class {
            TermRef::NamedNode(class) => Container::of_class(class),
            TermRef::BlankNode(_) | TermRef::Literal(_) => None,
        })
        .collect();
    KINDS.iter().find(|(container, _)| containers.contains(container)).map(|(_, kind)| *kind)
}

fn place(document: &Document, sheet: &mut Sheet) {
    let degrees = |predicate| texts(document, predicate).next().and_then(|degrees| degrees.parse::<f64>().ok());
    if let Some((latitude, longitude)) = degrees(property::LATITUDE).zip(degrees(property::LONGITUDE)) {
        sheet.point(latitude, longitude);
    }
    for part in document.own(property::ADDRESS) {
        let TermRef::NamedNode(part) = part else { continue };
        let first = |predicate| document.objects(part, predicate).find_map(text);
        if let Some(name) = first(property::LOCALITY) {
            sheet.locality(name);
        }
        if let Some(code) = first(property::POSTAL_CODE) {
            sheet.postal_code(code);
        }
        if let Some(code) = first(property::INSEE_CODE) {
            sheet.insee(code);
        }
    }
}

fn codes(document: &Document, sheet: &mut Sheet) {
    texts(document, property::SIREN_NUMBER).for_each(|number| sheet.code(number));
    for part in document.own(schema::ADDITIONAL_PROPERTY) {
        let TermRef::NamedNode(part) = part else { continue };
        let mut names = document.objects(part, schema::NAME).filter_map(text).map(str::to_lowercase);
        if names.any(|name| CODES.iter().any(|code| name.contains(code))) {
            document.objects(part, schema::VALUE).filter_map(text).for_each(|number| sheet.code(number));
        }
    }
}

fn texts<'a>(document: &'a Document, predicate: NamedNodeRef<'a>) -> impl Iterator<Item = &'a str> {
    document.own(predicate).filter_map(text)
}

fn text(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::Literal(literal) => Some(literal.value()),
        TermRef::NamedNode(_) | TermRef::BlankNode(_) => None,
    }
}

fn address(term: TermRef<'_>) -> Option<&str> {
    match term {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::BlankNode(_) | TermRef::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::Sort;
    use model::Iri;
    use model::syntax::{self, Format};
    use oxrdf::Triple;

    const ADDRESS: &str = "https://a.example/organizations/moulin";

    fn document(address: &str, turtle: &str) -> Document {
        let iri = Iri::parse(address).unwrap();
        let prefixes = "@prefix cs: <https://w3id.org/codesocial#> . @prefix schema: <https://schema.org/> .\n\
                        @prefix owl: <http://www.w3.org/2002/07/owl#> .\n";
        let quads = syntax::parse(format!("{prefixes}{turtle}").as_bytes(), Format::Turtle, &iri, 1_000).unwrap();
        Document::admit(iri, quads.into_iter().map(Triple::from).collect()).unwrap()
    }

    #[test]
    fn everything_that_is_compared_is_read() {
        let organization = document(
            ADDRESS,
            r#"<> a cs:Organization ; cs:name "Le Moulin – café"@fr ; cs:alternateName "MdV"@fr ;
                cs:latitude 46.5 ; cs:longitude 2.25 ; cs:address <#address> ; cs:website <https://www.moulin.fr/> ;
                cs:sirenNumber "123456782" ; cs:communecterRecord <https://www.communecter.org/#page.type.organizations.id.57186ed894ef47210d7b242d> ;
                owl:sameAs <https://carte.example/map#/fiche/_/1a/> ; schema:additionalProperty <#property-siret> .
            <#address> cs:locality "Issoudun"@fr ; cs:postalCode "36100" ; cs:inseeCode "36088" .
            <#property-siret> schema:name "N° SIRET" ; schema:value "12345678200010" ."#,
        );
        let contact = document(
            "https://a.example/annexes/moulin",
            r#"<> a cs:Contact ; cs:name "Le Moulin"@fr ; cs:email "bonjour@moulin.fr" ; cs:telephone "+33 2 54 00 00 12" ."#,
        );
        let sheet = Sheet::of(&organization, Some(&contact)).unwrap();
        assert_eq!((sheet.iri().as_str(), sheet.kind), (ADDRESS, Kind::Organization));
        let names: Vec<String> = sheet.names.iter().map(|name| name.words.join(" ")).collect();
        assert_eq!(names, ["moulin cafe", "mdv"]);
        assert_eq!(sheet.point, crate::Point::new(46.5, 2.25));
        assert_eq!(sheet.town.keys().next().as_deref(), Some("insee 36088"));
        let marks: Vec<(Sort, &str)> = sheet.marks.iter().map(|mark| (mark.sort, mark.text.as_str())).collect();
        let expected = [
            (Sort::Link, "57186ed894ef47210d7b242d"),
            (Sort::Link, "a.example/organizations/moulin"),
            (Sort::Link, "carte.example/map#/fiche/_/1a"),
            (Sort::Siret, "12345678200010"),
            (Sort::Siren, "123456782"),
            (Sort::Mailbox, "bonjour@moulin.fr"),
            (Sort::Host, "moulin.fr"),
            (Sort::Telephone, "254000012"),
        ];
        assert_eq!(marks, expected);
        let closed = Sheet::of(&organization, None).unwrap();
        assert!(closed.marks.iter().all(|mark| !matches!(mark.sort, Sort::Mailbox | Sort::Telephone)), "{closed:?}");
    }

    #[test]
    fn people_are_not_compared() {
        for (turtle, is_one) in [
            (r#"<> a cs:Organization ; cs:name "Le Moulin"@fr ."#, true),
            (r#"<> a cs:Place ; cs:name "Le Moulin"@fr ."#, true),
            (r#"<> a cs:Project ; cs:name "Le Moulin"@fr ."#, true),
            (r#"<> a cs:Person ; cs:name "A. Moulin"@fr ."#, false),
            (r#"<> a cs:Event ; cs:name "Fête du Moulin"@fr ."#, false),
            (r"<> a cs:Organization ; cs:website <https://moulin.fr/> .", false),
        ] {
            assert_eq!(Sheet::of(&document(ADDRESS, turtle), None).is_some(), is_one, "{turtle}");
        }
    }
}
