//! When it is open: one text for each day, the day in two letters and then what the map has, as it stands there:
//! `Mo 09:00-12:00,14:00-18:00`. schema.org writes it so, too; and what people wrote instead of hours
//! (`Fr 9h & 5pm to 9pm`) is not lost. What the map had is the text after the first space.

use crate::draft::DAYS;
use crate::value::{is_empty, word};
use serde_json::Value;

/// The texts, in the order of the week; nothing where something else than days and hours is written.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let days = value.as_object()?;
    if days.iter().any(|(day, hours)| !is_empty(hours) && (!DAYS.contains(&day.as_str()) || word(hours).is_none())) {
        return None;
    }
    let text = |day: &&str| days.get(*day).and_then(word).map(|hours| format!("{day} {hours}"));
    Some(DAYS.iter().filter_map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hours_come_back_as_they_were() {
        let hours = json!({"Fr": "09:00-11:30 & 5pm to 9pm", "Mo": "09:00-12:00,14:00-18:00", "Tu": "", "We": null});
        let texts = texts(&hours).unwrap();
        assert_eq!(texts, ["Mo 09:00-12:00,14:00-18:00", "Fr 09:00-11:30 & 5pm to 9pm"]);
        for (day, written) in texts.iter().filter_map(|text| text.split_once(' ')) {
            assert_eq!(hours[day], written);
        }
    }

    #[test]
    fn what_is_no_week() {
        for value in [json!("24/7"), json!({"Lundi": "9h"}), json!({"Mo": ["09:00", "12:00"]}), json!([1])] {
            assert_eq!(texts(&value), None, "{value}");
        }
        assert_eq!(texts(&json!({"Lundi": ""})), Some(vec![]));
    }
}
