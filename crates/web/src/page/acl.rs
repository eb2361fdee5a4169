//! The page that tells who may do what with a document, and has a form for whoever may say otherwise.

use super::Frame;
use super::reading::{Passage, own_name, plain, who_reads};
use super::versions::container_of;
use askama::Template;
use model::{Audience, Iri};
use registry::{Control, Giving, Resource};

/// Who may do what with a document, for people.
#[derive(Template)]
#[template(path = "acl.html")]
pub(crate) struct AclPage {
    pub(crate) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    address: String,
    /// Who reads it, in words.
    audience: String,
    /// Whether the document is less open than it says itself.
    is_bound: bool,
    owner: Option<String>,
    edit_links: String,
    form: Option<RulesForm>,
    pub(crate) alert: Option<String>,
    pub(crate) done: Option<String>,
}

/// What is said there.
pub(crate) struct RulesForm {
    form_token: String,
    action: String,
    /// What the acl is while this is looked at.
    revision: String,
    audiences: Vec<Choice>,
    groups: Vec<Group>,
    /// Whether there are more groups than are shown.
    has_more_groups: bool,
    /// The address of the owner, where it may be another.
    owner: Option<String>,
    /// Why it may not.
    owner_stays: &'static str,
}

/// An audience that may be chosen.
struct Choice {
    word: &'static str,
    label: String,
    is_chosen: bool,
}

/// A group that may be chosen.
struct Group {
    iri: String,
    name: Passage,
    is_chosen: bool,
}

/// What the form is made with.
pub(crate) struct Means<'m> {
    /// The proof that it is ours.
    pub(crate) form_token: String,
    /// The groups that the caller sees.
    pub(crate) groups: &'m [Resource],
    /// Whether there are more of them.
    pub(crate) has_more_groups: bool,
}

/// What somebody chose in the form, that was refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen<'c> {
    pub(crate) audience: &'c str,
    pub(crate) group: &'c str,
    pub(crate) owner: &'c str,
}

/// The words of the form for audiences, from the most open on; another field says which group.
const AUDIENCES: [(&str, &str); 5] = [
    ("public", "audience-public"),
    ("network", "audience-network"),
    ("members", "audience-members"),
    ("group", "acl-audience-group"),
    ("private", "audience-private"),
];

impl AclPage {
    /// `address` is that of the acl. Without means, the page has no form.
    pub(crate) fn new(frame: Frame, address: &Iri, control: &Control, means: Option<Means<'_>>) -> Self {
        let iri = control.resource.document.iri();
        let form = means.map(|means| RulesForm::new(&frame, address, control, means));
        Self {
            container: container_of(&frame, iri),
            document: (frame.link(iri), own_name(&control.resource.document, frame.locale())),
            address: address.as_str().to_owned(),
            audience: audience_in_words(&frame, control, form.as_ref()),
            is_bound: control.is_bound,
            owner: control.owner.as_ref().map(email_of),
            edit_links: frame.link(&frame.base().service("edit-links").with_query("document", iri.as_str())),
            form,
            alert: None,
            done: None,
            frame,
        }
    }

    /// With what was chosen, to be mended.
    #[must_use]
    pub(crate) fn with_chosen(mut self, chosen: Chosen<'_>) -> Self {
        if let Some(form) = &mut self.form {
            form.audiences.iter_mut().for_each(|choice| choice.is_chosen = choice.word == chosen.audience);
            form.groups.iter_mut().for_each(|group| group.is_chosen = group.iri == chosen.group);
            if let Some(owner) = &mut form.owner {
                chosen.owner.clone_into(owner);
            }
        }
        self
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        use super::sample;
        let control = sample_of(Audience::Group(sample::base().service("groups/conseil")), Giving::Free);
        let address = sample::base().acl(control.resource.document.iri());
        let groups = [sample::resource(sample::organization())];
        let means = Means { form_token: "f".into(), groups: &groups, has_more_groups: true };
        let mut page = Self::new(sample::frame(locale, address.clone()), &address, &control, Some(means));
        page.alert = Some(crate::text::say_with(locale, "acl-nobody", "email", "paul@moulin.example"));
        page.done = Some(page.frame.say("done-rules"));
        page
    }
}

impl RulesForm {
    fn new(frame: &Frame, address: &Iri, control: &Control, means: Means<'_>) -> Self {
        let chosen = match &control.audience {
            Audience::Public => "public",
            Audience::Network => "network",
            Audience::Members => "members",
            Audience::Group(_) => "group",
            Audience::Private => "private",
        };
        let current = match &control.audience {
            Audience::Group(group) => Some(group),
            Audience::Public | Audience::Network | Audience::Members | Audience::Private => None,
        };
        let mut groups: Vec<Group> = means
            .groups
            .iter()
            .map(|group| Group {
                iri: group.document.iri().as_str().to_owned(),
                name: own_name(&group.document, frame.locale()),
                is_chosen: current == Some(group.document.iri()),
            })
            .collect();
        // The one that reads it is there, whether or not the list reaches it.
        if let Some(current) = current
            && !groups.iter().any(|group| group.is_chosen)
        {
            let iri = current.as_str().to_owned();
            groups.insert(0, Group { name: plain(iri.clone()), iri, is_chosen: true });
        }
        let audiences = AUDIENCES
            .into_iter()
            .filter(|(word, _)| *word != "group" || !groups.is_empty())
            .map(|(word, key)| Choice { word, label: frame.say(key), is_chosen: word == chosen })
            .collect();
        let (owner, owner_stays) = match control.giving {
            Giving::Free => (Some(control.owner.as_ref().map(email_of).unwrap_or_default()), ""),
            Giving::Unstated => (None, "acl-owner-unstated"),
            Giving::ByAdministrators => (None, "acl-owner-by-administrators"),
        };
        Self {
            form_token: means.form_token,
            action: frame.link(address),
            revision: control.tag.to_string(),
            audiences,
            groups,
            has_more_groups: means.has_more_groups,
            owner,
            owner_stays,
        }
    }
}

/// Who reads it. A group has the name that the form has for it.
fn audience_in_words(frame: &Frame, control: &Control, form: Option<&RulesForm>) -> String {
    let known = form.and_then(|form| form.groups.iter().find(|known| known.is_chosen));
    who_reads(frame, &control.audience, |group| known.map_or(group.as_str(), |known| &known.name.text).to_owned())
}

/// The address of an account, without `mailto:`.
fn email_of(owner: &Iri) -> String {
    let owner = owner.as_str();
    owner.strip_prefix("mailto:").unwrap_or(owner).to_owned()
}

#[cfg(test)]
fn sample_of(audience: Audience, giving: Giving) -> Control {
    use super::sample;
    Control {
        resource: sample::resource(sample::description()),
        audience,
        owner: Iri::parse("mailto:lea@moulin.example").ok(),
        is_bound: true,
        tag: "4-5f2a9c01d4e7-0a1b2c3d4e5f".parse().unwrap(),
        may_set: true,
        giving,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::page::sample;

    fn rendered(audience: Audience, giving: Giving, has_form: bool, chosen: Option<Chosen<'_>>) -> String {
        let control = sample_of(audience, giving);
        let address = sample::base().acl(control.resource.document.iri());
        let means = Means { form_token: "f".into(), groups: &[], has_more_groups: false };
        let frame = sample::frame(Locale::En, address.clone());
        let page = AclPage::new(frame, &address, &control, has_form.then_some(means));
        let page = match chosen {
            Some(chosen) => page.with_chosen(chosen),
            None => page,
        };
        String::from_utf8(page.render_page()).unwrap()
    }

    #[test]
    fn what_holds_is_chosen() {
        let group = Audience::Group(sample::base().service("groups/conseil"));
        for (audience, word) in [
            (Audience::Public, "public"),
            (Audience::Network, "network"),
            (Audience::Members, "members"),
            (group, "group"),
            (Audience::Private, "private"),
        ] {
            let page = rendered(audience.clone(), Giving::Free, true, None);
            let checked = format!("name=\"audience\" value=\"{word}\" checked");
            assert!(page.contains(&checked) && page.matches(" checked").count() == 1, "{word}: {page}");
            assert_eq!(page.contains("groups/conseil\" selected"), word == "group", "{word}: {page}");
            assert_eq!(
                page.contains("value=\"group\""),
                word == "group",
                "one without a group cannot be chosen: {page}"
            );
            assert!(!rendered(audience, Giving::Free, false, None).contains("<form"), "{word}");
        }
        let chosen = Chosen { audience: "members", group: "", owner: "paul@moulin.example" };
        let page = rendered(Audience::Public, Giving::Free, true, Some(chosen));
        assert!(page.contains("value=\"members\" checked") && page.contains("value=\"paul@moulin.example\""), "{page}");
    }

    #[test]
    fn the_owner_is_asked_for_where_it_may_be_another() {
        for (giving, asked) in [(Giving::Free, true), (Giving::Unstated, false), (Giving::ByAdministrators, false)] {
            let page = rendered(Audience::Public, giving, true, None);
            assert_eq!(page.contains("name=\"owner\""), asked, "{giving:?}: {page}");
            assert!(page.contains("lea@moulin.example"), "{giving:?}: {page}");
        }
    }
}
