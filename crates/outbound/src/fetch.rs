//! The client: asks one address, follows at most three redirects by hand, and takes in no more than was agreed.

use crate::allow_list::AllowList;
use crate::resolver::{NoPublicAddress, PublicOnly, refusal_in};
use crate::target::{Refusal, Target, Trust, judge};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, StatusCode, redirect};
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::{Url, form_urlencoded};

/// Redirects that are followed: enough for `http` to `https`, to `www`, to the page; a fourth is a loop or a game.
pub const MOST_REDIRECTS: u8 = 3;

/// The guarded client. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Outbound {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    allowed: AllowList,
    settings: Settings,
    /// Made when first needed, since a machine without certificates must still be able to serve.
    public_only: OnceLock<Client>,
    listed: OnceLock<Client>,
}

/// What an instance says and waits for in each request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The `User-Agent`: product, version and the instance's address, so that whoever is asked knows whom to write to.
    pub user_agent: String,
    /// How long a connection may take to stand.
    pub connect: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: concat!("codesocial/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect: Duration::from_secs(10),
        }
    }
}

/// How much one fetch may take in, redirects included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// Bytes of the body, counted after decompression.
    pub bytes: usize,
    /// From the call to the last byte.
    pub total: Duration,
    /// From each request to the end of its answer's header.
    pub header: Duration,
}

impl FetchLimits {
    /// For one document: a page, an actor, a key, a context.
    pub const DOCUMENT: Self = Self { bytes: 1 << 20, total: Duration::from_secs(20), header: Duration::from_secs(10) };
    /// For a source that an operator imports.
    pub const IMPORT: Self = Self { bytes: 256 << 20, total: Duration::from_mins(10), header: Duration::from_mins(1) };
}

/// Who asks, and what proves it (RFC 6749, section 2.3.1).
#[derive(Clone, Copy)]
pub struct ClientSecret<'a> {
    /// Who.
    pub client: &'a str,
    /// The proof.
    pub secret: &'a str,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The address that answered, after redirects.
    pub url: Url,
    /// `Content-Type` as sent; `None`: absent or not text.
    pub content_type: Option<String>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address, or one that it redirects to, may not be asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The host's name leads only into a private network.
    #[error("{name} leads to {address}, which is not public: an operator may list it with --allow-host")]
    LeadsInside {
        /// The name.
        name: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// More redirects than [`MOST_REDIRECTS`].
    #[error("more than {MOST_REDIRECTS} redirects")]
    TooManyRedirects,
    /// A redirect without a readable `Location`.
    #[error("a redirect that does not say where to")]
    RedirectNowhere,
    /// An answer that is not a success.
    #[error("{url} answers {status}")]
    Status {
        /// Who answered.
        url: Url,
        /// With what.
        status: u16,
    },
    /// The body is longer than [`FetchLimits::bytes`].
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The answer took longer than [`FetchLimits::header`] or [`FetchLimits::total`].
    #[error("no complete answer within {0:?}")]
    TooSlow(Duration),
    /// The connection, the encryption or the message failed.
    #[error("the request failed")]
    Http(#[source] reqwest::Error),
    /// The client cannot be made: this machine has no certificates.
    #[error("no client can be made: are certificates installed (Debian: ca-certificates)?")]
    Client(#[source] reqwest::Error),
}

impl Outbound {
    /// A client that asks public hosts over `https`, and the allowed ones anyhow.
    pub fn new(allowed: AllowList, settings: Settings) -> Self {
        let shared = Shared { allowed, settings, public_only: OnceLock::new(), listed: OnceLock::new() };
        Self { shared: Arc::new(shared) }
    }

    /// `GET`s whatever the host offers first at `url`.
    pub async fn fetch(&self, url: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        self.fetch_as(url, "*/*", limits).await
    }

    /// `GET`s `url`, asking for the media types of `accept`.
    pub async fn fetch_as(&self, url: &str, accept: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        let url = Url::parse(url).map_err(Refusal::from)?;
        let target = judge(url, &self.shared.allowed)?;
        tokio::time::timeout(limits.total, self.follow(target, accept, limits))
            .await
            .unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    /// `POST`s a form to `url`, once: a redirect would carry it elsewhere, and is an error.
    pub async fn post_form(
        &self,
        url: &str,
        form: &[(&str, &str)],
        secret: Option<ClientSecret<'_>>,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let target = judge(Url::parse(url).map_err(Refusal::from)?, &self.shared.allowed)?;
        let encode =
            |pairs: &[(&str, &str)]| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = self.client(target.trust())?.post(target.url().clone());
        let request = request
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(encode(form));
        let request = match secret {
            // RFC 6749, section 2.3.1: both "encoded using the application/x-www-form-urlencoded encoding algorithm".
            Some(ClientSecret { client, secret }) => {
                let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                request.basic_auth(encoded(client), Some(encoded(secret)))
            }
            None => request,
        };
        let asked = async {
            match tokio::time::timeout(limits.header, request.send()).await {
                Ok(answer) => take_in(target, answer.map_err(failure)?, limits.bytes).await,
                Err(_) => Err(FetchError::TooSlow(limits.header)),
            }
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    async fn follow(&self, mut target: Target, accept: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.ask(&target, accept, limits.header).await?;
            if !is_redirect(answer.status()) {
                return take_in(target, answer, limits.bytes).await;
            }
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            target = target.redirected(location.ok_or(FetchError::RedirectNowhere)?, &self.shared.allowed)?;
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn ask(&self, target: &Target, accept: &str, patience: Duration) -> Result<Response, FetchError> {
        let request = self.client(target.trust())?.get(target.url().clone()).header(ACCEPT, accept).send();
        match tokio::time::timeout(patience, request).await {
            Ok(answer) => answer.map_err(failure),
            Err(_) => Err(FetchError::TooSlow(patience)),
        }
    }

    fn client(&self, trust: Trust) -> Result<&Client, FetchError> {
        let place = match trust {
            Trust::PublicOnly => &self.shared.public_only,
            Trust::Listed => &self.shared.listed,
        };
        if let Some(client) = place.get() {
            return Ok(client);
        }
        let made = make_client(trust, &self.shared.settings).map_err(FetchError::Client)?;
        Ok(place.get_or_init(|| made))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where a client is made")]
fn make_client(trust: Trust, settings: &Settings) -> Result<Client, reqwest::Error> {
    let builder = Client::builder()
        .user_agent(&settings.user_agent)
        .connect_timeout(settings.connect)
        // Redirects are followed here, each judged; a proxy would connect on our behalf, past the resolver.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false);
    match trust {
        Trust::PublicOnly => builder.dns_resolver(PublicOnly).build(),
        Trust::Listed => builder.build(),
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

async fn take_in(target: Target, mut answer: Response, most: usize) -> Result<Fetched, FetchError> {
    if !answer.status().is_success() {
        return Err(FetchError::Status { url: target.url().clone(), status: answer.status().as_u16() });
    }
    let announced = answer.content_length().unwrap_or_default();
    if usize::try_from(announced).unwrap_or(usize::MAX) > most {
        return Err(FetchError::TooLong(most));
    }
    let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failure)? {
        if body.len().saturating_add(chunk.len()) > most {
            return Err(FetchError::TooLong(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Fetched { url: target.url().clone(), content_type, body })
}

fn failure(error: reqwest::Error) -> FetchError {
    match refusal_in(&error) {
        Some(NoPublicAddress::NotPublic { name, address, .. }) => FetchError::LeadsInside { name, address },
        Some(NoPublicAddress::None(_)) | None => FetchError::Http(error.without_url()),
    }
}

#[cfg(test)]
mod tests;
