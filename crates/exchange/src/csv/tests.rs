//! What is understood of tables, and what is refused.

use super::*;
use crate::rig::{self, told as text};
use crate::source::sample;
use model::Reading;

fn fixture(name: &str) -> Vec<u8> {
    rig::fixture(&format!("csv/{name}"))
}

fn with(bytes: &[u8], mapping: &str) -> Reading {
    let mut reading = Reading::default();
    reading.extend(read(bytes, &sample(), &Mapping::read(mapping).unwrap()).map(Result::unwrap));
    reading
}

fn error(source: impl Read) -> String {
    rig::error(read(source, &sample(), &Mapping::default()))
}

#[test]
fn the_same_table_however_it_is_written() {
    let expected = text(&with(&fixture("structures.csv"), ""));
    assert!(expected.contains("\"Café associatif « L’Été »\"@fr"), "{expected}");
    let comma = fixture("structures-comma.csv");
    let tabs = fixture("structures-tab.tsv");
    let excel = fixture("structures-windows-1252.csv");
    assert!(std::str::from_utf8(&excel).is_err(), "it is no UTF-8");
    for (name, bytes) in [("comma", comma), ("tab", tabs), ("excel", excel)] {
        assert_eq!(text(&with(&bytes, "")), expected, "{name}");
    }
}

#[test]
fn rows_with_their_lines() {
    let reading = with(&fixture("structures.csv"), "");
    let places: Vec<_> =
        reading.records.iter().map(|record| (record.places.clone(), record.audience.clone())).collect();
    let (public, members) = (model::Audience::Public, model::Audience::Members);
    let line = |number| vec![Place::Line(number)];
    assert_eq!(
        places,
        [
            (line(2), public.clone()),
            (line(2), members.clone()),
            (line(3), public.clone()),
            (line(6), public),
            (line(6), members)
        ]
    );
    let refused: Vec<_> = reading.refused.iter().map(|refused| (refused.place, refused.reason.clone())).collect();
    assert_eq!(
        refused,
        [
            (Some(Place::Line(7)), RefusedReason::WithoutKey),
            (Some(Place::Line(8)), RefusedReason::Nameless),
            (Some(Place::Line(9)), RefusedReason::Repeated(2)),
        ]
    );
    let unplaced: Vec<_> = reading.unplaced.iter().map(|unplaced| (unplaced.place, unplaced.text.as_str())).collect();
    assert_eq!(
        unplaced,
        [(Place::Line(6), "téléphone: demander à l’accueil"), (Place::Line(6), "une cellule de trop")]
    );
    let text = text(&reading);
    for part in ["\"Première ligne,\\nseconde ligne.\"@fr", "\"Fr 9h-12h\"", "property-budget"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_is_protected_from_spreadsheets_is_read_as_it_was() {
    let table = "id,name,telephone,summary\n1,'=Moulin,\"'+33 4 75 00 00 00\",'tis\n";
    let said = text(&with(table.as_bytes(), ""));
    for expected in ["\"=Moulin\"@fr", "\"+33 4 75 00 00 00\"", "\"'tis\"@fr"] {
        assert!(said.contains(expected), "{expected} in {said}");
    }
}

#[test]
fn what_will_be_done_is_told_and_done() {
    let bytes = fixture("structures.csv");
    let told = told(bytes.as_slice(), &sample(), &Mapping::default()).unwrap();
    for line in ["key = \"Identifiant\"", "\"Nom\" = \"cs:name\"", "\"Thèmes\" = \"category\"", "# \"Budget\" = "] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert_eq!(text(&with(&bytes, &told)), text(&with(&bytes, "")));
    // Who may read it first is a part of what is done.
    let people = b"id,name,type\n1,Ana,Person\n2,Le Moulin,Organization\n".as_slice();
    let saved = super::told(people, &sample(), &Mapping::default()).unwrap();
    assert_eq!(with(people, &saved).records, with(people, "").records);
}

#[test]
fn what_makes_the_key() {
    let table = "Nom;Ville\nA;Issoire\nA;Ambert\n";
    assert_eq!(with(table.as_bytes(), "").refused.len(), 2);
    let reading = with(table.as_bytes(), "key = [\"Nom\", \"Ville\"]");
    assert_eq!((reading.records.len(), reading.refused.len()), (2, 0));
    let missing = Mapping::read("key = \"Code\"").unwrap();
    let error = read(table.as_bytes(), &sample(), &missing).find_map(Result::err).unwrap();
    assert_eq!(error.to_string(), "there is no column Code");
}

#[test]
fn what_is_no_table() {
    for (bytes, expected) in [
        (&b""[..], "nothing is there"),
        (b" \n\n", "nothing is there"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "line 1 is no table in CSV"),
        (b"{\"data\": []}", "line 1 is no table in CSV"),
        (b"PK\x03\x04\x14\x00", "line 1 is no table in CSV"),
        (b"\xff\xfen\0o\0m\0", "this is UTF-16: save it as CSV UTF-8"),
        (b"a;b\n1;2\n", "none of the columns is a name: a, b"),
        (b"id;nom\n1;A\n2;\x00\n", "line 3 is no table in CSV"),
        (b"id;nom\n1;A\n2", "line 3 begins a row that is cut short"),
        (b"id;nom\n1;A\n2;\"Le Mou", "line 3 begins a row that is cut short"),
        (b"id;nom\n1;A\n2;\"Le\nMou\n", "line 3 begins a row that is cut short"),
    ] {
        assert_eq!(error(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
    // What stands before it is whole.
    let mut passages = read(&b"id;nom\n1;A\n2"[..], &sample(), &Mapping::default());
    assert!(matches!(passages.next(), Some(Ok(Passage::Record(_)))));
    // No line ends after the last row, which has all its cells; and a letter alone is broken.
    assert_eq!(with(b"id;nom\n1;A\n2;B", "").records.len(), 2);
    let reading = with("id;nom\n1;é\n2;e\n".replace("2;e", "2;\u{1}").replace('\u{1}', "e").as_bytes(), "");
    assert_eq!(reading.records.len(), 2);
    let mut broken = "id;nom\n1;é\n2;e\n".as_bytes().to_vec();
    let at = broken.len() - 2;
    broken[at] = 0xE9;
    let reading = with(&broken, "");
    assert_eq!(reading.refused[0].reason, RefusedReason::Malformed("UTF-8".to_owned()));
}

#[test]
fn a_quotation_mark_inside_a_cell_opens_nothing() {
    for (bytes, names) in [
        (&b"id;nom\n1;Tube de 5\"\n"[..], &["Tube de 5\""][..]),
        (b"id;nom\n1;Tube de 5\"", &["Tube de 5\""]),
        (b"id;nom\n1;\"Le\nMoulin\"\n2;Tube de 5\"", &["Le\nMoulin", "Tube de 5\""]),
        (b"id;nom\n1;\"Le \"\"Moulin\"\"\"\n2;d'un \"mot\"\n", &["Le \"Moulin\"", "d'un \"mot\""]),
        (b"id,nom\n1,5\" ; \"a\n2,\"\"\n3,\"B;\"", &["5\" ; \"a", "B;"]),
    ] {
        let text = String::from_utf8_lossy(bytes);
        let passages: Vec<_> = read(bytes, &sample(), &Mapping::default()).collect::<Result<_, _>>().expect(&text);
        let mut reading = Reading::default();
        reading.extend(passages);
        let told = rig::told(&reading);
        assert_eq!(reading.records.len(), names.len(), "{text}: {told}");
        for name in names {
            let name = oxrdf::Literal::new_language_tagged_literal_unchecked(*name, "fr").to_string();
            assert!(told.contains(&name), "{name} of {text}: {told}");
        }
    }
    for bytes in [&b"id;nom\n1;A\n2;\"5\"\""[..], b"id;nom\n1;A\n2;\"Le \"\"Moulin\n", b"id;nom\n1;A\n2;\""] {
        assert_eq!(error(bytes), "line 3 begins a row that is cut short", "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn cut_anywhere_it_has_no_half_row() {
    let whole = fixture("structures.csv");
    let all: Vec<_> = with(&whole, "").records;
    for end in 0..whole.len() {
        let mut found = Reading::default();
        found.extend(read(&whole[..end], &sample(), &Mapping::default()).map_while(Result::ok));
        // Of a last cell nobody can tell whether it is whole.
        let last = found.records.last().map(|record| record.places.clone()).filter(|_| !whole[..end].ends_with(b"\n"));
        for record in found.records.iter().filter(|record| Some(&record.places) != last.as_ref()) {
            assert!(all.contains(record), "at byte {end}");
        }
    }
}

#[test]
fn a_row_is_called_by_one_column() {
    let reading = with(b"id;siret;nom\n1;12345678200012;A\n;12345678200013;B\n", "");
    assert_eq!((reading.records.len(), reading.refused[0].reason.clone()), (1, RefusedReason::WithoutKey));
}

/// The same bytes again and again, and how many were taken.
struct Endless {
    bytes: &'static [u8],
    at: usize,
    taken: usize,
}

impl Read for &mut Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.bytes[self.at];
            self.at = (self.at + 1) % self.bytes.len();
        }
        self.taken += buffer.len();
        assert!(self.taken < 8 << 20, "it goes on and on");
        Ok(buffer.len())
    }
}

#[test]
fn endless_garbage_ends_early() {
    for (bytes, expected) in [
        (&b"x"[..], "begins a row that is too long"),
        (b"yes\n", "none of the columns is a name: yes"),
        (b"\0", "line 1 is no table in CSV"),
        (b"nom,id,\"", "begins a row that is too long"),
        (b"nom,", "begins a row that is too long"),
    ] {
        let mut endless = Endless { bytes, at: 0, taken: 0 };
        let told = error(&mut endless);
        assert!(told.contains(expected), "{}: {told}", String::from_utf8_lossy(bytes));
    }
    // A quotation mark that is never closed, far into a good table.
    let good = &b"id;nom\n1;A\n2;\""[..];
    let mut endless = Endless { bytes: b"rien\n", at: 0, taken: 0 };
    assert_eq!(error(good.chain(&mut endless)), "line 3 begins a row that is too long");
}
