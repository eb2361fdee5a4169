//! `/graphs`: SPARQL 1.1 Graph Store HTTP Protocol. Graphs are read here; an instance's are written as documents, at
//! their own addresses.

pub(crate) mod get;
pub(crate) mod options;
pub(crate) mod write;

use crate::problem::Problem;
use crate::sparql::{graph, pairs_of_address};
use http::Uri;
use model::Iri;

/// Which graph an address means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// `?graph=IRI`
    Named(Iri),
    /// `?default`
    Default,
}

impl Target {
    /// The one that is meant. `None`: none, which means the graph store itself (Graph Store HTTP Protocol, section 4.2).
    fn of(uri: &Uri) -> Result<Option<Self>, Problem> {
        let mut found = None;
        for (name, value) in pairs_of_address(uri)? {
            let one = match name.as_str() {
                "graph" => Self::Named(graph("graph", &value)?),
                "default" => Self::Default,
                _ => continue,
            };
            // Both, or one of them twice, mean nothing.
            if found.replace(one).is_some() {
                return Err(Problem::bad_parameter(if name == "graph" { "graph" } else { "default" }, value));
            }
        }
        Ok(found)
    }

    fn name(&self) -> Option<&Iri> {
        match self {
            Self::Named(iri) => Some(iri),
            Self::Default => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_graph_is_meant_or_none() {
        let of = |query: &str| Target::of(&format!("/graphs?{query}").parse().unwrap());
        assert_eq!(of("graph=urn%3Aa").unwrap(), Some(Target::Named(Iri::parse("urn:a").unwrap())));
        assert_eq!(of("default").unwrap(), Some(Target::Default));
        assert_eq!(of("default=&lang=en").unwrap(), Some(Target::Default));
        assert_eq!(of("").unwrap(), None);
        for refused in ["graph=a", "graph=", "graph=urn:a&default", "default&default", "graph=urn:a&graph=urn:a"] {
            assert!(of(refused).is_err(), "{refused}");
        }
    }
}
