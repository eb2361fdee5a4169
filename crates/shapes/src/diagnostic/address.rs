//! What files stand for that are for no instance yet: the documents that they would be there.

use model::{Base, Container, Iri, Slug};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The address of each file's document at `base`: `organizations/moulin.ttl` is that one, a file of any other folder is
/// a description. Two files are two documents: where the second would get the address of the first, it gets a number.
///
/// The paths are absolute, since the folder decides.
///
/// ```
/// use shapes::diagnostic::addresses;
///
/// let base = model::Base::parse("https://a.example/")?;
/// let paths = ["/drafts/moulin.ttl", "/offers/salle.ttl", "/old/moulin.ttl"].map(Into::into);
/// let found: Vec<_> = addresses(&paths, &base).iter().map(ToString::to_string).collect();
/// let expected = ["codes/moulin", "offers/salle", "codes/moulin-2"];
/// assert_eq!(found, expected.map(|path| format!("https://a.example/{path}")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn addresses(paths: &[PathBuf], base: &Base) -> Vec<Iri> {
    let mut taken: HashMap<Iri, &Path> = HashMap::new();
    let mut addresses = Vec::with_capacity(paths.len());
    for path in paths {
        let candidates = usual(path).map(|(container, slug)| {
            let numbered = slug.clone();
            let others = (2..).map(move |number| numbered.numbered(number));
            std::iter::once(slug).chain(others).map(move |slug| base.document(container, &slug))
        });
        // A file that is given twice is the same document twice.
        let is_free = |iri: &Iri| taken.get(iri).is_none_or(|other| *other == path.as_path());
        let address = candidates.and_then(|mut candidates| candidates.find(is_free)).unwrap_or_else(|| base.home());
        taken.insert(address.clone(), path);
        addresses.push(address);
    }
    addresses
}

/// The container and the name that a file asks for.
fn usual(path: &Path) -> Option<(Container, Slug)> {
    let text = |part: Option<&std::ffi::OsStr>| part.and_then(|part| part.to_str()).unwrap_or_default().to_owned();
    let slug = Slug::from_text(&text(path.file_stem())).or_else(|_| Slug::from_text("description")).ok()?;
    let container = Container::from_segment(&text(path.parent().and_then(Path::file_name)));
    Some((container.unwrap_or(Container::Codes), slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_addresses() {
        let base = Base::parse("https://a.example/").unwrap();
        for (paths, expected) in [
            (
                &["/x/organizations/Le Moulin.ttl", "/x/brouillons/moulin.jsonld"][..],
                &["organizations/le-moulin", "codes/moulin"][..],
            ),
            (
                &["/x/a/moulin.ttl", "/x/b/moulin.ttl", "/x/c/moulin.trig"],
                &["codes/moulin", "codes/moulin-2", "codes/moulin-3"],
            ),
            (&["/x/a/moulin.ttl", "/x/a/moulin.ttl"], &["codes/moulin", "codes/moulin"]),
            (
                &["/x/a/moulin.ttl", "/x/a/moulin-2.ttl", "/x/b/moulin.ttl"],
                &["codes/moulin", "codes/moulin-2", "codes/moulin-3"],
            ),
            (&["/x/a/….ttl", "/x/b/….ttl"], &["codes/description", "codes/description-2"]),
        ] {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            let found: Vec<_> = addresses(&paths, &base).iter().map(ToString::to_string).collect();
            let expected: Vec<_> = expected.iter().map(|path| format!("https://a.example/{path}")).collect();
            assert_eq!(found, expected);
        }
    }
}
