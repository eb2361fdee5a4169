//! Sets who may do what with a document by the form of its page.

use super::address::AclAddress;
use super::get::page;
use crate::described::{Body as FormBody, Medium, Operation, parameter};
use crate::note;
use crate::page::{Chosen, Frame};
use crate::problem::{Kind, Problem, groups};
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission};
use crate::text;
use crate::visitor::Visitor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::iri::Location;
use model::{Audience, Expected, Iri, Reason};
use registry::{AclError, Misfit, StatedRules, Unmappable};

const FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "revision", "audience", "group", "owner", "note"])],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::form(
    "setAccessRules",
    &[&parameter::CONTAINER, &parameter::SLUG],
    &FIELDS,
    &[
        groups::WRITING,
        groups::REPLACING,
        groups::NOTED,
        &[Kind::MissingScope, Kind::NotAnEmail, Kind::NotInControl, Kind::UnusableAcl],
    ],
);

/// `POST /{container}/{slug}.acl`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    AclAddress(iri): AclAddress,
    submission: Submission,
) -> Result<Response, Problem> {
    let Submission { visitor, fields, .. } = submission;
    let shown = fields.text("revision");
    let bad = || Problem::bad_parameter("revision", shown);
    let expected = (Expected::OneOf(Vec::new()), vec![shown.parse().map_err(|_| bad())?]);
    let refused = match stated(&fields) {
        Ok((stated, reason)) => match site.registry.set_rules(&visitor.caller, &iri, stated, expected, reason).await {
            Ok(()) => return lead_on(&site, &visitor, &iri).await,
            Err(refused) => Refused::from(refused),
        },
        Err(problem) => Refused { problem, what: None },
    };
    if !refused.problem.is_for_whoever_typed() {
        return Err(refused.problem);
    }
    let locale = visitor.taste.locale;
    let mut page = page(&site, &visitor, &iri).await?.with_chosen(Chosen {
        audience: fields.text("audience"),
        group: fields.text("group"),
        owner: fields.text("owner"),
    });
    page.alert = Some(match refused.what {
        Some(email) => text::say_with(locale, "acl-nobody", "email", &email),
        None => refused.problem.said(locale),
    });
    Ok(refused.problem.on(page))
}

/// What was refused; of a next owner without an account, its address.
struct Refused {
    problem: Problem,
    what: Option<String>,
}

impl From<AclError> for Refused {
    fn from(refused: AclError) -> Self {
        let what = match &refused {
            AclError::Unmappable(Unmappable { reason: Misfit::Agent, what, .. }) => {
                Some(what.strip_prefix("mailto:").unwrap_or(what).to_owned())
            }
            AclError::Unmappable(_) | AclError::Change(_) | AclError::NotInControl(_) => None,
        };
        Self { problem: refused.into(), what }
    }
}

/// What the fields say, and why. Without an owner, it stays whose it is.
fn stated(fields: &Fields) -> Result<(StatedRules, Option<Reason>), Problem> {
    let bad = |name: &'static str| Problem::bad_parameter(name, fields.text(name));
    let audience = match fields.text("audience") {
        "public" => Audience::Public,
        "network" => Audience::Network,
        "members" => Audience::Members,
        "group" => Audience::Group(Iri::parse(fields.text("group")).map_err(|_| bad("group"))?),
        "private" => Audience::Private,
        _ => return Err(bad("audience")),
    };
    let owner = match fields.text("owner").trim() {
        "" => None,
        email => {
            let bad = |_| Problem::new(Kind::NotAnEmail).with("value", email);
            Some(Iri::parse(&["mailto:", email].concat()).map_err(bad)?)
        }
    };
    Ok((StatedRules { audience: Some(audience), owner }, note::reason(fields.text("note"))?))
}

/// Back to the page, or, for whoever has just given the document away, to what they may still read.
async fn lead_on(site: &Site, visitor: &Visitor, iri: &Iri) -> Result<Response, Problem> {
    let (registry, caller) = (&site.registry, &visitor.caller);
    let acl = registry.base().acl(iri);
    let frame = Frame::new(registry.base(), registry.name(), &visitor.taste, acl.clone());
    let next = if registry.acl(caller, iri).await.is_ok() {
        acl.with_query("done", "rules")
    } else if registry.read(caller, iri).await.is_ok() {
        iri.clone()
    } else {
        match registry.base().locate(iri) {
            Some(Location::Document(container, _) | Location::Container(container)) => {
                registry.base().container(container)
            }
            None => registry.base().home(),
        }
    };
    Ok(Redirect::to(&frame.link(&next)).into_response())
}
