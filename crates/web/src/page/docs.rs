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

/// Documents of this instance that everybody may read, so that examples lead somewhere.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) organization: Option<Slug>,
    pub(crate) description: Option<Slug>,
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
        let known = Known { organization: Slug::from_text("le-moulin").ok(), description: None };
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
            curl: operation.curl(method, frame.base()).map(|curl| known.named_in(curl, method)),
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
    /// An example that reads, about what can be read here.
    fn named_in(&self, mut curl: String, method: &Method) -> String {
        if *method == Method::GET {
            for (example, slug) in [("organizations/moulin", &self.organization), ("codes/moulin", &self.description)] {
                let (Some(slug), Some((container, _))) = (slug, example.split_once('/')) else { continue };
                curl = curl.replace(example, &format!("{container}/{slug}"));
            }
        }
        curl
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
