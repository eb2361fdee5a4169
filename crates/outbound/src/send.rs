//! One request to one target, on a kept connection or a fresh one.

use crate::clients::Clients;
use crate::fetch::{FetchError, Outbound};
use crate::resolver::{NoPublicAddress, causes, refusal_in};
use crate::sign::Draft;
use crate::target::{Target, Trust};
use reqwest::{Client, Request, Response};
use std::io;
use std::time::Duration;

impl Outbound {
    /// Sends a request that may arrive twice: where a connection was gone before any answer came, as a kept one may be,
    /// it is sent once more, signed anew, on a connection of its own.
    pub(crate) async fn send(
        &self,
        target: &Target,
        draft: &Draft<'_>,
        patience: Duration,
    ) -> Result<Response, FetchError> {
        match self.send_once(target, draft, patience).await {
            Err(FetchError::Http(error)) if went_away(&error) => {
                let fresh = self.clients(target.trust()).fresh(&self.shared.settings).map_err(FetchError::Client)?;
                answer(fresh, draft.signed(target)?, patience).await
            }
            answer => answer,
        }
    }

    /// Sends a request that must not arrive twice.
    pub(crate) async fn send_once(
        &self,
        target: &Target,
        draft: &Draft<'_>,
        patience: Duration,
    ) -> Result<Response, FetchError> {
        let clients = self.clients(target.trust());
        let keeping = clients.keeping(target.url(), &self.shared.settings).map_err(FetchError::Client)?;
        answer(&keeping, draft.signed(target)?, patience).await
    }

    fn clients(&self, trust: Trust) -> &Clients {
        match trust {
            Trust::PublicOnly => &self.shared.public_only,
            Trust::Listed => &self.shared.listed,
        }
    }
}

async fn answer(client: &Client, request: Request, patience: Duration) -> Result<Response, FetchError> {
    match tokio::time::timeout(patience, client.execute(request)).await {
        Ok(answer) => answer.map_err(failure),
        Err(_) => Err(FetchError::TooSlow(patience)),
    }
}

pub(crate) fn failure(error: reqwest::Error) -> FetchError {
    match refusal_in(&error) {
        Some(NoPublicAddress::NotPublic { name, address, .. }) => FetchError::LeadsInside { name, address },
        Some(NoPublicAddress::None(_)) | None => FetchError::Http(error.without_url()),
    }
}

/// Whether a connection stood and was closed before a whole answer came. A peer that does so again on the fresh
/// connection is the one that failed.
fn went_away(error: &reqwest::Error) -> bool {
    if !error.is_request() || error.is_connect() || error.is_timeout() {
        return false;
    }
    causes(error).any(|cause| {
        let message = cause.downcast_ref::<hyper::Error>();
        let stream = cause.downcast_ref::<io::Error>();
        message.is_some_and(|error| error.is_incomplete_message() || error.is_canceled() || error.is_closed())
            || stream.is_some_and(|error| is_closing(error.kind()))
    })
}

fn is_closing(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
}

#[cfg(test)]
mod tests;
