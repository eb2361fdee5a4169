//! The page as text, cut into fields, sections and bullets. Knows the form, not what anything means.

use super::ReadError;
use super::form::{FieldName, Heading, is_instruction};
use model::{Place, Unplaced, UnplacedReason};

/// A page: every line that is not blank stands in exactly one of these, or is in `unplaced`.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// The line before the first field.
    pub(super) title: Option<Passage<'a>>,
    pub(super) fields: Vec<Field<'a>>,
    pub(super) sections: Vec<Section<'a>>,
    pub(super) unplaced: Vec<Unplaced>,
}

/// A field with a value.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) name: FieldName,
    pub(super) label: &'a str,
    /// The value on the label's line first, then the lines that go on with it.
    pub(super) passages: Vec<Passage<'a>>,
}

/// What stands under a heading.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) heading: Heading,
    pub(super) title: Passage<'a>,
    pub(super) passages: Vec<Passage<'a>>,
}

/// A paragraph or a bullet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passage<'a> {
    pub(super) line: u64,
    pub(super) text: &'a str,
    pub(super) is_bullet: bool,
}

impl Passage<'_> {
    /// As it is written in a longer text.
    pub(super) fn shown(&self) -> String {
        if self.is_bullet { format!("- {}", self.text) } else { self.text.to_owned() }
    }
}

impl<'a> Field<'a> {
    /// The value on the label's own line.
    pub(super) fn value(&self) -> Passage<'a> {
        self.passages.first().copied().unwrap_or(Passage { line: 0, text: "", is_bullet: false })
    }

    /// The values of a field that lists: between commas, blanks aside.
    pub(super) fn items(&self) -> impl Iterator<Item = Passage<'a>> + use<'a> {
        let Passage { line, text, .. } = self.value();
        text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(move |text| Passage {
            line,
            text,
            is_bullet: false,
        })
    }
}

impl<'a> Page<'a> {
    /// Cuts a page.
    pub(super) fn read(text: &'a str) -> Result<Self, ReadError> {
        let mut reader = Reader::new();
        for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            let number = u64::try_from(index).map_or(u64::MAX, |index| index.saturating_add(1));
            if !line.trim().is_empty() {
                reader.line(number, line.trim());
            }
        }
        reader.close()
    }

    /// The fields of this name.
    pub(super) fn fields(&self, name: FieldName) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(move |field| field.name == name)
    }
}

/// What is open while lines come.
enum Open {
    /// Nothing yet, or a field of one line, or something that takes no text.
    Nothing,
    /// The description, which goes on over many lines.
    Field,
    /// The numbered parts.
    Section(usize),
}

struct Reader<'a> {
    page: Page<'a>,
    open: Open,
    /// The section that a list stands in.
    enclosing: usize,
    specific: usize,
    common: usize,
}

impl<'a> Reader<'a> {
    fn new() -> Self {
        let page = Page { title: None, fields: Vec::new(), sections: Vec::new(), unplaced: Vec::new() };
        Self { page, open: Open::Nothing, enclosing: 0, specific: 0, common: 0 }
    }

    fn line(&mut self, number: u64, text: &'a str) {
        if let Some(bullet) = text.strip_prefix(['-', '–', '•']) {
            return self.bullet(number, text, bullet.trim());
        }
        if is_instruction(text) {
            return self.unplaced(number, text, UnplacedReason::FormInstruction);
        }
        let in_parts = !self.page.sections.is_empty();
        match FieldName::open(text) {
            // Inside the parts a sentence may begin as a label does; the workshops' field alone stands behind them.
            Some((name, label, value)) if !in_parts || name == FieldName::Workshops => {
                return self.field(name, label, value, number, text);
            }
            Some(_) | None => {}
        }
        match Heading::open(text) {
            Some(heading) if in_parts || heading.is_part => self.section(heading, number, text),
            Some(_) | None => self.paragraph(number, text),
        }
    }

    fn field(&mut self, name: FieldName, label: &'a str, value: &'a str, number: u64, text: &'a str) {
        *(if name.is_common_word() { &mut self.common } else { &mut self.specific }) += 1;
        let passages = vec![Passage { line: number, text: value, is_bullet: false }];
        self.open = Open::Nothing;
        if name == FieldName::Description {
            self.open = Open::Field;
        } else if value.is_empty() {
            return self.unplaced(number, text, UnplacedReason::EmptyField);
        }
        self.page.fields.push(Field { name, label, passages });
    }

    fn section(&mut self, heading: Heading, number: u64, text: &'a str) {
        self.specific += 1;
        let next = self.page.sections.len();
        if let Open::Section(current) = self.open
            && !self.page.sections.get(current).is_some_and(|section| section.heading.matter.is_list())
        {
            self.enclosing = current;
        }
        let title = Passage { line: number, text, is_bullet: false };
        self.page.sections.push(Section { heading, title, passages: Vec::new() });
        self.open = Open::Section(next);
    }

    fn bullet(&mut self, number: u64, line: &'a str, text: &'a str) {
        if text.is_empty() {
            return self.unplaced(number, line, UnplacedReason::BrokenLine);
        }
        let text = match stray_letter(text) {
            Some((stray, rest)) => {
                self.unplaced(number, stray, UnplacedReason::BrokenLine);
                rest
            }
            None => text,
        };
        for text in inner_bullets(text) {
            self.passage(Passage { line: number, text, is_bullet: true });
        }
    }

    fn paragraph(&mut self, number: u64, text: &'a str) {
        if let Open::Section(current) = self.open {
            if self.page.sections.get(current).is_some_and(|list| list.heading.matter.is_list()) {
                self.open = Open::Section(self.enclosing);
            }
            if let Some((sentence, title)) = Heading::interrupt(text)
                && let Some(heading) = Heading::open(title)
            {
                let (whole, half) = last_full_stop(sentence.trim());
                if !whole.is_empty() {
                    self.passage(Passage { line: number, text: whole, is_bullet: false });
                }
                if !half.is_empty() {
                    self.unplaced(number, half, UnplacedReason::BrokenLine);
                }
                return self.section(heading, number, title);
            }
        }
        self.passage(Passage { line: number, text, is_bullet: false });
    }

    fn passage(&mut self, passage: Passage<'a>) {
        let may_be_title = self.specific + self.common == 0 && self.page.title.is_none() && !passage.is_bullet;
        let place = match self.open {
            Open::Section(current) => self.page.sections.get_mut(current).map(|section| &mut section.passages),
            Open::Field => self.page.fields.last_mut().map(|field| &mut field.passages),
            Open::Nothing => None,
        };
        match place {
            Some(passages) => passages.push(passage),
            None if may_be_title => self.page.title = Some(passage),
            None if looks_like_a_field(passage) => {
                self.unplaced(passage.line, passage.text, UnplacedReason::UnknownField);
            }
            None => self.unplaced(passage.line, passage.text, UnplacedReason::OutsideSections),
        }
    }

    fn unplaced(&mut self, line: u64, text: &str, reason: UnplacedReason) {
        self.page.unplaced.push(Unplaced { place: Place::Line(line), text: text.to_owned(), reason });
    }

    fn close(mut self) -> Result<Page<'a>, ReadError> {
        // One label that is a common word may open a line of any text; two, or one of the wiki's own, do not.
        if self.specific == 0 && self.common < 2 {
            return Err(ReadError::NotSuchAPage);
        }
        let mut broken = Vec::new();
        let lists = self.page.fields.iter_mut().map(|field| &mut field.passages);
        let lists = lists.chain(self.page.sections.iter_mut().map(|section| &mut section.passages));
        for passages in lists {
            let next: Vec<Option<Passage<'_>>> = passages.iter().skip(1).copied().map(Some).chain([None]).collect();
            let mut next = next.into_iter();
            passages.retain(|passage| {
                let announces_nothing = is_unkept_announcement(*passage, next.next().flatten());
                if announces_nothing {
                    broken.push((passage.line, passage.text));
                }
                !announces_nothing
            });
        }
        for (line, text) in broken {
            self.unplaced(line, text, UnplacedReason::BrokenLine);
        }
        self.drop_empty();
        Ok(self.page)
    }

    /// A heading under which nothing stands is the form's: a title over the next heading, or an answer not given.
    fn drop_empty(&mut self) {
        let mut next_opens_part = true;
        let mut kept = Vec::new();
        for section in std::mem::take(&mut self.page.sections).into_iter().rev() {
            if section.passages.is_empty() {
                let reason = if next_opens_part { UnplacedReason::EmptyField } else { UnplacedReason::FormInstruction };
                self.unplaced(section.title.line, section.title.text, reason);
            }
            next_opens_part = section.heading.is_part;
            if !section.passages.is_empty() {
                kept.push(section);
            }
        }
        kept.reverse();
        self.page.sections = kept;
        let unplaced = &mut self.page.unplaced;
        self.page.fields.retain(|field| {
            let is_empty = field.passages.iter().all(|passage| passage.text.is_empty());
            if is_empty {
                let place = Place::Line(field.value().line);
                unplaced.push(Unplaced { place, text: field.label.to_owned(), reason: UnplacedReason::EmptyField });
            }
            !is_empty
        });
    }
}

/// A sentence that announces a list which does not come. Short lines after it are a list without dashes.
fn is_unkept_announcement(passage: Passage<'_>, next: Option<Passage<'_>>) -> bool {
    const LONGEST_ITEM: usize = 60;
    let is_list = |next: Passage<'_>| next.is_bullet || next.text.chars().count() <= LONGEST_ITEM;
    !passage.is_bullet && passage.text.ends_with(':') && !next.is_some_and(is_list)
}

/// `label : value` with a short label, which the form does not have.
fn looks_like_a_field(passage: Passage<'_>) -> bool {
    const LONGEST_LABEL: usize = 80;
    let label = passage.text.split_once(':').map(|(label, _)| label.trim());
    !passage.is_bullet && label.is_some_and(|label| !label.is_empty() && label.chars().count() <= LONGEST_LABEL)
}

/// A letter typed twice, small and capital, before a word: `lLa`.
fn stray_letter(text: &str) -> Option<(&str, &str)> {
    let mut letters = text.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    let is_slip = first.is_lowercase() && second.is_uppercase() && second.to_lowercase().eq([first]);
    if is_slip { text.split_at_checked(first.len_utf8()) } else { None }
}

/// Bullets that were typed into one: `a - B - C`, `phase 5 : x - phase 6 : y`. A single dash is the author's.
fn inner_bullets(text: &str) -> Vec<&str> {
    let starts = |rest: &str, is_list: bool| {
        let phase = rest.strip_prefix("phase ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        phase || (is_list && rest.starts_with(char::is_uppercase))
    };
    let is_list = text.split(" - ").skip(1).filter(|rest| rest.starts_with(char::is_uppercase)).count() > 1;
    let mut bullets = Vec::new();
    let (mut from, mut search) = (0, 0);
    while let Some(at) = text.get(search..).and_then(|rest| rest.find(" - ")).map(|at| search + at) {
        search = at + " - ".len();
        if text.get(search..).is_some_and(|rest| starts(rest, is_list)) {
            bullets.extend(text.get(from..at).map(str::trim));
            from = search;
        }
    }
    bullets.extend(text.get(from..).map(str::trim));
    bullets.retain(|bullet| !bullet.is_empty());
    bullets
}

/// The whole sentences, and the half one after them.
fn last_full_stop(text: &str) -> (&str, &str) {
    let at = text.rfind(['.', '!', '?', '…']).and_then(|at| text.get(at..)?.chars().next().map(|c| at + c.len_utf8()));
    let (whole, half) = at.and_then(|at| text.split_at_checked(at)).unwrap_or(("", text));
    (whole.trim(), half.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_in_a_bullet() {
        for (text, bullets) in [
            ("phase 5 : synergie - phase 6 : ouverture", vec!["phase 5 : synergie", "phase 6 : ouverture"]),
            ("Impact - Favoriser x - Permettre y", vec!["Impact", "Favoriser x", "Permettre y"]),
            ("Reconnaitre - Open Recognition Alliance", vec!["Reconnaitre - Open Recognition Alliance"]),
            ("Moyen de prototypage - production - essais", vec!["Moyen de prototypage - production - essais"]),
        ] {
            assert_eq!(inner_bullets(text), bullets);
        }
        assert_eq!(stray_letter("lLa démarche"), Some(("l", "La démarche")));
        assert_eq!(stray_letter("La démarche"), None);
    }

    #[test]
    fn every_line_is_somewhere() {
        let text = "\u{feff}Titre\r\nune ligne perdue\r\nDescription : a\r\n- b\r\n\r\nLes voici :\r\n\
                    Une phrase bien trop longue pour être le premier élément d’une liste sans tirets.\r\n\
                    Contributeurs :\r\nCouleur : bleu\r\n- seul\r\n1.Détails :\r\nFinancement\r\n-\r\n-x\r\n6.Réalisation :\r\n";
        let page = Page::read(text).unwrap();
        let shown: Vec<_> =
            page.unplaced.iter().map(|gap| (gap.place.number(), gap.text.as_str(), gap.reason)).collect();
        assert_eq!(
            shown,
            [
                (2, "une ligne perdue", UnplacedReason::OutsideSections),
                (8, "Contributeurs :", UnplacedReason::EmptyField),
                (9, "Couleur : bleu", UnplacedReason::UnknownField),
                (10, "seul", UnplacedReason::OutsideSections),
                (13, "-", UnplacedReason::BrokenLine),
                (6, "Les voici :", UnplacedReason::BrokenLine),
                (15, "6.Réalisation :", UnplacedReason::EmptyField),
                (11, "1.Détails :", UnplacedReason::FormInstruction),
            ]
        );
        assert_eq!(page.title.unwrap().text, "Titre");
        assert_eq!(page.sections.len(), 1);
    }
}
