//! What commands do about addresses that are told what changed.

use super::explain;
use crate::text::{self, Language};
use federation::Federation;
use federation::webhook::summary::{MadeWebhook, WebhookSummary};
use federation::webhook::{HookError, NewWebhook};
use model::Seq;
use registry::webhook::Shape;
use registry::{ChangeError, WebhookError};
use serde::{Deserialize, Serialize};

/// Something to do about a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "webhook", rename_all = "kebab-case")]
pub enum WebhookOrder {
    /// Say which there are, and how each stands.
    List,
    /// Say how one stands, with what was sent last.
    Show {
        /// Its number.
        number: u64,
    },
    /// Have an address told.
    Add {
        /// The address.
        address: String,
        /// Whose it is: the address of an account.
        account: String,
        /// How it is called.
        label: String,
        /// Of this container alone.
        container: Option<String>,
        /// Of this class alone.
        class: Option<String>,
        /// Of this document alone.
        document: Option<String>,
        /// The name of a shape.
        shape: String,
        /// After which entry it begins.
        after: Option<u64>,
    },
    /// Tell it nothing any more.
    Remove {
        /// Its number.
        number: u64,
    },
    /// Try it again now.
    Retry {
        /// Its number.
        number: u64,
    },
}

/// What was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "webhook", rename_all = "kebab-case")]
pub enum WebhookDone {
    /// These are there.
    Listed {
        /// By number.
        webhooks: Vec<WebhookSummary>,
    },
    /// This is how one stands.
    Shown {
        /// It.
        shown: Box<WebhookSummary>,
    },
    /// This was made.
    Made {
        /// It, with its secret.
        made: Box<MadeWebhook>,
    },
    /// It is removed.
    Removed {
        /// Its number.
        number: u64,
    },
}

/// Does it with the operator's rights. `Err`: said in `language`.
pub async fn webhooks(federation: &Federation, order: WebhookOrder, language: Language) -> Result<WebhookDone, String> {
    let operator = federation.registry().operator();
    let done = match order {
        WebhookOrder::List => federation.webhooks(&operator).await.map(|webhooks| WebhookDone::Listed { webhooks }),
        WebhookOrder::Show { number } => federation.show_webhook(&operator, number).await.map(shown),
        WebhookOrder::Retry { number } => federation.retry_webhook(&operator, number).await.map(shown),
        WebhookOrder::Remove { number } => {
            federation.remove_webhook(&operator, number).await.map(|()| WebhookDone::Removed { number })
        }
        WebhookOrder::Add { address, account, label, container, class, document, shape, after } => {
            let about = federation.registry().about(container.as_deref(), class.as_deref(), document.as_deref());
            match about {
                Ok(about) => {
                    let shape = Shape::from_name(&shape).unwrap_or(Shape::Codesocial);
                    let new = NewWebhook { address, label, about, shape, after: after.map(Seq) };
                    let made = federation.add_webhook(&operator, new, Some(&account)).await;
                    made.map(|made| WebhookDone::Made { made: Box::new(made) })
                }
                Err(error) => Err(error.into()),
            }
        }
    };
    done.map_err(|error| refused(language, error))
}

fn shown(summary: WebhookSummary) -> WebhookDone {
    WebhookDone::Shown { shown: Box::new(summary) }
}

/// As [`explain`] does.
#[expect(clippy::wildcard_enum_match_arm, reason = "web explains every refusal; what commands know better is apart")]
fn refused(language: Language, error: HookError) -> String {
    match error {
        HookError::Webhook(WebhookError::Refused(
            error @ (ChangeError::Journal(_) | ChangeError::Projection(_) | ChangeError::Stored(_)),
        )) => explain(language, error),
        HookError::Webhook(WebhookError::NotFound(number)) => {
            text::fill(language, "webhook-none-of", &[("number", number.to_string())])
        }
        refused => web::explain_webhook(refused, language.tag()),
    }
}
