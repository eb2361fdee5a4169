//! The interface for programs, told to people.

use super::Frame;
use crate::described::{Access, Description, Group, Operation, Parameter, Part, Path, Place, refusals};
use crate::problem::Kind;
use askama::Template;
use http::Method;
use model::{Scope, Slug};

/// Every route, by who calls it.
#[derive(Template)]
#[template(path = "docs.html")]
pub(crate) struct DocsPage {
    pub(super) frame: Frame,
    description: String,
    groups: Vec<GroupTold>,
    problems: Vec<ProblemTold>,
}

/// What everybody may read on this instance, so that examples lead somewhere.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) organization: Option<Slug>,
    pub(crate) description: Option<Slug>,
    pub(crate) proposal: Option<Slug>,
    /// A description with a release, and the number of that.
    pub(crate) released: Option<(Slug, u64)>,
    /// A public key, in Multibase.
    pub(crate) key: Option<String>,
}

struct GroupTold {
    tag: &'static str,
    name: String,
    about: String,
    operations: Vec<OperationTold>,
}

struct OperationTold {
    id: &'static str,
    method: String,
    template: &'static str,
    summary: String,
    detail: String,
    access: String,
    takes: Vec<ParameterTold>,
    sends: Option<BodyTold>,
    answers: Vec<AnswerTold>,
    refusals: Vec<RefusalTold>,
    curl: Option<String>,
}

struct ParameterTold {
    name: &'static str,
    place: String,
    words: String,
    example: Option<&'static str>,
}

struct BodyTold {
    words: String,
    media: Vec<&'static str>,
}

struct AnswerTold {
    status: u16,
    words: String,
    media: Vec<&'static str>,
    headers: &'static [&'static str],
}

struct RefusalTold {
    status: u16,
    problems: Vec<(&'static str, String)>,
}

struct ProblemTold {
    name: &'static str,
    status: u16,
    title: String,
    type_iri: &'static str,
}

impl DocsPage {
    pub(crate) fn new(frame: Frame, description: &Description, known: &Known) -> Self {
        let told = |group: &Group| GroupTold {
            tag: group.tag(),
            name: frame.say(group.key()),
            about: frame.say(&[group.key(), ".detail"].concat()),
            operations: description
                .paths()
                .iter()
                .filter(|path| path.group == *group)
                .flat_map(|path| path.operations.iter().map(move |(method, operation)| (path, method, operation)))
                .map(|(path, method, operation)| OperationTold::new(&frame, path, method, operation, known))
                .collect(),
        };
        let groups = Group::ALL.iter().map(told).collect();
        let problems = Kind::ALL.iter().map(|kind| ProblemTold {
            name: kind.name(),
            status: kind.status().as_u16(),
            title: frame.say(kind.key()),
            type_iri: kind.type_iri(),
        });
        let problems = problems.collect();
        Self { description: frame.base().service("openapi.json").as_str().to_owned(), groups, problems, frame }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let frame = super::sample::frame(locale, super::sample::base().service("docs"));
        let (_, _, paths) = crate::router::table().into_parts();
        let known = Known { organization: Slug::from_text("le-moulin").ok(), ..Known::default() };
        Self::new(frame, &Description::of(paths), &known)
    }
}

impl OperationTold {
    fn new(frame: &Frame, path: &Path, method: &Method, operation: &Operation, known: &Known) -> Self {
        let key = operation.key();
        Self {
            id: operation.id,
            method: method.to_string(),
            template: path.template,
            summary: frame.say(&key),
            detail: frame.say(&[&key, ".detail"].concat()),
            access: access(frame, operation.access),
            takes: operation.takes.iter().map(|parameter| ParameterTold::new(frame, parameter)).collect(),
            sends: operation.body.map(|body| BodyTold {
                words: frame.say(body.key),
                media: body.media.iter().map(|medium| medium.media_type).collect(),
            }),
            answers: operation
                .answers
                .iter()
                .map(|answer| AnswerTold {
                    status: answer.status.as_u16(),
                    words: frame.say(answer.key),
                    media: answer.content.iter().copied().flat_map(Part::media_types).collect(),
                    headers: answer.headers,
                })
                .collect(),
            refusals: refusals(operation)
                .into_iter()
                .map(|refusal| RefusalTold {
                    status: refusal.status.as_u16(),
                    problems: refusal.kinds.iter().map(|kind| (kind.name(), frame.say(kind.key()))).collect(),
                })
                .collect(),
            curl: operation.curl(method, frame.base()).and_then(|curl| known.named_in(curl, method)),
        }
    }
}

impl ParameterTold {
    fn new(frame: &Frame, parameter: &Parameter) -> Self {
        Self {
            name: parameter.name,
            place: frame.say(match parameter.place {
                Place::Path => "docs-in-path",
                Place::Query => "docs-in-query",
                Place::Header => "docs-in-header",
            }),
            words: frame.say(&["parameter-", parameter.key].concat()),
            example: parameter.example,
        }
    }
}

impl Known {
    /// An example that reads, about what can be read here; none where nothing like it is here. One that writes comes as
    /// it is: what it speaks of is made by those before it.
    fn named_in(&self, mut curl: String, method: &Method) -> Option<String> {
        if *method != Method::GET {
            return Some(curl);
        }
        // What exists only where somebody made it.
        let proposal = self.proposal.as_ref().map(|slug| format!("/proposals/{slug}/"));
        for (example, here) in [("/proposals/proposition/", proposal), ("{key}", self.key.clone())] {
            if curl.contains(example) {
                curl = curl.replace(example, &here?);
            }
        }
        if curl.contains("/releases/codes/moulin") {
            match &self.released {
                Some((slug, number)) => {
                    curl = curl.replace("/moulin/1", &format!("/moulin/{number}"));
                    return Some(curl.replace("/codes/moulin", &format!("/codes/{slug}")));
                }
                None if curl.contains("/moulin/1") => return None,
                None => {}
            }
        }
        for (example, slug) in [("organizations/moulin", &self.organization), ("codes/moulin", &self.description)] {
            let (Some(slug), Some((container, _))) = (slug, example.split_once('/')) else { continue };
            curl = curl.replace(example, &format!("{container}/{slug}"));
        }
        Some(curl)
    }
}

fn access(frame: &Frame, access: Access) -> String {
    frame.say(match access {
        Access::Open => "docs-access-open",
        Access::Anybody => "docs-access-anybody",
        Access::Browsers => "docs-access-browsers",
        Access::Holders(Scope::Read) => "docs-access-read",
        Access::Holders(Scope::Write) => "docs-access-write",
        Access::Holders(Scope::Admin) => "docs-access-admin",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_lead_to_what_is_here() {
        let slug = |text| Slug::from_text(text).ok();
        let known = Known {
            organization: slug("abri"),
            description: slug("jardin"),
            proposal: slug("haie"),
            released: slug("moulin-2").map(|slug| (slug, 3)),
            key: Some("z6MkA".to_owned()),
        };
        let empty = Known::default();
        for (example, here, nowhere) in [
            ("/organizations/moulin", Some("/organizations/abri"), Some("/organizations/moulin")),
            ("/codes/moulin/proposals/", Some("/codes/jardin/proposals/"), Some("/codes/moulin/proposals/")),
            ("/releases/codes/moulin/", Some("/releases/codes/moulin-2/"), Some("/releases/codes/moulin/")),
            ("/releases/codes/moulin/1/file", Some("/releases/codes/moulin-2/3/file"), None),
            ("/proposals/proposition/merge", Some("/proposals/haie/merge"), None),
            ("/keys/{key}", Some("/keys/z6MkA"), None),
            ("/docs", Some("/docs"), Some("/docs")),
        ] {
            let told = |known: &Known, method| known.named_in(example.to_owned(), &method);
            assert_eq!(told(&known, Method::GET).as_deref(), here);
            assert_eq!(told(&empty, Method::GET).as_deref(), nowhere);
            assert_eq!(told(&known, Method::PUT).as_deref(), Some(example));
        }
    }
}
