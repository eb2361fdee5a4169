//! The client: asks one address, follows at most three redirects by hand, and takes in no more than was agreed.

use crate::allow_list::AllowList;
use crate::clients::Clients;
use crate::mail::Relay;
use crate::resolver::Names;
use crate::retry_after::RetryAfter;
use crate::send::failure;
use crate::sign::{Draft, SignRequest, Unsigned};
use crate::target::{Refusal, Target, Trust, judge};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, InvalidHeaderValue, LOCATION};
use http::{HeaderValue, StatusCode};
use reqwest::Response;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use url::{Url, form_urlencoded};

/// Redirects that are followed: enough for `http` to `https`, to `www`, to the page; a fourth is a loop or a game.
pub const MOST_REDIRECTS: u8 = 3;

/// The guarded client. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Outbound {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) public_only: Clients,
    pub(crate) listed: Clients,
    pub(crate) allowed: AllowList,
}

/// What an instance says and waits for in each request.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The `User-Agent`: product, version and the instance's address, so that whoever is asked knows whom to write to.
    pub user_agent: String,
    /// How long a connection may take to stand.
    pub connect: Duration,
    /// Who is asked for records of names; none: whom the system names. Addresses are the system's to find.
    pub name_servers: Vec<SocketAddr>,
    /// Who brings mail where it belongs; `None`: none is sent.
    pub relay: Option<Relay>,
    /// Whose certificates are believed, instead of the system's.
    #[cfg(test)]
    pub(crate) roots: Option<reqwest::Certificate>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: concat!("codesocial/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect: Duration::from_secs(10),
            name_servers: Vec::new(),
            relay: None,
            #[cfg(test)]
            roots: None,
        }
    }
}

/// How much one fetch may take in, redirects included, or one answer to a message. The header of an answer is bounded
/// by itself: 100 lines and 400 KiB in HTTP/1.1, 16 KiB in HTTP/2.
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
    /// For the key or the actor of a message whose sender waits meanwhile: senders give up after about ten seconds.
    pub const ACTOR: Self = Self { bytes: 1 << 18, total: Duration::from_secs(8), header: Duration::from_secs(6) };
    /// For the answer to a message: nobody waits for it, and only its beginning is kept.
    pub const DELIVERY: Self = Self { bytes: 4 << 10, total: Duration::from_secs(30), header: Duration::from_secs(20) };
    /// For one document: a page, an object, a context.
    pub const DOCUMENT: Self = Self { bytes: 1 << 20, total: Duration::from_secs(20), header: Duration::from_secs(10) };
    /// For the file or the page that proves whose a site is: a visitor waits for it.
    pub const PROOF: Self = Self { bytes: 1 << 20, total: Duration::from_secs(10), header: Duration::from_secs(6) };
    /// For an answer that an operator asked for and that is held whole: a page of a source, the answer to a question.
    pub const PAGE: Self = Self { bytes: 256 << 20, total: Duration::from_mins(10), header: Duration::from_mins(1) };
    /// For a source that an operator imports: on disk, not in memory ([`Outbound::fetch_to`]).
    pub const IMPORT: Self = Self { bytes: 1 << 30, total: Duration::from_mins(10), header: Duration::from_mins(1) };
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
    /// Which success.
    pub status: u16,
    /// `Content-Type` as sent; `None`: absent or not text.
    pub content_type: Option<String>,
    /// `Cache-Control` as sent; `None`: absent or not text.
    pub cache_control: Option<String>,
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
    /// An answer that is not a success: 404 and 410 say that nothing is there, or no more.
    #[error("{url} answers {status}")]
    Status {
        /// Who answered, after redirects.
        url: Url,
        /// With what.
        status: u16,
        /// When it wants to be asked again.
        retry_after: Option<RetryAfter>,
    },
    /// A media type that no header can have.
    #[error("this media type cannot stand in a header")]
    MediaType(#[from] InvalidHeaderValue),
    /// Whoever signs did not: nothing was sent.
    #[error("the request is not signed")]
    Unsigned(#[source] Unsigned),
    /// Whoever signs changed the address or the method: nothing was sent.
    #[error("signing changed where the request goes")]
    Altered,
    /// The body is longer than [`FetchLimits::bytes`].
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The answer took longer than [`FetchLimits::header`] or [`FetchLimits::total`].
    #[error("no complete answer within {0:?}")]
    TooSlow(Duration),
    /// The connection, the encryption or the message failed.
    #[error("the request failed")]
    Http(#[source] reqwest::Error),
    /// The answer cannot be written where it should be.
    #[error("the answer cannot be kept")]
    Unkept(#[source] io::Error),
    /// The client cannot be made: this machine has no certificates.
    #[error("no client can be made: are certificates installed (Debian: ca-certificates)?")]
    Client(#[source] reqwest::Error),
}

impl Outbound {
    /// A client that asks public hosts over `https`, and the allowed ones anyhow.
    pub fn new(allowed: AllowList, settings: Settings) -> Self {
        let names = Names::new();
        let public_only = Clients::new(Trust::PublicOnly, names.clone());
        let listed = Clients::new(Trust::Listed, names);
        Self { shared: Arc::new(Shared { settings, public_only, listed, allowed }) }
    }

    /// `GET`s whatever the host offers first at `url`.
    pub async fn fetch(&self, url: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        self.fetch_as(url, "*/*", limits).await
    }

    /// `GET`s `url`, asking for the media types of `accept`.
    pub async fn fetch_as(&self, url: &str, accept: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        self.get(url, accept, None, limits).await
    }

    /// `GET`s `url` alone, whatever it offers first: a redirect is not followed, and an answer that is no success.
    pub async fn fetch_there(&self, url: &str, limits: FetchLimits) -> Result<Fetched, FetchError> {
        let target = self.judged(url)?;
        let draft = Draft::get("*/*", None)?;
        let asked = async {
            let answer = self.send(&target, &draft, limits.header).await?;
            take_in(target, answer, limits.bytes).await
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    /// `GET`s `url`, asking for the media types of `accept`, and writes the body as it comes: how many bytes. Where it broke
    /// off, a part of it is written.
    pub async fn fetch_to(
        &self,
        url: &str,
        accept: &str,
        limits: FetchLimits,
        sink: &mut (dyn Write + Send),
    ) -> Result<usize, FetchError> {
        let target = self.judged(url)?;
        let draft = Draft::get(accept, None)?;
        let asked = async {
            let (target, answer) = self.follow(target, &draft, limits).await?;
            pour(&target, answer, limits.bytes, sink).await
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    /// `GET`s `url`, asking for the media types of `accept`, signed, where somebody signs, for each address anew.
    pub async fn get(
        &self,
        url: &str,
        accept: &str,
        signer: Option<&dyn SignRequest>,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let target = self.judged(url)?;
        let draft = Draft::get(accept, signer)?;
        let asked = async {
            let (target, answer) = self.follow(target, &draft, limits).await?;
            take_in(target, answer, limits.bytes).await
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    /// `POST`s a form to `url`, once: a redirect would carry it elsewhere, and is an error.
    pub async fn post_form(
        &self,
        url: &str,
        form: &[(&str, &str)],
        secret: Option<ClientSecret<'_>>,
        limits: FetchLimits,
    ) -> Result<Fetched, FetchError> {
        let target = self.judged(url)?;
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let draft = Draft::post("application/x-www-form-urlencoded", form.as_bytes(), None)?
            .with(ACCEPT, HeaderValue::from_static("application/json"));
        let draft = match secret {
            Some(secret) => draft.with(AUTHORIZATION, secret.header()?),
            None => draft,
        };
        let asked = async {
            let answer = self.send_once(&target, &draft, limits.header).await?;
            take_in(target, answer, limits.bytes).await
        };
        tokio::time::timeout(limits.total, asked).await.unwrap_or(Err(FetchError::TooSlow(limits.total)))
    }

    /// An address as it would be asked, if it may be; nobody is. Where the name of its host leads is seen by whoever asks.
    pub fn may_be_asked(&self, url: &str) -> Result<Url, Refusal> {
        self.judged(url).map(|target| target.url().clone())
    }

    /// An address as it will be asked, if it may be.
    pub(crate) fn judged(&self, url: &str) -> Result<Target, Refusal> {
        judge(Url::parse(url)?, &self.shared.allowed)
    }

    /// The answer that is no redirect, and who gave it.
    async fn follow(
        &self,
        target: Target,
        draft: &Draft<'_>,
        limits: FetchLimits,
    ) -> Result<(Target, Response), FetchError> {
        self.follow_as_far_as(target, draft, limits, |_| Ok(())).await
    }

    /// The same, as long as `may` has nothing against the next address.
    pub(crate) async fn follow_as_far_as<E: From<FetchError>>(
        &self,
        mut target: Target,
        draft: &Draft<'_>,
        limits: FetchLimits,
        may: impl Fn(&Url) -> Result<(), E>,
    ) -> Result<(Target, Response), E> {
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.send(&target, draft, limits.header).await?;
            if !is_redirect(answer.status()) {
                return Ok((target, answer));
            }
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            let location = location.ok_or(FetchError::RedirectNowhere)?;
            may(&target.url().join(location).map_err(|error| FetchError::Refused(error.into()))?)?;
            target = target.redirected(location, &self.shared.allowed).map_err(FetchError::Refused)?;
        }
        Err(FetchError::TooManyRedirects.into())
    }
}

impl ClientSecret<'_> {
    /// RFC 6749, section 2.3.1: both "encoded using the application/x-www-form-urlencoded encoding algorithm".
    fn header(&self) -> Result<HeaderValue, FetchError> {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(self.client), encoded(self.secret));
        let mut header = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

pub(crate) async fn take_in(target: Target, answer: Response, most: usize) -> Result<Fetched, FetchError> {
    let status = answer.status().as_u16();
    let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (content_type, cache_control) = (text(CONTENT_TYPE), text(CACHE_CONTROL));
    let mut body = Vec::new();
    pour(&target, answer, most, &mut body).await?;
    Ok(Fetched { url: target.url().clone(), status, content_type, cache_control, body })
}

/// Writes the body of a success.
async fn pour(
    target: &Target,
    mut answer: Response,
    most: usize,
    sink: &mut (dyn Write + Send),
) -> Result<usize, FetchError> {
    let status = answer.status().as_u16();
    if !answer.status().is_success() {
        let retry_after = RetryAfter::of(answer.headers());
        return Err(FetchError::Status { url: target.url().clone(), status, retry_after });
    }
    let announced = answer.content_length().unwrap_or_default();
    if usize::try_from(announced).unwrap_or(usize::MAX) > most {
        return Err(FetchError::TooLong(most));
    }
    let mut length = 0_usize;
    while let Some(chunk) = answer.chunk().await.map_err(failure)? {
        length = length.saturating_add(chunk.len());
        if length > most {
            return Err(FetchError::TooLong(most));
        }
        sink.write_all(&chunk).map_err(FetchError::Unkept)?;
    }
    Ok(length)
}

#[cfg(test)]
mod tests;
