//! Everybody's accounts, for administrators.

use super::Frame;
use askama::Template;
use model::{AccountId, Iri, Role};
use registry::KeptAccount;

/// The roles, as forms name them.
pub(crate) const ROLES: [(&str, Role); 4] = [
    ("reader", Role::Reader),
    ("contributor", Role::Contributor),
    ("editor", Role::Editor),
    ("administrator", Role::Administrator),
];

/// All accounts, in pages.
#[derive(Template)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    pub(super) frame: Frame,
    accounts: Vec<Row>,
    next: Option<String>,
    pub(crate) done: Option<String>,
}

/// One of them, and what can be done to it.
#[derive(Template)]
#[template(path = "one-account.html")]
pub(crate) struct OneAccountPage {
    pub(super) frame: Frame,
    form_token: String,
    account: Row,
    is_guest: bool,
    is_disabled: bool,
    groups: Vec<(String, String)>,
    roles: Vec<(&'static str, String, bool)>,
    pub(crate) done: Option<String>,
}

struct Row {
    href: String,
    email: String,
    role: String,
    state: Option<String>,
    created: String,
}

fn row(frame: &Frame, account: &KeptAccount) -> Row {
    let state = if account.disabled.is_some() {
        Some("account-disabled")
    } else if account.is_guest {
        Some("account-guest")
    } else {
        None
    };
    Row {
        // The address of what forms send to: never in a language.
        href: frame.asset(&format!("admin/accounts/{}", account.id.0)),
        email: account.email.clone(),
        role: frame.role(account.role),
        state: state.map(|key| frame.say(key)),
        created: frame.date(&account.created),
    }
}

impl AccountsPage {
    pub(crate) fn new(frame: Frame, accounts: &[KeptAccount], next: Option<AccountId>) -> Self {
        let after = |next: AccountId| {
            let list = frame.base().service("admin/accounts").with_query("after", &next.0.to_string());
            frame.link(&list)
        };
        Self {
            accounts: accounts.iter().map(|account| row(&frame, account)).collect(),
            next: next.map(after),
            done: None,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let frame = super::sample::frame(locale, super::sample::base().service("admin/accounts"));
        let accounts = [sample(Role::Administrator, false), sample(Role::Reader, true)];
        let mut page = Self::new(frame, &accounts, Some(AccountId(2)));
        page.done = Some(page.frame.say("done-erased"));
        page
    }
}

impl OneAccountPage {
    pub(crate) fn new(frame: Frame, form_token: String, account: &KeptAccount, groups: &[Iri]) -> Self {
        Self {
            form_token,
            account: row(&frame, account),
            is_guest: account.is_guest,
            is_disabled: account.disabled.is_some(),
            groups: groups.iter().map(|group| (frame.link(group), group.as_str().to_owned())).collect(),
            roles: ROLES.map(|(name, role)| (name, frame.role(role), role == account.role)).into(),
            done: None,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let base = super::sample::base();
        let frame = super::sample::frame(locale, base.service("admin/accounts/2"));
        let groups = [base.service("groups/conseil")];
        let mut page = Self::new(frame, "f".into(), &sample(Role::Editor, false), &groups);
        page.done = Some(page.frame.say("done-role"));
        page
    }
}

#[cfg(test)]
fn sample(role: Role, disabled: bool) -> KeptAccount {
    let at = "2026-11-22T08:00:00Z".parse().unwrap();
    KeptAccount {
        id: AccountId(2),
        email: "lea@moulin.example".into(),
        role,
        is_guest: false,
        has_password: true,
        created: at,
        disabled: disabled.then_some(at),
        erased: None,
    }
}
