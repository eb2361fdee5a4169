//! Records in a list of JSON, with what stands around it: how GoGoCarto, GeoJSON and Murmurations are written.

use crate::draft::refused;
use crate::json::{Items, JsonError, Piece};
use model::{Passage, Place, RefusedReason};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufRead;

/// What a format makes of its list.
pub(crate) trait Listed {
    /// Why it cannot be read on.
    type Error: From<JsonError>;

    /// Looks at what stands around the list, as it comes. Items may have come before it: `number` is the last one's.
    fn member(&mut self, name: &str, value: &Value, number: u64) -> Result<(), Self::Error>;

    /// Reads an item.
    fn item(&mut self, value: Value, place: Place, found: &mut VecDeque<Passage>);

    /// Reads what stood around the list, once there is no more. Where there was no list it is the source's one record.
    fn end(
        &mut self,
        around: Map<String, Value>,
        number: Option<u64>,
        found: &mut VecDeque<Passage>,
    ) -> Result<(), Self::Error>;
}

/// Reads a list, one item at a time. One that is broken is refused and the others go on; after an error there is nothing
/// more.
pub(crate) struct Listing<R, L> {
    items: Option<Items<R>>,
    listed: L,
    around: Map<String, Value>,
    number: u64,
    found: VecDeque<Passage>,
}

impl<R: BufRead, L: Listed> Listing<R, L> {
    /// A list under one of these names, or bare.
    pub(crate) fn new(source: R, lists: &'static [&'static str], listed: L) -> Self {
        let items = Some(Items::new(source, lists));
        Self { items, listed, around: Map::new(), number: 0, found: VecDeque::new() }
    }

    /// Reads on until something may have been found. Whether there may be more.
    fn read_on(&mut self) -> Result<bool, L::Error> {
        let Some(items) = &mut self.items else { return Ok(false) };
        match items.next().transpose()? {
            Some(Piece::Member(name, value)) => {
                self.listed.member(&name, &value, self.number)?;
                self.around.insert(name, value);
            }
            Some(Piece::Item(number, item)) => {
                self.number = number;
                let place = Place::Item(number);
                match item {
                    Ok(value) => self.listed.item(value, place, &mut self.found),
                    Err(broken) => {
                        let what = RefusedReason::Malformed("JSON".to_owned());
                        self.found.push_back(refused(&broken.name, place, what));
                    }
                }
            }
            None => {
                let number = items.has_list().then_some(self.number);
                self.items = None;
                self.listed.end(std::mem::take(&mut self.around), number, &mut self.found)?;
            }
        }
        Ok(true)
    }
}

impl<R: BufRead, L: Listed> Iterator for Listing<R, L> {
    type Item = Result<Passage, L::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(passage) = self.found.pop_front() {
                return Some(Ok(passage));
            }
            match self.read_on() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.items = None;
                    return Some(Err(error));
                }
            }
        }
    }
}
