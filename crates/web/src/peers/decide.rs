//! Decides about something in quarantine.

use super::quarantine::page;
use crate::address::Number;
use crate::described::{Body as FormBody, Medium, Operation, Parameter, parameter};
use crate::page::Whose;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

const NUMBER: Parameter = Parameter::path("held", "number", parameter::number, "1");

const FIELDS: FormBody =
    FormBody { key: "body-fields", required: true, media: &[Medium::fields(&["form-token", "do"])] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::form(
    "decideQuarantine",
    &[&NUMBER],
    &FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::NotShown, Kind::MissingScope]],
);

#[derive(Clone, Copy)]
enum Doing {
    Accepts,
    Reconsiders,
    Dismisses,
}

/// `POST /admin/quarantine/{number}`
pub(crate) async fn post(
    State(site): State<SharedSite>,
    Number(number): Number,
    submission: Submission,
) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let number = u64::try_from(number).map_err(|_| Problem::new(Kind::NotFound))?;
    let (federation, caller) = (&site.federation, &visitor.caller);
    let words = [("accept", Doing::Accepts), ("reconsider", Doing::Reconsiders), ("dismiss", Doing::Dismisses)];
    let (found, done) = match fields.word("do", &words)? {
        Doing::Accepts => match federation.accept(caller, number).await.map_err(Problem::from) {
            Ok(()) => (true, "taken"),
            Err(refused) if refused.is_for_whoever_typed() => {
                let mut page = page(&site, &visitor, &sitting, Whose::Heard).await?;
                page.alert = Some(refused.said(visitor.taste.locale));
                return Ok(refused.on(page));
            }
            Err(refused) => return Err(refused),
        },
        Doing::Reconsiders => (federation.reconsider(caller, number).await?, "reconsidered"),
        Doing::Dismisses => (federation.registry().dismiss(caller, number).await?, "dismissed"),
    };
    if !found {
        return Err(Problem::new(Kind::NotFound));
    }
    Ok(site.lead_to(&format!("admin/quarantine?done={done}")).into_response())
}
