//! Git's protocol, version 0, as spoken over HTTP (gitprotocol-http(5), gitprotocol-pack(5)): which references there are,
//! what a client wants and has, what it is sent.
//!
//! The branch is one line of commits, so "have" and "want" are two places on it, and what is missing is what lies between.
//! A client that speaks version 2 is answered in version 0, which all speak.

use crate::pack::{Framing, Pack};
use crate::repository::{Repository, RepositoryError, Span, State, Step};
use gix_hash::ObjectId;
use gix_packetline::PacketLineRef;
use gix_packetline::blocking_io::encode::{data_to_write, error_to_write, flush_to_write, text_to_write};
use gix_packetline::decode::{Stream, streaming};
use std::collections::BTreeSet;
use std::io;

/// Most bytes of a request: thousands of references wanted and commits had, fifty bytes each.
pub const REQUEST_LIMIT: usize = 1 << 20;

/// The only branch.
const BRANCH: &str = "refs/heads/main";

/// What we can: acknowledge in detail and send at once what is then known to be missing, in a pack that may lean on what
/// the client has. Clones are whole: there is nothing about shallow ones here.
const CAPABILITIES: &str = concat!(
    "multi_ack_detailed no-done side-band-64k thin-pack symref=HEAD:refs/heads/main object-format=sha1 ",
    "agent=codesocial/",
    env!("CARGO_PKG_VERSION")
);

/// An answer to what a client wants.
#[derive(Debug)]
pub struct Upload {
    /// Comes first.
    pub acknowledgement: Vec<u8>,
    /// Comes after it, once it is settled what is missing.
    pub pack: Option<Pack>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The request is not what the protocol says.
    #[error("not a request of Git's protocol")]
    Malformed,
    /// The history cannot be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
}

impl Repository {
    /// Which references there are: the answer to `info/refs?service=git-upload-pack`.
    pub fn references(&self) -> Result<Vec<u8>, RepositoryError> {
        let state = self.state();
        if state.folder.is_none() {
            return Err(RepositoryError::Broken);
        }
        let mut answer = Vec::new();
        write_references(&state, &mut answer).map_err(RepositoryError::Object)?;
        Ok(answer)
    }

    /// What a client is sent that says so (`git-upload-pack`).
    pub fn upload(&self, request: &[u8]) -> Result<Upload, UploadError> {
        let request = Request::parse(request).ok_or(UploadError::Malformed)?;
        let state = self.state();
        let folder = state.folder.as_ref().ok_or(RepositoryError::Broken)?;
        let mut acknowledgement = Vec::new();
        if let Some(unknown) = request.wants.iter().find(|want| !state.offers(want)) {
            let message = format!("upload-pack: not our ref {unknown}");
            error_to_write(message.as_bytes(), &mut acknowledgement).map_err(RepositoryError::Object)?;
            return Ok(Upload { acknowledgement, pack: None });
        }
        let agreed = request.agree(&state, &mut acknowledgement).map_err(RepositoryError::Object)?;
        let pack = if agreed && !request.wants.is_empty() {
            let reader = folder.reader().map_err(|source| self.unusable(source))?;
            let framing = if request.can(Capability::SideBand) { Framing::Band } else { Framing::Bare };
            let (spans, objects) = state.missing(&request);
            Some(Pack::new(reader, spans, objects, framing))
        } else {
            None
        };
        Ok(Upload { acknowledgement, pack })
    }
}

fn write_references(state: &State, out: &mut Vec<u8>) -> io::Result<()> {
    // "Smart Server Response": the service, a flush, the references, the capabilities after the first.
    text_to_write(b"# service=git-upload-pack", &mut *out)?;
    flush_to_write(&mut *out)?;
    let mut references = Vec::new();
    if let Some(tip) = state.tip {
        references.extend([format!("{tip} HEAD"), format!("{tip} {BRANCH}")]);
    }
    for (name, tag) in &state.tags {
        // "If the ref is an annotated tag, it is followed by the object that it leads to."
        let (id, commit) = (tag.id, tag.commit);
        references.extend([format!("{id} refs/tags/{name}"), format!("{commit} refs/tags/{name}^{{}}")]);
    }
    if references.is_empty() {
        // "When there are no references, the first line is zero-id SP capabilities^{}."
        references.push(format!("{} capabilities^{{}}", ObjectId::null(crate::object::HASH)));
    }
    for (at, reference) in references.iter().enumerate() {
        let line = if at == 0 { format!("{reference}\0{CAPABILITIES}\n") } else { format!("{reference}\n") };
        data_to_write(line.as_bytes(), &mut *out)?;
    }
    flush_to_write(out)?;
    Ok(())
}

/// What a client says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    wants: Vec<ObjectId>,
    haves: Vec<ObjectId>,
    /// It says nothing more about what it has.
    done: bool,
    /// What else it can, of what we can.
    capabilities: BTreeSet<Capability>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Capability {
    /// `multi_ack_detailed`
    Details,
    /// `no-done`
    NoDone,
    /// `side-band-64k`
    SideBand,
    /// `thin-pack`
    ThinPack,
}

impl Capability {
    fn of(word: &str) -> Option<Self> {
        match word {
            "multi_ack_detailed" => Some(Self::Details),
            "no-done" => Some(Self::NoDone),
            "side-band-64k" => Some(Self::SideBand),
            "thin-pack" => Some(Self::ThinPack),
            _ => None,
        }
    }
}

impl Request {
    fn parse(mut bytes: &[u8]) -> Option<Self> {
        let mut request = Self::default();
        while !bytes.is_empty() {
            let Ok(Stream::Complete { line, bytes_consumed }) = streaming(bytes) else { return None };
            bytes = bytes.get(bytes_consumed..)?;
            let PacketLineRef::Data(line) = line else { continue };
            let line = str::from_utf8(line).ok()?.trim_end_matches('\n');
            match line.split_once(' ') {
                None if line == "done" => request.done = true,
                Some(("want", rest)) => {
                    let mut words = rest.split(' ');
                    request.wants.push(id(words.next()?)?);
                    request.capabilities.extend(words.filter_map(Capability::of));
                }
                Some(("have", rest)) => request.haves.push(id(rest)?),
                // Of shallow clones and filters we said nothing, so nobody may ask for them.
                None | Some(_) => return None,
            }
        }
        Some(request)
    }

    fn can(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    /// Says which of what it has is known here; whether the pack follows.
    fn agree(&self, state: &State, out: &mut Vec<u8>) -> io::Result<bool> {
        let known: Vec<&ObjectId> = self.haves.iter().filter(|have| state.commits.contains_key(*have)).collect();
        let mut say = |text: String| text_to_write(text.as_bytes(), &mut *out).map(drop);
        match (known.last(), self.can(Capability::Details)) {
            (Some(last), true) => {
                for have in &known {
                    say(format!("ACK {have} common"))?;
                }
                if !self.done {
                    // One place on the line is enough.
                    say(format!("ACK {last} ready"))?;
                    say("NAK".to_owned())?;
                }
                let agreed = self.done || self.can(Capability::NoDone);
                if agreed {
                    say(format!("ACK {last}"))?;
                }
                Ok(agreed)
            }
            // Without details: the first one found, then silence.
            (Some(_), false) => {
                known.first().map_or(Ok(()), |first| say(format!("ACK {first}")))?;
                Ok(self.done)
            }
            (None, _) => {
                if !self.wants.is_empty() {
                    say("NAK".to_owned())?;
                }
                Ok(self.done)
            }
        }
    }
}

impl State {
    /// Whether it is a tag, or a commit of the branch: what was its end a moment ago may be asked for still.
    fn offers(&self, want: &ObjectId) -> bool {
        self.commits.contains_key(want) || self.tags.values().any(|tag| tag.id == *want)
    }

    /// What lies between what the client has and what it wants, and how many objects that are.
    fn missing(&self, request: &Request) -> (Vec<Span>, u32) {
        let place = |id: &ObjectId| self.commits.get(id).copied();
        let at = |steps: usize| {
            steps
                .checked_sub(1)
                .and_then(|last| self.steps.get(last))
                .map_or((0, 0), |step: &Step| (step.end, step.objects))
        };
        // Whoever wants the end of the branch gets the releases after it as well.
        let to_the_end = |id: &ObjectId| if Some(*id) == self.tip { Some(self.steps.len()) } else { place(id) };
        let until = request.wants.iter().filter_map(to_the_end).max().unwrap_or(0);
        // A pack that must not lean on anything begins at the beginning.
        let had = if request.can(Capability::ThinPack) {
            request.haves.iter().filter_map(place).max().unwrap_or(0)
        } else {
            0
        };
        let ((from, before), (end, all)) = (at(had.min(until)), at(until));
        let mut spans = vec![Span { offset: from, length: end - from }];
        let mut objects = all - before;
        // A tag is sent with all that it leads to: who has the branch need not have the releases along it.
        let tagged: BTreeSet<&ObjectId> =
            self.tags.values().filter(|tag| request.wants.contains(&tag.id)).flat_map(|tag| &tag.objects).collect();
        for span in tagged.into_iter().filter_map(|id| self.spans.get(id)) {
            if span.offset < from || span.offset >= end {
                spans.push(*span);
                objects += 1;
            }
        }
        (spans, objects)
    }
}

fn id(text: &str) -> Option<ObjectId> {
    ObjectId::from_hex(text.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;

    fn line(text: &str) -> String {
        format!("{:04x}{text}", text.len() + 4)
    }

    #[test]
    fn requests_are_read() {
        let (a, b) = (Object::blob(b"a".to_vec()).unwrap().id, Object::blob(b"b".to_vec()).unwrap().id);
        let want = line(&format!("want {a} multi_ack_detailed side-band-64k thin-pack agent=git/2.47\n"));
        let have = line(&format!("have {b}\n"));
        for (request, expected) in [
            (String::new(), Some(Request::default())),
            ("0000".to_owned(), Some(Request::default())),
            (
                format!("{want}0000{have}0000{}", line("done\n")),
                Some(Request {
                    wants: vec![a],
                    haves: vec![b],
                    done: true,
                    capabilities: [Capability::Details, Capability::SideBand, Capability::ThinPack].into(),
                }),
            ),
            (want.chars().take(30).collect(), None),
            (format!("{want}{}", line("deepen 1\n")), None),
            (line("want xyz\n"), None),
            (line("filter blob:none\n"), None),
            ("zzzz".to_owned(), None),
            ("0003".to_owned(), None),
        ] {
            assert_eq!(Request::parse(request.as_bytes()), expected, "{request}");
        }
    }
}
