//! The names of ActivityStreams' formats. ActivityPub, section 3.2: "The client MUST specify an Accept header with the
//! application/ld+json; profile="<https://www.w3.org/ns/activitystreams>" media type".

use super::CONTEXT;
use mime::Mime;

/// What we write, short enough for everybody.
pub const ACTIVITY: &str = "application/activity+json";
/// What we ask for: both names.
pub const ACCEPT: &str =
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Whether a document that was fetched may be an actor or object. Plain JSON may not: many servers let people upload
/// some, which then poses as an actor (GHSA-jhrq-qvrm-qr36).
pub fn is_activity(content_type: &str) -> bool {
    let Some(mime) = read(content_type) else { return false };
    match mime.essence_str() {
        ACTIVITY => true,
        "application/ld+json" => {
            let profile = mime.get_param("profile");
            profile.is_some_and(|profile| profile.as_str().split_ascii_whitespace().any(|one| one == CONTEXT))
        }
        _ => false,
    }
}

/// Whether the body of a request to an inbox may be an activity. It is signed, so that it may be called JSON-LD or JSON
/// as well.
pub fn is_posted(content_type: &str) -> bool {
    let essence = read(content_type);
    let is_json = |mime: &Mime| matches!(mime.essence_str(), "application/ld+json" | "application/json");
    is_activity(content_type) || essence.as_ref().is_some_and(is_json)
}

fn read(content_type: &str) -> Option<Mime> {
    let mime = content_type.parse::<Mime>().ok()?;
    let charset = mime.get_param(mime::CHARSET);
    charset.is_none_or(|charset| charset == mime::UTF_8).then_some(mime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploads_are_told_from_activities() {
        check("application/activity+json", true, true);
        check("Application/Activity+JSON; charset=utf-8", true, true);
        check("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"", true, true);
        check("application/ld+json;profile=\"https://a.example https://www.w3.org/ns/activitystreams\"", true, true);
        check("application/ld+json", false, true);
        check("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams2\"", false, true);
        check("application/json", false, true);
        check("application/activity+json; charset=latin1", false, false);
        check("text/html", false, false);
        check("image/png", false, false);
        check("", false, false);
        for accepted in ACCEPT.split(", ") {
            assert!(is_activity(accepted), "{accepted}");
        }
    }

    #[track_caller]
    fn check(content_type: &str, fetched: bool, posted: bool) {
        assert_eq!((is_activity(content_type), is_posted(content_type)), (fetched, posted), "{content_type}");
    }
}
