//! E-mail and telephone. All of it stands apart, closed to all but members, though Communecter's lists show it to
//! everybody. Of the people to turn to, the number and the address are taken, not who they are: they were not asked.

use super::fields::{self, Fields};
use crate::draft::Draft;
use serde_json::Value;

/// How to write and call, of the fields that say so.
pub(super) fn read(fields: &mut Fields, draft: &mut Draft) {
    if let Some(value) = fields.take("email") {
        for email in fields::items(value) {
            if !email.as_str().is_some_and(|email| draft.email(email)) {
                fields.broken("email", email);
            }
        }
    }
    for name in ["phone", "telephone"] {
        if let Some(value) = fields.take(name) {
            telephone(name, value, fields, draft);
        }
    }
    if let Some(value) = fields.take("contactInfo") {
        contact_info(value, fields, draft);
    }
    if let Some(value) = fields.take("contacts") {
        for contact in fields::items(value) {
            person(contact, fields, draft);
        }
    }
}

/// A number, several of them, or several by what they ring at.
fn telephone(field: &str, value: Value, fields: &mut Fields, draft: &mut Draft) {
    let Value::Object(mut lines) = value else {
        return numbers(field, value, fields, draft);
    };
    for line in ["fixe", "mobile"] {
        if let Some(value) = lines.shift_remove(line).filter(|value| !fields::is_empty(value)) {
            numbers(&format!("{field}.{line}"), value, fields, draft);
        }
    }
    let is_number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
    for (name, value) in lines {
        if is_number(&name) {
            numbers(field, value, fields, draft);
        } else {
            // Nothing here sends a fax.
            fields.unknown(&format!("{field}.{name}"), value);
        }
    }
}

fn numbers(field: &str, value: Value, fields: &mut Fields, draft: &mut Draft) {
    for item in fields::items(value) {
        let word = fields::word(&item).unwrap_or_default();
        // People write two into one field.
        let are_numbers = word
            .split(['/', ';', ','])
            .filter(|number| !number.trim().is_empty())
            .fold(!word.is_empty(), |are_numbers, number| draft.telephone(number) && are_numbers);
        if !are_numbers {
            fields.broken(field, item);
        }
    }
}

/// An address, a number, or both in a sentence, which cannot be shown to everybody.
fn contact_info(value: Value, fields: &mut Fields, draft: &mut Draft) {
    let text = fields::word(&value).unwrap_or_default();
    let (emails, rest): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(|word| word.contains('@'));
    let mut is_said = !text.is_empty();
    for email in emails {
        is_said &= draft.email(email.trim_matches(['(', ')', ',', ';', '.', '<', '>']));
    }
    let rest = rest.join(" ");
    is_said &= rest.is_empty() || draft.telephone(&rest);
    if !is_said {
        fields.broken("contactInfo", value);
    }
}

fn person(contact: Value, fields: &mut Fields, draft: &mut Draft) {
    let Value::Object(mut contact) = contact else {
        return fields.broken("contacts", contact);
    };
    // Who they are, and in Communecter.
    contact.retain(|name, _| !["name", "role", "id", "type"].contains(&name.as_str()));
    if let Some(email) = contact.shift_remove("email").filter(|email| !fields::is_empty(email))
        && !email.as_str().is_some_and(|email| draft.email(email))
    {
        fields.broken("contacts.email", email);
    }
    for name in ["telephone", "phone"] {
        if let Some(value) = contact.shift_remove(name).filter(|value| !fields::is_empty(value)) {
            telephone(&format!("contacts.{name}"), value, fields, draft);
        }
    }
    fields.rest_of("contacts", contact);
}
