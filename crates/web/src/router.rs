//! The one table of routes, grouped by who calls them, and the layers around it.

use crate::address::without_secrets;
use crate::described::{Description, Group, Table, get, post};
use crate::federation::{activity, actor, collections, discovery, inbox, post as posts};
use crate::problem::{Fallen, Kind, Problem, tell};
use crate::site::{Settings, SharedSite, Site};
use crate::{
    account, acl, admin, api, asset, container, docs, edit, elsewhere, erasure, feed, form, graphs, health, home,
    imports, invitation, key, login, matching, ns, openapi, peers, release, repository, resource, same, search,
    session, shape, slash, sparql, update, void, webhooks,
};
use ::federation::Federation;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use registry::Endpoint;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// The service of an instance over HTTP.
pub fn app(federation: Arc<Federation>, settings: Settings) -> Router {
    let endpoint = Arc::clone(federation.registry());
    app_over(endpoint, federation, settings)
}

/// The same, where the protocols of SPARQL speak to something else.
pub fn app_over(endpoint: Arc<dyn Endpoint>, federation: Arc<Federation>, settings: Settings) -> Router {
    let (routes, acls, paths) = table().into_parts();
    let site: SharedSite = Arc::new(Site::new(federation, settings, endpoint, Description::of(paths)));
    let routes = Table::together(dressed(routes, &site), dressed(acls, &site));
    // Outside of the table, which knows only then what else an address takes.
    Router::new().fallback_service(routes).layer(from_fn(options_everywhere))
}

/// What stands around routes.
fn dressed(routes: Router<SharedSite>, site: &SharedSite) -> Router {
    // From the inside out: a panic becomes a problem, problems are told, then what every answer says.
    routes
        .fallback(nothing)
        .layer(CatchPanicLayer::custom(fallen))
        .layer(from_fn_with_state(Arc::clone(site), tell))
        .layer(always(header::VARY, "Accept, Accept-Datetime, Accept-Language, Authorization, Cookie, Prefer"))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "strict-origin-when-cross-origin"))
        .layer(always(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(always(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(always(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED))
        .layer(from_fn_with_state(Arc::clone(site), session::attend))
        .layer(TraceLayer::new_for_http().make_span_with(told_without_secrets))
        .with_state(Arc::clone(site))
}

/// Every route, in the order in which `/docs` tells them.
pub(crate) fn table() -> Table {
    Table::new()
        .group(Group::People)
        .route("/", get(home::get, &home::OPERATION))
        .route("/assets/{name}", get(asset::get, &asset::OPERATION))
        .group(Group::Documents)
        .route(
            "/{container}",
            get(slash::container, &slash::CONTAINER)
                .post(slash::container, &slash::INTO_CONTAINER)
                .fallback(slash::not_allowed),
        )
        .route(
            "/{container}/",
            get(container::get::get, &container::get::OPERATION)
                .post(container::post::post, &container::post::OPERATION)
                .options(container::options::options),
        )
        .route(
            "/{container}/{slug}",
            get(resource::get::get, &resource::get::OPERATION)
                .put(resource::put::put, &resource::put::OPERATION)
                .patch(resource::patch::patch, &resource::patch::OPERATION)
                .delete(resource::delete::delete, &resource::delete::OPERATION)
                .options(resource::options::options)
                .fallback(resource::options::not_allowed),
        )
        .route(
            "/{container}/.acl",
            get(acl::container::get, &acl::container::OPERATION).options(acl::container::options),
        )
        .route_of_acl(
            "/{container}/{slug}",
            "/{container}/{slug}.acl",
            get(acl::get::get, &acl::get::OPERATION)
                .put(acl::put::put, &acl::put::OPERATION)
                .patch(acl::patch::patch, &acl::patch::OPERATION)
                .post(acl::post::post, &acl::post::OPERATION)
                .options(acl::options::options)
                .fallback(resource::options::not_allowed),
        )
        .route("/elsewhere", get(elsewhere::get, &elsewhere::OPERATION))
        .route("/matching", get(matching::get::get, &matching::get::OPERATION))
        .group(Group::History)
        .route(
            "/{container}/{slug}/versions",
            get(slash::versions, &slash::VERSIONS).post(slash::versions, &slash::INTO_VERSIONS),
        )
        .route(
            "/{container}/{slug}/versions/",
            get(resource::versions::get::get, &resource::versions::get::OPERATION)
                .post(resource::versions::post::post, &resource::versions::post::OPERATION),
        )
        .route("/{container}/{slug}/diff", get(resource::diff::get, &resource::diff::OPERATION))
        .route("/{container}/{slug}/forks/", post(resource::forks::post, &resource::forks::OPERATION))
        .route(
            "/{container}/{slug}/proposals/",
            get(resource::proposals::get, &resource::proposals::GET)
                .post(resource::proposals::post, &resource::proposals::POST),
        )
        .route(
            "/{container}/{slug}/merge",
            get(resource::merge::get, &resource::merge::GET).post(resource::merge::post, &resource::merge::POST),
        )
        .route(
            "/{container}/{slug}/claim",
            get(resource::claim::get, &resource::claim::GET).post(resource::claim::ask, &resource::claim::ASK),
        )
        .route("/{container}/{slug}/claim/check", post(resource::claim::check, &resource::claim::CHECK))
        .route("/{container}/{slug}/claim/mail", post(resource::claim_mail::ask, &resource::claim_mail::ASK))
        .route("/{container}/{slug}/claim/code", post(resource::claim_mail::enter, &resource::claim_mail::ENTER))
        .route("/{container}/{slug}/receipts", get(resource::receipts::get, &resource::receipts::OPERATION))
        .route(
            "/{container}/{slug}/comments",
            get(resource::comments::get, &resource::comments::GET)
                .post(resource::comments::post, &resource::comments::POST),
        )
        .group(Group::Accounts)
        .route("/login", get(login::get::get, &login::get::OPERATION).post(login::post::post, &login::post::OPERATION))
        .route("/login/oidc/{provider}", get(login::oidc::begin::get, &login::oidc::begin::OPERATION))
        .route("/login/oidc/{provider}/callback", get(login::oidc::callback::get, &login::oidc::callback::OPERATION))
        .route("/logout", get(login::logout::get, &login::logout::GET).post(login::logout::post, &login::logout::POST))
        .route("/account", get(account::get::get, &account::get::OPERATION))
        .route("/account/password", post(account::password::post, &account::password::OPERATION))
        .route("/account/tokens", post(account::tokens::post, &account::tokens::MAKE))
        .route("/account/tokens/revoke", post(account::tokens::revoke, &account::tokens::REVOKE))
        .route("/account/sessions/end", post(account::sessions::end, &account::sessions::END))
        .route("/account/sessions/end-all", post(account::sessions::end_all, &account::sessions::END_ALL))
        .route("/account/identities/unlink", post(account::identities::unlink, &account::identities::OPERATION))
        .route("/account/groups/leave", post(account::groups::leave, &account::groups::OPERATION))
        .route(
            "/account/groups/{slug}",
            get(account::members::get, &account::members::GET).post(account::members::post, &account::members::POST),
        )
        .route(
            "/invitations",
            get(invitation::list::get, &invitation::list::GET).post(invitation::list::post, &invitation::list::POST),
        )
        .route("/invitations/end", post(invitation::list::end, &invitation::list::END))
        .route(
            "/invitations/{code}",
            get(invitation::accept::get, &invitation::accept::GET)
                .post(invitation::accept::post, &invitation::accept::POST),
        )
        .route("/edit", get(edit::source::get, &edit::source::GET).post(edit::source::post, &edit::source::POST))
        .route("/edit-links", get(edit::links::get, &edit::links::GET).post(edit::links::post, &edit::links::POST))
        .route("/edit-links/revoke", post(edit::links::revoke, &edit::links::REVOKE))
        .route("/edit/{code}", get(edit::open::get, &edit::open::GET).post(edit::open::post, &edit::open::POST))
        .route("/admin", get(slash::admin, &slash::ADMIN))
        .route("/admin/", get(slash::admin_slash, &slash::ADMIN_SLASH))
        .route(
            "/admin/peers",
            get(peers::get::get, &peers::get::OPERATION).post(peers::change::post, &peers::change::OPERATION),
        )
        .route("/admin/quarantine", get(peers::quarantine::get, &peers::quarantine::OPERATION))
        .route("/admin/quarantine/{number}", post(peers::decide::post, &peers::decide::OPERATION))
        .route("/admin/sources", get(imports::list::get, &imports::list::OPERATION))
        .route(
            "/admin/same",
            get(same::list::get, &same::list::OPERATION).post(same::decide::post, &same::decide::OPERATION),
        )
        .route("/admin/runs/{number}", get(imports::run::get, &imports::run::OPERATION))
        .route("/admin/runs/{number}/undo", post(imports::undo::post, &imports::undo::OPERATION))
        .route(
            "/admin/claims",
            get(admin::claims::get, &admin::claims::GET).post(admin::claims::post, &admin::claims::POST),
        )
        .route("/admin/accounts", get(admin::list::get, &admin::list::OPERATION))
        .route("/admin/accounts/{number}", get(admin::get::get, &admin::get::OPERATION))
        .route("/admin/accounts/{number}/role", post(admin::change::role, &admin::change::ROLE))
        .route("/admin/accounts/{number}/disable", post(admin::change::disable, &admin::change::DISABLE))
        .route("/admin/accounts/{number}/enable", post(admin::change::enable, &admin::change::ENABLE))
        .route("/admin/accounts/{number}/erase", post(admin::change::erase, &admin::change::ERASE))
        .group(Group::Questions)
        .route("/search", get(search::get::get, &search::get::OPERATION))
        .route(
            "/sparql",
            get(sparql::get::get, &sparql::get::OPERATION)
                .post(sparql::post::post, &sparql::post::OPERATION)
                .options(sparql::options::options),
        )
        .route("/update", post(update::post::post, &update::post::OPERATION).options(update::options::options))
        .route(
            "/graphs",
            get(graphs::get::get, &graphs::get::OPERATION)
                .options(graphs::options::options)
                .fallback(graphs::write::write),
        )
        .route("/.well-known/void", get(void::get::get, &void::get::OPERATION))
        .group(Group::Grammar)
        .route("/ns", get(ns::get::get, &ns::get::OPERATION))
        .route("/ns/context.jsonld", get(ns::context::get, &ns::context::OPERATION))
        .route("/ns/release-v1.jsonld", get(ns::release::get, &ns::release::OPERATION))
        .route("/ns/{term}", get(ns::term::get, &ns::term::OPERATION))
        .route("/shapes", get(slash::shapes, &slash::SHAPES))
        .route("/shapes/", get(shape::list::list, &shape::list::OPERATION))
        .route("/shapes/{name}", get(shape::get::get, &shape::get::OPERATION))
        .route("/forms", get(slash::forms, &slash::FORMS))
        .route("/forms/", get(form::list::list, &form::list::OPERATION))
        .route(
            "/forms/{form}",
            get(form::get::get, &form::get::OPERATION)
                .put(form::put::put, &form::put::OPERATION)
                .delete(form::delete::delete, &form::delete::OPERATION)
                .options(form::options::options),
        )
        .group(Group::Releases)
        .route(
            "/releases/{container}/{slug}",
            get(slash::releases, &slash::RELEASES).post(slash::releases, &slash::INTO_RELEASES),
        )
        .route(
            "/releases/{container}/{slug}/",
            get(release::list::list, &release::list::OPERATION)
                .post(release::post::post, &release::post::OPERATION)
                .options(release::options::of_list),
        )
        .route(
            "/releases/{container}/{slug}/{number}",
            get(release::get::get, &release::get::OPERATION).options(release::options::of_release),
        )
        .route(
            "/releases/{container}/{slug}/{number}/file",
            get(release::file::get, &release::file::OPERATION).options(release::options::of_release),
        )
        .route("/keys", get(slash::keys, &slash::KEYS))
        .route("/keys/", get(key::list::list, &key::list::OPERATION))
        .route("/keys/{key}", get(key::get::get, &key::get::OPERATION))
        .route("/erasures", get(slash::erasures, &slash::ERASURES).post(slash::erasures, &slash::INTO_ERASURES))
        .route(
            "/erasures/",
            get(erasure::list::list, &erasure::list::OPERATION).post(erasure::post::post, &erasure::post::OPERATION),
        )
        .group(Group::Git)
        .route("/registry.git", get(repository::get::get, &repository::get::OPERATION))
        .route("/registry.git/info/refs", get(repository::references::get, &repository::references::OPERATION))
        .route(
            "/registry.git/git-upload-pack",
            post(repository::upload_pack::post, &repository::upload_pack::OPERATION),
        )
        .group(Group::Neighbours)
        .route("/api/elements.json", get(api::elements::get, &api::elements::OPERATION))
        .route("/api/elements.jsonld", get(api::elements::linked, &api::elements::LINKED))
        .route("/api/elements", get(api::elements::get, &api::elements::EITHER))
        .route("/api/elements.geojson", get(api::files::features, &api::files::FEATURES))
        .route("/api/elements.csv", get(api::files::table, &api::files::TABLE))
        .route("/api/events.ics", get(api::files::events, &api::files::EVENTS))
        .route("/api/catalogue.ttl", get(api::files::catalogue, &api::files::CATALOGUE))
        .route("/api/elements/{file}", get(api::element::get, &api::element::OPERATION))
        .route("/api/taxonomy.json", get(api::taxonomy::get, &api::taxonomy::OPERATION))
        .route("/api/project-info.json", get(api::project_info::get, &api::project_info::OPERATION))
        .route("/api/{kind}/get", get(api::entities::get, &api::entities::OPERATION))
        .route_of_words(
            "/api/{kind}/get/{*words}",
            "/api/{kind}/get/{words}",
            get(api::entities::by_path, &api::entities::BY_PATH),
        )
        .route("/murmurations/{file}", get(api::profile::get, &api::profile::OPERATION))
        .route("/feed", get(feed::stream::get, &feed::stream::OPERATION))
        .route("/feed.atom", get(feed::atom::get, &feed::atom::OPERATION))
        .route("/{container}/feed.atom", get(feed::atom::get_of, &feed::atom::OPERATION_OF))
        .route("/events", get(feed::events::get, &feed::events::OPERATION))
        .route(
            "/webhooks",
            get(webhooks::list::get, &webhooks::list::GET).post(webhooks::list::post, &webhooks::list::POST),
        )
        .route(
            "/webhooks/{number}",
            get(webhooks::one::get, &webhooks::one::GET)
                .post(webhooks::one::post, &webhooks::one::POST)
                .patch(webhooks::one::patch, &webhooks::one::PATCH)
                .delete(webhooks::one::delete, &webhooks::one::DELETE),
        )
        .route("/webhooks/{number}/retry", post(webhooks::retry::post, &webhooks::retry::OPERATION))
        .group(Group::Servers)
        .route("/actor", get(actor::get, &actor::OPERATION))
        .route("/inbox", post(inbox::post, &inbox::OPERATION))
        .route("/outbox", get(collections::outbox, &collections::OUTBOX))
        .route("/followers", get(collections::followers, &collections::FOLLOWERS))
        .route("/following", get(collections::following, &collections::FOLLOWING))
        .route("/{container}/{slug}/inbox", post(inbox::post_to, &inbox::OPERATION_OF))
        .route("/{container}/{slug}/outbox", get(collections::outbox, &collections::OUTBOX_OF))
        .route("/{container}/{slug}/followers", get(collections::followers, &collections::FOLLOWERS_OF))
        .route("/{container}/{slug}/following", get(collections::following, &collections::FOLLOWING_OF))
        .route("/posts/{post}", get(posts::get, &posts::OPERATION))
        .route("/posts/{post}/{container}/{slug}", get(posts::get_of, &posts::OPERATION_OF))
        .route("/activities/{activity}", get(activity::get, &activity::OPERATION))
        .route("/.well-known/webfinger", get(discovery::webfinger, &discovery::WEBFINGER))
        .route("/.well-known/nodeinfo", get(discovery::nodeinfo_links, &discovery::NODEINFO_LINKS))
        .route("/nodeinfo/2.1", get(discovery::nodeinfo, &discovery::NODEINFO))
        .route("/.well-known/host-meta", get(discovery::host_meta, &discovery::HOST_META))
        .group(Group::Operators)
        .route("/openapi.json", get(openapi::get, &openapi::OPERATION))
        .route("/docs", get(docs::get, &docs::OPERATION))
        .route("/health/live", get(health::live, &health::LIVE))
        .route("/health/ready", get(health::ready, &health::READY))
}

/// Nothing runs in our pages, and nothing is loaded but our style and people's pictures.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' https: data:; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What scripts of other sites may see of our answers, besides the body.
const EXPOSED: &str = "Accept-Patch, Accept-Post, Accept-Put, Allow, Content-Language, Content-Location, ETag, Last-Modified, \
     Link, Location, Memento-Datetime, Preference-Applied, Retry-After, Vary, WAC-Allow, WWW-Authenticate";

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
                "Accept, Accept-Datetime, Accept-Language, Authorization, Change-Note, Content-Type, If-Match, \
                 If-Modified-Since, If-None-Match, Link, Prefer, Slug",
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
        let told = methods.split(',').map(str::trim).filter(|method| !method.is_empty() && *method != "OPTIONS");
        let methods = told.chain(["OPTIONS"]).collect::<Vec<_>>().join(", ");
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

async fn nothing() -> Problem {
    Problem::new(Kind::NotFound)
}

fn fallen(payload: Box<dyn Any + Send>) -> Response {
    Problem::internal(Fallen::from(payload)).into_response()
}
