//! What is written on standard output.

use crate::failure::Failure;
use crate::text::Language;
use std::io::{ErrorKind, Write};

/// Writes an answer. A reader that closed the pipe (`| head`) has read enough; any other error is told, since an answer
/// that did not arrive must not look done.
pub fn tell(answer: &[u8], language: Language) -> Result<(), Failure> {
    settled(write(&mut std::io::stdout().lock(), answer), language)
}

/// The same for a line of text.
pub fn tell_line(line: &str, language: Language) -> Result<(), Failure> {
    tell(format!("{line}\n").as_bytes(), language)
}

fn write(outlet: &mut impl Write, answer: &[u8]) -> std::io::Result<()> {
    outlet.write_all(answer)?;
    outlet.flush()
}

fn settled(written: std::io::Result<()>, language: Language) -> Result<(), Failure> {
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::failed(language, "cannot-write", &[("cause", error.to_string())])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure_but_a_full_disk_is() {
        for (kind, fails) in [(ErrorKind::BrokenPipe, false), (ErrorKind::StorageFull, true)] {
            assert_eq!(settled(Err(kind.into()), Language::Fr).is_err(), fails, "{kind}");
        }
    }
}
