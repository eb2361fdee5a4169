//! Whose a site is: which of its parts somebody must write in to be the one whose sheet names it.

use psl::Type;
use url::{Host, Position, Url};

/// By which a site is proven to be somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A file at a place where only whoever runs the host may put one (RFC 8615).
    File,
    /// A link of the page that the sheet names, with `rel="me"`.
    Link,
    /// A TXT record under the host's name.
    Dns,
    /// A code that was sent to an address at the host.
    Mail,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::File, Self::Link, Self::Dns, Self::Mail];

    /// As it is written down.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Link => "link",
            Self::Dns => "dns",
            Self::Mail => "mail",
        }
    }
}

/// Where the file stands.
const FILE: &str = "/.well-known/codesocial-claim.txt";
/// What stands before the host's name in a TXT record's.
const RECORD: &str = "_codesocial.";

/// Registered names under which everybody can have a page that the list of public suffixes does not tell: who writes at
/// the host itself is whoever runs it, never the one whose page it is. Associations put these into sheets as their website.
const SHARED: [&str; 41] = [
    "assoconnect.com",
    "bsky.app",
    "calameo.com",
    "canalblog.com",
    "change.org",
    "discord.com",
    "discord.gg",
    "eventbrite.com",
    "eventbrite.fr",
    "facebook.com",
    "fb.com",
    "fb.me",
    "flickr.com",
    "framaforms.org",
    "framapad.org",
    "framasite.org",
    "github.com",
    "gitlab.com",
    "google.com",
    "helloasso.com",
    "instagram.com",
    "issuu.com",
    "jimdo.com",
    "kisskissbankbank.com",
    "linkedin.com",
    "linktr.ee",
    "loomio.org",
    "medium.com",
    "meetup.com",
    "mobilizon.fr",
    "over-blog.com",
    "pagesjaunes.fr",
    "pagesperso-orange.fr",
    "tiktok.com",
    "twitter.com",
    "ulule.com",
    "vimeo.com",
    "wikipedia.org",
    "wordpress.com",
    "x.com",
    "youtube.com",
];

/// Who gives everybody a mailbox, under many countries' names.
const PROVIDERS: [&str; 8] = ["aol", "gmail", "gmx", "hotmail", "live", "outlook", "yahoo", "ymail"];

/// A site that a sheet names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    page: Url,
    tenancy: Tenancy,
}

/// Who writes at a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// Whoever has its name.
    Whole,
    /// Many, each at pages of their own: only the page itself tells whose it is.
    Shared,
}

/// Why nothing there proves anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASite {
    /// It is no address of the web.
    #[error("“{0}” is no address of the web")]
    NotOfTheWeb(String),
    /// Its host is a suffix under which others register names.
    #[error("{0} is nobody's own: names are registered under it")]
    PublicSuffix(String),
    /// It is the front page of a host where many have pages.
    #[error("{0} is where many have pages")]
    SharedHost(String),
    /// Many have mailboxes there, or nobody has: none proves anything.
    #[error("no mailbox at {0} tells whose it is")]
    SharedMailboxes(String),
}

impl Site {
    /// Reads the address that a sheet names.
    pub fn read(text: &str) -> Result<Self, NotASite> {
        let not_of_the_web = || NotASite::NotOfTheWeb(text.to_owned());
        let mut page = Url::parse(text).map_err(|_| not_of_the_web())?;
        if !matches!(page.scheme(), "http" | "https") || !page.username().is_empty() || page.password().is_some() {
            return Err(not_of_the_web());
        }
        page.set_fragment(None);
        let Some(host) = page.host().map(|host| host.to_owned()) else { return Err(not_of_the_web()) };
        let name = match host {
            Host::Domain(name) => name,
            Host::Ipv4(_) | Host::Ipv6(_) => return Ok(Self { page, tenancy: Tenancy::Whole }),
        };
        if name.ends_with('.') {
            let shorter = name.trim_end_matches('.').to_owned();
            page.set_host(Some(&shorter)).map_err(|_| not_of_the_web())?;
        }
        let name = name.trim_end_matches('.');
        let registered = psl::domain_str(name).ok_or_else(|| NotASite::PublicSuffix(name.to_owned()))?;
        let is_rented = psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(Type::Private));
        if is_rented {
            return Ok(Self { page, tenancy: Tenancy::Shared });
        }
        if !SHARED.contains(&registered) {
            return Ok(Self { page, tenancy: Tenancy::Whole });
        }
        let is_front_page = page.path() == "/" && page.query().is_none();
        if is_front_page && without_www(name) == registered {
            return Err(NotASite::SharedHost(name.to_owned()));
        }
        Ok(Self { page, tenancy: Tenancy::Shared })
    }

    /// The page.
    pub fn page(&self) -> &Url {
        &self.page
    }

    /// Who writes at its host.
    pub fn tenancy(&self) -> Tenancy {
        self.tenancy
    }

    /// Its host as the web writes it: letters of other scripts, which may look like ours, as `xn--`.
    pub fn host(&self) -> &str {
        self.page.host_str().unwrap_or_default()
    }

    /// By which ways it is proven.
    pub fn ways(&self) -> Vec<Way> {
        Way::ALL.into_iter().filter(|way| self.place(*way).is_some()).collect()
    }

    /// The host whose mail is that of whoever has the site: the site's own name, `www.` aside, unless everybody can have a
    /// mailbox there. Who reads mail at the name above may be anybody of a university, at the one below anybody's client.
    pub fn mail_host(&self) -> Option<&str> {
        let Some(Host::Domain(name)) = self.page.host() else { return None };
        let name = without_www(name);
        let registered = psl::domain_str(name)?;
        let label = registered.split('.').next().unwrap_or_default();
        let is_shared = PROVIDERS.contains(&label) || [name, registered].into_iter().any(same::is_crowd);
        (self.tenancy == Tenancy::Whole && !is_shared).then_some(name)
    }

    /// Where something has to be seen: the address of a file or of a page, the name of a record, the host of an address;
    /// `None`: it would prove nothing there.
    pub fn place(&self, way: Way) -> Option<String> {
        match (way, self.tenancy) {
            (Way::Link, _) => Some(self.page.to_string()),
            (Way::File | Way::Dns | Way::Mail, Tenancy::Shared) => None,
            (Way::Mail, Tenancy::Whole) => self.mail_host().map(str::to_owned),
            (Way::File, Tenancy::Whole) => Some(format!("{}{FILE}", &self.page[..Position::BeforePath])),
            (Way::Dns, Tenancy::Whole) => match self.page.host() {
                Some(Host::Domain(name)) => Some(format!("{RECORD}{}", without_www(name))),
                Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => None,
            },
        }
    }
}

/// `www.example.org` and `example.org` are one site; `www.co.uk` is somebody's own name.
pub fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").filter(|rest| psl::domain_str(rest).is_some()).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(Way, &str)]) {
        let site = Site::read(text).unwrap();
        let looked_at = site.ways().into_iter().filter(|way| *way != Way::Mail);
        let places: Vec<_> = looked_at.map(|way| (way, site.place(way).unwrap())).collect();
        let places: Vec<_> = places.iter().map(|(way, place)| (*way, place.as_str())).collect();
        assert_eq!(places, expected, "{text}");
    }

    #[test]
    fn a_name_of_ones_own_is_proven_in_three_ways() {
        let of = |page, file, record| [(Way::File, file), (Way::Link, page), (Way::Dns, record)];
        check(
            "https://moulin.example/a?b=c#d",
            &of(
                "https://moulin.example/a?b=c",
                "https://moulin.example/.well-known/codesocial-claim.txt",
                "_codesocial.moulin.example",
            ),
        );
        check(
            "http://WWW.Moulin.asso.fr.:8080/",
            &of(
                "http://www.moulin.asso.fr:8080/",
                "http://www.moulin.asso.fr:8080/.well-known/codesocial-claim.txt",
                "_codesocial.moulin.asso.fr",
            ),
        );
        // Looks like moulin.example, and is not.
        check(
            "https://mоulin.example/",
            &of(
                "https://xn--mulin-jye.example/",
                "https://xn--mulin-jye.example/.well-known/codesocial-claim.txt",
                "_codesocial.xn--mulin-jye.example",
            ),
        );
        check(
            "https://www.co.uk/",
            &of("https://www.co.uk/", "https://www.co.uk/.well-known/codesocial-claim.txt", "_codesocial.www.co.uk"),
        );
    }

    #[test]
    fn an_address_without_a_name_has_no_record() {
        check(
            "http://127.0.0.1:8080/",
            &[
                (Way::File, "http://127.0.0.1:8080/.well-known/codesocial-claim.txt"),
                (Way::Link, "http://127.0.0.1:8080/"),
            ],
        );
    }

    #[test]
    fn where_many_have_pages_only_the_page_proves_whose_it_is() {
        for page in [
            "https://www.facebook.com/lemoulin",
            "https://www.facebook.com/profile.php?id=1",
            "https://fr-fr.facebook.com/lemoulin",
            "https://www.helloasso.com/associations/le-moulin",
            "https://lemoulin.wordpress.com/",
            "https://lemoulin.github.io/",
            "https://sites.google.com/view/lemoulin",
            "https://lemoulin.over-blog.com/",
        ] {
            check(page, &[(Way::Link, page)]);
        }
    }

    #[test]
    fn what_is_nobodys_own_proves_nothing() {
        for (text, expected) in [
            ("https://facebook.com/", NotASite::SharedHost("facebook.com".into())),
            ("https://www.helloasso.com", NotASite::SharedHost("www.helloasso.com".into())),
            ("https://wordpress.com/", NotASite::SharedHost("wordpress.com".into())),
            ("https://asso.fr/", NotASite::PublicSuffix("asso.fr".into())),
            ("https://fr./", NotASite::PublicSuffix("fr".into())),
            ("https://localhost/", NotASite::PublicSuffix("localhost".into())),
            ("mailto:lea@moulin.example", NotASite::NotOfTheWeb("mailto:lea@moulin.example".into())),
            ("https://me@moulin.example/", NotASite::NotOfTheWeb("https://me@moulin.example/".into())),
            ("moulin.example", NotASite::NotOfTheWeb("moulin.example".into())),
        ] {
            assert_eq!(Site::read(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn mail_proves_something_where_mailboxes_are_somebodys_own() {
        let check = |text: &str, host: Option<&str>| {
            let site = Site::read(text).unwrap();
            assert_eq!((site.mail_host(), site.place(Way::Mail).as_deref()), (host, host), "{text}");
            assert_eq!(site.ways().contains(&Way::Mail), host.is_some(), "{text}");
        };
        check("https://www.Moulin.example/a?b", Some("moulin.example"));
        check("http://moulin.asso.fr.:8080/", Some("moulin.asso.fr"));
        check("https://asso.moulin.example/", Some("asso.moulin.example"));
        check("https://www.co.uk/", Some("www.co.uk"));
        for shared in [
            "https://www.facebook.com/lemoulin",
            "https://lemoulin.github.io/",
            "https://www.gmail.com/lemoulin",
            "https://orange.fr/",
            "https://www.laposte.net/moulin",
            "https://moulin.free.fr/",
            "https://www.yahoo.be/",
            "https://mail.riseup.net/",
            "http://127.0.0.1:8080/",
            "http://[::1]/",
        ] {
            check(shared, None);
        }
    }

    #[test]
    fn the_list_of_shared_hosts_is_of_registered_names_in_order() {
        assert!(SHARED.is_sorted());
        for name in SHARED {
            assert_eq!(psl::domain_str(name), Some(name), "the list of public suffixes tells it: {name}");
        }
    }
}
