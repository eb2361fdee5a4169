//! The grammar as a whole: its parts and what joins them, then every term, part by part.

use super::Frame;
use super::terms::{Link, Terms, Words};
use crate::vocabulary::{Module, Sort, Vocabulary, term_iri};
use askama::Template;
use model::Iri;
use std::collections::BTreeSet;

/// All terms, by part of the grammar.
#[derive(Template)]
#[template(path = "vocabulary.html")]
pub(crate) struct VocabularyPage {
    pub(super) frame: Frame,
    boxes: Vec<Drawn>,
    bridges: Vec<Bridge>,
    parts: Vec<Part>,
}

/// A part in the drawing.
struct Drawn {
    title: String,
    said: String,
    x: i32,
    y: i32,
    width: i32,
}

/// What joins two parts: a line of the drawing and of the table.
struct Bridge {
    path: String,
    /// Where its word stands.
    x: i32,
    y: i32,
    from: (String, String),
    link: Link,
    to: (String, String),
}

struct Part {
    id: String,
    title: String,
    about: String,
    classes: Vec<Shown>,
    properties: Vec<Shown>,
    lists: Vec<List>,
}

struct Shown {
    name: String,
    link: Link,
    comment: String,
    /// What a property leads to.
    range: Vec<Link>,
}

struct List {
    name: String,
    link: Link,
    comment: String,
    words: Option<Words>,
}

impl VocabularyPage {
    pub(crate) fn new(frame: Frame, vocabulary: &Vocabulary) -> Self {
        let terms = Terms { frame: &frame, vocabulary };
        let boxes = Module::ALL.map(|module| {
            let (x, y, width) = place(module);
            let defined = vocabulary.terms().filter(|(_, entry)| entry.module == Some(module)).count();
            let said = frame.count("vocabulary-terms", u64::try_from(defined).unwrap_or_default());
            Drawn { title: frame.say(module.key()), said, x, y, width }
        });
        let bridges = Module::BRIDGES.iter().map(|bridge| {
            let (path, x, y) = line(bridge.from, bridge.to);
            let end = |module: Module| (module.anchor(), frame.say(module.key()));
            let iri = Iri::from_named_node(bridge.property.into_owned());
            Bridge { path, x, y, from: end(bridge.from), link: terms.link(&iri), to: end(bridge.to) }
        });
        let mut anchored = Some(BTreeSet::new());
        Self {
            bridges: bridges.collect(),
            parts: Module::ALL.iter().map(|module| terms.part(*module, &mut anchored)).collect(),
            boxes: boxes.into(),
            frame,
        }
    }

    #[cfg(test)]
    pub(super) fn sample(locale: crate::locale::Locale) -> Self {
        Self::new(super::sample::frame(locale, super::sample::base().vocabulary()), Vocabulary::embedded())
    }
}

impl Terms<'_> {
    fn part(&self, module: Module, anchored: &mut Option<BTreeSet<String>>) -> Part {
        let locale = self.frame.locale();
        let of = |sort: Sort| {
            let mut shown: Vec<(String, Iri)> = self
                .vocabulary
                .terms()
                .filter(|(_, entry)| entry.module == Some(module) && entry.sort == sort)
                .map(|(name, entry)| (entry.label(locale).to_lowercase(), term_iri(name)))
                .collect();
            shown.sort();
            shown.into_iter().map(|(_, iri)| iri)
        };
        let show = |iri: Iri| Shown {
            name: iri.fragment().unwrap_or_default().to_owned(),
            link: self.link(&iri),
            comment: self.vocabulary.comment(locale, iri.as_named_node()).to_owned(),
            range: self.range(&iri),
        };
        let list = |iri: Iri| List {
            name: iri.fragment().unwrap_or_default().to_owned(),
            link: self.link(&iri),
            comment: self.vocabulary.comment(locale, iri.as_named_node()).to_owned(),
            words: self.tree(&iri, anchored),
        };
        Part {
            id: module.anchor(),
            title: self.frame.say(module.key()),
            about: self.frame.say(module.about_key()),
            classes: of(Sort::Class).map(show).collect(),
            properties: of(Sort::Property).map(show).collect(),
            lists: of(Sort::Scheme).map(list).collect(),
        }
    }
}

const WIDTH: i32 = 280;
const HEIGHT: i32 = 86;

/// Where a part stands in the drawing, and how wide it is.
fn place(module: Module) -> (i32, i32, i32) {
    match module {
        Module::Subjects => (10, 10, WIDTH),
        Module::Description => (410, 10, WIDTH),
        Module::Deeds => (810, 10, WIDTH),
        Module::LinkedConcepts => (810, 200, WIDTH),
        Module::Knowledge => (410, 200, WIDTH),
        Module::Life => (10, 200, WIDTH),
        Module::Core => (10, 390, 680),
        Module::Thesauri => (810, 390, WIDTH),
    }
}

/// A straight line from one part's edge to the other's, and where its word stands: past the middle where lines part.
fn line(from: Module, to: Module) -> (String, i32, i32) {
    let ((from_x, from_y, from_width), (to_x, to_y, to_width)) = (place(from), place(to));
    let beside = from_y == to_y;
    let edge = |x: i32, y: i32, width: i32, other: i32| {
        if beside { (if other > x { x + width } else { x }, y + HEIGHT / 2) } else { (x + width / 2, y) }
    };
    let (start_x, start_y) = edge(from_x, from_y, from_width, to_x);
    let (end_x, end_y) = edge(to_x, to_y, to_width, from_x);
    // Between rows a line leaves at the bottom of the upper one and arrives at the top of the lower one.
    let (start_y, end_y) = if beside {
        (start_y, end_y)
    } else if from_y < to_y {
        (start_y + HEIGHT, end_y)
    } else {
        (start_y, end_y + HEIGHT)
    };
    let on_the_way =
        |start: i32, end: i32| start + (end - start) * if start_x == end_x || beside { 50 } else { 62 } / 100;
    (format!("M{start_x} {start_y}L{end_x} {end_y}"), on_the_way(start_x, end_x), on_the_way(start_y, end_y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    #[test]
    fn lines_touch_the_parts_that_they_join() {
        for (from, to, path) in [
            (Module::Description, Module::Subjects, "M410 53L290 53"),
            (Module::Deeds, Module::Description, "M810 53L690 53"),
            (Module::Description, Module::Knowledge, "M550 96L550 200"),
            (Module::LinkedConcepts, Module::Deeds, "M950 200L950 96"),
        ] {
            assert_eq!(line(from, to).0, path);
        }
    }

    /// `https://w3id.org/codesocial#Organization` leads to the page of the vocabulary, with the fragment.
    #[test]
    fn every_term_has_its_anchor() {
        let page = VocabularyPage::sample(Locale::Fr);
        let page = String::from_utf8(page.render_page()).unwrap();
        for (name, _) in Vocabulary::embedded().terms() {
            assert_eq!(page.matches(&format!(" id=\"{name}\"")).count(), 1, "{name}");
        }
    }

    #[test]
    fn the_drawing_is_told_as_a_table_too() {
        for (locale, word) in [(Locale::Fr, "Décrit"), (Locale::En, "Describes")] {
            let page = String::from_utf8(VocabularyPage::sample(locale).render_page()).unwrap();
            let drawing = page.split("<svg").find(|part| part.contains("modules-title")).unwrap();
            let table = page.split("<table").nth(1).unwrap();
            assert!(drawing.contains(word) && table.contains(word), "{page}");
            assert_eq!(table.split("</table>").next().unwrap().matches("<tr>").count(), Module::BRIDGES.len() + 1);
        }
    }
}
