//! Hosts under which everybody is: networks, directories, free websites, free mailboxes.
//!
//! Those that many sheets have are found by counting; these are known where there are few sheets.

use crate::mark::{Mark, Sort};

/// Their names, without what stands before.
const HOSTS: &[&str] = &[
    // Pages.
    "bsky.app",
    "communecter.org",
    "discord.gg",
    "docs.google.com",
    "drive.google.com",
    "facebook.com",
    "fb.com",
    "fb.me",
    "framasite.org",
    "framateam.org",
    "goo.gl",
    "google.com",
    "helloasso.com",
    "instagram.com",
    "laruchequiditoui.fr",
    "leboncoin.fr",
    "linkedin.com",
    "linktr.ee",
    "mastodon.social",
    "meetup.com",
    "mobilizon.fr",
    "openstreetmap.org",
    "pagesjaunes.fr",
    "reseau-amap.org",
    "sites.google.com",
    "t.me",
    "tiktok.com",
    "transiscope.org",
    "tripadvisor.fr",
    "twitter.com",
    "ulule.com",
    "vimeo.com",
    "wikipedia.org",
    "x.com",
    "yeswiki.net",
    "youtube.com",
    // Mailboxes.
    "aol.com",
    "bbox.fr",
    "club-internet.fr",
    "disroot.org",
    "ecomail.fr",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.fr",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "laposte.net",
    "live.com",
    "live.fr",
    "mac.com",
    "mailfence.com",
    "mailo.com",
    "mailoo.org",
    "me.com",
    "msn.com",
    "neuf.fr",
    "no-log.org",
    "numericable.fr",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "pm.me",
    "posteo.net",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "riseup.net",
    "sfr.fr",
    "tuta.io",
    "tutanota.com",
    "wanadoo.fr",
    "web.de",
    "yahoo.com",
    "yahoo.fr",
    "yandex.com",
    "ymail.com",
    "zaclys.net",
    "zoho.com",
];

/// Whether everybody is at this host, as it is written without `www.`.
pub fn is_crowd(host: &str) -> bool {
    let host = host.strip_prefix("fr-fr.").or_else(|| host.strip_prefix("fr.")).unwrap_or(host);
    HOSTS.contains(&host)
}

/// Whether the mark is such a host.
pub(crate) fn has(mark: &Mark) -> bool {
    mark.sort == Sort::Host && is_crowd(&mark.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_mailboxes_are_crowds_and_sites_under_them_are_not() {
        assert!(is_crowd("facebook.com") && is_crowd("fr-fr.facebook.com") && is_crowd("orange.fr"));
        assert!(!is_crowd("moulin.free.fr") && !is_crowd("moulin.fr"));
    }
}
