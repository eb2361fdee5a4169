//! What pages look up: who points at a document, and what things are called, as far as a caller may see.

use super::books::{self, AUDIENCE, OWNER, SOURCE};
use super::{Projection, ProjectionError, graph_of};
use model::vocab::{property, skos};
use model::{Caller, Iri};
use oxigraph::store::Store;
use oxrdf::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
    TermRef,
};
use std::collections::{BTreeMap, BTreeSet};

/// A document that points at another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The subject that points (a document or its fragment).
    pub from: Iri,
    /// By which predicate.
    pub predicate: Iri,
    /// At what.
    pub to: Iri,
}

impl Projection {
    /// Who points at `iri` or its fragments, as far as `caller` may see: (document, predicate, what it points at),
    /// sorted, at most `limit`. Not what the document says of itself. Fragments are those that the document has.
    pub fn links_to(&self, caller: &Caller, iri: &Iri, limit: usize) -> Result<Vec<Link>, ProjectionError> {
        let store = self.store();
        let document = iri.document();
        let mut targets = fragments(&store, &document)?;
        targets.retain(|target| iri.holds(target.as_named_node()));
        targets.insert(iri.clone());
        let mut visible = Visibility::of(&store, caller);
        let mut links = BTreeSet::new();
        for target in targets {
            let object = TermRef::from(target.as_named_node());
            for quad in store.quads_for_pattern(None, None, Some(object), None) {
                let quad = quad?;
                let (NamedOrBlankNode::NamedNode(from), GraphName::NamedNode(graph)) = (quad.subject, quad.graph_name)
                else {
                    continue;
                };
                if graph.as_ref() == document.as_named_node() || !visible.admits(&graph)? {
                    continue;
                }
                links.insert(Link {
                    from: Iri::from_named_node(from),
                    predicate: Iri::from_named_node(quad.predicate),
                    to: target.clone(),
                });
                if links.len() > limit {
                    links.pop_last();
                }
            }
        }
        Ok(links.into_iter().collect())
    }

    /// The documents of this instance that point at `iri` or one of its fragments by one of these predicates, as far as
    /// `caller` may see; at most `limit`. Whatever else points there costs nothing of that, and nor do documents from
    /// elsewhere, of which others may tell as many as they like.
    pub fn pointing_at(
        &self,
        caller: &Caller,
        iri: &Iri,
        by: &[NamedNodeRef<'_>],
        limit: usize,
    ) -> Result<BTreeSet<Iri>, ProjectionError> {
        let store = self.store();
        let mut visible = Visibility::of(&store, caller);
        let mut pointing = BTreeSet::new();
        for target in fragments(&store, &iri.document())? {
            let object = TermRef::from(target.as_named_node());
            for quad in store.quads_for_pattern(None, None, Some(object), None) {
                let quad = quad?;
                let GraphName::NamedNode(graph) = quad.graph_name else { continue };
                if by.contains(&quad.predicate.as_ref())
                    && visible.admits(&graph)?
                    && !is_from_elsewhere(&store, &graph)?
                {
                    pointing.insert(Iri::from_named_node(graph));
                    if pointing.len() == limit {
                        return Ok(pointing);
                    }
                }
            }
        }
        Ok(pointing)
    }

    /// The documents that this one, or a fragment of it, points at by one of these predicates, as far as `caller` may see
    /// them. Whether it may see this one was decided before.
    pub fn pointed_at(
        &self,
        caller: &Caller,
        iri: &Iri,
        by: &[NamedNodeRef<'_>],
    ) -> Result<BTreeSet<Iri>, ProjectionError> {
        let store = self.store();
        let mut visible = Visibility::of(&store, caller);
        let mut pointed = BTreeSet::new();
        for predicate in by {
            for quad in store.quads_for_pattern(None, Some(*predicate), None, Some(graph_of(&iri.document()))) {
                if let Term::NamedNode(object) = quad?.object {
                    let document = Iri::from_named_node(object).document();
                    if visible.admits(&document.clone().into())? {
                        pointed.insert(document);
                    }
                }
            }
        }
        Ok(pointed)
    }

    /// The labels (`cs:name` or `skos:prefLabel`, each with its language) of these IRIs, as far as `caller` may see.
    /// In the order of `iris`; those of one IRI sorted.
    pub fn names(&self, caller: &Caller, iris: &[Iri]) -> Result<Vec<(Iri, Literal)>, ProjectionError> {
        let store = self.store();
        let mut visible = Visibility::of(&store, caller);
        let mut names = Vec::new();
        for iri in iris {
            let subject = NamedOrBlankNodeRef::from(iri.as_named_node());
            let mut of_this = BTreeMap::new();
            for predicate in [property::NAME, skos::PREF_LABEL] {
                for quad in store.quads_for_pattern(Some(subject), Some(predicate), None, None) {
                    if let Quad { object: Term::Literal(name), graph_name: GraphName::NamedNode(graph), .. } = quad?
                        && visible.admits(&graph)?
                    {
                        of_this.insert(name.to_string(), name);
                    }
                }
            }
            names.extend(of_this.into_values().map(|name| (iri.clone(), name)));
        }
        Ok(names)
    }
}

/// A document and those of its fragments that it speaks of.
fn fragments(store: &Store, document: &Iri) -> Result<BTreeSet<Iri>, ProjectionError> {
    let mut fragments = BTreeSet::from([document.clone()]);
    for quad in store.quads_for_pattern(None, None, None, Some(graph_of(document))) {
        if let NamedOrBlankNode::NamedNode(subject) = quad?.subject
            && document.holds(subject.as_ref())
        {
            fragments.insert(Iri::from_named_node(subject));
        }
    }
    Ok(fragments)
}

/// Whether the document is from elsewhere.
fn is_from_elsewhere(store: &Store, graph: &NamedNode) -> Result<bool, ProjectionError> {
    let (subject, books) = (NamedOrBlankNodeRef::from(graph.as_ref()), Some(GraphNameRef::DefaultGraph));
    Ok(store.quads_for_pattern(Some(subject), Some(SOURCE), None, books).next().transpose()?.is_some())
}

/// Which documents a caller may see, each looked up once.
struct Visibility<'a> {
    store: &'a Store,
    caller: &'a Caller,
    known: BTreeMap<NamedNode, bool>,
}

impl<'a> Visibility<'a> {
    fn of(store: &'a Store, caller: &'a Caller) -> Self {
        Self { store, caller, known: BTreeMap::new() }
    }

    fn admits(&mut self, graph: &NamedNode) -> Result<bool, ProjectionError> {
        if let Some(known) = self.known.get(graph) {
            return Ok(*known);
        }
        let entry = |predicate| {
            let subject = NamedOrBlankNodeRef::from(graph.as_ref());
            let books = Some(GraphNameRef::DefaultGraph);
            self.store.quads_for_pattern(Some(subject), Some(predicate), None, books).next().transpose()
        };
        let admits = match (entry(AUDIENCE)?, entry(OWNER)?) {
            // Gone since its triple was read.
            (None, None) => false,
            (audience, owner) => {
                let (audience, owner) = books::visibility(&Iri::from_named_node(graph.clone()), audience, owner)?;
                audience.admits(self.caller, owner)
            }
        };
        self.known.insert(graph.clone(), admits);
        Ok(admits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::tests::{check, iri, put};
    use model::{Account, AccountId, Audience, Role};

    #[test]
    fn links_and_names_as_far_as_the_caller_may_see() {
        check(|projection| {
            let target =
                "<#t> <urn:has> <#t#f> .\n<#t#f> <urn:p> \"x\" .\n<#t> <https://w3id.org/codesocial#name> \"T\"@fr .\n";
            let closed = "<#b> <urn:q> <#t#f> .\n<#b> <https://w3id.org/codesocial#name> \"secret\"@fr .\n";
            projection
                .apply(&[
                    put(1, "t", Audience::Public, target),
                    put(
                        2,
                        "a",
                        Audience::Public,
                        "<#a#1> <urn:q> <#t> .\n<#a> <urn:q> <#t#f> .\n<#a> <urn:q> <#t2> .\n",
                    ),
                    put(3, "b", Audience::Private, closed),
                    put(4, "c", Audience::Public, "<#c> <http://www.w3.org/2004/02/skos/core#prefLabel> \"C\"@en .\n"),
                ])
                .unwrap();
            let link =
                |from: &str, to: &str| Link { from: iri(from), predicate: Iri::parse("urn:q").unwrap(), to: iri(to) };
            let links = |caller: &Caller, limit| projection.links_to(caller, &iri("t"), limit).unwrap();
            assert_eq!(links(&Caller::Anonymous, 9), [link("a", "t#f"), link("a#1", "t")]);
            assert_eq!(links(&Caller::Anonymous, 1), [link("a", "t#f")]);
            let owner = Caller::Account(Account {
                id: AccountId(1),
                email: String::new(),
                role: Role::Reader,
                scopes: vec![model::Scope::Read],
                groups: vec![],
            });
            assert_eq!(links(&owner, 9), [link("a", "t#f"), link("a#1", "t"), link("b", "t#f")]);
            let q = NamedNodeRef::new("urn:q").unwrap();
            let pointing = |caller: &Caller, limit| projection.pointing_at(caller, &iri("t"), &[q], limit).unwrap();
            assert_eq!(pointing(&Caller::Anonymous, 9), BTreeSet::from([iri("a")]));
            assert_eq!(pointing(&owner, 9), BTreeSet::from([iri("a"), iri("b")]));
            assert_eq!(pointing(&owner, 1).len(), 1);
            let mut other = put(5, "0", Audience::Public, "<#0> <urn:q> <#t> .\n");
            other.held.as_mut().unwrap().source = Some(iri("peer"));
            projection.apply(&[other]).unwrap();
            assert_eq!(pointing(&owner, 1).len(), 1);
            assert_eq!(pointing(&owner, 9), BTreeSet::from([iri("a"), iri("b")]), "none from elsewhere");
            assert!(links(&owner, 9).contains(&link("0", "t")));
            assert!(projection.pointing_at(&owner, &iri("t"), &[property::NAME], 9).unwrap().is_empty());
            let pointed = |caller: &Caller| projection.pointed_at(caller, &iri("a"), &[q]).unwrap();
            assert_eq!(pointed(&owner), BTreeSet::from([iri("t")]), "what is not there is not pointed at");
            assert!(projection.pointed_at(&Caller::Anonymous, &iri("t"), &[q]).unwrap().is_empty());
            let names = |caller: &Caller| {
                let names = projection.names(caller, &[iri("c"), iri("b"), iri("none"), iri("t")]).unwrap();
                names.into_iter().map(|(iri, name)| format!("{iri} {name}")).collect::<Vec<_>>()
            };
            let (c, b, t) =
                ("https://a.example/c \"C\"@en", "https://a.example/b \"secret\"@fr", "https://a.example/t \"T\"@fr");
            assert_eq!(names(&Caller::Anonymous), [c, t]);
            assert_eq!(names(&owner), [c, b, t]);
        });
    }
}
