//! The fields of a frame, written and read in the same order. Whatever is cut or makes no sense is an error.

use super::FrameError;
use crate::asking::Inquiry;
use crate::question::{BindingsFormat, Question};
use crate::step::{Held, Step};
use crate::update::{Delta, Effect, GraphDelta, Update};
use crate::world::Becoming;
use model::constraint::{Bindings, ConstraintAnswer, ConstraintQuery, ConstraintQuestion, Reach};
use model::syntax::Format;
use model::{Account, AccountId, Audience, Caller, Iri, Reader, Role, Scope, Seq};
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// A frame being written.
pub(super) struct Writing(Vec<u8>);

impl Writing {
    pub(super) fn new(kind: u8) -> Self {
        Self(vec![0, 0, 0, 0, kind])
    }

    pub(super) fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn signed(mut self, number: i64) -> Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn length(mut self, length: usize) -> Self {
        // What does not fit is far beyond `FRAME`, and the other end refuses it.
        self.0.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
        self
    }

    pub(super) fn bytes(self, bytes: &[u8]) -> Self {
        let mut writing = self.length(bytes.len());
        writing.0.extend_from_slice(bytes);
        writing
    }

    pub(super) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    fn iris(self, iris: &[Iri]) -> Self {
        iris.iter().fold(self.length(iris.len()), |writing, iri| writing.text(iri.as_str()))
    }

    pub(super) fn step(self, step: &Step) -> Self {
        let writing = self.number(step.seq.0).text(step.iri.as_str());
        match &step.held {
            None => writing.byte(0),
            Some(held) => {
                let writing = writing.byte(1).audience(&held.audience).signed(held.owner.0).text(&held.canonical);
                match &held.source {
                    None => writing.byte(0),
                    Some(source) => writing.byte(1).text(source.as_str()),
                }
            }
        }
    }

    fn audience(self, audience: &Audience) -> Self {
        match audience {
            Audience::Public => self.byte(0),
            Audience::Network => self.byte(1),
            Audience::Members => self.byte(2),
            Audience::Group(group) => self.byte(3).text(group.as_str()),
            Audience::Private => self.byte(4),
        }
    }

    pub(super) fn question(self, question: &Question) -> Self {
        let writing = self
            .text(&question.text)
            .iris(&question.default_graphs)
            .iris(&question.named_graphs)
            .text(question.base.as_str())
            .number(u64::try_from(question.deadline.as_millis()).unwrap_or(u64::MAX))
            .number(question.at_least.0)
            .byte(u8::from(question.entailment))
            .byte(match question.bindings {
                BindingsFormat::Json => 0,
                BindingsFormat::Xml => 1,
                BindingsFormat::Csv => 2,
                BindingsFormat::Tsv => 3,
            })
            .text(question.graph.media_type());
        writing.caller(&question.caller)
    }

    /// What decides over visibility is all that a worker is told.
    fn caller(self, caller: &Caller) -> Self {
        match caller.reader() {
            Reader::Stranger => self.byte(0),
            Reader::Account(account) => self.byte(1).signed(account.id.0).iris(&account.groups),
            Reader::Operator(id) => self.byte(2).signed(id.0),
        }
    }

    pub(super) fn inquiry(self, inquiry: &Inquiry) -> Self {
        let ConstraintQuestion { query, bindings, reach, shapes_graph, most } = &inquiry.question;
        let mut writing = self.text(&query.text).length(query.prefixes.len());
        for (prefix, namespace) in &query.prefixes {
            writing = writing.text(prefix).text(namespace);
        }
        writing = match &query.path {
            None => writing.byte(0),
            Some(path) => writing.byte(1).text(path),
        };
        writing = writing.rows(bindings).byte(match reach {
            Reach::Change => 0,
            Reach::Seen => 1,
        });
        writing = match shapes_graph {
            None => writing.byte(0),
            Some(triples) => writing.byte(1).triples(triples),
        };
        writing = writing.number(u64::try_from(*most).unwrap_or(u64::MAX)).length(inquiry.documents.len());
        for (iri, triples) in inquiry.documents.iter() {
            writing = writing.text(iri.as_str()).triples(triples);
        }
        writing
            .number(inquiry.at_least.0)
            .number(u64::try_from(inquiry.deadline.as_millis()).unwrap_or(u64::MAX))
            .caller(&inquiry.caller)
    }

    pub(super) fn update(self, update: &Update) -> Self {
        self.text(&update.text)
            .iris(&update.default_graphs)
            .iris(&update.named_graphs)
            .text(update.base.as_str())
            .number(u64::try_from(update.deadline.as_millis()).unwrap_or(u64::MAX))
            .number(update.at_least.0)
            .caller(&update.caller)
    }

    pub(super) fn effect(self, effect: &Effect) -> Self {
        match effect {
            Effect::Changes(Delta { seen, graphs }) => {
                graphs.iter().fold(self.byte(0).number(seen.0).length(graphs.len()), |writing, graph| {
                    let GraphDelta { name, was_there, taken, put } = graph;
                    let writing = match name {
                        None => writing.byte(0),
                        Some(name) => writing.byte(1).text(name.as_str()),
                    };
                    writing.byte(u8::from(*was_there)).triples(taken).triples(put)
                })
            }
            Effect::NoSuchGraph(name) => self.byte(1).text(name.as_str()),
            Effect::GraphExists(name) => self.byte(2).text(name.as_str()),
        }
    }

    pub(super) fn answers(self, answers: &[ConstraintAnswer]) -> Self {
        answers.iter().fold(self.length(answers.len()), |writing, answer| match answer {
            ConstraintAnswer::Boolean(false) => writing.byte(0),
            ConstraintAnswer::Boolean(true) => writing.byte(1),
            ConstraintAnswer::Solutions(rows) => writing.byte(2).rows(rows),
        })
    }

    fn rows(self, rows: &[Bindings]) -> Self {
        rows.iter().fold(self.length(rows.len()), |writing, row| {
            row.iter()
                .fold(writing.length(row.len()), |writing, (name, term)| writing.text(name).text(&term.to_string()))
        })
    }

    fn triples(self, triples: &[Triple]) -> Self {
        triples.iter().fold(self.length(triples.len()), |writing, triple| {
            writing.text(&triple.subject.to_string()).text(triple.predicate.as_str()).text(&triple.object.to_string())
        })
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let length = u32::try_from(self.0.len().saturating_sub(4)).unwrap_or(u32::MAX);
        for (place, byte) in self.0.iter_mut().zip(length.to_le_bytes()) {
            *place = byte;
        }
        self.0
    }
}

/// The rest of a frame being read.
pub(super) struct Reading<'a>(&'a [u8]);

impl<'a> Reading<'a> {
    pub(super) fn of(frame: &'a [u8]) -> Self {
        Self(frame)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], FrameError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(FrameError::Senseless)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        self.take(N)?.try_into().map_err(|_| FrameError::Senseless)
    }

    pub(super) fn byte(&mut self) -> Result<u8, FrameError> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn number(&mut self) -> Result<u64, FrameError> {
        self.array().map(u64::from_le_bytes)
    }

    fn signed(&mut self) -> Result<i64, FrameError> {
        self.array().map(i64::from_le_bytes)
    }

    fn length(&mut self) -> Result<usize, FrameError> {
        usize::try_from(u32::from_le_bytes(self.array()?)).map_err(|_| FrameError::Senseless)
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], FrameError> {
        let length = self.length()?;
        self.take(length)
    }

    pub(super) fn text(&mut self) -> Result<String, FrameError> {
        std::str::from_utf8(self.bytes()?).map(str::to_owned).map_err(|_| FrameError::Senseless)
    }

    fn iri(&mut self) -> Result<Iri, FrameError> {
        Iri::parse(&self.text()?).map_err(|_| FrameError::Senseless)
    }

    fn iris(&mut self) -> Result<Vec<Iri>, FrameError> {
        (0..self.length()?).map(|_| self.iri()).collect()
    }

    pub(super) fn step(&mut self) -> Result<Step, FrameError> {
        let (seq, iri) = (Seq(self.number()?), self.iri()?);
        let held = match self.byte()? {
            0 => None,
            _ => Some(Held {
                audience: self.audience()?,
                owner: AccountId(self.signed()?),
                canonical: self.text()?.into(),
                source: match self.byte()? {
                    0 => None,
                    _ => Some(self.iri()?),
                },
            }),
        };
        Ok(Step { seq, iri, held })
    }

    fn audience(&mut self) -> Result<Audience, FrameError> {
        Ok(match self.byte()? {
            0 => Audience::Public,
            1 => Audience::Network,
            2 => Audience::Members,
            3 => Audience::Group(self.iri()?),
            4 => Audience::Private,
            _ => return Err(FrameError::Senseless),
        })
    }

    pub(super) fn question(&mut self) -> Result<Question, FrameError> {
        Ok(Question {
            text: self.text()?,
            default_graphs: self.iris()?,
            named_graphs: self.iris()?,
            base: self.iri()?,
            deadline: Duration::from_millis(self.number()?),
            at_least: Seq(self.number()?),
            entailment: match self.byte()? {
                0 => false,
                1 => true,
                _ => return Err(FrameError::Senseless),
            },
            bindings: match self.byte()? {
                0 => BindingsFormat::Json,
                1 => BindingsFormat::Xml,
                2 => BindingsFormat::Csv,
                3 => BindingsFormat::Tsv,
                _ => return Err(FrameError::Senseless),
            },
            graph: Format::from_media_type(&self.text()?).ok_or(FrameError::Senseless)?,
            caller: self.caller()?,
            // A worker is not told.
            from: None,
        })
    }

    fn caller(&mut self) -> Result<Caller, FrameError> {
        Ok(match self.byte()? {
            0 => Caller::Anonymous,
            1 => Caller::Account(Account {
                id: AccountId(self.signed()?),
                email: String::new(),
                role: Role::Reader,
                scopes: vec![Scope::Read],
                groups: self.iris()?,
            }),
            2 => Caller::Operator(AccountId(self.signed()?)),
            _ => return Err(FrameError::Senseless),
        })
    }

    pub(super) fn inquiry(&mut self) -> Result<Inquiry, FrameError> {
        let text = self.text()?;
        let mut prefixes = Vec::new();
        for _ in 0..self.length()? {
            prefixes.push((self.text()?, self.text()?));
        }
        let path = match self.byte()? {
            0 => None,
            _ => Some(self.text()?),
        };
        let question = ConstraintQuestion {
            query: Arc::new(ConstraintQuery { text, prefixes, path }),
            bindings: self.rows()?,
            reach: match self.byte()? {
                0 => Reach::Change,
                _ => Reach::Seen,
            },
            shapes_graph: match self.byte()? {
                0 => None,
                _ => Some(self.triples()?.into()),
            },
            most: usize::try_from(self.number()?).unwrap_or(usize::MAX),
        };
        let documents: Result<Vec<Becoming>, FrameError> =
            (0..self.length()?).map(|_| Ok((self.iri()?, self.triples()?))).collect();
        Ok(Inquiry {
            question,
            documents: documents?.into(),
            at_least: Seq(self.number()?),
            deadline: Duration::from_millis(self.number()?),
            caller: self.caller()?,
        })
    }

    pub(super) fn update(&mut self) -> Result<Update, FrameError> {
        Ok(Update {
            text: self.text()?,
            default_graphs: self.iris()?,
            named_graphs: self.iris()?,
            base: self.iri()?,
            deadline: Duration::from_millis(self.number()?),
            at_least: Seq(self.number()?),
            caller: self.caller()?,
        })
    }

    pub(super) fn effect(&mut self) -> Result<Effect, FrameError> {
        Ok(match self.byte()? {
            0 => {
                let seen = Seq(self.number()?);
                let graphs: Result<Vec<GraphDelta>, FrameError> = (0..self.length()?)
                    .map(|_| {
                        let name = match self.byte()? {
                            0 => None,
                            _ => Some(self.iri()?),
                        };
                        let was_there = self.byte()? != 0;
                        Ok(GraphDelta { name, was_there, taken: self.triples()?, put: self.triples()? })
                    })
                    .collect();
                Effect::Changes(Delta { seen, graphs: graphs? })
            }
            1 => Effect::NoSuchGraph(self.iri()?),
            2 => Effect::GraphExists(self.iri()?),
            _ => return Err(FrameError::Senseless),
        })
    }

    pub(super) fn answers(&mut self) -> Result<Vec<ConstraintAnswer>, FrameError> {
        (0..self.length()?)
            .map(|_| {
                Ok(match self.byte()? {
                    0 => ConstraintAnswer::Boolean(false),
                    1 => ConstraintAnswer::Boolean(true),
                    2 => ConstraintAnswer::Solutions(self.rows()?),
                    _ => return Err(FrameError::Senseless),
                })
            })
            .collect()
    }

    fn rows(&mut self) -> Result<Vec<Bindings>, FrameError> {
        (0..self.length()?).map(|_| (0..self.length()?).map(|_| Ok((self.text()?, self.term()?))).collect()).collect()
    }

    fn triples(&mut self) -> Result<Vec<Triple>, FrameError> {
        (0..self.length()?)
            .map(|_| {
                let subject = match self.term()? {
                    Term::NamedNode(node) => NamedOrBlankNode::NamedNode(node),
                    Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
                    Term::Literal(_) => return Err(FrameError::Senseless),
                };
                let predicate = NamedNode::new(self.text()?).map_err(|_| FrameError::Senseless)?;
                Ok(Triple { subject, predicate, object: self.term()? })
            })
            .collect()
    }

    /// As N-Triples writes terms.
    fn term(&mut self) -> Result<Term, FrameError> {
        Term::from_str(&self.text()?).map_err(|_| FrameError::Senseless)
    }
}
