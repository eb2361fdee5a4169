//! What answers say: their triples, and their links.

use model::Iri;
use model::syntax::{Format, parse};
use tests::Reply;

/// The statements of an answer in this media type, without blank nodes, as lines.
pub(crate) fn triples(reply: &Reply, media_type: &str) -> Vec<String> {
    let format = Format::from_media_type(media_type).unwrap();
    let base = Iri::parse("https://moulin.example/").unwrap();
    let mut lines: Vec<String> =
        parse(reply.bytes(), format, &base, usize::MAX).unwrap().iter().map(ToString::to_string).collect();
    lines.sort();
    lines
}

/// The targets of an answer's links of this relation, in order.
pub(crate) fn links(reply: &Reply, relation: &str) -> Vec<String> {
    let wanted = format!("; rel=\"{relation}\"");
    let lines = reply.headers.get_all("link").iter().filter_map(|line| line.to_str().ok());
    let ours = lines.filter(|line| line.contains(&wanted));
    ours.filter_map(|line| Some(line.strip_prefix('<')?.split_once('>')?.0.to_owned())).collect()
}
