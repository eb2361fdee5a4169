//! What others answered, shown under what they answer to.

use super::Frame;
use super::reading::{Passage, own_name};
use super::versions::container_of;
use crate::text;
use askama::Template;
use askama::filters::HtmlSafe;
use federation::comments::Comment;
use model::Document;

/// The comments on one document.
#[derive(Template)]
#[template(path = "comments.html")]
pub(crate) struct CommentsPage {
    pub(super) frame: Frame,
    container: Option<(String, String)>,
    document: (String, Passage),
    comments: Vec<Said>,
    action: String,
    /// The proof of the forms, for whoever decides what is shown.
    form_token: Option<String>,
    pub(crate) done: Option<String>,
}

/// One comment.
#[derive(Template)]
#[template(path = "comment.html")]
pub(super) struct Said {
    id: String,
    author: String,
    actor: String,
    from: String,
    page: String,
    when: String,
    /// HTML that was cleaned.
    content: String,
    warning: Option<String>,
    language: Option<String>,
    /// Words about it: changed since, not said to everybody, hidden.
    marks: Vec<String>,
    is_hidden: bool,
    read_there: String,
}

// Its own template escapes what it shows, but for what was cleaned.
impl HtmlSafe for Said {}

/// A comment as it is shown.
pub(super) fn said(frame: &Frame, comment: &Comment) -> Said {
    let moment = |at| text::moment(frame.locale(), at);
    let marks = [
        comment.changed.map(|at| frame.say_with("comment-changed", "date", &moment(at))),
        (!comment.public).then(|| frame.say("comment-letter")),
        comment.hidden.then(|| frame.say("comment-hidden")),
    ];
    Said {
        id: comment.id.clone(),
        author: comment.name.clone().unwrap_or_else(|| comment.actor.clone()),
        actor: comment.actor.clone(),
        from: frame.say_with("comment-from", "host", &comment.from),
        page: comment.page.clone(),
        when: moment(comment.at),
        content: comment.content.clone(),
        warning: comment.warning.clone(),
        language: comment.language.clone(),
        marks: marks.into_iter().flatten().collect(),
        is_hidden: comment.hidden,
        read_there: frame.say("comment-there"),
    }
}

impl CommentsPage {
    pub(crate) fn new(frame: Frame, document: &Document, comments: &[Comment], form_token: Option<String>) -> Self {
        Self {
            container: container_of(&frame, document.iri()),
            document: (frame.link(document.iri()), own_name(document, frame.locale())),
            comments: comments.iter().map(|comment| said(&frame, comment)).collect(),
            action: crate::address::comments(document.iri()).as_str().to_owned(),
            form_token,
            done: None,
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        let document = super::sample::organization();
        let frame = super::sample::frame(locale, crate::address::comments(document.iri()));
        let mut page = Self::new(frame, &document, &sample(), Some("f".into()));
        page.done = Some(page.frame.say("done-hidden"));
        page
    }
}

#[cfg(test)]
pub(super) fn sample() -> Vec<Comment> {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let comment = |number: u8, content: &str| Comment {
        id: format!("https://microblog.example/notes/{number}"),
        actor: "https://microblog.example/users/eve".to_owned(),
        name: Some("Ève <du Gué>".to_owned()),
        from: "microblog.example".to_owned(),
        page: format!("https://microblog.example/@eve/{number}"),
        content: content.to_owned(),
        warning: None,
        language: Some("fr".to_owned()),
        at: at("2026-11-22T08:00:00Z"),
        changed: None,
        public: true,
        hidden: false,
    };
    vec![
        comment(1, "<p>Bravo pour la turbine ! Peut-on la visiter un <em>samedi</em> ?</p>"),
        Comment {
            name: None,
            changed: Some(at("2026-11-23T08:00:00Z")),
            warning: Some("La crue de 1910".to_owned()),
            ..comment(2, "<p>Mon grand-père y a vu l’eau au premier étage.</p>")
        },
        Comment { public: false, ..comment(3, "<p>Entre nous : le portail grince.</p>") },
        Comment { hidden: true, ..comment(4, "<p>Achetez mes montres.</p>") },
    ]
}
