//! Where a document stands: in a container of this instance, or elsewhere.

use crate::error::JournalError;
use model::Container;

/// What stands in the column `container`, and in what an entry is committed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A document of this instance.
    In(Container),
    /// A document from elsewhere, under its own address.
    Elsewhere,
}

/// No container's segment; what is asked in SQL says it, too.
const ELSEWHERE: &str = "elsewhere";

impl Place {
    /// Its name in the tables and in the chain.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::In(container) => container.segment(),
            Self::Elsewhere => ELSEWHERE,
        }
    }

    /// The place of this name.
    pub(crate) fn from_segment(segment: &str) -> Result<Self, JournalError> {
        if segment == ELSEWHERE {
            return Ok(Self::Elsewhere);
        }
        Container::from_segment(segment).map(Self::In).ok_or(JournalError::Corrupt("a container"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_and_no_container_is_elsewhere() {
        for place in Container::ALL.iter().copied().map(Place::In).chain([Place::Elsewhere]) {
            assert_eq!(Place::from_segment(place.segment()).unwrap(), place);
        }
        assert!(Place::from_segment("nowhere").is_err());
    }
}
