//! `codesocial serve`: runs the instance until it is told to stop.

use crate::admin::server::AdminSocket;
use crate::arguments::Serve;
use crate::failure::{Failure, chain};
use crate::parts;
use crate::schedule::Schedule;
use crate::settings::Settings;
use crate::text::Language;
use federation::Federation;
use model::Base;
use outbound::{AllowList, Outbound};
use registry::{OpenError, Registry};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[expect(clippy::print_stdout, reason = "the one line that says where it listens")]
pub(super) async fn run(arguments: Serve, language: Language) -> Result<(), Failure> {
    log();
    let settings = Settings::read(&arguments)
        .map_err(|error| Failure::usage(language, "settings-unusable", &[("cause", error.to_string())]))?;
    let allowed = AllowList::parse(&settings.allow_hosts)
        .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
    let beside = arguments.config.as_deref().and_then(Path::parent).unwrap_or(&arguments.data.data);
    let relay = settings.mail.map(|mail| mail.relay(beside)).transpose();
    let relay =
        relay.map_err(|error| Failure::usage(language, "settings-unusable", &[("cause", error.to_string())]))?;
    let folder = arguments.data.data;
    if !folder.is_dir() {
        return Err(Failure::opening(language, &OpenError::NoInstance(folder)));
    }
    let parts = parts::of_system(language)?;
    let registry = Registry::open(&folder, parts.clone()).await.map_err(|error| Failure::opening(language, &error))?;
    if let Some(wanted) = &settings.base {
        same_base(wanted, registry.base(), language)?;
    }
    let registry = Arc::new(registry);
    let failed = |error: &std::io::Error| {
        let values = [("address", settings.listen.to_string()), ("cause", chain(error))];
        Failure::failed(language, "cannot-listen", &values)
    };
    let listener = TcpListener::bind(settings.listen).await.map_err(|error| failed(&error))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let name_servers = settings.name_servers.clone();
    let asking = outbound::Settings { name_servers, relay, ..outbound::Settings::default() };
    let outbound = Outbound::new(allowed, asking);
    let federation =
        Federation::new(registry.clone(), outbound.clone(), parts.chance.clone(), settings.federation.into())
            .map_err(|error| Failure::failed(language, "no-site", &[("cause", error.to_string())]))?;
    let federation = Arc::new(federation);
    let socket = AdminSocket::listen(federation.clone()).map_err(|error| failed(&error))?;
    let schedule = Schedule::start(registry.clone(), outbound.clone());
    let (stop, stopping) = web::Stopping::told();
    let mut chosen = web::Settings {
        stopping,
        query_deadline: Duration::from_secs(settings.query_deadline.get().into()),
        proxies: settings.trusted_proxies,
        providers: settings.providers.into_iter().map(Into::into).collect(),
        outbound,
        ..web::Settings::usual(parts.chance)
    };
    if settings.last_write_wins {
        tracing::warn!("changes that say nothing of the revision they are about are accepted: the last one wins");
        chosen.unconditional = web::Unconditional::LastWins;
    }
    let app = web::app(federation.clone(), chosen);
    // With what pages know, too: what maps are told.
    federation.start();
    // Each request knows whose it is: what is tried too often is counted by address.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    println!("listening on http://{address}");
    let served = axum::serve(listener, app).with_graceful_shutdown(told_to_stop(stop)).await;
    socket.close().await;
    schedule.stop().await;
    federation.stop().await;
    drop(federation);
    served.map_err(|error| failed(&error))?;
    // Requests and commands are drained, so nobody else holds the registry: its writer can finish what it has.
    if let Some(registry) = Arc::into_inner(registry) {
        registry.close().await;
    } else {
        tracing::warn!("something still uses the instance while it ends");
    }
    Ok(())
}

fn same_base(wanted: &str, has: &Base, language: Language) -> Result<(), Failure> {
    match Base::parse(wanted) {
        Ok(wanted) if wanted == *has => Ok(()),
        Ok(_) | Err(_) => {
            Err(Failure::usage(language, "another-base", &[("wanted", wanted.to_owned()), ("has", has.to_string())]))
        }
    }
}

/// Logs go to standard error, as `RUST_LOG` says; by default what an operator should know.
fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call in one process (a test) keeps the first subscriber.
    drop(subscriber.try_init());
}

async fn told_to_stop(stop: web::Stop) {
    let mut terminate = signal(SignalKind::terminate()).ok();
    let terminated = async {
        match &mut terminate {
            Some(signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping: open requests are answered first");
    // Whoever listens would be answered for ever.
    stop.now();
}
