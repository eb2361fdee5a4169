//! Opening hours: a list of the week's days, each open at hours or around the clock, as `schema:openingHours` has them.

use super::fields::{self, Fields};
use crate::draft::{DAYS, Draft};
use model::vocab::schema;
use serde_json::Value;

/// When it is open, of the field that says so.
pub(super) fn read(fields: &mut Fields, draft: &mut Draft) {
    let Some(value) = fields.take("openingHours") else { return };
    // A closed day is an empty item.
    for item in fields::items(value) {
        match of_day(&item) {
            Some(hours) => {
                for hours in hours {
                    draft.word(schema::OPENING_HOURS, &hours);
                }
            }
            None => fields.broken("openingHours", item),
        }
    }
}

fn of_day(item: &Value) -> Option<Vec<String>> {
    if let Value::String(text) = item {
        return Some(vec![super::text::line(text)]);
    }
    let day = item.get("dayOfWeek")?.as_str()?.trim();
    let day = DAYS.into_iter().find(|known| day.get(..2).is_some_and(|day| day.eq_ignore_ascii_case(known)))?;
    // Forms leave hours in place when "all day" is ticked.
    if item.get("allDay").is_some_and(fields::is_yes) {
        return Some(vec![format!("{day} 00:00-24:00")]);
    }
    let hours = match item.get("hours") {
        Some(hours) => fields::items(hours.clone()),
        None => vec![item.clone()],
    };
    let hours: Option<Vec<String>> = hours
        .iter()
        .map(|hours| Some(format!("{day} {}-{}", time(hours.get("opens")?)?, time(hours.get("closes")?)?)))
        .collect();
    hours.filter(|hours| !hours.is_empty())
}

/// `9:00`, `9h00`, `6:30 PM` as `HH:MM`.
fn time(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim().to_ascii_lowercase();
    let (text, is_afternoon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(morning), _) => (morning, Some(false)),
        (None, Some(afternoon)) => (afternoon, Some(true)),
        (None, None) => (text.as_str(), None),
    };
    let (hour, minute) = text.trim().split_once([':', 'h'])?;
    let minute = minute.split(':').next().filter(|minute| !minute.is_empty()).unwrap_or("0");
    let (hour, minute): (u8, u8) = (hour.trim().parse().ok()?, minute.parse().ok()?);
    let hour = match is_afternoon {
        Some(is_afternoon) if (1..=12).contains(&hour) => hour % 12 + if is_afternoon { 12 } else { 0 },
        Some(_) => return None,
        None => hour,
    };
    (minute < 60 && (hour < 24 || (hour, minute) == (24, 0))).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn hours_of_a_day() {
        for (item, expected) in [
            (
                json!({"dayOfWeek": "Mo", "hours": [{"opens": "9:00", "closes": "12h"}, {"opens": "2:00 PM", "closes": "12:00 am"}]}),
                Some("Mo 09:00-12:00, Mo 14:00-00:00"),
            ),
            (
                json!({"dayOfWeek": "sunday", "allDay": "true", "hours": [{"opens": "06:00", "closes": "19:00"}]}),
                Some("Su 00:00-24:00"),
            ),
            (json!({"dayOfWeek": "Tu", "opens": "10:00:00", "closes": "24:00"}), Some("Tu 10:00-24:00")),
            (json!("Mo-Fr 09:00-17:00"), Some("Mo-Fr 09:00-17:00")),
            (json!({"dayOfWeek": "Lu", "opens": "10:00", "closes": "12:00"}), None),
            (json!({"dayOfWeek": "Mo", "opens": "25:00", "closes": "26:00"}), None),
            (json!({"dayOfWeek": "é", "hours": []}), None),
            (json!({"dayOfWeek": "Mo", "hours": []}), None),
            (json!(7), None),
        ] {
            assert_eq!(of_day(&item).map(|hours| hours.join(", ")).as_deref(), expected, "{item}");
        }
    }
}
