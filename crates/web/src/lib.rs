//! HTTP: routes, representations, problems, pages. No rule of the domain: each handler extracts, makes one call of
//! [`registry`], and represents what came back.
//!
//! | module | does |
//! |---|---|
//! | [`router`](mod@router) | the one table of routes, grouped by who calls them |
//! | `site` | what every handler shares: the registry, the settings, the cache of representations |
//! | `visitor` | who asks, in which language, accepting which media types |
//! | `session`, `submission` | browsers that are signed in, and the forms that they send |
//! | `negotiation`, `locale` | `Accept` and `Accept-Language` |
//! | `memento` | versions by date (RFC 7089), and the links between them |
//! | `note` | `Change-Note`: why something is changed |
//! | `precondition` | `ETag`, `If-Match`, `If-None-Match` |
//! | `prefer` | what a client would rather get (RFC 7240) |
//! | `links` | `Link`, told and asked |
//! | `arrival` | bodies as they arrive: how long, how large, how many at once |
//! | `body` | what is sent to be stored: its media type, charset and size |
//! | `described` | what each route takes and answers, from which `/openapi.json` and `/docs` are made |
//! | `claiming` | how a claim is proven, in words |
//! | `address` | paths that name a container or a document |
//! | `representation` | RDF on the way out, with its headers, cached |
//! | `schema` | shapes and forms as JSON Schema |
//! | `problem` | the only place that knows statuses (RFC 9457) |
//! | `vocabulary` | the embedded ontology and its labels |
//! | `text` | the texts of pages and problems, French and English |
//! | `page` | what pages show; the templates are in `templates/` |
//! | `home`, `container`, `resource`, `release`, `erasure`, `key`, `form`, `shape`, `sparql`, `update`, `graphs`, `ns`, `repository`, `openapi`, `docs`, `slash`, `health`, `asset` | one file per endpoint |
//! | `api` | what others' programs ask for in their own formats |
//! | `void` | what is open here, counted and described |
//! | `search` | what is found, for people and in every format |
//! | `feed` | what changed, for whoever follows |
//! | `webhooks` | addresses that are told of it |
//! | `federation` | what other servers ask for and send |
//! | `login`, `account`, `admin`, `invitation`, `edit` | one file per endpoint of people and their accounts |
//! | `peers` | other sites, and what waits of them, for administrators |
//! | `acl` | who may do what, as Web Access Control says it |
//!
//! # Adding a route
//! 1. Write the handler at the path of its URL: extract, one call, represent.
//! 2. Say beside it what it takes and answers, as an `Operation`; in words, in both `locales/*/api.ftl`.
//! 3. Add its line to [`router`](mod@router), in the group of those who call it.
//! 4. A new way to fail gets a line in `problem::kind`, a text in both `locales/*/problem.ftl`, a line in `docs/API.md`.
//! 5. A new page gets a context in `page` with `sample()`; the test there renders it in every language.

mod account;
mod acl;
mod address;
mod admin;
mod api;
mod arrival;
mod asset;
mod body;
mod claiming;
mod container;
mod described;
mod docs;
mod edit;
mod elsewhere;
mod erasure;
mod facts;
mod federation;
mod feed;
mod form;
mod graphs;
mod health;
mod home;
mod imports;
mod invitation;
mod key;
mod letter;
mod links;
mod locale;
mod login;
mod matching;
mod memento;
mod negotiation;
mod note;
mod ns;
mod openapi;
mod page;
mod peers;
mod precondition;
mod prefer;
mod problem;
mod release;
mod repository;
mod representation;
mod resource;
pub mod router;
mod same;
mod schema;
mod search;
mod session;
mod shape;
mod site;
mod slash;
mod sparql;
mod submission;
mod text;
mod update;
mod visitor;
mod vocabulary;
mod void;
mod webhooks;

pub use api::files::catalogue_of;
pub use claiming::{ClaimStep, ClaimSummary, claim_steps, explain_claim};
pub use feed::events::{Stop, Stopping};
pub use letter::{Letter, invitation_letter};
pub use login::oidc::{NewAccounts, Provider};
pub use page::{likelihood_of, note_of, reasons_of};
pub use problem::{explain, explain_account, explain_erasure, explain_release, explain_webhook};
pub use router::{app, app_over};
pub use site::{PAGE_LIMIT, QUERY_DEADLINE, Settings, Unconditional};
