//! Signing, as Standard Webhooks has it (symmetric, `v1`): HMAC-SHA256 over the id, the time and the body, with a secret that
//! only the receiver knows besides us.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use outbound::{SignRequest, Unsigned};
use registry::webhook::WebhookSecret;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIME: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// A secret as its receiver is given it: "base64 encoded, prefixed with `whsec_`".
pub fn secret_text(secret: &WebhookSecret) -> String {
    format!("whsec_{}", STANDARD.encode(&secret.0))
}

/// What goes around one message.
pub(super) struct Seal {
    id: String,
    time: String,
    signature: String,
}

impl Seal {
    /// Of this body, sent at this time. The id is the same however often it is sent.
    pub(super) fn new(secret: &WebhookSecret, id: String, now: Timestamp, body: &[u8]) -> Self {
        let time = now.as_second().to_string();
        // "The content to sign is `msg_id.timestamp.payload`."
        let signed = [id.as_bytes(), time.as_bytes(), body].join(&b'.');
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret.0), &signed);
        let signature = format!("v1,{}", STANDARD.encode(tag.as_ref()));
        Self { id, time, signature }
    }
}

impl SignRequest for Seal {
    fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned> {
        for (name, value) in [(ID, &self.id), (TIME, &self.time), (SIGNATURE, &self.signature)] {
            request.headers_mut().insert(name, HeaderValue::from_str(value)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message that the specification's own libraries are tested with.
    #[test]
    fn the_example_of_the_specification() {
        let secret = WebhookSecret(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        assert_eq!(secret_text(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let now = Timestamp::from_second(1_614_265_330).unwrap();
        let seal = Seal::new(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(), now, br#"{"test": 2432232314}"#);
        let mut request = Request::new(Vec::new());
        seal.sign(&mut request).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(
            (header("webhook-id").as_str(), header("webhook-timestamp").as_str()),
            ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")
        );
    }
}
