//! The one table of routes, grouped by who calls them, and the layers around it.

use crate::address::{ContainerAddress, without_secrets};
use crate::problem::{Fallen, Kind, Problem, tell};
use crate::site::{Settings, SharedSite, Site};
use crate::{
    account, admin, asset, container, edit, form, health, home, invitation, key, login, ns, release, repository,
    resource, session, shape, sparql,
};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use registry::Registry;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// The service of `registry` over HTTP.
pub fn app(registry: Arc<Registry>, settings: Settings) -> Router {
    let site: SharedSite = Arc::new(Site::new(registry, settings));
    let routes = Router::new()
        // People, and programs that follow links.
        .route("/", get(home::get))
        .route("/assets/{name}", get(asset::get))
        // People who sign in.
        .route("/login", get(login::get::get).post(login::post::post))
        .route("/login/oidc/{provider}", get(login::oidc::begin::get))
        .route("/login/oidc/{provider}/callback", get(login::oidc::callback::get))
        .route("/logout", get(login::logout::get).post(login::logout::post))
        .route("/account", get(account::get::get))
        .route("/account/password", post(account::password::post))
        .route("/account/tokens", post(account::tokens::post))
        .route("/account/tokens/revoke", post(account::tokens::revoke))
        .route("/account/sessions/end", post(account::sessions::end))
        .route("/account/sessions/end-all", post(account::sessions::end_all))
        .route("/account/identities/unlink", post(account::identities::unlink))
        .route("/account/groups/leave", post(account::groups::leave))
        .route("/account/groups/{slug}", get(account::members::get).post(account::members::post))
        .route("/invitations", get(invitation::list::get).post(invitation::list::post))
        .route("/invitations/end", post(invitation::list::end))
        .route("/invitations/{code}", get(invitation::accept::get).post(invitation::accept::post))
        .route("/edit", get(edit::source::get).post(edit::source::post))
        .route("/edit-links", get(edit::links::get).post(edit::links::post))
        .route("/edit-links/revoke", post(edit::links::revoke))
        .route("/edit/{code}", get(edit::open::get).post(edit::open::post))
        .route("/admin", any(|| async { Redirect::permanent("admin/accounts") }))
        .route("/admin/", any(|| async { Redirect::permanent("accounts") }))
        .route("/admin/accounts", get(admin::list::get))
        .route("/admin/accounts/{number}", get(admin::get::get))
        .route("/admin/accounts/{number}/role", post(admin::change::role))
        .route("/admin/accounts/{number}/disable", post(admin::change::disable))
        .route("/admin/accounts/{number}/enable", post(admin::change::enable))
        .route("/admin/accounts/{number}/erase", post(admin::change::erase))
        // Whoever asks questions.
        .route("/sparql", get(sparql::get::get).post(sparql::post::post).options(sparql::options::options))
        // Readers of the grammar.
        .route("/ns", get(ns::get::get))
        .route("/ns/context.jsonld", get(ns::context::get))
        .route("/ns/release-v1.jsonld", get(ns::release::get))
        .route("/ns/{term}", get(ns::term::get))
        .route("/shapes", any(|| async { Redirect::permanent("shapes/") }))
        .route("/shapes/", get(shape::list::list))
        .route("/shapes/{name}", get(shape::get::get))
        .route("/forms", any(|| async { Redirect::permanent("forms/") }))
        .route("/forms/", get(form::list::list))
        .route(
            "/forms/{form}",
            get(form::get::get).put(form::put::put).delete(form::delete::delete).options(form::options::options),
        )
        // Whoever cites, and whoever verifies.
        .route("/releases/{container}/{slug}", any(releases_with_slash))
        .route(
            "/releases/{container}/{slug}/",
            get(release::list::list).post(release::post::post).options(release::options::of_list),
        )
        .route("/releases/{container}/{slug}/{number}", get(release::get::get).options(release::options::of_release))
        .route(
            "/releases/{container}/{slug}/{number}/file",
            get(release::file::get).options(release::options::of_release),
        )
        .route("/keys", any(|| async { Redirect::permanent("keys/") }))
        .route("/keys/", get(key::list::list))
        .route("/keys/{key}", get(key::get::get))
        // Git.
        .route("/registry.git", get(repository::get::get))
        .route("/registry.git/info/refs", get(repository::references::get))
        .route("/registry.git/git-upload-pack", post(repository::upload_pack::post))
        // Operators.
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        // Linked-data clients, at every document's own address.
        .route("/{container}", any(with_slash))
        .route(
            "/{container}/",
            get(container::get::get).post(container::post::post).options(container::options::options),
        )
        .route(
            "/{container}/{slug}",
            get(resource::get::get)
                .put(resource::put::put)
                .patch(resource::patch::patch)
                .delete(resource::delete::delete)
                .options(resource::options::options)
                .fallback(resource::options::not_allowed),
        )
        .fallback(nothing);
    // From the inside out: a panic becomes a problem, problems are told, then what every answer says.
    let routes = routes
        .layer(CatchPanicLayer::custom(fallen))
        .layer(from_fn_with_state(Arc::clone(&site), tell))
        .layer(always(header::VARY, "Accept, Accept-Language, Authorization, Cookie, Prefer"))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(always(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED))
        .layer(from_fn_with_state(Arc::clone(&site), session::attend))
        .layer(TraceLayer::new_for_http().make_span_with(told_without_secrets))
        .with_state(site);
    // Outside of the table, which knows only then what else an address takes.
    Router::new().fallback_service(routes).layer(from_fn(options_everywhere))
}

/// Nothing runs in our pages, and nothing is loaded but our style and people's pictures.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' https: data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What scripts of other sites may see of our answers, besides the body.
const EXPOSED: &str = "Accept-Patch, Accept-Post, Accept-Put, Allow, Content-Language, ETag, Last-Modified, Link, Location, \
     Preference-Applied, Retry-After, Vary, WWW-Authenticate";

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// What the log says of a request: nothing of what is asked, where secrets may stand too.
fn told_without_secrets(request: &Request) -> tracing::Span {
    let path = without_secrets(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path, version = ?request.version())
}

/// What a browser asks before a script of another site may call us. Any site may: a cookie counts for our own pages
/// alone ([`session`]), and a token is only sent by whoever holds it.
pub(crate) fn preflight(methods: HeaderValue) -> HeaderMap {
    HeaderMap::from_iter([
        (header::ACCESS_CONTROL_ALLOW_METHODS, methods),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(
                "Accept, Accept-Language, Authorization, Change-Note, Content-Type, If-Match, If-Modified-Since, \
                 If-None-Match, Link, Prefer, Slug",
            ),
        ),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
    ])
}

/// Every address that answers anything answers `OPTIONS`, with the methods that it takes; and what a script of another
/// site would send, it may: a header alone harms nobody (Fetch, section 3.3.5).
async fn options_everywhere(request: Request, next: Next) -> Response {
    let is_options = request.method() == Method::OPTIONS;
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).filter(|_| is_options).cloned();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let methods = response.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok()).unwrap_or_default();
        let methods: Vec<&str> = methods.split(',').map(str::trim).filter(|method| !method.is_empty()).collect();
        let methods = [methods.join(", ").as_str(), "OPTIONS"].join(", ");
        if let Ok(methods) = HeaderValue::try_from(methods) {
            response.headers_mut().insert(header::ALLOW, methods.clone());
            if is_options {
                response = allowed(response, methods);
            }
        }
    }
    if let Some(asked) = asked {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
    response
}

/// What was to be a refusal of `OPTIONS` becomes the answer to it.
fn allowed(refusal: Response, methods: HeaderValue) -> Response {
    let (mut parts, _) = refusal.into_parts();
    parts.status = StatusCode::NO_CONTENT;
    for header in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_LANGUAGE] {
        parts.headers.remove(header);
    }
    parts.headers.extend(preflight(methods));
    Response::from_parts(parts, Body::empty())
}

/// A container's address ends with a slash; the method is kept, so that a `POST` without it arrives too.
async fn with_slash(ContainerAddress(container): ContainerAddress) -> Redirect {
    // Relative to /{container}: its own segment once more, with the slash.
    Redirect::permanent(&[container.segment(), "/"].concat())
}

/// The same for the list of a description's releases.
async fn releases_with_slash(Path((_, slug)): Path<(String, String)>) -> Redirect {
    let slug = percent_encoding::utf8_percent_encode(&slug, percent_encoding::NON_ALPHANUMERIC).to_string();
    // With a dot before it, so that no slug is taken for the scheme of an address.
    Redirect::permanent(&["./", &slug, "/"].concat())
}

async fn nothing() -> Problem {
    Problem::new(Kind::NotFound)
}

fn fallen(payload: Box<dyn Any + Send>) -> Response {
    Problem::internal(Fallen::from(payload)).into_response()
}
