//! What changed of a live map since it was read last, asked for element by element: a map of fifty thousand elements of
//! which ten changed tells these ten.

use exchange::gogocarto;
use jiff::{SignedDuration, Timestamp};
use outbound::{FetchLimits, Outbound};
use serde_json::Value;
use std::io::Cursor;
use url::Url;

/// Most elements that are asked for one by one; where more changed the whole list costs the map less.
const MOST: usize = 100;

/// How far the map's clock may be behind ours.
const ASTRAY: SignedDuration = SignedDuration::from_hours(1);

/// What the map has, and of that what changed since, each with its address; nothing where it does not tell, or where reading all of it is as well.
pub(super) async fn since(outbound: &Outbound, elements: &str, since: Timestamp) -> Option<[(String, Vec<u8>); 2]> {
    let address = gogocarto::changes(elements)?;
    let told = outbound.fetch_as(&address, "application/json", FetchLimits::PAGE).await.ok()?.body;
    let listed: Vec<_> = gogocarto::sync(Cursor::new(&told)).collect::<Result<_, _>>().ok()?;
    let since = since.saturating_sub(ASTRAY).unwrap_or(Timestamp::MIN);
    let has_changed = |changed: &Option<Timestamp>| changed.is_none_or(|changed| changed >= since);
    let changed: Vec<&String> = listed.iter().filter(|(_, at)| has_changed(at)).map(|(key, _)| key).collect();
    if listed.is_empty() || changed.len() > MOST {
        return None;
    }
    let mut read: Vec<Value> = Vec::with_capacity(changed.len());
    for key in changed {
        let answer = outbound.fetch_as(&one(elements, key)?, "application/json", FetchLimits::PAGE).await.ok()?;
        read.push(gogocarto::element(&answer.body)?);
    }
    Some([(address, told), (elements.to_owned(), gogocarto::elements(&read))])
}

/// Where the map tells one element: `/api/elements/KEY.json`.
fn one(elements: &str, key: &str) -> Option<String> {
    let mut url = Url::parse(elements).ok()?;
    url.set_query(None);
    url.path_segments_mut().ok()?.pop().push("elements").push(&format!("{key}.json"));
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::one;

    #[test]
    fn each_element_has_its_own_address() {
        let check =
            |elements: &str, key: &str, expected: &str| assert_eq!(one(elements, key).as_deref(), Some(expected));
        check("https://a.example/api/elements.json", "1aB", "https://a.example/api/elements/1aB.json");
        check(
            "https://a.example/c/api/elements.json?limit=9",
            "../a?b/#",
            "https://a.example/c/api/elements/..%2Fa%3Fb%2F%23.json",
        );
    }
}
