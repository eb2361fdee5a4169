//! Says of two documents that they are of one organisation, that they are not, that one takes up what the other says; or
//! takes that back.

use crate::described::{Body as FormBody, Medium, Operation};
use crate::page::change_note;
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::Submission;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::Iri;
use registry::{SameDecision, SameError};

const FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "one", "other", "decision"])],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::form(
    "decideSame",
    &[],
    &FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::MissingScope, Kind::BadParameter, Kind::Invalid]],
);

/// `None`: what was decided is taken back.
const DECISIONS: [(&str, Option<SameDecision>); 4] = [
    ("confirm", Some(SameDecision::Confirmed)),
    ("refuse", Some(SameDecision::Refused)),
    ("merge", Some(SameDecision::Merged)),
    ("undo", None),
];

/// `POST /admin/same`
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, fields, .. } = submission;
    let address = |name: &'static str| {
        let value = fields.text(name);
        let bad = |_| Problem::bad_parameter(name, value);
        Iri::parse(value).map_err(bad)
    };
    let (one, other) = (address("one")?, address("other")?);
    let decision = fields.word("decision", &DECISIONS)?;
    let reason = change_note(visitor.taste.locale, decision);
    let decided = match decision {
        Some(decision) => site.registry.decide_same(&visitor.caller, [&one, &other], decision, reason).await,
        None => site.registry.undo_same(&visitor.caller, [&one, &other], reason).await,
    };
    let done = match (decided, decision) {
        (Ok(_), Some(SameDecision::Confirmed)) => "confirmed",
        (Ok(_), Some(SameDecision::Refused)) => "refused",
        (Ok(_), Some(SameDecision::Merged)) => "merged",
        (Ok(_), None) => "undone",
        // The page says so.
        (Err(SameError::Decided), _) => "decided",
        (Err(SameError::NotDecided), _) => "not-decided",
        (Err(SameError::NoTaker), _) => "no-taker",
        (Err(SameError::ChangedSince { .. }), _) => "changed-since",
        (Err(SameError::OneDocument(iri)), _) => {
            return Err(Problem::bad_parameter("other", iri.as_str()));
        }
        (Err(SameError::Refused(error)), _) => return Err(error.into()),
    };
    Ok(site.lead_to(&format!("admin/same?done={done}")).into_response())
}
