//! What `Link` says of documents and containers, and what a request's `Link` asks of them.

use crate::feed;
use crate::problem::{Kind, Problem};
use crate::representation::{append_link, container_headers, document_headers};
use crate::site::Site;
use http::{HeaderMap, HeaderValue, header};
use model::vocab::{ldp, rdf};
use model::{Base, Container, Document, Iri};
use oxrdf::{NamedNodeRef, TermRef};
use registry::Grammar;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// LDP 1.0, section 4.2.1.6: constraints are published "by adding a Link header with an appropriate context URI, a link
/// relation of `http://www.w3.org/ns/ldp#constrainedBy`, and a target URI identifying a set of constraints".
const CONSTRAINED_BY: &str = "http://www.w3.org/ns/ldp#constrainedBy";

/// The namespace of interaction models.
const LDP: &str = "http://www.w3.org/ns/ldp#";

/// The shapes of each class that has some, by its IRI.
pub(crate) struct ShapesOfClasses(BTreeMap<String, Iri>);

impl ShapesOfClasses {
    /// Those of the grammar's own classes: a territory's form adds to them and replaces none.
    pub(crate) fn of(base: &Base, grammar: &Grammar) -> Self {
        let mut files: Vec<_> = grammar.files().filter(|file| !file.is_empty()).collect();
        // What is about few classes says most of each: it comes last, and stays.
        files.sort_by_key(|file| Reverse(file.classes().len()));
        let classes = files.into_iter().flat_map(|file| {
            file.classes().into_iter().map(|class| (class.as_str().to_owned(), base.shape(file.stem())))
        });
        Self(classes.collect())
    }

    fn of_class(&self, class: NamedNodeRef<'_>) -> Option<&Iri> {
        self.0.get(class.as_str())
    }

    /// Of the container's own classes, the one that the document has, else the usual one.
    fn of_document(&self, container: Container, document: Option<&Document>) -> Option<&Iri> {
        let has = |class: NamedNodeRef<'_>| {
            document.is_some_and(|document| document.own(rdf::TYPE).any(|own| own == TermRef::NamedNode(class)))
        };
        let classes = container.classes();
        classes.iter().find(|class| has(**class)).or_else(|| classes.first()).and_then(|class| self.of_class(*class))
    }
}

/// What is said of a document, whatever is asked of it. `document` where it was read: its class has the shape.
pub(crate) fn of_document(site: &Site, iri: &Iri, container: Container, document: Option<&Document>) -> HeaderMap {
    let mut headers = document_headers();
    let up = site.registry.base().container(container);
    append_link(&mut headers, site.registry.base().acl(iri).as_str(), "acl");
    if let Some(shape) = site.shapes_of_classes.of_document(container, document) {
        append_link(&mut headers, shape.as_str(), "describedby");
        append_link(&mut headers, shape.as_str(), CONSTRAINED_BY);
    }
    append_link(&mut headers, iri.as_str(), "canonical");
    append_link(&mut headers, up.as_str(), "collection");
    append_link(&mut headers, up.as_str(), "up");
    headers
}

/// What is said of a container, whatever is asked of it.
pub(crate) fn of_container(site: &Site, container: Container) -> HeaderMap {
    let base = site.registry.base();
    let mut headers = container_headers();
    append_link(&mut headers, base.acl(&base.container(container)).as_str(), "acl");
    if let Some(shape) = site.shapes_of_classes.of_document(container, None) {
        append_link(&mut headers, shape.as_str(), CONSTRAINED_BY);
    }
    append_link(&mut headers, base.home().as_str(), "up");
    feed::append_alternate(&mut headers, base, Some(container));
    headers
}

/// LDP 1.0, section 5.2.3.4: servers "MUST honor the client's requested interaction model(s). If any requested
/// interaction model cannot be honored, the server MUST fail the request." A document is an RDF source and nothing else.
pub(crate) fn only_rdf_sources(request: &HeaderMap) -> Result<(), Problem> {
    let known = [ldp::RESOURCE, ldp::RDF_SOURCE];
    let asked = request.get_all(header::LINK).iter().filter_map(|line| line.to_str().ok()).flat_map(types);
    let mut models = asked.filter(|target| target.starts_with(LDP));
    match models.find(|target| !known.iter().any(|model| model.as_str() == *target)) {
        Some(model) => Err(Problem::new(Kind::InteractionModel).with("model", model)),
        None => Ok(()),
    }
}

/// The targets of the links of relation `type` (RFC 8288, section 3).
fn types(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    let mut rest = line;
    while let Some((target, after)) = rest.split_once('<').and_then(|(_, from)| from.split_once('>')) {
        // A comma in quotes cuts a title at worst: the next link begins at its own `<`.
        let (parameters, next) = after.split_once(',').map_or((after, ""), |(parameters, next)| (parameters, next));
        let is_type = parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("type"))
        });
        if is_type {
            targets.push(target);
        }
        rest = next;
    }
    targets
}

/// The links that every problem at the address of a document or a container carries: LDP 1.0, section 4.2.1.4, asks for
/// the type "in all responses", and section 4.2.1.6 for the constraints where one was not kept. What is there, or is
/// not, changes nothing of it.
pub(crate) fn of_path(site: &Site, path: &str) -> Vec<HeaderValue> {
    let base = site.registry.base();
    let headers = match base.locate(&base.service(path.trim_start_matches('/'))) {
        Some(model::iri::Location::Document(container, _)) => {
            of_document(site, &base.service(path.trim_start_matches('/')), container, None)
        }
        Some(model::iri::Location::Container(container)) => of_container(site, container),
        None => HeaderMap::new(),
    };
    headers.get_all(header::LINK).iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interaction_models() {
        let resource = "<http://www.w3.org/ns/ldp#Resource>; rel=\"type\"";
        for (lines, allowed) in [
            (vec![], true),
            (vec![resource.to_owned()], true),
            (vec![format!("{resource}, <http://www.w3.org/ns/ldp#RDFSource>;rel=type")], true),
            (vec![format!("{resource}, <http://www.w3.org/ns/ldp#BasicContainer>; rel=\"type\"")], false),
            (vec!["<http://www.w3.org/ns/ldp#NonRDFSource>; rel='x type'".to_owned()], true),
            (vec!["<http://www.w3.org/ns/ldp#NonRDFSource>; title=\"a\"; rel=\"up type\"".to_owned()], false),
            (vec![resource.to_owned(), "<http://www.w3.org/ns/ldp#DirectContainer>; rel=type".to_owned()], false),
            (vec!["<http://www.w3.org/ns/ldp#DirectContainer>; rel=\"up\"".to_owned()], true),
            (vec!["<https://a.example/Type>; rel=\"type\"".to_owned(), "garbage <".to_owned()], true),
        ] {
            let headers = lines.iter().map(|line| (header::LINK, HeaderValue::from_str(line).unwrap())).collect();
            assert_eq!(only_rdf_sources(&headers).is_ok(), allowed, "{lines:?}");
        }
    }

    #[test]
    fn every_container_has_shapes() {
        let base = crate::page::sample::base();
        let shapes = ShapesOfClasses::of(&base, &Grammar::ours().unwrap());
        let of_many = ["resource", "subject"].map(|stem| base.shape(stem));
        for container in Container::ALL {
            let shape = shapes.of_document(*container, None);
            assert!(shape.is_some_and(|shape| !of_many.contains(shape)), "{container:?} {shape:?}");
        }
    }
}
