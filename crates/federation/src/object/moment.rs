//! Times on the wire: RFC 3339 in UTC, to the microsecond, as the journal keeps them.

use jiff::Timestamp;
use serde_json::Value;

pub(crate) fn write(time: Timestamp) -> Value {
    Value::from(format!("{time:.6}"))
}

/// None for what is no time, or has no zone.
pub(crate) fn read(value: &Value) -> Option<Timestamp> {
    let time: Timestamp = value.as_str().filter(|text| text.len() <= 64)?.parse().ok()?;
    Timestamp::from_microsecond(time.as_microsecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_survive() {
        let time: Timestamp = "2026-05-12T08:00:00.000001Z".parse().unwrap();
        assert_eq!(write(time), "2026-05-12T08:00:00.000001Z");
        assert_eq!(read(&write(time)), Some(time));
        assert_eq!(read(&Value::from("2026-05-12T10:00:00.0000019+02:00")), Some(time));
        // As Communecter writes it.
        assert_eq!(read(&Value::from("2026-05-12T08:00:00+0000")), "2026-05-12T08:00:00Z".parse().ok());
        for none in ["2026-05-12", "2026-05-12T08:00:00", "soon", ""] {
            assert_eq!(read(&Value::from(none)), None, "{none}");
        }
    }
}
