//! Where other servers leave what they have to say.

use crate::address::DocumentAddress;
use crate::described::{Access, Answer, Body, Example, Medium, Operation, Schema, parameter};
use crate::problem::{Kind, Problem, groups, later};
use crate::site::SharedSite;
use axum::extract::{Request, State};
use federation::activity::media_type::{ACTIVITY, is_posted};
use federation::hear::{Crowd, Unheard};
use http::{HeaderValue, StatusCode, header};

/// An activity; the example is not signed, and refused.
const SENT: Body = Body {
    key: "body-activity",
    required: true,
    media: &[
        Medium { media_type: ACTIVITY, schema: Schema::Object, example: None },
        Medium { media_type: "application/ld+json", schema: Schema::Object, example: None },
        Medium { media_type: "application/json", schema: Schema::Object, example: None },
    ],
};

/// Who speaks is not who may, or does not say what is understood.
const UNHEARD: &[Kind] = &[
    Kind::BadSignature,
    Kind::NotHeard,
    Kind::OtherActor,
    Kind::NoSay,
    Kind::NotAnActivity,
    Kind::UnsupportedCoding,
    Kind::Crowded,
];

/// Seconds after which there may be room again: somebody here has to read, or time to pass.
const WHEN_CROWDED: u32 = 3_600;

const TAKEN: Answer = Answer { status: StatusCode::ACCEPTED, key: "answer-taken", content: &[], headers: &[] };

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "postActivity",
    access: Access::Open,
    takes: &[],
    body: Some(&SENT),
    answers: &[TAKEN],
    refuses: &[groups::BODY, UNHEARD],
    example: Example::NONE,
};

/// What the inbox of a document that is an actor takes and answers. It is the same inbox: whom something is for is said in
/// it.
pub(crate) const OPERATION_OF: Operation = Operation {
    id: "postActivityTo",
    takes: &[&parameter::CONTAINER, &parameter::SLUG],
    refuses: &[groups::BODY, groups::READING, UNHEARD],
    ..OPERATION
};

/// `POST /{container}/{slug}/inbox`
pub(crate) async fn post_to(
    State(site): State<SharedSite>,
    DocumentAddress { iri, .. }: DocumentAddress,
    request: Request,
) -> Result<StatusCode, Problem> {
    site.federation.speaks(&iri).await?;
    post(State(site), request).await
}

/// `POST /inbox`: 202 once it is on disk (ActivityPub, section 7; it is applied later, in order).
pub(crate) async fn post(State(site): State<SharedSite>, request: Request) -> Result<StatusCode, Problem> {
    let content_type = request.headers().get(header::CONTENT_TYPE).ok_or(Problem::new(Kind::MissingContentType))?;
    let content_type = content_type.to_str().unwrap_or_default();
    if !is_posted(content_type) {
        return Err(Problem::new(Kind::UnsupportedMediaType)
            .with("mediaType", content_type.to_owned())
            .with("supported", SENT.media.iter().map(|medium| medium.media_type).collect::<Vec<_>>()));
    }
    crate::body::plain(request.headers())?;
    let (parts, body) = request.into_parts();
    // Who speaks is known before a byte of what they say is read.
    let heard = site.federation.hear(&parts).await?;
    let body = site.arrivals.whole_of_anybody(heard.limit(), Request::from_parts(parts, body)).await?;
    site.federation.take(heard, body.to_vec()).await?;
    Ok(StatusCode::ACCEPTED)
}

impl From<Unheard> for Problem {
    fn from(error: Unheard) -> Self {
        match error {
            Unheard::Signature(cause) => Self::new(Kind::BadSignature).with("reason", cause.to_string()),
            Unheard::KeyLater(cause) => {
                tracing::debug!(%cause, "a key cannot be asked for now");
                later(Kind::Unavailable)
            }
            Unheard::Key(cause) => Self::new(Kind::BadSignature).with("reason", cause.to_string()),
            Unheard::Blocked(subject) => Self::new(Kind::NotHeard).with("subject", subject),
            Unheard::OtherActor { actor, signer } => {
                Self::new(Kind::OtherActor).with("actor", actor.as_str()).with("signer", signer.as_str())
            }
            Unheard::NoSay { actor, object } => {
                Self::new(Kind::NoSay).with("actor", actor.as_str()).with("object", object.as_str())
            }
            Unheard::Activity(cause) => Self::new(Kind::NotAnActivity).with("reason", cause.to_string()),
            Unheard::Crowded(crowd) => {
                let kind = match crowd {
                    Crowd::OfHost => Kind::Crowded,
                    Crowd::OfAll => Kind::Unavailable,
                };
                Self::new(kind).with_header(header::RETRY_AFTER, HeaderValue::from(WHEN_CROWDED))
            }
            Unheard::Journal(cause) => Self::internal(cause),
        }
    }
}
