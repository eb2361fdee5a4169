//! Lists end with a slash. Whoever forgets it is sent there, with the method, so that a `POST` arrives too.

use crate::address::{ContainerAddress, DocumentAddress};
use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::problem::{Kind, Problem};
use crate::release::address::ReleasesAddress;
use axum::response::Redirect;
use http::Method;

const fn to(
    id: &'static str,
    access: Access,
    takes: &'static [&'static Parameter],
    address: &'static str,
) -> Operation {
    let refuses: &[&[Kind]] = if takes.is_empty() { &[] } else { &[&[Kind::NotFound]] };
    Operation { id, access, takes, body: None, answers: &[answer::MOVED], refuses, example: Example::of(address) }
}

/// To the shapes.
pub(crate) const SHAPES: Operation = to("findShapes", Access::Open, &[], "/shapes");
/// To the forms.
pub(crate) const FORMS: Operation = to("findForms", Access::Open, &[], "/forms");
/// To the keys.
pub(crate) const KEYS: Operation = to("findKeys", Access::Open, &[], "/keys");
/// To a container.
pub(crate) const CONTAINER: Operation = to("findContainer", Access::Open, &[&parameter::CONTAINER], "/organizations");
/// To a container, with a document.
pub(crate) const INTO_CONTAINER: Operation =
    to("findContainerToCreate", Access::Open, &[&parameter::CONTAINER], "/organizations");
/// To the releases of a description.
pub(crate) const RELEASES: Operation =
    to("findReleases", Access::Open, &[&parameter::DESCRIPTIONS, &parameter::SLUG], "/releases/codes/moulin");
/// To the releases of a description, with another one.
pub(crate) const INTO_RELEASES: Operation =
    to("findReleasesToRelease", Access::Open, &[&parameter::DESCRIPTIONS, &parameter::SLUG], "/releases/codes/moulin");

/// To the versions of a document.
pub(crate) const VERSIONS: Operation =
    to("findVersions", Access::Open, &[&parameter::CONTAINER, &parameter::SLUG], "/organizations/moulin/versions");
/// To the versions of a document, to put one back.
pub(crate) const INTO_VERSIONS: Operation = to(
    "findVersionsToRestore",
    Access::Open,
    &[&parameter::CONTAINER, &parameter::SLUG],
    "/organizations/moulin/versions",
);

/// To what was erased.
pub(crate) const ERASURES: Operation = to("findErasures", Access::Open, &[], "/erasures");
/// To what was erased, with more of it.
pub(crate) const INTO_ERASURES: Operation = to("findErasuresToErase", Access::Open, &[], "/erasures");

/// To the accounts.
pub(crate) const ADMIN: Operation = to("findAdministration", Access::Open, &[], "/admin");
/// To the accounts, with the slash.
pub(crate) const ADMIN_SLASH: Operation = to("findAdministrationBySlash", Access::Open, &[], "/admin/");

/// `/admin`
pub(crate) async fn admin() -> Redirect {
    Redirect::permanent("admin/accounts")
}

/// `/admin/`
pub(crate) async fn admin_slash() -> Redirect {
    Redirect::permanent("accounts")
}

/// `/shapes`
pub(crate) async fn shapes() -> Redirect {
    Redirect::permanent("shapes/")
}

/// `/forms`
pub(crate) async fn forms() -> Redirect {
    Redirect::permanent("forms/")
}

/// `/erasures`
pub(crate) async fn erasures() -> Redirect {
    Redirect::permanent("erasures/")
}

/// `/keys`
pub(crate) async fn keys() -> Redirect {
    Redirect::permanent("keys/")
}

/// `/{container}`
pub(crate) async fn container(ContainerAddress(container): ContainerAddress) -> Redirect {
    // Relative to /{container}: its own segment once more, with the slash.
    Redirect::permanent(&[container.segment(), "/"].concat())
}

/// Any other method, at a list's address without its slash; where no list is, nothing is.
pub(crate) async fn not_allowed(_: ContainerAddress, method: Method) -> Problem {
    Problem::new(Kind::MethodNotAllowed).with("method", method.as_str())
}

/// `/releases/{container}/{slug}`
pub(crate) async fn releases(ReleasesAddress { slug, .. }: ReleasesAddress) -> Redirect {
    Redirect::permanent(&[slug.as_str(), "/"].concat())
}

/// `/{container}/{slug}/versions`
pub(crate) async fn versions(_: DocumentAddress) -> Redirect {
    Redirect::permanent("versions/")
}
