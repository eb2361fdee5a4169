//! What the documents tell people to type, typed: README, guides and the examples of `/docs`, in a real bash with a real
//! curl, each beside a fresh instance with the demonstration's data.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::browser::unescaped;
use tests::{Process, process};

/// What each guide's commands are refused, in their order, because it tells of refusals.
const REFUSED: [(&str, &[u16]); 2] = [("en/developers.md", &[412]), ("fr/developpeurs.md", &[412])];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Whether everything that the documents use is here.
fn is_ready() -> bool {
    for program in ["bash", "curl", "git"] {
        if Command::new(program).arg("--version").output().is_err() {
            #[expect(clippy::print_stderr, reason = "a skipped test says so")]
            {
                eprintln!("skipped: no {program}, WHAT THE DOCUMENTS SAY IS NOT TRIED");
            }
            return false;
        }
    }
    true
}

const ADMINISTRATOR: &str = "demo@example.org";

fn succeed(arguments: &[&str]) -> String {
    let output = process::run(super::PROGRAM, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// An instance in this folder: the address that it will have, and its data folder.
fn instance(place: &Path, folder: &str) -> (String, String) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let site = format!("http://127.0.0.1:{port}");
    let data = place.join(folder).to_str().unwrap().to_owned();
    succeed(&["init", "--data", &data, "--base", &site, "--name", "Exemple", "--admin", ADMINISTRATOR]);
    (site, data)
}

/// Serves as `make demo` does.
fn serve(site: &str, data: &str) -> Process {
    let address = site.strip_prefix("http://").unwrap();
    Process::serve_with(super::PROGRAM, Path::new(data), &["--listen", address, "--allow-host", "127.0.0.1"])
}

/// The demonstration, served; and a folder to type commands in, which looks like a clone.
struct Demonstration {
    place: tempfile::TempDir,
    site: String,
    data: String,
    token: String,
    process: Process,
}

impl Demonstration {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let (site, data) = instance(place.path(), "data");
        succeed(&["import", "trig", root().join("fixtures/demo").to_str().unwrap(), "--data", &data]);
        let scope = ["--account", ADMINISTRATOR, "--scope", "read,write,admin"];
        let token = succeed(&[&["token", "create", "--data", &data][..], &scope].concat()).trim().to_owned();
        for folder in ["docs", "fixtures"] {
            std::os::unix::fs::symlink(root().join(folder), place.path().join(folder)).unwrap();
        }
        let process = serve(&site, &data);
        Self { place, site, data, token, process }
    }

    /// Types these blocks, one after the other, in one bash that ends at the first that fails; answers with which status
    /// each block's requests were answered.
    fn type_in(&self, name: &str, blocks: &[&str]) -> Vec<Vec<u16>> {
        self.type_and_read(name, blocks).0
    }

    /// The same, with all that was said.
    fn type_and_read(&self, name: &str, blocks: &[&str]) -> (Vec<Vec<u16>>, String) {
        let mut script = r#"set -euo pipefail
codesocial() { "$PROGRAM_UNDER_TEST" "$@"; }
curl() { command curl -sS -w '%{stderr}\nanswered %{http_code}\n' "$@"; }
"#
        .to_owned();
        for block in blocks {
            script.push_str("echo; echo 'a block' >&2\n");
            script.push_str(block);
        }
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(self.place.path())
            .env("PROGRAM_UNDER_TEST", super::PROGRAM)
            .envs([("SITE", &self.site), ("TOKEN", &self.token), ("JETON", &self.token)])
            .env("RUST_LOG", "error")
            .output()
            .unwrap();
        let [said, complained] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(output.status.success(), "{name}: {}\n{said}\n{complained}", output.status);
        let mut answered = Vec::new();
        for line in complained.lines() {
            if line == "a block" {
                answered.push(Vec::new());
            } else if let Some(status) = line.strip_prefix("answered ") {
                answered.last_mut().unwrap().push(status.parse().unwrap());
            }
        }
        (answered, said)
    }

    fn end(self) {
        assert_eq!(self.process.terminate(), Some(0));
    }
}

/// A block of a document, and the first line after it.
struct Block<'a> {
    tag: &'a str,
    text: String,
    after: &'a str,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        let Some(tag) = line.strip_prefix("```") else { continue };
        let inside = lines.by_ref().take_while(|line| *line != "```");
        let text = inside.flat_map(|line| [line, "\n"]).collect();
        let after = lines.clone().find(|line| !line.is_empty()).unwrap_or_default();
        blocks.push(Block { tag, text, after });
    }
    blocks
}

/// The status that a sentence begins by telling: “The answer, 201, …”, « La réponse `201 Created` … ».
fn told(sentence: &str) -> Option<u16> {
    let sentence = sentence.split(['.', ';']).next()?;
    let mut numbers =
        sentence.split(|letter: char| !letter.is_ascii_alphanumeric()).filter_map(|word| word.parse().ok());
    numbers.find(|number| (200..600).contains(number))
}

#[test]
fn every_command_of_a_guide_works() {
    if !is_ready() {
        return;
    }
    let refused = BTreeMap::from(REFUSED);
    let (mut guides, mut requests, mut statuses_told) = (0, 0, 0);
    for language in ["fr", "en"] {
        for entry in fs::read_dir(root().join("docs/guides").join(language)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{language}/{}", path.file_name().unwrap().to_str().unwrap());
            let document = fs::read_to_string(&path).unwrap();
            let demonstration = Demonstration::new();
            // What is for the shell of a machine's own administrator has a tag, and installs services.
            let typed: Vec<Block<'_>> = blocks(&document)
                .into_iter()
                .filter(|block| block.tag.is_empty() && !block.text.contains("export SITE"))
                .map(|mut block| {
                    for (written, here) in [
                        ("DEMO-FOLDER", demonstration.data.as_str()),
                        ("DOSSIER-DEMO", &demonstration.data),
                        ("/srv/codesocial/instance", &demonstration.data),
                        ("http://127.0.0.1:8080", &demonstration.site),
                    ] {
                        block.text = block.text.replace(written, here);
                    }
                    block
                })
                .collect();
            let texts: Vec<&str> = typed.iter().map(|block| block.text.as_str()).collect();
            let answered = demonstration.type_in(&name, &texts);
            assert_eq!(answered.len(), typed.len(), "{name}");
            for (block, answered) in typed.iter().zip(&answered) {
                if let (Some(told), Some(last)) = (told(block.after), answered.last()) {
                    assert_eq!(*last, told, "{name}: {}\n{}", block.text, block.after);
                    statuses_told += 1;
                }
            }
            let all = answered.concat();
            let not_done: Vec<u16> = all.iter().copied().filter(|status| *status >= 400).collect();
            assert_eq!(not_done, refused.get(name.as_str()).copied().unwrap_or_default(), "{name}: {all:?}");
            requests += all.len();
            guides += 1;
            demonstration.end();
        }
    }
    assert!(guides == 8 && requests > 50 && statuses_told > 1, "{guides} {requests} {statuses_told}");
}

#[test]
fn every_request_of_the_readme_works() {
    if !is_ready() {
        return;
    }
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let demonstration = Demonstration::new();
    let (there, beside) = instance(demonstration.place.path(), "neighbour");
    let neighbour = serve(&there, &beside);
    let typed: Vec<String> = blocks(&readme)
        .into_iter()
        .filter(|block| block.text.contains("curl "))
        .map(|block| {
            let text = block.text.replace("Bearer TOKEN", &format!("Bearer {}", demonstration.token));
            let text = text.replace("http://127.0.0.1:8080", &demonstration.site).replace("NEIGHBOUR", &beside);
            let text = text.replace("http://127.0.0.1:8081", &there);
            // Whoever types it by hand comes to the question later than what is followed comes there.
            let wait = format!(
                "until codesocial query 'SELECT ?o {{ <{}/organizations/mon-exemple> ?p ?o }}' --data {beside} --csv \
                 | grep mienne > seen; do sleep 0.1; done\n# Ask the neighbour",
                demonstration.site
            );
            let text = text.replace("# Ask the neighbour", &wait);
            // It shows what a compiler says of errors: the last command, which must find some.
            let text = text
                .replace("PROGRAM check fixtures/check/la-grange.ttl", "! PROGRAM check fixtures/check/la-grange.ttl");
            text.replace("PROGRAM", "codesocial").replace("FOLDER", &demonstration.data)
        })
        .collect();
    let texts: Vec<&str> = typed.iter().map(String::as_str).collect();
    assert!(texts.last().unwrap().trim_end().ends_with("! codesocial check fixtures/check/la-grange.ttl"));
    let (answered, said) = demonstration.type_and_read("README.md", &texts);
    let answered = answered.concat();
    let arrived = format!("Exemple : la mienne,{}/actor", demonstration.site);
    assert!(said.contains(&arrived), "{arrived}: {said}");
    assert!(answered.len() >= 7 && answered.iter().all(|status| *status < 400), "{answered:?}");
    assert!(answered.contains(&201), "{answered:?}");
    demonstration.end();
    assert_eq!(neighbour.terminate(), Some(0));
}

/// On an instance with data of its own, which has a release, a proposal and a webhook: what reads leads somewhere, and what writes is
/// understood, if only to be refused where something stands already.
#[test]
fn every_example_of_the_docs_works() {
    if !is_ready() {
        return;
    }
    let demonstration = Demonstration::new();
    let prepare = r#"
codesocial release codes/moulin --data "$DATA"
curl -f -X POST -H "Authorization: Bearer $TOKEN" $SITE/codes/moulin/forks/ --data 'name=Copie'
curl -f -X POST -H "Authorization: Bearer $TOKEN" $SITE/codes/copie/proposals/ --data 'name=Une proposition'
curl -f -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' $SITE/webhooks --data '{ "address": "https://carte.example/webhook" }'
"#;
    let prepare = prepare.replace("$DATA", &demonstration.data);
    let docs = r#"curl -f -H 'Accept: text/html' "$SITE/docs?lang=en" -o docs.html
"#;
    demonstration.type_in("before /docs", &[&prepare, docs]);
    let page = fs::read_to_string(demonstration.place.path().join("docs.html")).unwrap();
    let mut reading = Vec::new();
    let mut writing = Vec::new();
    let mut listening = 0;
    for rest in page.split("lang=\"zxx\">curl ").skip(1) {
        let shown = rest.split("</pre>").next().unwrap_or_default();
        let line = unescaped(shown);
        // Whoever listens does not come back by itself.
        if line.contains("/events?after=") {
            listening += 1;
            continue;
        }
        let kind = if line.contains(" -X ") { &mut writing } else { &mut reading };
        kind.push(format!("curl {line}\n"));
    }
    assert!(reading.len() > 25 && writing.len() > 10 && listening == 1, "{listening} {reading:?} {writing:?}");
    for (lines, may_stand_already) in [(&reading, false), (&writing, true)] {
        let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answered = demonstration.type_in("/docs", &texts);
        for (line, answered) in lines.iter().zip(answered) {
            let is_done =
                |status: &u16| *status < 400 || may_stand_already && [404, 409, 410, 412, 428].contains(status);
            assert!(answered.len() == 1 && answered.iter().all(is_done), "{answered:?}: {line}");
        }
    }
    demonstration.end();
}
