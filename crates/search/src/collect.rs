//! Hits and counts, in one pass over what is found.

use crate::asked::{Asked, Facet, FacetCounts, Order, Selected, WINDOW};
use crate::fields::{self, CHANGED, NUMBER, TITLE};
use crate::hierarchy::Outlook;
use model::Container;
use oxrdf::NamedNodeRef;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// Most values of a facet that are told, besides those that are selected.
const TOLD: usize = 40;

/// The values of a facet's column in one segment, by their numbers there.
pub(crate) type Values = Arc<[Arc<str>]>;

/// The values of every facet in one segment.
pub(crate) fn values(segment: &SegmentReader) -> tantivy::Result<[Values; 3]> {
    let mut all = Facet::ALL.map(|_| Values::from([]));
    for (facet, values) in Facet::ALL.into_iter().zip(&mut all) {
        let Some(column) = segment.fast_fields().str(fields::column(facet))? else { continue };
        let mut stream = column.dictionary().stream()?;
        let mut found: Vec<Arc<str>> = Vec::with_capacity(column.num_terms());
        while stream.advance() {
            found.push(String::from_utf8_lossy(stream.key()).into());
        }
        *values = found.into();
    }
    Ok(all)
}

/// Collects what is asked for.
pub(crate) struct Gatherer<'q> {
    asked: &'q Asked,
    order: Order,
    outlook: &'q Outlook,
    /// What is broader than each value, as far as it was needed: segments share most values.
    above: Mutex<HashMap<Arc<str>, Values>>,
    values: &'q HashMap<SegmentId, [Values; 3]>,
    /// Which documents lie in the area, and how far from its middle; `None`: that is not asked.
    near: Option<Arc<HashMap<u64, f64>>>,
    /// What is selected, with what is narrower.
    wanted: [Option<HashSet<String>>; 3],
}

/// Of all segments.
pub(crate) struct Gathered {
    pub(crate) total: u64,
    pub(crate) hits: Vec<Candidate>,
    pub(crate) facets: FacetCounts,
}

/// A document that may be told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The greater, the better.
    key: f64,
    title: Option<String>,
    number: u64,
    pub(crate) score: f32,
    pub(crate) distance: Option<f64>,
    pub(crate) address: DocAddress,
}

impl Candidate {
    /// Who comes first.
    fn against(&self, other: &Self) -> Ordering {
        let by_key = match (&self.title, &other.title) {
            (Some(own), Some(its)) => own.cmp(its),
            (None | Some(_), None) | (None, Some(_)) => other.key.total_cmp(&self.key),
        };
        by_key.then(self.number.cmp(&other.number))
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.against(other)
    }
}

impl<'q> Gatherer<'q> {
    pub(crate) fn new(
        asked: &'q Asked,
        outlook: &'q Outlook,
        values: &'q HashMap<SegmentId, [Values; 3]>,
        near: Option<Arc<HashMap<u64, f64>>>,
    ) -> Self {
        let wanted = Facet::ALL.map(|facet| {
            let selected = asked.selected.of(facet);
            (!selected.is_empty()).then(|| selected.iter().flat_map(|iri| outlook.below(iri)).collect())
        });
        Self { asked, order: asked.ordered(), outlook, above: Mutex::default(), values, near, wanted }
    }

    /// A value and what is broader.
    fn above(&self, value: &Arc<str>) -> Values {
        let mut known = self.above.lock().unwrap_or_else(PoisonError::into_inner);
        let above = || self.outlook.above(value).into_iter().map(Arc::from).collect();
        known.entry(value.clone()).or_insert_with(above).clone()
    }

    fn most(&self) -> usize {
        self.asked.skip.saturating_add(self.asked.take).min(WINDOW)
    }
}

impl Collector for Gatherer<'_> {
    type Fruit = Gathered;
    type Child = InSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        let columns = segment.fast_fields();
        let known = self.values.get(&segment.segment_id());
        let mut counted = Vec::with_capacity(Facet::ALL.len());
        for (at, facet) in Facet::ALL.into_iter().enumerate() {
            let values = known.and_then(|known| known.get(at)).cloned().unwrap_or_else(|| Values::from([]));
            let wanted = self.wanted.get(at).and_then(Option::as_ref);
            let column = columns.str(fields::column(facet))?;
            counted.push(Counted::new(column, &values, wanted, |value| self.above(value)));
        }
        Ok(InSegment {
            ordinal,
            order: self.order,
            most: self.most(),
            numbers: columns.u64(NUMBER)?,
            changed: columns.i64(CHANGED)?,
            titles: columns.str(TITLE)?,
            near: self.near.clone(),
            counted,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        !self.asked.text.is_open()
    }

    fn merge_fruits(&self, segments: Vec<Part>) -> tantivy::Result<Gathered> {
        let (mut total, mut hits) = (0, Vec::new());
        let mut counts: [HashMap<Arc<str>, u64>; 3] = Default::default();
        for part in segments {
            total += part.total;
            hits.extend(part.best);
            for (sum, found) in counts.iter_mut().zip(part.counts) {
                for (value, count) in found {
                    *sum.entry(value).or_default() += count;
                }
            }
        }
        hits.sort_unstable();
        let hits = hits.into_iter().take(self.most()).skip(self.asked.skip).collect();
        let [types, themes, territories] = counts;
        let facets = FacetCounts {
            types: told(Facet::Type, types, &self.asked.selected),
            themes: told(Facet::Theme, themes, &self.asked.selected),
            territories: told(Facet::Territory, territories, &self.asked.selected),
        };
        Ok(Gathered { total, hits, facets })
    }
}

/// The values that are told: the most frequent ones, and those that are selected, found or not.
fn told(facet: Facet, counts: HashMap<Arc<str>, u64>, selected: &Selected) -> Vec<(String, u64)> {
    let selected = selected.of(facet);
    let is_told = |value: &str| {
        // Classes are many, and people know those that have a container.
        facet != Facet::Type || Container::of_class(NamedNodeRef::new_unchecked(value)).is_some()
    };
    let mut found: Vec<(String, u64)> =
        counts.into_iter().map(|(value, count)| (value.as_ref().to_owned(), count)).collect();
    for value in selected {
        if found.iter().all(|(known, _)| known != value) {
            found.push((value.clone(), 0));
        }
    }
    found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut room = TOLD;
    found.retain(|(value, _)| {
        let is_kept = room > 0 && is_told(value);
        room -= usize::from(is_kept);
        is_kept || selected.contains(value)
    });
    found
}

/// What one segment gives.
pub(crate) struct Part {
    total: u64,
    best: Vec<Candidate>,
    counts: [Vec<(Arc<str>, u64)>; 3],
}

/// Collects in one segment.
pub(crate) struct InSegment {
    ordinal: SegmentOrdinal,
    order: Order,
    most: usize,
    numbers: Column<u64>,
    changed: Column<i64>,
    titles: Option<StrColumn>,
    near: Option<Arc<HashMap<u64, f64>>>,
    counted: Vec<Counted>,
    total: u64,
    /// The worst on top.
    best: BinaryHeap<Candidate>,
}

impl SegmentCollector for InSegment {
    type Fruit = Part;

    fn collect(&mut self, document: DocId, score: Score) {
        let number = self.numbers.first(document).unwrap_or_default();
        let distance = match &self.near {
            None => None,
            Some(near) => match near.get(&number) {
                Some(distance) => Some(*distance),
                None => return,
            },
        };
        let mut misses = 0;
        for counted in &mut self.counted {
            counted.look(document);
            misses += usize::from(!counted.is_match);
        }
        for counted in &mut self.counted {
            // What is selected of a facet does not narrow its own counts: else nobody saw what else there is.
            if misses == 0 || (misses == 1 && !counted.is_match) {
                counted.count(document);
            }
        }
        if misses > 0 {
            return;
        }
        self.total += 1;
        if self.most == 0 {
            return;
        }
        let key = match self.order {
            Order::Relevance => f64::from(score),
            Order::Distance => -distance.unwrap_or(f64::INFINITY),
            #[expect(clippy::cast_precision_loss, reason = "microseconds are exact until the year 2255")]
            Order::Newest => self.changed.first(document).unwrap_or_default() as f64,
            #[expect(clippy::cast_precision_loss, reason = "a segment has fewer documents than that")]
            Order::Name => {
                let ordinal = self.titles.as_ref().and_then(|titles| titles.ords().first(document));
                ordinal.map_or(f64::NEG_INFINITY, |ordinal| -(ordinal as f64))
            }
        };
        let address = DocAddress::new(self.ordinal, document);
        let candidate = Candidate { key, title: None, number, score, distance, address };
        if self.best.len() < self.most {
            self.best.push(candidate);
        } else if let Some(mut worst) = self.best.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    }

    fn harvest(self) -> Part {
        let mut best = self.best.into_vec();
        if self.order == Order::Name {
            for candidate in &mut best {
                let mut title = String::new();
                if let Some(titles) = &self.titles
                    && let Some(ordinal) = titles.ords().first(candidate.address.doc_id)
                {
                    // What cannot be read is sorted before everything else.
                    drop(titles.ord_to_str(ordinal, &mut title));
                }
                candidate.title = Some(title);
            }
        }
        let mut counts: [Vec<(Arc<str>, u64)>; 3] = Default::default();
        for (counted, sum) in self.counted.into_iter().zip(&mut counts) {
            *sum = counted.sum();
        }
        Part { total: self.total, best, counts }
    }
}

/// One facet in one segment.
struct Counted {
    column: Option<StrColumn>,
    /// By the number of a value: whether it is asked for; nothing where all are.
    wanted: Option<Vec<bool>>,
    is_match: bool,
    /// By the number of a value: the value itself and what is broader, as places in `counts`.
    above: Vec<Box<[usize]>>,
    counts: Vec<(Arc<str>, u64)>,
    /// The document that each was counted for last, and one: none is counted twice.
    last: Vec<u64>,
}

impl Counted {
    fn new(
        column: Option<StrColumn>,
        values: &Values,
        wanted: Option<&HashSet<String>>,
        all_above: impl Fn(&Arc<str>) -> Values,
    ) -> Self {
        let wanted = wanted.map(|wanted| values.iter().map(|value| wanted.contains(value.as_ref())).collect());
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        let mut counts: Vec<(Arc<str>, u64)> = Vec::new();
        let mut place = |iri: &Arc<str>| {
            *places.entry(iri.clone()).or_insert_with(|| {
                counts.push((iri.clone(), 0));
                counts.len() - 1
            })
        };
        let above = values.iter().map(|value| all_above(value).iter().map(&mut place).collect()).collect();
        let last = vec![0; counts.len()];
        Self { column, is_match: wanted.is_none(), wanted, above, counts, last }
    }

    /// Whether the document is asked for by this facet.
    fn look(&mut self, document: DocId) {
        let Some(wanted) = &self.wanted else { return };
        let is_wanted =
            |ordinal: u64| usize::try_from(ordinal).ok().and_then(|at| wanted.get(at)).copied().unwrap_or(false);
        self.is_match =
            self.column.as_ref().is_some_and(|column| column.ords().values_for_doc(document).any(is_wanted));
    }

    fn count(&mut self, document: DocId) {
        let Some(column) = &self.column else { return };
        let mark = u64::from(document) + 1;
        for ordinal in column.ords().values_for_doc(document) {
            let places = usize::try_from(ordinal).ok().and_then(|at| self.above.get(at));
            for place in places.into_iter().flatten() {
                if let (Some(last), Some((_, count))) = (self.last.get_mut(*place), self.counts.get_mut(*place))
                    && *last != mark
                {
                    *last = mark;
                    *count += 1;
                }
            }
        }
    }

    fn sum(self) -> Vec<(Arc<str>, u64)> {
        self.counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}
