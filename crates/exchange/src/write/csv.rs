//! A table for spreadsheets (RFC 4180): a line for each document, several values in one cell apart by `; `.
//!
//! A spreadsheet takes what begins with `=`, `+`, `-` or `@`, a tabulator or a line feed for a formula, and what others wrote
//! here could run on whoever opens the file: such a cell begins with an apostrophe. Numbers that we write ourselves do not.

use super::Writer;
use crate::concepts::Concepts;
use crate::gogocarto::write::filed;
use crate::sheet::Sheet;
use model::Container;
use model::vocab::{dct, property, schema};

/// The columns.
pub const COLUMNS: [&str; 28] = [
    "id",
    "identifier",
    "type",
    "name",
    "alternateName",
    "summary",
    "description",
    "street",
    "postalCode",
    "locality",
    "inseeCode",
    "country",
    "latitude",
    "longitude",
    "website",
    "email",
    "telephone",
    "openingHours",
    "categories",
    "images",
    "legalForm",
    "sirenNumber",
    "start",
    "end",
    "created",
    "modified",
    "licence",
    "source",
];

/// What has a line: whatever is called by a name that says something to those who do not know it.
pub const CONTAINERS: &[Container] = &[
    Container::Organizations,
    Container::Projects,
    Container::Ecosystems,
    Container::Territories,
    Container::Places,
    Container::Events,
    Container::Ideas,
    Container::People,
    Container::Groups,
    Container::Offers,
    Container::Needs,
];

/// Writes CSV.
#[derive(Debug, Default)]
pub struct Table;

impl Writer for Table {
    fn begin(&mut self) -> String {
        line(COLUMNS)
    }

    fn document(&mut self, sheet: &Sheet<'_>, concepts: &Concepts) -> String {
        let all = |values: Vec<&str>| escaped(&values.join("; "));
        let one = |value: Option<&str>| escaped(value.unwrap_or_default());
        let address = sheet.address().unwrap_or_default();
        let categories: Vec<String> = filed(sheet, concepts).into_iter().map(|category| category.name).collect();
        // What is not one is not said: it would look like a place.
        let degrees = |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
        let (latitude, longitude) = sheet.position().unzip();
        line([
            sheet.iri().as_str().to_owned(),
            one(sheet.value(dct::IDENTIFIER)),
            sheet.class().map(super::local).unwrap_or_default().to_owned(),
            one(sheet.name()),
            all(sheet.texts(property::ALTERNATE_NAME)),
            one(sheet.text(property::SUMMARY)),
            one(sheet.text(property::DESCRIPTION)),
            one(address.street.as_deref()),
            one(address.postal_code.as_deref()),
            one(address.locality.as_deref()),
            one(address.insee_code.as_deref()),
            one(address.country.as_deref()),
            degrees(latitude),
            degrees(longitude),
            all(sheet.links(property::WEBSITE)),
            all(sheet.emails()),
            all(sheet.telephones()),
            all(sheet.values(schema::OPENING_HOURS)),
            escaped(&categories.join("; ")),
            all(sheet.links(property::IMAGE)),
            one(sheet.text(property::LEGAL_FORM)),
            one(sheet.value(property::SIREN_NUMBER)),
            one(sheet.value(property::START)),
            one(sheet.value(property::END)),
            escaped(&sheet.created()),
            escaped(&sheet.modified()),
            all(sheet.links(property::LICENCE)),
            all(sheet.values(dct::SOURCE)),
        ])
    }

    fn end(&mut self) -> String {
        String::new()
    }
}

/// With what a formula begins, to one spreadsheet or the other.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The text as a cell that no spreadsheet takes for a formula.
pub fn escaped(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell that was written so, by us or by others who know of it.
pub(crate) fn unescaped(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA)).unwrap_or(cell)
}

fn line<const CELLS: usize>(cells: [impl AsRef<[u8]>; CELLS]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail, and what was text stays text.
    let written = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok());
    written.and_then(|line| String::from_utf8(line).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::rig::{MOULIN, document, written};
    use super::*;

    #[test]
    fn cells_are_read_again_and_none_is_a_formula() {
        let evil = r#"<> a cs:Organization ; cs:name "=cmd|'/C calc'!A0"@fr ; cs:summary "+33"@fr ; cs:description "-a"@fr ;
            cs:keyword "@x"@fr ; cs:latitude -1.5 ; cs:longitude -2 ; cs:address <#a> .
            <#a> cs:street "\tx"@fr ; cs:locality "a, \"b\"\r\nc"@fr ; cs:postalCode "\rx" ; cs:country "FR" ."#;
        let contact = [document("annexes/a", "<> a cs:Contact ; cs:email \"a@b.example\" ; cs:telephone \"+33 4\" .")];
        let documents = [document("organizations/moulin", MOULIN), document("organizations/evil", evil)];
        let text = written(Table, &documents, &contact);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let cell = |line: usize, column: &str| &lines[line][COLUMNS.iter().position(|name| *name == column).unwrap()];
        assert_eq!(cell(0, "id"), "https://a.example/organizations/moulin");
        assert_eq!((cell(0, "name"), cell(0, "type"), cell(0, "longitude")), ("Le Moulin", "Organization", "-3.25"));
        assert_eq!((cell(0, "categories"), cell(0, "description")), ("Eau; Pain", "Depuis 1987,\nau bord de l’eau."));
        assert_eq!(cell(1, "locality"), "a, \"b\"\r\nc");
        for (column, expected) in [
            ("name", "'=cmd|'/C calc'!A0"),
            ("summary", "'+33"),
            ("description", "'-a"),
            ("categories", "'@x"),
            ("street", "'\tx"),
            ("postalCode", "'\rx"),
            ("telephone", "'+33 4"),
            ("latitude", "-1.5"),
            ("email", "a@b.example"),
        ] {
            assert_eq!(cell(1, column), expected, "{column}");
        }
        assert!(text.starts_with("id,identifier,type,name") && text.contains("\r\n"), "{text}");
    }
}
