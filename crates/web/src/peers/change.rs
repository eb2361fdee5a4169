//! Follows, lets follow, tries again, blocks: one thing for each form of the page.

use super::get::page;
use crate::described::{Body as FormBody, Medium, Operation};
use crate::problem::{Kind, Problem};
use crate::site::SharedSite;
use crate::submission::{Fields, Submission};
use ::federation::Federation;
use ::federation::follow::Remains;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::{Caller, Iri};
use std::panic::resume_unwind;
use std::sync::Arc;

const FIELDS: FormBody = FormBody {
    key: "body-fields",
    required: true,
    media: &[Medium::fields(&["form-token", "do", "address", "remains", "why"])],
};

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation::form(
    "changePeers",
    &[],
    &FIELDS,
    &[&[Kind::NotAllowed, Kind::NotFound, Kind::NotFollowable, Kind::MissingScope]],
);

#[derive(Clone, Copy)]
enum Doing {
    Follows,
    Unfollows,
    Answers(bool),
    Retries,
    RetriesAll,
    Blocks,
    Silences,
    Unblocks,
}

/// `POST /admin/peers`
pub(crate) async fn post(State(site): State<SharedSite>, submission: Submission) -> Result<Response, Problem> {
    let Submission { visitor, sitting, fields, .. } = submission;
    let doing = fields.word(
        "do",
        &[
            ("follow", Doing::Follows),
            ("unfollow", Doing::Unfollows),
            ("accept", Doing::Answers(true)),
            ("refuse", Doing::Answers(false)),
            ("retry", Doing::Retries),
            ("retry-all", Doing::RetriesAll),
            ("block", Doing::Blocks),
            ("silence", Doing::Silences),
            ("unblock", Doing::Unblocks),
        ],
    )?;
    let (federation, caller, typed) = (Arc::clone(&site.federation), visitor.caller.clone(), fields.clone());
    // What was begun is finished, whether somebody waits for the answer or not.
    let done = match tokio::spawn(async move { change(&federation, &caller, doing, &typed).await }).await {
        Ok(done) => done,
        Err(ended) if ended.is_panic() => resume_unwind(ended.into_panic()),
        // The instance is ending.
        Err(_) => return Err(Problem::new(Kind::Unavailable)),
    };
    let refused = match done {
        Ok(word) => return Ok(site.lead_to(&format!("admin/peers?done={word}")).into_response()),
        Err(refused) => refused,
    };
    if !refused.is_for_whoever_typed() {
        return Err(refused);
    }
    let mut page = page(&site, &visitor, &sitting).await?;
    page.alert = Some(refused.said(visitor.taste.locale));
    fields.text("address").clone_into(&mut page.typed);
    Ok(refused.on(page))
}

/// Does it; a word for what was done.
async fn change(
    federation: &Federation,
    caller: &Caller,
    doing: Doing,
    fields: &Fields,
) -> Result<&'static str, Problem> {
    let text = fields.text("address").trim();
    let why = fields.text("why");
    let address = || Iri::parse(text).map_err(|_| not_an_address(text));
    // Whoever may not do it is told so first.
    federation.registry().may_run(caller)?;
    Ok(match doing {
        Doing::Follows => {
            federation.follow(caller, &address()?).await?;
            "followed"
        }
        Doing::Unfollows => {
            let remains = fields.word("remains", &[("removed", Remains::Removed), ("frozen", Remains::Frozen)])?;
            federation.unfollow(caller, &address()?, remains).await?;
            "unfollowed"
        }
        Doing::Answers(accept) => {
            if !federation.answer(caller, &address()?, accept).await? {
                return Err(Problem::new(Kind::NotFound));
            }
            if accept { "let-in" } else { "not-let-in" }
        }
        Doing::Retries => {
            federation.registry().retry(caller, Some(&address()?)).await?;
            "retried"
        }
        Doing::RetriesAll => {
            federation.registry().retry(caller, None).await?;
            "retried"
        }
        Doing::Blocks | Doing::Silences | Doing::Unblocks if text.is_empty() => return Err(not_an_address(text)),
        Doing::Blocks => {
            let remains = fields.word("remains", &[("removed", Remains::Removed), ("frozen", Remains::Frozen)])?;
            federation.block(caller, text, why, remains).await?;
            "blocked"
        }
        Doing::Silences => {
            federation.silence(caller, text, why).await?;
            "silenced"
        }
        Doing::Unblocks => {
            federation.unblock(caller, text).await?;
            "unblocked"
        }
    })
}

fn not_an_address(text: &str) -> Problem {
    Problem::new(Kind::NotFollowable).with("address", text).with("reason", "not-an-address").with("cause", "")
}
