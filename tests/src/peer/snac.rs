//! snac, driven by its own command: one user, alice, who accepts whoever follows her.
//!
//! It answers 202 before it looks at a signature. What it cannot verify it drops: a signature of RFC 9421, and a
//! `Digest` whose algorithm is not written `SHA-256`.

use super::PATIENCE;
use super::program::Program;
use crate::installed;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where it keeps all that it has, in its folder.
const DATA: &str = "data";

/// A running snac. All of it outlives a restart, what it has yet to send as well.
pub struct Snac {
    program: Program,
    snac: PathBuf,
}

impl Snac {
    /// Starts one. `under_test` is the command, under whose target folder it is installed.
    pub async fn start(under_test: &str) -> Option<Self> {
        let snac = installed(under_test, "peers/snac")?.join("root/usr/bin/snac");
        let httpd = snac.clone();
        let program = Program::new("snac", move |folder, _| {
            let mut httpd = Command::new(&httpd);
            httpd.arg("httpd").arg(folder.join(DATA)).env("DEBUG", "1");
            httpd
        });
        let mut snac = Self { program, snac };
        snac.init();
        snac.program.start().await;
        Some(snac)
    }

    fn init(&self) {
        let port = self.program.port();
        // Address, port, name, prefix, and whom to write to.
        self.told(&["init"], &format!("127.0.0.1\n{port}\n127.0.0.1:{port}\n\nalice@localhost\n"));
        let file = self.data().join("server.json");
        let mut settings: Value = serde_json::from_slice(&fs::read(&file).expect("settings")).expect("JSON");
        settings["protocol"] = "http".into();
        settings["queue_retry_minutes"] = 1.into();
        fs::write(file, settings.to_string()).expect("settings");
        // Where it is, what is sent and received is kept there.
        fs::create_dir(self.data().join("archive")).expect("a folder");
        self.told(&["adduser"], "\n");
    }

    /// SIGKILL; [`restart`](Self::restart) starts it again.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Ends it, if it runs, and starts it again with the same folder and port.
    pub async fn restart(&mut self) {
        self.program.restart().await;
    }

    /// The address of its actor.
    pub fn actor(&self) -> String {
        format!("{}/alice", self.program.origin())
    }

    /// Sends a Follow of this actor, some seconds later.
    pub async fn follow(&self, target: &str) {
        self.alice("follow", &[target]).await;
    }

    /// Undoes its Follow of this actor, some seconds later.
    pub async fn unfollow(&self, target: &str) {
        self.alice("unfollow", &[target]).await;
    }

    /// Publishes a note to its followers, some seconds later; the address of the note.
    pub async fn note(&self, words: &str) -> String {
        let said = self.alice("note", &[words]).await;
        let create = said.split_whitespace().find_map(|word| word.strip_suffix("/Create"));
        create.unwrap_or_else(|| panic!("no note in {said}")).to_owned()
    }

    /// Publishes a note that answers this post, which it has, some seconds later. No command of its own does that: it is
    /// sent as its page for writing sends it.
    pub async fn reply(&self, to: &str, words: &str) {
        let said = self.alice("resetpwd", &[]).await;
        let password = said.split_whitespace().next_back().expect("a password").to_owned();
        let form = [("content", words), ("in_reply_to", to)];
        let form = form.map(|(name, value)| format!("{name}={}", crate::client::url_encoded(value))).join("&");
        let request = self.program.http().post(format!("{}/admin/note", self.actor())).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let reply = request.basic_auth("alice", Some(password)).send().await.expect("snac answers");
        assert!(reply.status().is_success() || reply.status().is_redirection(), "{}", reply.status());
    }

    /// Where WebFinger leads from `name@host`.
    pub async fn finger(&self, account: &str) -> String {
        let said = self.run("webfinger", &[account]).await;
        let actor = said.lines().find_map(|line| line.strip_prefix("actor: "));
        actor.unwrap_or_else(|| panic!("no actor in {said}")).to_owned()
    }

    /// What is at this address, asked for with a signature; null: nothing.
    pub async fn lookup(&self, target: &str) -> Value {
        let said = self.alice("request", &[target]).await;
        let found = said.find('{').and_then(|start| said.get(start..));
        found.and_then(|found| serde_json::from_str(found).ok()).unwrap_or_default()
    }

    /// The activities that came to it, as they were sent, each as often as it came; those as well that it then dropped
    /// because of their signature. [`timeline`](Self::timeline) has what it took.
    pub fn received(&self) -> Vec<Value> {
        let archive = self.data().join("archive");
        let mut came: Vec<_> = entries(&archive).into_iter().filter(|name| name.ends_with("_RECV")).collect();
        came.sort();
        let posted = came.into_iter().filter(|name| {
            let head = fs::read_to_string(archive.join(name).join("_META")).unwrap_or_default();
            head.contains("\"method\": \"POST\"")
        });
        // Of a request without a body there is no such file.
        posted.filter_map(|name| json(&archive.join(name).join("payload"))).collect()
    }

    /// The posts that it keeps: its own, and those of whom it follows.
    pub fn timeline(&self) -> Vec<Value> {
        let private = self.alices("private");
        entries(&private).iter().filter_map(|name| json(&private.join(name))).collect()
    }

    /// Who follows it.
    pub fn followers(&self) -> Vec<String> {
        let followers = self.alices("followers");
        let actors = entries(&followers).into_iter().filter_map(|name| json(&followers.join(name)));
        actors.filter_map(|actor| Some(actor["id"].as_str()?.to_owned())).collect()
    }

    /// Whom it follows: who accepted it.
    pub fn following(&self) -> Vec<String> {
        let following = self.alices("following");
        let kept = entries(&following).into_iter().filter_map(|name| json(&following.join(name)));
        // Of whom has not accepted yet there is the Follow, of everybody the actor beside it.
        let accepted = kept.filter(|kept| kept["type"] == "Accept");
        accepted.filter_map(|accept| Some(accept["actor"].as_str()?.to_owned())).collect()
    }

    /// Runs a command in alice's name beside the server; what it said.
    async fn alice(&self, command: &str, arguments: &[&str]) -> String {
        self.run(command, &[&["alice"], arguments].concat()).await
    }

    async fn run(&self, command: &str, arguments: &[&str]) -> String {
        let mut snac = tokio::process::Command::new(&self.snac);
        snac.arg(command).arg(self.data()).args(arguments).kill_on_drop(true);
        let output = tokio::time::timeout(PATIENCE, snac.output()).await;
        let output = output.unwrap_or_else(|_| panic!("snac {command} takes longer than {PATIENCE:?}"));
        let output = output.expect("snac runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "snac {command} {arguments:?}: {said}");
        said
    }

    /// Runs a command that asks questions.
    fn told(&self, command: &[&str], answers: &str) {
        let mut snac = Command::new(&self.snac);
        snac.args(command).arg(self.data()).args((command == ["adduser"]).then_some("alice"));
        snac.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = snac.spawn().expect("snac runs");
        child.stdin.take().expect("a standard input").write_all(answers.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "snac {command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn data(&self) -> PathBuf {
        self.program.folder().join(DATA)
    }

    fn alices(&self, folder: &str) -> PathBuf {
        self.data().join("user/alice").join(folder)
    }
}

/// The names in a folder; none where it is not.
fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect()
}

fn json(file: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}
