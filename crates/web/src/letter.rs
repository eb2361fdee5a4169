//! The words of a message that carries a link. Sending it is for whoever had it made: of mail, this program sends the codes
//! of claims alone (`federation::claim`).

use crate::locale::Locale;
use crate::text;
use jiff::Timestamp;

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// The message that invites somebody. `language` is a tag such as `fr`; French where it is none of ours.
pub fn invitation_letter(language: &str, site: &str, link: &str, expires: Timestamp) -> Letter {
    invitation(Locale::from_tag(language).unwrap_or(Locale::Fr), site, link, expires)
}

pub(crate) fn invitation(locale: Locale, site: &str, link: &str, expires: Timestamp) -> Letter {
    let values = [("site", site.to_owned()), ("link", link.to_owned()), ("until", text::date(locale, expires))];
    Letter {
        subject: text::fill(locale, "letter-invitation-subject", &values),
        body: text::fill(locale, "letter-invitation", &values),
    }
}

/// The message that lets somebody edit a document.
pub(crate) fn edit_link(locale: Locale, site: &str, link: &str, document: &str, expires: Timestamp) -> Letter {
    let values = [
        ("site", site.to_owned()),
        ("link", link.to_owned()),
        ("document", document.to_owned()),
        ("until", text::date(locale, expires)),
    ];
    Letter {
        subject: text::fill(locale, "letter-edit-subject", &values),
        body: text::fill(locale, "letter-edit", &values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_say_all_that_is_needed() {
        let until = "2026-12-06T08:00:00Z".parse().unwrap();
        for (locale, date) in [(Locale::Fr, "6 décembre 2026"), (Locale::En, "6 December 2026")] {
            let link = "https://a.example/edit/AAAA";
            for letter in [
                invitation(locale, "Brenne", link, until),
                edit_link(locale, "Brenne", link, "https://a.example/codes/moulin", until),
            ] {
                assert!(letter.subject.contains("Brenne") && !letter.subject.contains('\n'), "{letter:?}");
                for part in [link, date, "Brenne"] {
                    assert!(letter.body.contains(part), "{letter:?}");
                }
                assert!(letter.body.lines().any(|line| line.trim() == link), "the link stands alone: {letter:?}");
            }
        }
    }
}
