//! One webhook: how it stands and what has arrived; changed, paused, removed.

use super::{NUMBER, REFUSED, STANDING, number, shape};
use crate::address::Number;
use crate::described::{Access, Body, Example, Medium, Operation, Schema, answer, parameter};
use crate::facts::{FACTS, JSON, NOBODY_KEEPS, Reader, proof, told};
use crate::page::WebhookPage;
use crate::problem::{Kind, Problem, groups};
use crate::release::order;
use crate::site::SharedSite;
use crate::submission::{Fields, Submission};
use crate::visitor::Visitor;
use ::federation::webhook::WebhookEdit;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri, header};
use model::Scope;
use registry::webhook::{AboutAmendment, AboutWord, WebhookWish};
use serde::Deserialize;

/// What it takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "showWebhook",
    access: Access::Holders(Scope::Write),
    takes: &[&NUMBER, &parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING, &[Kind::NotFound]],
    example: Example::of("/webhooks/1"),
};

/// `GET /webhooks/{number}`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Number(asked): Number,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let hook = site.federation.show_webhook(&visitor.caller, number(asked)?).await?;
    let Some(sitting) = sitting else { return told(&hook) };
    let frame = site.frame(&visitor.taste, &format!("webhooks/{}", hook.id));
    let done = frame.done(Fields::of_address(&uri).text("done"));
    let page = WebhookPage::new(frame, proof(&site, &sitting), &hook, done);
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

/// The media type of a change (RFC 7396).
const MERGE_PATCH: &str = "application/merge-patch+json";

const CHANGE: Body = Body {
    key: "body-webhook-change",
    required: true,
    media: &[
        Medium {
            media_type: MERGE_PATCH,
            schema: Schema::Object,
            example: Some(r#"{ "label": "La carte", "container": null }"#),
        },
        Medium { media_type: JSON, schema: Schema::Object, example: None },
    ],
};

/// What it takes and answers.
pub(crate) const PATCH: Operation = Operation {
    id: "changeWebhook",
    access: Access::Holders(Scope::Write),
    takes: &[&NUMBER],
    body: Some(&CHANGE),
    answers: &[STANDING],
    refuses: &[groups::BODY, REFUSED, &[Kind::NotFound]],
    example: Example::of("/webhooks/1"),
};

/// What is to be otherwise. What is not said stays; `null` takes away what may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Change {
    address: Said,
    label: Said,
    container: Said,
    #[serde(rename = "type")]
    class: Said,
    document: Said,
    shape: Said,
    state: Said,
}

/// A text that may be left as it is, or taken away.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Option<String>")]
enum Said {
    #[default]
    Nothing,
    Away,
    Text(String),
}

impl From<Option<String>> for Said {
    fn from(said: Option<String>) -> Self {
        said.map_or(Self::Away, Self::Text)
    }
}

impl Said {
    /// Of what no webhook is without.
    fn needed(self, name: &'static str) -> Result<Option<String>, Problem> {
        match self {
            Self::Nothing => Ok(None),
            Self::Away => Err(Problem::bad_parameter(name, "null")),
            Self::Text(text) => Ok(Some(text)),
        }
    }

    /// Of what may be empty.
    fn or_empty(self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Away => Some(String::new()),
            Self::Text(text) => Some(text),
        }
    }
}

impl From<Said> for AboutWord {
    fn from(said: Said) -> Self {
        match said {
            Said::Nothing => Self::Stays,
            Said::Away => Self::Away,
            Said::Text(text) => Self::Is(text),
        }
    }
}

/// `PATCH /webhooks/{number}`
pub(crate) async fn patch(
    State(site): State<SharedSite>,
    Number(asked): Number,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Problem> {
    let change: Change = order::json_as(request, &site, &[MERGE_PATCH, JSON]).await?;
    let edit = edit(change)?;
    told(&site.federation.change_webhook(&visitor.caller, number(asked)?, edit).await?)
}

fn edit(change: Change) -> Result<WebhookEdit, Problem> {
    let Change { address, label, container, class, document, shape: wanted, state } = change;
    let about = AboutAmendment { container: container.into(), class: class.into(), document: document.into() };
    let wish = match state.needed("state")?.as_deref() {
        None => None,
        Some("paused") => Some(WebhookWish::Pause),
        Some("active") => Some(WebhookWish::Resume),
        Some(other) => return Err(Problem::bad_parameter("state", other)),
    };
    let shape = wanted.needed("shape")?.as_deref().map(shape).transpose()?;
    Ok(WebhookEdit { address: address.needed("address")?, label: label.or_empty(), about, shape, wish })
}

/// What it takes and answers.
pub(crate) const DELETE: Operation = Operation {
    id: "removeWebhook",
    access: Access::Holders(Scope::Write),
    takes: &[&NUMBER],
    body: None,
    answers: &[answer::DELETED],
    refuses: &[&[Kind::NotFound]],
    example: Example::of("/webhooks/1"),
};

/// `DELETE /webhooks/{number}`
pub(crate) async fn delete(
    State(site): State<SharedSite>,
    Number(asked): Number,
    visitor: Visitor,
) -> Result<Response, Problem> {
    site.federation.remove_webhook(&visitor.caller, number(asked)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

const FIELDS: Body = Body { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "do"])] };

/// What it takes and answers.
pub(crate) const POST: Operation = Operation::form(
    "decideWebhook",
    &[&NUMBER],
    &FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::MissingScope, Kind::TooManyAttempts]],
);

#[derive(Clone, Copy)]
enum Doing {
    Pauses,
    Resumes,
    Removes,
}

/// `POST /webhooks/{number}`: one thing for each form of the page.
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Number(asked): Number,
    submission: Submission,
) -> Result<Response, Problem> {
    let number = number(asked)?;
    let caller = &submission.visitor.caller;
    let words = [("pause", Doing::Pauses), ("resume", Doing::Resumes), ("remove", Doing::Removes)];
    let wish = match submission.fields.word("do", &words)? {
        Doing::Pauses => WebhookWish::Pause,
        Doing::Resumes => WebhookWish::Resume,
        Doing::Removes => {
            site.federation.remove_webhook(caller, number).await?;
            return Ok(site.lead_to("webhooks?done=webhook-removed").into_response());
        }
    };
    let edit = WebhookEdit { wish: Some(wish), ..WebhookEdit::default() };
    site.federation.change_webhook(caller, number, edit).await?;
    let done = if wish == WebhookWish::Pause { "webhook-paused" } else { "webhook-resumed" };
    Ok(site.lead_to(&format!("webhooks/{number}?done={done}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays_and_null_takes_away() {
        let read = |json: &str| serde_json::from_str::<Change>(json);
        let change = read(r#"{ "label": null, "container": "events" }"#).unwrap();
        assert_eq!((change.label, change.container), (Said::Away, Said::Text("events".to_owned())));
        assert_eq!((change.class, change.document, change.address), (Said::Nothing, Said::Nothing, Said::Nothing));
        assert!(read(r#"{ "secret": "x" }"#).is_err(), "nobody chooses it");
        for name in ["address", "shape", "state"] {
            let change = read(&format!("{{ \"{name}\": null }}")).unwrap();
            assert!(edit(change).is_err(), "no webhook is without {name}");
        }
        let edit = edit(read(r#"{ "label": null, "type": null }"#).unwrap()).unwrap();
        assert_eq!(
            (edit.label.as_deref(), edit.about.class, edit.about.container),
            (Some(""), AboutWord::Away, AboutWord::Stays)
        );
    }
}
