//! The bytes between the main process, the keepers and their workers.
//!
//! A frame is its length (four bytes, little-endian, without these four), one byte that says what it is, and its
//! fields. Numbers are little-endian and of fixed width; a text is its length in four bytes and then UTF-8; a list is
//! its length and then its members. Both ends are the same program, so there is no version.
//!
//! [`Request`]s go down a socket and are followed in their sequence: a question sees every step before it, and a worker
//! begins with every step before it. [`Reply`]s come up, those of one question in their sequence.

mod field;

use crate::asking::Asking;
use crate::confinement::Room;
use crate::evaluate::Shape;
use crate::limits::FRAME;
use crate::step::Step;
use crate::update::Effect;
use field::{Reading, Writing};
use model::Seq;
use model::constraint::ConstraintAnswer;
use std::io::{self, Read};
use tokio::io::{AsyncRead, AsyncReadExt};

/// What the main process tells a keeper or a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    /// A document of the snapshot.
    Present(Step),
    /// The next step, in order.
    Step(Step),
    /// The snapshot is complete: everything up to here has been sent.
    Complete(Seq),
    /// A question, under a number.
    Ask(u64, Box<Asking>),
    /// The reader took one piece of this answer: one more may be sent.
    More(u64),
    /// Nobody waits for this answer any more.
    Cancel(u64),
    /// A worker is wanted: its socket comes with this.
    Fork(Room),
}

/// What they tell the main process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The snapshot is in: questions may come.
    Ready,
    /// A worker is there, with this process id.
    Born(u64),
    /// A sign of life while a long stream is followed.
    Following(Seq),
    /// This question is being evaluated: its deadline runs.
    Begun(u64),
    /// Its answer begins.
    Head(u64, Shape),
    /// The next piece of its answer.
    Piece(u64, Vec<u8>),
    /// Its answer is complete.
    End(u64),
    /// It has no answer, or no more of it.
    Failed(u64, Fault),
}

/// Why an answer failed, as far as the main process needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not SPARQL.
    Malformed(String),
    /// Not answered here.
    Refused(String),
    /// Past its deadline, or too large.
    TooCostly,
    /// As the main process wished.
    Cancelled,
}

/// The stream is broken: the worker is of no more use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("a frame of {0} bytes")]
    TooLong(usize),
    #[error("a frame that ends too early or says nothing known")]
    Senseless,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Request {
    /// The whole frame.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Present(step) => Writing::new(b'p').step(step),
            Self::Step(step) => Writing::new(b's').step(step),
            Self::Complete(seq) => Writing::new(b'c').number(seq.0),
            Self::Ask(id, asking) => match asking.as_ref() {
                Asking::Question(question) => Writing::new(b'a').number(*id).question(question),
                Asking::Inquiry(inquiry) => Writing::new(b'i').number(*id).inquiry(inquiry),
                Asking::Update(update) => Writing::new(b'u').number(*id).update(update),
            },
            Self::More(id) => Writing::new(b'm').number(*id),
            Self::Cancel(id) => Writing::new(b'x').number(*id),
            Self::Fork(Room::Together) => Writing::new(b'f').byte(0),
            Self::Fork(Room::Suspect) => Writing::new(b'f').byte(1),
            Self::Fork(Room::Alone) => Writing::new(b'f').byte(2),
        }
        .finish()
    }

    /// Reads what [`Request::to_bytes`] wrote, without the length.
    pub(crate) fn from_frame(frame: &[u8]) -> Result<Self, FrameError> {
        let mut reading = Reading::of(frame);
        Ok(match reading.byte()? {
            b'p' => Self::Present(reading.step()?),
            b's' => Self::Step(reading.step()?),
            b'c' => Self::Complete(Seq(reading.number()?)),
            b'a' => Self::Ask(reading.number()?, Box::new(Asking::Question(reading.question()?))),
            b'i' => Self::Ask(reading.number()?, Box::new(Asking::Inquiry(reading.inquiry()?))),
            b'u' => Self::Ask(reading.number()?, Box::new(Asking::Update(reading.update()?))),
            b'm' => Self::More(reading.number()?),
            b'x' => Self::Cancel(reading.number()?),
            b'f' => Self::Fork(match reading.byte()? {
                0 => Room::Together,
                1 => Room::Suspect,
                _ => Room::Alone,
            }),
            _ => return Err(FrameError::Senseless),
        })
    }
}

impl Reply {
    /// The whole frame.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ready => Writing::new(b'r'),
            Self::Born(process) => Writing::new(b'n').number(*process),
            Self::Following(seq) => Writing::new(b'f').number(seq.0),
            Self::Begun(id) => Writing::new(b'b').number(*id),
            Self::Head(id, Shape::Bindings) => Writing::new(b'h').number(*id).byte(0),
            Self::Head(id, Shape::Graph) => Writing::new(b'h').number(*id).byte(1),
            Self::Piece(id, bytes) => Writing::new(b'p').number(*id).bytes(bytes),
            Self::End(id) => Writing::new(b'e').number(*id),
            Self::Failed(id, fault) => {
                let (kind, text) = match fault {
                    Fault::Malformed(text) => (0, text.as_str()),
                    Fault::Refused(text) => (1, text.as_str()),
                    Fault::TooCostly => (2, ""),
                    Fault::Cancelled => (3, ""),
                };
                Writing::new(b'!').number(*id).byte(kind).text(text)
            }
        }
        .finish()
    }

    /// Reads what [`Reply::to_bytes`] wrote, without the length.
    pub(crate) fn from_frame(frame: &[u8]) -> Result<Self, FrameError> {
        let mut reading = Reading::of(frame);
        Ok(match reading.byte()? {
            b'r' => Self::Ready,
            b'n' => Self::Born(reading.number()?),
            b'f' => Self::Following(Seq(reading.number()?)),
            b'b' => Self::Begun(reading.number()?),
            b'h' => {
                let id = reading.number()?;
                let shape = if reading.byte()? == 0 { Shape::Bindings } else { Shape::Graph };
                Self::Head(id, shape)
            }
            b'p' => Self::Piece(reading.number()?, reading.bytes()?.to_vec()),
            b'e' => Self::End(reading.number()?),
            b'!' => {
                let (id, kind, text) = (reading.number()?, reading.byte()?, reading.text()?);
                let fault = match kind {
                    0 => Fault::Malformed(text),
                    1 => Fault::Refused(text),
                    2 => Fault::TooCostly,
                    _ => Fault::Cancelled,
                };
                Self::Failed(id, fault)
            }
            _ => return Err(FrameError::Senseless),
        })
    }
}

/// What a constraint was answered, as the one piece of its answer.
pub(crate) fn answers_to_bytes(answers: &[ConstraintAnswer]) -> Vec<u8> {
    Writing::new(b'c').answers(answers).finish()
}

/// Reads what [`answers_to_bytes`] wrote.
pub(crate) fn answers_from_bytes(mut bytes: &[u8]) -> Result<Vec<ConstraintAnswer>, FrameError> {
    let frame = read(&mut bytes)?.ok_or(FrameError::Senseless)?;
    let mut reading = Reading::of(&frame);
    match reading.byte()? {
        b'c' => reading.answers(),
        _ => Err(FrameError::Senseless),
    }
}

/// What an update would change, as the one piece of its answer.
pub(crate) fn effect_to_bytes(effect: &Effect) -> Vec<u8> {
    Writing::new(b'u').effect(effect).finish()
}

/// Reads what [`effect_to_bytes`] wrote.
pub(crate) fn effect_from_bytes(mut bytes: &[u8]) -> Result<Effect, FrameError> {
    let frame = read(&mut bytes)?.ok_or(FrameError::Senseless)?;
    let mut reading = Reading::of(&frame);
    match reading.byte()? {
        b'u' => reading.effect(),
        _ => Err(FrameError::Senseless),
    }
}

/// The length of the frame that these four bytes announce.
pub(crate) fn announced(length: [u8; 4]) -> Result<usize, FrameError> {
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > FRAME { Err(FrameError::TooLong(length)) } else { Ok(length) }
}

/// Reads one frame; `None` where the stream ends.
pub(crate) fn read(input: &mut impl Read) -> Result<Option<Vec<u8>>, FrameError> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let mut frame = vec![0; announced(length)?];
    input.read_exact(&mut frame)?;
    Ok(Some(frame))
}

/// The same of replies, without blocking; `None` where the stream ends.
pub(crate) async fn next_reply(input: &mut (impl AsyncRead + Unpin)) -> Result<Option<Reply>, FrameError> {
    let mut length = [0; 4];
    match input.read_exact(&mut length).await {
        Ok(_) => {}
        // A process that was killed may have read what it did not answer: the kernel calls that a reset.
        Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => {
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    }
    let mut frame = vec![0; announced(length)?];
    match input.read_exact(&mut frame).await {
        Ok(_) => Reply::from_frame(&frame).map(Some),
        // Killed in the middle of it.
        Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asking::Inquiry;
    use crate::question::{BindingsFormat, Question};
    use crate::step::Held;
    use crate::update::{Delta, GraphDelta, Update};
    use model::constraint::{ConstraintQuery, ConstraintQuestion, Reach};
    use model::syntax::Format;
    use model::{Account, AccountId, Audience, Caller, Iri, Role};
    use oxrdf::{BlankNode, Literal, NamedNode, Triple};
    use std::sync::Arc;
    use std::time::Duration;

    fn iri(text: &str) -> Iri {
        Iri::parse(text).unwrap()
    }

    fn question(caller: Caller) -> Box<Asking> {
        Box::new(Asking::Question(Question {
            text: "ASK {} # é".into(),
            default_graphs: vec![iri("urn:a"), iri("urn:b")],
            named_graphs: vec![],
            base: iri("https://a.example/"),
            caller,
            from: None,
            entailment: true,
            at_least: Seq(7),
            deadline: Duration::from_millis(1_500),
            bindings: BindingsFormat::Tsv,
            graph: Format::TriG,
        }))
    }

    fn inquiry(caller: Caller) -> Box<Asking> {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        let blank = Triple::new(BlankNode::new_unchecked("b1"), node("p"), Literal::new_simple_literal("é\n\"\\"));
        let tagged = Literal::new_language_tagged_literal_unchecked("x", "fr-fr");
        let question = ConstraintQuestion {
            query: Arc::new(ConstraintQuery {
                text: "ASK { $this $PATH 1 }".into(),
                prefixes: vec![("a".into(), "urn:".into())],
                path: Some("(<urn:p>*)".into()),
            }),
            bindings: vec![vec![], vec![("this".into(), node("x").into()), ("lang".into(), tagged.into())]],
            reach: Reach::Seen,
            shapes_graph: Some([blank.clone()].into()),
            most: 7,
        };
        let documents = [(iri("urn:d"), vec![blank]), (iri("urn:gone"), vec![])].into();
        Box::new(Asking::Inquiry(Inquiry {
            question,
            caller,
            documents,
            at_least: Seq(3),
            deadline: Duration::from_secs(2),
        }))
    }

    #[test]
    fn answers_there_and_back() {
        let row = vec![("value".to_owned(), Literal::from(1).into()), ("b".to_owned(), BlankNode::default().into())];
        let answers = [
            ConstraintAnswer::Boolean(true),
            ConstraintAnswer::Solutions(vec![row, vec![]]),
            ConstraintAnswer::Boolean(false),
        ];
        let bytes = answers_to_bytes(&answers);
        assert_eq!(answers_from_bytes(&bytes).unwrap(), answers);
        for length in 0..bytes.len() {
            assert!(answers_from_bytes(&bytes[..length]).is_err());
        }
    }

    fn update(caller: Caller) -> Box<Asking> {
        Box::new(Asking::Update(Update {
            text: "CLEAR SILENT GRAPH <urn:é>".into(),
            default_graphs: vec![iri("urn:a")],
            named_graphs: vec![iri("urn:b"), iri("urn:c")],
            base: iri("https://a.example/"),
            caller,
            at_least: Seq(7),
            deadline: Duration::from_secs(3),
        }))
    }

    #[test]
    fn effects_there_and_back() {
        let node = |name: &str| NamedNode::new_unchecked(format!("urn:{name}"));
        let triple = Triple::new(BlankNode::new_unchecked("b1"), node("p"), Literal::new_simple_literal("é\n"));
        let whole = GraphDelta {
            name: Some(iri("urn:g")),
            was_there: true,
            taken: vec![triple.clone()],
            put: vec![triple.clone(), triple.clone()],
        };
        let default = GraphDelta { name: None, was_there: false, taken: vec![], put: vec![triple] };
        for effect in [
            Effect::Changes(Delta { seen: Seq(u64::MAX), graphs: vec![whole, default] }),
            Effect::Changes(Delta { seen: Seq(0), graphs: vec![] }),
            Effect::NoSuchGraph(iri("urn:g")),
            Effect::GraphExists(iri("urn:g")),
        ] {
            let bytes = effect_to_bytes(&effect);
            assert_eq!(effect_from_bytes(&bytes).unwrap(), effect);
            for length in 0..bytes.len() {
                assert!(effect_from_bytes(&bytes[..length]).is_err());
            }
        }
    }

    fn check_request(request: &Request) {
        let bytes = request.to_bytes();
        let frame = read(&mut bytes.as_slice()).unwrap().unwrap();
        assert_eq!(&Request::from_frame(&frame).unwrap(), request);
        // Cut anywhere, it is an error and never a panic.
        for length in 0..frame.len() {
            assert!(Request::from_frame(&frame[..length]).is_err(), "{request:?} cut to {length}");
            assert!(!matches!(read(&mut &bytes[..length + 4]), Ok(Some(_))), "{request:?} cut to {length}");
        }
    }

    #[test]
    fn requests_there_and_back() {
        check_request(&Request::Step(Step { seq: Seq(9), iri: iri("urn:x"), held: None }));
        check_request(&Request::Present(Step { seq: Seq(9), iri: iri("urn:y"), held: None }));
        let group = Audience::Group(iri("urn:g"));
        for audience in [Audience::Public, Audience::Network, Audience::Members, group, Audience::Private] {
            for source in [None, Some(iri("urn:origin"))] {
                let (canonical, audience) = ("<a> <b> \"é\" .\n".into(), audience.clone());
                let held = Some(Held { canonical, audience, owner: AccountId(-3), source });
                check_request(&Request::Step(Step { seq: Seq(u64::MAX), iri: iri("urn:x"), held }));
            }
        }
        check_request(&Request::Complete(Seq(3)));
        check_request(&Request::More(4));
        check_request(&Request::Cancel(5));
        check_request(&Request::Fork(Room::Together));
        check_request(&Request::Fork(Room::Suspect));
        check_request(&Request::Fork(Room::Alone));
        let account = Account {
            id: AccountId(2),
            email: String::new(),
            role: Role::Reader,
            scopes: vec![model::Scope::Read],
            groups: vec![iri("urn:g")],
        };
        for caller in [Caller::Anonymous, Caller::Account(account), Caller::Operator(AccountId(1))] {
            check_request(&Request::Ask(6, question(caller.clone())));
            check_request(&Request::Ask(7, inquiry(caller.clone())));
            check_request(&Request::Ask(8, update(caller)));
        }
    }

    #[test]
    fn replies_there_and_back() {
        let faults = [Fault::Malformed("é".into()), Fault::Refused("no".into()), Fault::TooCostly, Fault::Cancelled];
        let mut replies = vec![
            Reply::Ready,
            Reply::Born(77),
            Reply::Following(Seq(1)),
            Reply::Begun(2),
            Reply::Head(3, Shape::Bindings),
            Reply::Head(3, Shape::Graph),
            Reply::Piece(4, vec![0, 255, 10]),
            Reply::End(5),
        ];
        replies.extend(faults.map(|fault| Reply::Failed(6, fault)));
        for reply in replies {
            let bytes = reply.to_bytes();
            let frame = read(&mut bytes.as_slice()).unwrap().unwrap();
            assert_eq!(Reply::from_frame(&frame).unwrap(), reply);
        }
    }

    #[test]
    fn a_broken_stream_is_an_error() {
        assert!(matches!(read(&mut [255, 255, 255, 255, 0].as_slice()), Err(FrameError::TooLong(_))));
        assert!(matches!(Request::from_frame(b"?"), Err(FrameError::Senseless)));
        assert!(matches!(read(&mut [].as_slice()), Ok(None)));
    }
}
