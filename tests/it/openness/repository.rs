//! The public descriptions as Git hands them out, once at the end: what every object says is searched, as are the names
//! of branches and tags.

use super::case::Asked;
use super::rules::{Model, Own, Past};
use super::world::{Secret, World, words};
use http::Method;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use tests::Reply;

/// A line as Git's protocol has it.
fn line(text: &str) -> String {
    format!("{:04x}{text}", text.len() + 4)
}

/// The objects that references lead to, and whatever they say themselves.
fn references(told: &Reply) -> (Vec<String>, String) {
    let text = String::from_utf8_lossy(told.bytes()).into_owned();
    let is_id = |word: &&str| word.len() == 40 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut ids = Vec::new();
    // What a tag leads to is not wanted by itself.
    for line in text.lines().filter(|line| !line.ends_with("^{}")) {
        // Four digits of length before each, eight after a flush.
        let start = line.trim_start_matches("0000");
        ids.extend(start.get(4..44).filter(is_id).map(str::to_owned));
    }
    ids.sort();
    ids.dedup();
    (ids, text)
}

/// The difference, if there is one.
pub(crate) async fn nothing_closed(world: &World) -> Result<(), String> {
    if Command::new("git").arg("--version").output().is_err() {
        #[expect(clippy::print_stderr, reason = "a skipped check says so")]
        {
            eprintln!("skipped: no git");
        }
        return Ok(());
    }
    let told = Asked::get("/registry.git/info/refs?service=git-upload-pack", "*/*");
    let told = world.send(0, &told).await;
    let (ids, names) = references(told.expect(200));
    assert!(!ids.is_empty(), "no references: {names}");
    let wants: String = ids.iter().map(|id| line(&format!("want {id}\n"))).collect();
    let asked = Asked::new(Method::POST, "/registry.git/git-upload-pack")
        .saying("application/x-git-upload-pack-request", format!("{wants}0000{}", line("done\n")));
    let sent = world.send(0, &asked).await;
    let answer = sent.expect(200).bytes();
    let pack = answer.windows(4).position(|start| start == b"PACK").map(|at| &answer[at..]);
    let pack = pack.unwrap_or_else(|| panic!("no pack: {}", String::from_utf8_lossy(answer)));
    let mut told = unpacked(pack);
    told.extend(names.as_bytes());
    let found = words(&told);
    assert!(found.len() > 10, "what is public is there");
    for word in found {
        let secrets = world.secrets.get(word).map_or(&[][..], Vec::as_slice);
        if !secrets.is_empty() && !secrets.iter().any(|secret| may_be_handed_out(world, word, *secret)) {
            let docs: Vec<_> = secrets
                .iter()
                .filter_map(|secret| match secret {
                    Secret::Slug(doc) | Secret::Words(doc) => Some((world.model.audiences(*doc), world.doc(*doc))),
                    Secret::Email(_) => None,
                })
                .collect();
            let at = told.windows(word.len()).position(|here| here == word.as_bytes()).unwrap();
            let around = String::from_utf8_lossy(&told[at.saturating_sub(600)..(at + 200).min(told.len())]);
            return Err(format!("the repository tells of {secrets:?} ({word}): {docs:?}\n{around}"));
        }
    }
    Ok(())
}

/// What all objects of a pack say.
fn unpacked(pack: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new("git");
        command.current_dir(folder.path()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
        let writing = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap().unwrap();
        assert!(output.status.success(), "git {arguments:?}");
        output.stdout
    };
    git(&["init", "--quiet", "--bare"], b"");
    git(&["unpack-objects", "-q"], pack);
    git(&["cat-file", "--batch-all-objects", "--batch"], b"")
}

/// What the repository may say: what a stranger reads; what was public when it stood there, of descriptions that still
/// are; and releases, as far as a stranger reads them.
fn may_be_handed_out(world: &World, said: &str, secret: Secret) -> bool {
    let model = &world.model;
    let stranger = &world.callers[0].rights;
    if world.may_hear(stranger, said, secret) {
        return true;
    }
    let readable = model.releases.iter().filter(|release| model.may_read_release(stranger, release));
    let frozen = readable.flat_map(|release| &release.members).map(|(doc, frozen)| Told {
        doc: *doc,
        words: &frozen.words,
        links: &frozen.links,
        owner: frozen.names_owner.then_some(frozen.owner),
    });
    frozen.chain(past(model)).any(|told| match secret {
        Secret::Slug(doc) => told.doc == doc || told.links.iter().any(|(_, to)| *to == doc),
        Secret::Words(doc) => told.doc == doc && told.words.iter().any(|each| each == said),
        Secret::Email(person) => told.owner == Some(person),
    })
}

/// What is told of a document as it was.
struct Told<'m> {
    doc: usize,
    words: &'m [String; 2],
    links: &'m [(&'static str, usize)],
    owner: Option<usize>,
}

/// The versions of descriptions that are public, or were when they were deleted, and of their copies.
fn past(model: &Model) -> impl Iterator<Item = Told<'_>> {
    let public = |audiences: &BTreeSet<Own>| audiences.iter().all(|own| *own == Own::Public);
    let codes = (0..model.docs.len()).filter(|doc| model.docs[*doc].container == "codes");
    let past = codes.filter(move |doc| public(&model.audiences(*doc))).flat_map(move |doc| {
        let now = &model.docs[doc];
        let owner = now.names_owner.then_some(now.owner);
        let last = Told { doc, words: &now.words, links: &now.links, owner };
        now.past.iter().filter(move |past| public(&past.audiences)).map(move |past| told(doc, past)).chain([last])
    });
    let copies = model.copies.iter().filter(move |(_, copy)| public(&copy.audiences));
    past.chain(copies.map(|(doc, copy)| told(*doc, copy)))
}

fn told(doc: usize, past: &Past) -> Told<'_> {
    Told { doc, words: &past.words, links: &past.links, owner: past.names_owner.then_some(past.owner) }
}
