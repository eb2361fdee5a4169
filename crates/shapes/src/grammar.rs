//! The shapes of the grammar (`shapes/*.ttl`), embedded in the binary.

use crate::compile::{ShapesError, parse};
use crate::shape::Shapes;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../shapes"]
struct Files;

impl Shapes {
    /// The shapes of the grammar. The `rdfs:subClassOf` that their files state are known to them, because documents
    /// do not repeat it.
    pub fn of_the_grammar() -> Result<Self, ShapesError> {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort_unstable();
        let mut texts = Vec::with_capacity(names.len());
        for name in &names {
            let refuse = |message: &str| ShapesError { source_name: name.to_string(), message: message.to_owned() };
            let file = Files::get(name).ok_or_else(|| refuse("the file is not in the binary"))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(|_| refuse("the file is not UTF-8"))?;
            texts.push((name.as_ref(), text));
        }
        let sources: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let mut shapes = Self::compile(&sources)?;
        for (name, text) in sources {
            shapes = shapes.with_subclasses(&parse(name, text, 0)?);
        }
        Ok(shapes)
    }
}
