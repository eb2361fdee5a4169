//! Whoever signs a request, as this crate sees them, and the request as they see it.

use crate::fetch::FetchError;
use crate::target::{Refusal, Target};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use std::error::Error;

/// Puts proof of who asks on a request, just before it leaves.
pub trait SignRequest: Send + Sync {
    /// Sets headers (`Host`, `Date`, `Digest`, `Signature`…) of a request whose address is absolute. Method, address,
    /// body and every header of the request then leave byte for byte as they stand here; `User-Agent` and
    /// `Accept-Encoding` are added where they are not set, and what HTTP needs to carry the message.
    ///
    /// Called again for each redirect of a `GET`, and for the second attempt where a kept connection turned out to be
    /// closed. On an error nothing is sent, so that this is also the place to hold back a request that a redirect
    /// would send to a host that has been asked enough.
    ///
    /// ```
    /// use http::{HeaderValue, Request, header::DATE};
    /// struct Dated;
    /// impl outbound::SignRequest for Dated {
    ///     fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), outbound::Unsigned> {
    ///         request.headers_mut().insert(DATE, HeaderValue::from_static("Sun, 22 Nov 2026 20:00:00 GMT"));
    ///         Ok(())
    ///     }
    /// }
    /// ```
    fn sign(&self, request: &mut Request<Vec<u8>>) -> Result<(), Unsigned>;
}

/// Why a request is not signed, in the words of whoever signs.
pub type Unsigned = Box<dyn Error + Send + Sync>;

/// A request before it has an address and a signature: both change from one attempt to the next.
pub(crate) struct Draft<'a> {
    method: Method,
    headers: HeaderMap,
    body: Option<&'a [u8]>,
    signer: Option<&'a dyn SignRequest>,
}

impl<'a> Draft<'a> {
    pub(crate) fn get(accept: &str, signer: Option<&'a dyn SignRequest>) -> Result<Self, FetchError> {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_str(accept)?)]);
        Ok(Self { method: Method::GET, headers, body: None, signer })
    }

    pub(crate) fn post(
        content_type: &str,
        body: &'a [u8],
        signer: Option<&'a dyn SignRequest>,
    ) -> Result<Self, FetchError> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(content_type)?)]);
        Ok(Self { method: Method::POST, headers, body: Some(body), signer })
    }

    pub(crate) fn with(mut self, name: http::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The request to this target, signed. What is signed is the address as it will be written: the client writes what
    /// it parses from the same text.
    pub(crate) fn signed(&self, target: &Target) -> Result<reqwest::Request, FetchError> {
        let uri: Uri = target.url().as_str().parse().map_err(|_| Refusal::NoTarget)?;
        let mut request = Request::new(self.body.unwrap_or_default().to_vec());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = self.headers.clone();
        if let Some(signer) = self.signer {
            signer.sign(&mut request).map_err(FetchError::Unsigned)?;
        }
        let (parts, body) = request.into_parts();
        // The address was judged, and this one would not be.
        if parts.uri != uri || parts.method != self.method {
            return Err(FetchError::Altered);
        }
        let mut request = reqwest::Request::new(parts.method, target.url().clone());
        *request.headers_mut() = parts.headers;
        if self.body.is_some() {
            // The library would leave it out of an empty message, which some hosts answer with 411.
            request.headers_mut().insert(CONTENT_LENGTH, body.len().into());
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }
}
