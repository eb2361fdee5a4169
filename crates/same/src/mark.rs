//! Marks: what one organisation has and few others share. A website, a mailbox, a telephone, a number of the state, the
//! address of a sheet elsewhere.
//!
//! A text that is no mark (a number with a wrong check digit, an e-mail address without a host) gives none: it is as if it
//! were not told.

/// What kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// The address of a sheet of it: its own, or one that it says is the same.
    Link,
    /// The establishment's number (SIRET).
    Siret,
    /// The company's number (SIREN), which its branches share.
    Siren,
    /// An e-mail address.
    Mailbox,
    /// A page of a website.
    Page,
    /// The host of a website, or of an e-mail address: most have both under one.
    Host,
    /// A telephone number.
    Telephone,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// What kind.
    pub sort: Sort,
    /// What it is, written in the one way that all of its kind are.
    pub text: String,
}

/// Digits of a telephone number that tell it apart, without country and trunk prefix.
const OF_A_TELEPHONE: usize = 9;
/// Letters of an id of MongoDB, which is one of a kind wherever it stands: Communecter's pages have it, in several
/// generations of addresses.
const OF_AN_ID: usize = 24;

/// Pages that every site has.
const EVERYWHERE: [&str; 12] = [
    "a-propos",
    "about",
    "accueil",
    "contact",
    "contacts",
    "fr",
    "home",
    "index",
    "mentions-legales",
    "nous-contacter",
    "presentation",
    "qui-sommes-nous",
];

impl Mark {
    fn new(sort: Sort, text: impl Into<String>) -> Self {
        Self { sort, text: text.into() }
    }

    /// Of the address of a sheet.
    pub(crate) fn link(address: &str) -> Self {
        let is_id = |word: &&str| word.len() == OF_AN_ID && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = address.split(|letter: char| !letter.is_ascii_alphanumeric()).find(is_id);
        match id {
            Some(id) => Self::new(Sort::Link, id.to_ascii_lowercase()),
            None => Self::new(Sort::Link, without_scheme(address).trim_end_matches('/')),
        }
    }

    /// Of the address of a website: the site, and the page unless that is the site's first.
    pub(crate) fn website(address: &str) -> Vec<Self> {
        let address = without_scheme(address.trim());
        let address = address.split('#').next().unwrap_or_default();
        let (host, path) = address.split_at(address.find(['/', '?']).unwrap_or(address.len()));
        let host = host.to_ascii_lowercase();
        let host = host.split(':').next().unwrap_or_default();
        let host = ["www.", "m."].iter().find_map(|before| host.strip_prefix(before)).unwrap_or(host);
        if !host.contains('.') || host.contains(['@', ' ']) {
            return Vec::new();
        }
        let path = path.trim_matches('/').to_ascii_lowercase();
        let is_of_its_own =
            !path.is_empty() && !EVERYWHERE.iter().any(|word| path.split(['.', '?']).next() == Some(word));
        let page = is_of_its_own.then(|| Self::new(Sort::Page, format!("{host}/{path}")));
        std::iter::once(Self::new(Sort::Host, host)).chain(page).collect()
    }

    /// Of an e-mail address: it, and its host.
    pub(crate) fn email(address: &str) -> Vec<Self> {
        let address = address.trim().trim_start_matches("mailto:").to_lowercase();
        let Some((who, host)) = address.split_once('@') else { return Vec::new() };
        if who.is_empty() || !host.contains('.') || address.contains(char::is_whitespace) || host.contains('@') {
            return Vec::new();
        }
        vec![Self::new(Sort::Mailbox, address.clone()), Self::new(Sort::Host, host)]
    }

    /// Of a telephone number, however it is written.
    pub(crate) fn telephone(number: &str) -> Option<Self> {
        let digits: String = number.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
        let told_apart = digits.get(digits.len().checked_sub(OF_A_TELEPHONE)?..)?;
        Some(Self::new(Sort::Telephone, told_apart))
    }

    /// Of a number of the state's: nine digits, or fourteen, of which the first nine are the company's.
    pub(crate) fn code(number: &str) -> Vec<Self> {
        let digits: String = number.chars().filter(|letter| !letter.is_whitespace()).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !is_checked(&digits) {
            return Vec::new();
        }
        match (digits.len(), digits.get(..9)) {
            (9, Some(siren)) => vec![Self::new(Sort::Siren, siren)],
            (14, Some(siren)) if is_checked(siren) => {
                vec![Self::new(Sort::Siren, siren), Self::new(Sort::Siret, digits.as_str())]
            }
            _ => Vec::new(),
        }
    }
}

/// Whether Luhn's sum is right; nothing but noughts is no number.
fn is_checked(digits: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let digits = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    let sum: u32 = digits.map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum();
    sum > 0 && sum.is_multiple_of(10)
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: &[Mark], expected: &[(Sort, &str)]) {
        let found: Vec<(Sort, &str)> = found.iter().map(|mark| (mark.sort, mark.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn websites() {
        for address in ["https://www.moulin.fr/", "http://moulin.fr", "moulin.fr/", "HTTPS://Moulin.fr:443/#contact"] {
            check(&Mark::website(address), &[(Sort::Host, "moulin.fr")]);
        }
        let page = [(Sort::Host, "facebook.com"), (Sort::Page, "facebook.com/lemoulin")];
        check(&Mark::website("https://m.facebook.com/LeMoulin/"), &page);
        check(
            &Mark::website("https://facebook.com?id=7"),
            &[(Sort::Host, "facebook.com"), (Sort::Page, "facebook.com/?id=7")],
        );
        check(&Mark::website("https://moulin.fr/index.php"), &[(Sort::Host, "moulin.fr")]);
        check(&Mark::website("bonjour@moulin.fr"), &[]);
        check(&Mark::website("voir plus bas"), &[]);
    }

    #[test]
    fn mailboxes() {
        check(&Mark::email(" Bonjour@Moulin.fr"), &[(Sort::Mailbox, "bonjour@moulin.fr"), (Sort::Host, "moulin.fr")]);
        check(&Mark::email("private"), &[]);
        check(&Mark::email("@moulin.fr"), &[]);
    }

    #[test]
    fn telephones() {
        for number in ["02 43 00 00 12", "+33 2 43 00 00 12", "0033243000012", "+33 (0)2.43.00.00.12"] {
            check(Mark::telephone(number).as_slice(), &[(Sort::Telephone, "243000012")]);
        }
        assert_eq!(Mark::telephone("3615"), None);
    }

    #[test]
    fn codes() {
        check(&Mark::code("123 456 782"), &[(Sort::Siren, "123456782")]);
        check(&Mark::code("12345678200010"), &[(Sort::Siren, "123456782"), (Sort::Siret, "12345678200010")]);
        for wrong in ["123456783", "12345678200011", "000000000", "W721000000", "1234", ""] {
            check(&Mark::code(wrong), &[]);
        }
    }

    #[test]
    fn a_sheet_of_communecter_is_one_whatever_its_address() {
        let id = "57186ed894ef47210d7b242d";
        for address in [
            "https://www.communecter.org/#page.type.organizations.id.ID",
            "http://communecter.org/#organization.detail.id.ID",
        ] {
            assert_eq!(Mark::link(&address.replace("ID", id)).text, id);
        }
        assert_eq!(
            Mark::link("https://carte.example/map#/fiche/_/1a/"),
            Mark::link("http://carte.example/map#/fiche/_/1a")
        );
        assert_ne!(
            Mark::link("https://carte.example/map#/fiche/_/1a/"),
            Mark::link("https://carte.example/map#/fiche/_/1A/")
        );
    }
}
