//! The table of routes: a path, its handlers, and what each of them does, together or not at all.

use super::operation::{Group, Operation};
use crate::acl::address::SUFFIX;
use crate::site::SharedSite;
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any_service};
use http::Method;

/// Every route, with what is said of it.
pub(crate) struct Table {
    router: Router<SharedSite>,
    /// What the router cannot tell from a document: no pattern of it ends a part.
    acls: Router<SharedSite>,
    paths: Vec<Path>,
    group: Group,
}

/// What is said of one path.
pub(crate) struct Path {
    pub(crate) group: Group,
    /// `/{container}/{slug}`
    pub(crate) template: &'static str,
    /// Its methods in the order of the table, without `HEAD` and `OPTIONS`: those are the same everywhere.
    pub(crate) operations: Vec<(Method, &'static Operation)>,
}

/// The handlers of one path.
pub(crate) struct Route {
    handlers: MethodRouter<SharedSite>,
    operations: Vec<(Method, &'static Operation)>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), acls: Router::new(), paths: Vec::new(), group: Group::People }
    }

    /// Who calls what follows.
    pub(crate) fn group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    /// A path, with what it takes.
    pub(crate) fn route(mut self, template: &'static str, Route { handlers, operations }: Route) -> Self {
        self.router = self.router.route(template, handlers);
        self.paths.push(Path { group: self.group, template, operations });
        self
    }

    /// The same of addresses that go on with words and their values, as many as one likes: what is said of them has one name
    /// for all.
    pub(crate) fn route_of_words(
        mut self,
        shape: &'static str,
        template: &'static str,
        Route { handlers, operations }: Route,
    ) -> Self {
        self.router = self.router.route(shape, handlers);
        self.paths.push(Path { group: self.group, template, operations });
        self
    }

    /// The same for the acls of what has addresses of this shape.
    pub(crate) fn route_of_acl(
        mut self,
        shape: &'static str,
        template: &'static str,
        Route { handlers, operations }: Route,
    ) -> Self {
        self.acls = self.acls.route(shape, handlers);
        self.paths.push(Path { group: self.group, template, operations });
        self
    }

    /// The routes, those of acls, and what is said of all.
    pub(crate) fn into_parts(self) -> (Router<SharedSite>, Router<SharedSite>, Vec<Path>) {
        (self.router, self.acls, self.paths)
    }

    /// Both kinds of routes, each with what stands around it.
    pub(crate) fn together(routes: Router, acls: Router) -> Router {
        Router::new().fallback_service(routes).layer(from_fn_with_state(any_service(acls), divert))
    }
}

/// Leads to the acls what asks for one by the name of a document.
async fn divert(State(acls): State<MethodRouter>, request: Request, next: Next) -> Response {
    let name = request.uri().path().rsplit('/').next().and_then(|name| name.strip_suffix(SUFFIX));
    if name.is_some_and(|slug| !slug.is_empty()) {
        return acls.call(request, ()).await;
    }
    next.run(request).await
}

/// A path that is read.
pub(crate) fn get<H: Handler<T, SharedSite>, T: 'static>(handler: H, operation: &'static Operation) -> Route {
    Route::empty().get(handler, operation)
}

/// A path that is only sent to.
pub(crate) fn post<H: Handler<T, SharedSite>, T: 'static>(handler: H, operation: &'static Operation) -> Route {
    Route::empty().post(handler, operation)
}

impl Route {
    fn empty() -> Self {
        Self { handlers: MethodRouter::new(), operations: Vec::new() }
    }

    pub(crate) fn get<H: Handler<T, SharedSite>, T: 'static>(self, handler: H, operation: &'static Operation) -> Self {
        self.told(Method::GET, operation, |handlers| handlers.get(handler))
    }

    pub(crate) fn put<H: Handler<T, SharedSite>, T: 'static>(self, handler: H, operation: &'static Operation) -> Self {
        self.told(Method::PUT, operation, |handlers| handlers.put(handler))
    }

    pub(crate) fn post<H: Handler<T, SharedSite>, T: 'static>(self, handler: H, operation: &'static Operation) -> Self {
        self.told(Method::POST, operation, |handlers| handlers.post(handler))
    }

    pub(crate) fn delete<H: Handler<T, SharedSite>, T: 'static>(
        self,
        handler: H,
        operation: &'static Operation,
    ) -> Self {
        self.told(Method::DELETE, operation, |handlers| handlers.delete(handler))
    }

    pub(crate) fn patch<H: Handler<T, SharedSite>, T: 'static>(
        self,
        handler: H,
        operation: &'static Operation,
    ) -> Self {
        self.told(Method::PATCH, operation, |handlers| handlers.patch(handler))
    }

    /// What can be done here: answered everywhere, and here with more than the methods.
    pub(crate) fn options<H: Handler<T, SharedSite>, T: 'static>(mut self, handler: H) -> Self {
        self.handlers = self.handlers.options(handler);
        self
    }

    /// How any other method is refused.
    pub(crate) fn fallback<H: Handler<T, SharedSite>, T: 'static>(mut self, handler: H) -> Self {
        self.handlers = self.handlers.fallback(handler);
        self
    }

    fn told(
        mut self,
        method: Method,
        operation: &'static Operation,
        add: impl FnOnce(MethodRouter<SharedSite>) -> MethodRouter<SharedSite>,
    ) -> Self {
        self.handlers = add(self.handlers);
        self.operations.push((method, operation));
        self
    }
}
