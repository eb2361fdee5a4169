//! `WAC-Allow`: what whoever asks may do with what they read, and what everybody may.

use http::{HeaderName, HeaderValue};
use registry::{Access, Mode};

/// The header's name.
pub(crate) const WAC_ALLOW: HeaderName = HeaderName::from_static("wac-allow");

/// WAC, section "WAC-Allow HTTP Header": permission groups, each with its access modes between quotes.
pub(crate) fn wac_allow(access: &Access) -> HeaderValue {
    let text = format!(r#"user="{}", public="{}""#, words(&access.user), words(&access.public));
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(r#"user="", public="""#))
}

fn words(modes: &[Mode]) -> String {
    let words: Vec<&str> = modes
        .iter()
        .map(|mode| match mode {
            Mode::Read => "read",
            Mode::Write => "write",
            Mode::Append => "append",
            Mode::Control => "control",
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_stand_between_quotes() {
        for (user, public, expected) in [
            (
                vec![Mode::Read, Mode::Write, Mode::Append, Mode::Control],
                vec![Mode::Read],
                r#"user="read write append control", public="read""#,
            ),
            (vec![Mode::Read], vec![], r#"user="read", public="""#),
        ] {
            assert_eq!(wac_allow(&Access { user, public }), expected);
        }
    }
}
