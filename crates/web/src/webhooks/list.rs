//! One's own webhooks, or everybody's for an administrator; and a new one.

use super::{REFUSED, is_form, page_of, shape};
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Part, Schema, answer, parameter};
use crate::facts::{FACTS, JSON, NOBODY_KEEPS, Reader, proof, told};
use crate::page::WebhooksPage;
use crate::problem::{Kind, Problem, groups};
use crate::release::order;
use crate::site::{SharedSite, Site};
use crate::submission::{Fields, Submission};
use crate::visitor::Visitor;
use ::federation::webhook::NewWebhook;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri, header};
use model::{Scope, Seq};
use registry::account::Sitting;
use registry::webhook::Shape;
use serde::Deserialize;
use serde_json::json;

/// What it takes and answers.
pub(crate) const GET: Operation = Operation {
    id: "listWebhooks",
    access: Access::Holders(Scope::Write),
    takes: &[&parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING],
    example: Example::of("/webhooks"),
};

/// `GET /webhooks`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let Some(sitting) = sitting else {
        return told(&json!({ "webhooks": site.federation.webhooks(&visitor.caller).await? }));
    };
    let mut page = page(&site, &visitor, &sitting).await?;
    page.done = page.frame.done(Fields::of_address(&uri).text("done"));
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}

const ORDER: Body = Body {
    key: "body-webhook",
    required: true,
    media: &[
        Medium {
            media_type: JSON,
            schema: Schema::Object,
            example: Some(r#"{ "address": "https://carte.example/webhook", "container": "organizations" }"#),
        },
        Medium::fields(&["form-token", "address", "label", "container", "document", "shape"]),
    ],
};

const MADE: Answer = Answer {
    status: StatusCode::CREATED,
    key: "answer-webhook-made",
    content: &[Part::As(JSON, Schema::Object)],
    headers: &["Cache-Control", "Location"],
};

/// What it takes and answers.
pub(crate) const POST: Operation = Operation {
    id: "addWebhook",
    access: Access::Holders(Scope::Write),
    takes: &[],
    body: Some(&ORDER),
    answers: &[MADE, answer::PAGE],
    refuses: &[groups::BODY, REFUSED],
    example: Example::of("/webhooks"),
};

/// A webhook as a program asks for it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Order {
    address: String,
    label: String,
    container: Option<String>,
    #[serde(rename = "type")]
    class: Option<String>,
    document: Option<String>,
    shape: Option<String>,
    after: Option<u64>,
}

/// `POST /webhooks`: with the secret of its messages, this once.
pub(crate) async fn post(State(site): State<SharedSite>, request: Request) -> Result<Response, Problem> {
    if is_form(&request) {
        return submitted(&site, Submission::from_request(request, &site).await?).await;
    }
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, &site).await?;
    let order: Order = order::json(Request::from_parts(parts, body), &site).await?;
    let made = site.federation.add_webhook(&visitor.caller, wanted(&site, order)?, None).await?;
    let location = page_of(site.registry.base(), made.webhook.id).to_string();
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], told(&made)?).into_response())
}

fn wanted(site: &Site, order: Order) -> Result<NewWebhook, Problem> {
    let Order { address, label, container, class, document, shape: wanted, after } = order;
    let about = site.registry.about(container.as_deref(), class.as_deref(), document.as_deref())?;
    let shape = wanted.as_deref().map_or(Ok(Shape::Codesocial), shape)?;
    Ok(NewWebhook { address, label, about, shape, after: after.map(Seq) })
}

/// A form: the page with the secret on it, this once; or with what is wrong, and what was typed.
async fn submitted(site: &SharedSite, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let filled = |name| Some(fields.text(name).trim().to_owned()).filter(|text| !text.is_empty());
    let order = Order {
        address: fields.text("address").trim().to_owned(),
        label: fields.text("label").trim().to_owned(),
        container: filled("container").filter(|_| filled("document").is_none()),
        document: filled("document"),
        shape: filled("shape"),
        ..Order::default()
    };
    let done = match wanted(site, order) {
        Ok(wanted) => site.federation.add_webhook(&visitor.caller, wanted, None).await.map_err(Problem::from),
        Err(refused) => Err(refused),
    };
    let refused = match done {
        Ok(made) => {
            let mut page = page(site, &visitor, &sitting).await?;
            page.made = Some(made.secret);
            return Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response());
        }
        Err(refused) => refused,
    };
    // Of what may be typed freely a part may be none.
    if !refused.is_for_whoever_typed() && refused.kind() != Kind::BadParameter {
        return Err(refused);
    }
    let mut page = page(site, &visitor, &sitting).await?;
    page.alert = Some(refused.said(visitor.taste.locale));
    page.typed = fields;
    Ok(refused.on(page))
}

async fn page(site: &Site, visitor: &Visitor, sitting: &Sitting) -> Result<WebhooksPage, Problem> {
    let hooks = site.federation.webhooks(&visitor.caller).await?;
    Ok(WebhooksPage::new(site.frame(&visitor.taste, "webhooks"), proof(site, sitting), &hooks))
}
