//! How an imported document is taken over, and who did.

use super::Frame;
use super::reading::{Passage, own_name};
use super::versions::container_of;
use crate::address;
use crate::claiming::{self, ClaimStep};
use crate::problem::Problem;
use crate::text;
use askama::Template;
use model::Document;
use registry::claim::{Claimable, Seen};
use registry::{ClaimError, KeptClaim};

/// How one document is taken over.
#[derive(Template)]
#[template(path = "claim.html")]
pub(crate) struct ClaimPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    /// Why it is not to be taken over.
    refused: Option<String>,
    what: Option<String>,
    steps: Vec<ClaimStep>,
    challenge: Option<String>,
    /// Until when a challenge holds that was asked for.
    until: Option<String>,
    /// What was seen when somebody looked.
    seen: Vec<String>,
    /// How it is done by mail, where that is possible.
    mail: Option<MailPart>,
    /// Why what was typed did nothing.
    trouble: Option<String>,
    /// Where one signs in first.
    login: Option<String>,
    ask: String,
    check: String,
}

/// How a claim is proven by mail.
struct MailPart {
    how: String,
    /// An address as it may be typed.
    example: String,
    /// How it stands about a code that was asked for.
    state: Option<String>,
    ask: String,
    enter: String,
}

/// Whether this site sends mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mailing {
    /// Yes.
    SendsMail,
    /// No: the operator set none up.
    SendsNone,
}

/// Whether whoever looks at the page can go on at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claiming {
    /// Yes.
    SignedIn,
    /// No.
    SignInFirst,
}

impl ClaimPage {
    pub(crate) fn new(frame: Frame, claimable: &Claimable, claiming: Claiming, challenge: Option<&str>) -> Self {
        let mut page = Self::of(frame, &claimable.document);
        let (locale, iri) = (page.frame.locale(), claimable.document.iri());
        match &claimable.site {
            Ok(site) => {
                page.what = Some(page.frame.say_with("claim-what", "host", site.host()));
                page.steps = claiming::steps(locale, iri, site, challenge);
            }
            Err(refused) => {
                let error = refused.clone().map_or_else(|| ClaimError::NoSite(iri.clone()), ClaimError::NotASite);
                page.refused = Some(Problem::from(error).said(locale));
            }
        }
        page.challenge = challenge.map(str::to_owned);
        page.until = claimable.open.map(|expires| claiming::until(locale, expires));
        if claiming == Claiming::SignInFirst {
            // Back here: where one is led after signing in is a path of ours.
            let here = address::claim(iri);
            let home = page.frame.base().as_str().trim_end_matches('/');
            let path = here.as_str().strip_prefix(home).unwrap_or("/").to_owned();
            let login = page.frame.base().service("login").with_query("next", &path);
            page.login = Some(page.frame.link(&login));
        }
        page
    }

    /// Where this site sends mail, with how that proves a claim, if it does.
    pub(crate) fn with_mail(self, mailing: Mailing, claimable: &Claimable) -> Self {
        let host = claimable.site.as_ref().ok().and_then(|site| site.mail_host()).map(str::to_owned);
        let Some(host) = host.filter(|_| mailing == Mailing::SendsMail) else { return self };
        let (frame, iri) = (&self.frame, claimable.document.iri());
        let mail = MailPart {
            how: frame.say_with("claim-mail-how", "host", &host),
            example: format!("contact@{host}"),
            state: claimable.mailed.map(|mailed| claiming::mailed(frame.locale(), mailed)),
            ask: frame.link(&address::mail_claim(iri)),
            enter: frame.link(&address::enter_claim(iri)),
        };
        Self { mail: Some(mail), ..self }
    }

    /// With why what was typed did nothing.
    pub(crate) fn with_trouble(self, problem: &Problem) -> Self {
        Self { trouble: Some(problem.said(self.frame.locale())), ..self }
    }

    /// Of a document that nobody takes over.
    pub(crate) fn refused(frame: Frame, document: &Document, refused: &Problem) -> Self {
        let page = Self::of(frame, document);
        Self { refused: Some(refused.said(page.frame.locale())), ..page }
    }

    /// With what was seen when somebody looked.
    pub(crate) fn with_seen(self, seen: &[Seen]) -> Self {
        let locale = self.frame.locale();
        Self { seen: seen.iter().map(|seen| claiming::in_words(locale, seen)).collect(), ..self }
    }

    fn of(frame: Frame, document: &Document) -> Self {
        let claim = address::claim(document.iri());
        Self {
            container: container_of(&frame, document.iri()),
            document: (frame.link(document.iri()), own_name(document, frame.locale())),
            refused: None,
            what: None,
            steps: Vec::new(),
            challenge: None,
            until: None,
            seen: Vec::new(),
            mail: None,
            trouble: None,
            login: None,
            check: frame.link(&address::check_claim(document.iri())),
            ask: frame.link(&claim),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        use registry::claim::mail::Mailed;
        use registry::claim::site::{Site, Way};
        let document = super::sample::organization();
        let frame = super::sample::frame(locale, address::claim(document.iri()));
        let site = Site::read("https://moulin.example/");
        let (open, expires) = ("2026-12-06T08:00:00Z".parse().unwrap(), "2026-11-22T09:00:00Z".parse().unwrap());
        let mailed = Some(Mailed::Sent(expires));
        let claimable = Claimable { document, site: site.map_err(Some), open: Some(open), mailed };
        let place = "https://moulin.example/".to_owned();
        let seen = [Seen { way: Way::Link, place, found: Ok(Vec::new()) }];
        let page = Self::new(frame, &claimable, Claiming::SignedIn, Some("codesocial-claim=AAAA")).with_seen(&seen);
        page.with_mail(Mailing::SendsMail, &claimable).with_trouble(&ClaimError::NoCode.into())
    }

    #[cfg(test)]
    pub(super) fn sample_of_none(locale: crate::locale::Locale) -> Self {
        let document = super::sample::organization();
        let frame = super::sample::frame(locale, address::claim(document.iri()));
        let claimable = Claimable { document, site: Err(None), open: None, mailed: None };
        Self::new(frame, &claimable, Claiming::SignInFirst, None)
    }
}

/// Who took over what.
#[derive(Template)]
#[template(path = "claims.html")]
pub(crate) struct ClaimsPage {
    pub(super) frame: Frame,
    form_token: String,
    claims: Vec<Line>,
    action: String,
    done: Option<String>,
}

struct Line {
    href: String,
    document: String,
    account: String,
    how: String,
    ended: Option<String>,
}

impl ClaimsPage {
    pub(crate) fn new(frame: Frame, form_token: String, claims: &[KeptClaim], done: Option<String>) -> Self {
        let locale = frame.locale();
        let line = |claim: &KeptClaim| {
            let date = ("date", text::moment(locale, claim.at));
            let how = match &claim.place {
                Some(place) => text::fill(locale, "claims-proven", &[date, ("place", place.clone())]),
                None => text::fill(locale, "claims-given", &[date]),
            };
            Line {
                href: frame.link(&claim.document),
                document: claim.document.to_string(),
                account: claim.email.clone(),
                how,
                ended: claim.ended.map(|at| frame.say_with("claims-ended", "date", &text::moment(locale, at))),
            }
        };
        let claims = claims.iter().map(line).collect();
        Self { claims, form_token, action: frame.asset("admin/claims"), done, frame }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let document = base.service("organizations/moulin");
        let claim = KeptClaim {
            number: 1,
            document: document.clone(),
            together: vec![document],
            account: model::AccountId(2),
            email: "lea@moulin.example".into(),
            was: model::AccountId(1),
            way: "file".into(),
            place: Some("https://moulin.example/.well-known/codesocial-claim.txt".into()),
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            ended: None,
        };
        let given = KeptClaim { place: None, way: "given".into(), ended: Some(claim.at), ..claim.clone() };
        let frame = super::sample::frame(locale, base.service("admin/claims"));
        let done = frame.done("claim-ended");
        Self::new(frame, "f".into(), &[claim, given], done)
    }
}
