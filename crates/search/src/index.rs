//! Keeps it all, in batches: what is applied is found once it is committed.

use crate::asked::{Asked, Found, Hit};
use crate::collect::{self, Gathered, Gatherer, Values};
use crate::disk::Disk;
use crate::error::SearchError;
use crate::fields::{Fields, HAS_EDGES, LATITUDE, LONGITUDE, NUMBER, Texts, VERSION};
use crate::hierarchy::{Edge, Edges, Outlook, Told};
use crate::place::{Places, Point};
use crate::query::{self, Taking};
use crate::sheet::{self, Said, Sheet};
use crate::words::{Language, Stems, Word, plain, words};
use model::{AccountId, Audience, Caller, Iri, Seq};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::index::SegmentId;
use tantivy::indexer::{LogMergePolicy, NoMergePolicy};
use tantivy::schema::Value;
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Memory for documents that are not committed.
const MEMORY: usize = 64 << 20;
/// Documents of a segment below which all are of one size: small ones are brought together among themselves.
const SMALL: u32 = 500;
/// So few are found that words written nearly like those asked for are looked for, too.
const FEW: u64 = 10;
/// How often it is tried to be rid of what is gone while others write segments.
const TRIES: u32 = 8;

/// What happened to a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It is this.
    Is(Box<Sheet>),
    /// It is gone.
    Gone(Iri),
}

/// The index, for the one who fills it.
pub struct Index {
    writer: IndexWriter,
    fields: Fields,
    reader: IndexReader,
    /// What the next commit shows.
    places: Arc<Places>,
    edges: Arc<Edges>,
    has_new_edges: bool,
    stems: [(Language, Stems); 2],
    shown: Reader,
}

/// The index, for those who ask.
#[derive(Clone)]
pub struct Reader(Arc<RwLock<Arc<Snapshot>>>);

/// All of one moment.
struct Snapshot {
    seq: Seq,
    fields: Fields,
    searcher: Searcher,
    places: Arc<Places>,
    edges: Arc<Edges>,
    values: HashMap<SegmentId, [Values; 3]>,
}

impl Index {
    /// Opens the index in this folder. What is not there, broken, or of another version of the program, is begun anew.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        match Self::open_whole(folder) {
            Ok(Some(index)) => return Ok(index),
            Ok(None) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the index is begun anew");
            }
        }
        Self::begin(folder)
    }

    /// Throws away what is in the folder and begins anew.
    pub fn begin(folder: &Path) -> Result<Self, SearchError> {
        let failed = |source| SearchError::Folder { path: folder.to_owned(), source };
        match std::fs::remove_dir_all(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(failed(source)),
        }
        make_closed(folder).map_err(failed)?;
        let (schema, _) = Fields::build();
        let disk = Disk::open(folder).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::create(disk, schema, tantivy::IndexSettings::default())?;
        let mut index = Self::over(&index, Seq(0))?;
        index.commit(Seq(0))?;
        Ok(index)
    }

    /// Up to which entry an index in this folder is whole; `None`: there is none. Nothing is changed, and nobody writes
    /// meanwhile.
    pub fn look(folder: &Path) -> Result<Option<Seq>, SearchError> {
        if !folder.join("meta.json").exists() {
            return Ok(None);
        }
        let disk = Disk::open(folder).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::open(disk)?;
        if let Some(damaged) = index.validate_checksum()?.into_iter().next() {
            let source = std::io::Error::other("the checksum of a file is wrong");
            return Err(SearchError::Folder { path: folder.join(damaged), source });
        }
        Ok(index.load_metas()?.payload.as_deref().and_then(read_payload))
    }

    fn open_whole(folder: &Path) -> Result<Option<Self>, SearchError> {
        let Some(seq) = Self::look(folder)? else { return Ok(None) };
        let disk = Disk::open(folder).map_err(tantivy::TantivyError::from)?;
        let index = tantivy::Index::open(disk)?;
        if index.schema() != Fields::build().0 {
            return Ok(None);
        }
        Self::over(&index, seq).map(Some)
    }

    fn over(index: &tantivy::Index, seq: Seq) -> Result<Self, SearchError> {
        let (_, fields) = Fields::build();
        let writer = index.writer_with_num_threads(1, MEMORY)?;
        writer.set_merge_policy(Box::new(usual()));
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let places = Arc::new(places(&searcher)?);
        let edges = Arc::new(edges(&searcher, &fields)?);
        let snapshot = Snapshot {
            seq,
            values: values(&searcher, &HashMap::new())?,
            searcher,
            fields: fields.clone(),
            places: places.clone(),
            edges: edges.clone(),
        };
        let shown = Reader(Arc::new(RwLock::new(Arc::new(snapshot))));
        let stems = Language::ALL.map(|language| (language, Stems::new(language)));
        Ok(Self { writer, fields, reader, places, edges, has_new_edges: false, stems, shown })
    }

    /// Who asks it.
    pub fn reader(&self) -> Reader {
        self.shown.clone()
    }

    /// Up to which entry everything is found.
    pub fn seq(&self) -> Seq {
        self.shown.seq()
    }

    /// Takes a step. It is found from the next commit on.
    pub fn apply(&mut self, step: &Step) -> Result<(), SearchError> {
        let iri = match step {
            Step::Is(sheet) => &sheet.iri,
            Step::Gone(iri) => iri,
        };
        self.writer.delete_term(Term::from_field_text(self.fields.iri, iri.as_str()));
        let number = sheet::number(iri);
        let (point, told) = match step {
            Step::Is(sheet) => {
                self.writer.add_document(self.document(sheet))?;
                let (audience, owner) = (sheet.standing.audience.clone(), sheet.standing.owner);
                (sheet.point, Some(Told { audience, owner, edges: sheet.edges.clone() }))
            }
            Step::Gone(_) => (None, None),
        };
        // What is shown is copied only where it changes.
        if !self.places.holds(number, point) {
            Arc::make_mut(&mut self.places).put(number, point);
        }
        if self.edges.says(number) || told.as_ref().is_some_and(|told| !told.edges.is_empty()) {
            self.has_new_edges |= Arc::make_mut(&mut self.edges).put(number, told);
        }
        Ok(())
    }

    /// From now on everything is found up to this entry.
    pub fn commit(&mut self, seq: Seq) -> Result<(), SearchError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&format!("{VERSION} {}", seq.0));
        prepared.commit()?;
        if std::mem::take(&mut self.has_new_edges) {
            Arc::make_mut(&mut self.edges).open_up();
        }
        self.show(seq)
    }

    /// Ends it in order: what is being brought together is finished, and the folder let go of.
    pub fn close(self) -> Result<(), SearchError> {
        Ok(self.writer.wait_merging_threads()?)
    }

    /// Makes the files forget what is gone. Everything applied must be committed.
    pub fn scrub(&mut self) -> Result<(), SearchError> {
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        let scrubbed = self.rewrite();
        self.writer.set_merge_policy(Box::new(usual()));
        let seq = self.seq();
        self.show(seq)?;
        let left = scrubbed?;
        // What readers held until now goes, too.
        self.writer.garbage_collect_files().wait()?;
        if left > 0 { Err(SearchError::Held(left)) } else { Ok(()) }
    }

    /// Writes anew every segment that holds what is gone; how many could not be.
    fn rewrite(&mut self) -> Result<usize, SearchError> {
        let mut left = 0;
        for _ in 0..TRIES {
            let metas = self.writer.index().searchable_segment_metas()?;
            let holding: Vec<SegmentId> =
                metas.iter().filter(|meta| meta.num_deleted_docs() > 0).map(tantivy::SegmentMeta::id).collect();
            left = holding.len();
            if left == 0 {
                break;
            }
            for segment in holding {
                // A segment that is being merged already is looked for again.
                if let Err(error) = self.writer.merge(&[segment]).wait() {
                    tracing::debug!(error = &error as &dyn std::error::Error, "a segment is being merged by others");
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            }
        }
        Ok(left)
    }

    fn show(&mut self, seq: Seq) -> Result<(), SearchError> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let before = self.shown.snapshot();
        let snapshot = Snapshot {
            seq,
            values: values(&searcher, &before.values)?,
            searcher,
            fields: self.fields.clone(),
            places: self.places.clone(),
            edges: self.edges.clone(),
        };
        *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        Ok(())
    }

    fn document(&self, sheet: &Sheet) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.iri, sheet.iri.as_str());
        document.add_text(fields.audience, sheet.standing.audience.to_term().as_str());
        document.add_i64(fields.owner, sheet.standing.owner.0);
        document.add_u64(fields.number, sheet.number());
        document.add_i64(fields.changed, sheet.standing.changed.as_microsecond());
        document.add_text(fields.title, plain(sheet.title()));
        if let Some(point) = sheet.point {
            document.add_f64(fields.latitude, point.latitude);
            document.add_f64(fields.longitude, point.longitude);
        }
        for (field, values) in fields.facets.into_iter().zip([&sheet.classes, &sheet.themes, &sheet.territories]) {
            for value in values {
                document.add_text(field, value);
            }
        }
        self.said(&mut document, &fields.names, &sheet.names);
        self.said(&mut document, &fields.texts, &sheet.texts);
        if !sheet.edges.is_empty() {
            document.add_u64(fields.has_edges, 1);
            for Edge { narrower, broader } in &sheet.edges {
                document.add_text(fields.edges, format!("{narrower} {broader}"));
            }
        }
        document
    }

    fn said(&self, document: &mut TantivyDocument, texts: &Texts, said: &[Said]) {
        for said in said {
            let words = words(&said.text);
            let plain = words.iter().enumerate().map(|(position, word)| token(position, word.plain.clone()));
            document.add_pre_tokenized_text(texts.plain, tokens(plain.collect()));
            for language in Language::of_tag(said.language.as_deref()) {
                let Some((_, stems)) = self.stems.iter().find(|(known, _)| known == language) else { continue };
                let of_word = |(position, word): (usize, &Word)| {
                    stems.of(word).into_iter().map(move |stem| token(position, stem)).collect::<Vec<_>>()
                };
                let stems = words.iter().enumerate().flat_map(of_word);
                document.add_pre_tokenized_text(texts.of(*language), tokens(stems.collect()));
            }
        }
    }
}

impl Reader {
    /// Up to which entry everything is found.
    pub fn seq(&self) -> Seq {
        self.snapshot().seq
    }

    /// What is found, of what the caller may see.
    pub fn search(&self, asked: &Asked, caller: &Caller) -> Result<Found, SearchError> {
        self.snapshot().search(asked, caller)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Snapshot {
    fn search(&self, asked: &Asked, caller: &Caller) -> Result<Found, SearchError> {
        let near = (!asked.area.is_everywhere()).then(|| Arc::new(self.places.within(&asked.area)));
        let outlook = self.edges.seen_by(caller);
        let collector = Gatherer::new(asked, &outlook, &self.values, near);
        let mut gathered = self.gather(asked, caller, Taking::Exactly, &collector)?;
        let has_words = !(asked.text.words.is_empty() && asked.text.begun.is_none());
        let mut is_widened = false;
        if gathered.total < FEW && has_words {
            let nearly = self.gather(asked, caller, Taking::Nearly, &collector)?;
            is_widened = nearly.total > gathered.total;
            if is_widened {
                gathered = nearly;
            }
        }
        let order = asked.ordered();
        let mut hits = Vec::with_capacity(gathered.hits.len());
        for candidate in gathered.hits {
            let stored: TantivyDocument = self.searcher.doc(candidate.address)?;
            let iri =
                stored.get_first(self.fields.iri).and_then(|value| value.as_str()).and_then(|iri| Iri::parse(iri).ok());
            let Some(iri) = iri else { continue };
            let score = (!asked.text.is_open()).then_some(candidate.score);
            hits.push(Hit { iri, score, distance: candidate.distance.filter(|_| asked.area.circle.is_some()) });
        }
        Ok(Found { seq: self.seq, total: gathered.total, hits, facets: gathered.facets, order, is_widened })
    }

    fn gather(
        &self,
        asked: &Asked,
        caller: &Caller,
        taking: Taking,
        gatherer: &Gatherer<'_>,
    ) -> Result<Gathered, SearchError> {
        let visible = query::visible(&self.fields, caller);
        let query = if asked.text.is_empty() {
            visible
        } else {
            query::both(visible, query::found(&self.fields, &asked.text, taking))
        };
        Ok(self.searcher.search(&query, gatherer)?)
    }
}

/// What is narrower than what, as this caller sees it.
impl Reader {
    /// See [`Outlook`].
    pub fn outlook(&self, caller: &Caller) -> Outlook {
        self.snapshot().edges.seen_by(caller)
    }
}

fn token(position: usize, text: String) -> Token {
    Token { position, text, ..Token::default() }
}

fn tokens(tokens: Vec<Token>) -> PreTokenizedString {
    PreTokenizedString { text: String::new(), tokens }
}

fn usual() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_layer_size(SMALL);
    policy
}

fn read_payload(payload: &str) -> Option<Seq> {
    let (version, seq) = payload.split_once(' ')?;
    (version.parse() == Ok(VERSION)).then_some(())?;
    seq.parse().ok().map(Seq)
}

/// Where everything is, read from the columns.
fn places(searcher: &Searcher) -> Result<Places, SearchError> {
    let mut found = Vec::new();
    for segment in searcher.segment_readers() {
        let columns = segment.fast_fields();
        let (numbers, latitudes, longitudes) = (columns.u64(NUMBER)?, columns.f64(LATITUDE)?, columns.f64(LONGITUDE)?);
        for document in segment.doc_ids_alive() {
            let point = latitudes.first(document).zip(longitudes.first(document));
            let point = point.and_then(|(latitude, longitude)| Point::new(latitude, longitude));
            found.extend(numbers.first(document).zip(point));
        }
    }
    Ok(Places::of(found))
}

/// What documents say of hierarchies, read from where they are stored.
fn edges(searcher: &Searcher, fields: &Fields) -> Result<Edges, SearchError> {
    let mut told = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let Some(marks) = segment.fast_fields().column_opt::<u64>(HAS_EDGES)? else { continue };
        let store = segment.get_store_reader(1)?;
        for document in segment.doc_ids_alive().filter(|document| marks.first(*document).is_some()) {
            let stored: TantivyDocument = store.get(document)?;
            let text =
                |field| stored.get_first(field).and_then(|value| value.as_str()).and_then(|iri| Iri::parse(iri).ok());
            let owner = stored.get_first(fields.owner).and_then(|value| value.as_i64());
            let (Some(iri), Some(audience), Some(owner)) = (text(fields.iri), text(fields.audience), owner) else {
                continue;
            };
            let edge = |value: &str| {
                let (narrower, broader) = value.split_once(' ')?;
                Some(Edge { narrower: narrower.to_owned(), broader: broader.to_owned() })
            };
            let edges = stored.get_all(fields.edges).filter_map(|value| edge(value.as_str()?)).collect();
            let audience = Audience::from_term(audience.as_named_node());
            told.insert(sheet::number(&iri), Told { audience, owner: AccountId(owner), edges });
        }
    }
    Ok(Edges::of(told))
}

/// The values of facets, segment by segment; segments do not change.
fn values(
    searcher: &Searcher,
    known: &HashMap<SegmentId, [Values; 3]>,
) -> Result<HashMap<SegmentId, [Values; 3]>, SearchError> {
    let mut values = HashMap::new();
    for segment in searcher.segment_readers() {
        let id = segment.segment_id();
        let of_segment = match known.get(&id) {
            Some(known) => known.clone(),
            None => collect::values(segment)?,
        };
        values.insert(id, of_segment);
    }
    Ok(values)
}

fn make_closed(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
