//! The files of the ontology, as the program carries them.

use std::borrow::Cow;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../ontology"]
struct Files;

/// A module of the ontology: the grammar section by section, and its alignment.
#[derive(Debug, Clone)]
pub struct Module {
    /// `core.ttl`.
    pub name: String,
    /// Its Turtle.
    pub bytes: Cow<'static, [u8]>,
}

/// The module that says how our words stand to those of others.
pub const ALIGNMENT: &str = "alignment.ttl";

/// Every module, by name. Thesauri are data, not modules: they are not among them.
#[must_use]
pub fn modules() -> Vec<Module> {
    files(|name| !name.contains('/'))
}

/// Every thesaurus, by name: `thesauri/horizons.ttl`.
#[must_use]
pub fn thesauri() -> Vec<Module> {
    files(|name| name.starts_with("thesauri/"))
}

fn files(wanted: impl Fn(&str) -> bool) -> Vec<Module> {
    let is_wanted = |name: &Cow<'static, str>| name.ends_with(".ttl") && wanted(name);
    let mut names: Vec<String> = Files::iter().filter(is_wanted).map(Cow::into_owned).collect();
    names.sort();
    let module = |name: String| Files::get(&name).map(|file| Module { name, bytes: file.data });
    names.into_iter().filter_map(module).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_there_and_thesauri_are_not() {
        let names: Vec<String> = modules().into_iter().map(|module| module.name).collect();
        assert!(names.len() > 5 && names.iter().any(|name| name == ALIGNMENT), "{names:?}");
        assert!(names.iter().all(|name| !name.contains('/') && name != "context.jsonld"), "{names:?}");
        assert!(thesauri().iter().any(|thesaurus| thesaurus.name == "thesauri/horizons.ttl"));
    }
}
