//! What a worker begins with: every document at one moment.

use crate::frame::Request;
use crate::projection::Projection;
use crate::step::Step;
use model::Seq;
use std::error::Error;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc;

/// What goes wrong while a beginning is told: said, and another worker is started.
pub type BeginningError = Box<dyn Error + Send + Sync>;

/// A beginning that is being told.
pub type Telling = Pin<Box<dyn Future<Output = Result<Seq, BeginningError>> + Send>>;

/// Knows every document as it is at one moment: at the earliest when it is asked.
pub trait Beginning: Send + Sync + 'static {
    /// Tells each document, as a step of that moment, and answers which moment it was. It ends early where nobody listens
    /// any more.
    fn tell(self: Arc<Self>, listener: Listener) -> Telling;
}

/// Whoever is told a beginning.
pub struct Listener {
    /// What it may know of a step.
    pub(crate) told: Box<dyn Fn(Step) -> Step + Send + Sync>,
    pub(crate) requests: mpsc::Sender<Request>,
}

impl Listener {
    /// Tells it a document. Waits until it has taken most of those before.
    pub async fn present(&self, step: Step) -> ControlFlow<()> {
        match self.known(step) {
            None => ControlFlow::Continue(()),
            Some(request) => going_on(self.requests.send(request).await.is_ok()),
        }
    }

    /// The same, on a thread that may wait.
    fn present_blocking(&self, step: Step) -> ControlFlow<()> {
        match self.known(step) {
            None => ControlFlow::Continue(()),
            Some(request) => going_on(self.requests.blocking_send(request).is_ok()),
        }
    }

    fn known(&self, step: Step) -> Option<Request> {
        let step = (self.told)(step);
        step.held.is_some().then_some(Request::Present(step))
    }
}

fn going_on(is_heard: bool) -> ControlFlow<()> {
    if is_heard { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

impl Beginning for Projection {
    fn tell(self: Arc<Self>, listener: Listener) -> Telling {
        Box::pin(async move {
            let told = move || self.held(|step| listener.present_blocking(step));
            Ok(tokio::task::spawn_blocking(told).await??)
        })
    }
}
