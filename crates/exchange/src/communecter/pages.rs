//! Its pages: in Communecter, its own, those where it meets people; its picture; where Communecter has it from.

use super::fields::{self, Fields};
use super::kind::Kind;
use super::page_address;
use crate::draft::{Draft, web_address};
use crate::source::Source;
use model::vocab::{dct, property};
use serde_json::Value;

/// Its addresses, of the fields that have them.
pub(super) fn read(kind: Kind, id: &str, at: &Source, fields: &mut Fields, draft: &mut Draft) {
    let pages =
        [page_address::canonical(at, kind, id), fields.word("slug").and_then(|slug| page_address::by_slug(at, &slug))];
    for page in pages.into_iter().flatten() {
        draft.say(property::COMMUNECTER_RECORD, page.as_named_node());
    }
    match fields.take("url") {
        Some(Value::Object(mut url)) => {
            // The answer of the API is this entity again.
            url.shift_remove("api");
            let page = url.shift_remove("communecter");
            if let Some(page) = page.as_ref().and_then(Value::as_str).and_then(web_address) {
                // Of an older generation it is the canonical one in other words.
                if page_address::parse(page.as_str()).is_none() {
                    draft.say(property::COMMUNECTER_RECORD, page.as_named_node());
                }
            }
            if let Some(website) = url.shift_remove("website").filter(|website| !fields::is_empty(website)) {
                website_of("url.website", website, fields, draft);
            }
            fields.rest_of("url", url);
        }
        Some(website) => website_of("url", website, fields, draft),
        None => {}
    }
    for name in ["website", "urls", "urlFacebook", "urlTwitter"] {
        for item in fields.take(name).map(fields::items).unwrap_or_default() {
            website_of(name, item, fields, draft);
        }
    }
    for (network, address) in fields.object("socialNetwork").unwrap_or_default() {
        if !fields::is_empty(&address) {
            website_of(&format!("socialNetwork.{network}"), address, fields, draft);
        }
    }
    let mut has_image = false;
    for name in ["image", "profilImageUrl", "urlImg"] {
        let Some(value) = fields.take(name) else { continue };
        let address = value.as_str().map(|address| match address.strip_prefix('/') {
            Some(path) => format!("{}{path}", page_address::site(at)),
            None => address.to_owned(),
        });
        // They are the same picture.
        if !has_image {
            has_image = address.is_some_and(|address| draft.link(property::IMAGE, &address.replace(' ', "%20")));
            if !has_image {
                fields.broken(name, value);
            }
        }
    }
    if let Some(mut source) = fields.object("source") {
        let origin = source.shift_remove("url");
        if let Some(origin) = origin.as_ref().and_then(Value::as_str) {
            draft.link(dct::SOURCE, origin);
        }
    }
}

fn website_of(field: &str, value: Value, fields: &mut Fields, draft: &mut Draft) {
    let address = value.as_str().or_else(|| value.get("url")?.as_str());
    if !address.is_some_and(|address| draft.link(property::WEBSITE, address)) {
        fields.broken(field, value);
    }
}
