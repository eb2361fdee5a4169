//! A program of others, in a folder of its own: started, asked, ended.

use super::{PATIENCE, client};
use crate::process::{free_port, send_signal};
use serde_json::Value;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// How long a program may take to end in order.
const FAREWELL: Duration = Duration::from_secs(3);
const STEP: Duration = Duration::from_millis(50);

/// What is run, given its folder and its port.
type Run = dyn Fn(&Path, u16) -> Command + Send + Sync;

pub(super) struct Program {
    name: &'static str,
    folder: TempDir,
    port: u16,
    run: Box<Run>,
    child: Option<Child>,
    http: reqwest::Client,
}

impl Program {
    /// A folder and a port for it. It does not run yet.
    pub(super) fn new(name: &'static str, run: impl Fn(&Path, u16) -> Command + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { name, folder, port: free_port(), run: Box::new(run), child: None, http: client() }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// `http://127.0.0.1:PORT`
    pub(super) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The id of its process, while it runs.
    pub(super) fn pid(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    /// Starts it in its folder and waits until it listens. It has a standard input as long as it is to run.
    pub(super) async fn start(&mut self) {
        assert!(self.child.is_none(), "{} runs", self.name);
        let mut command = (self.run)(self.folder.path(), self.port);
        let log = File::options().create(true).append(true).open(self.log()).expect("a log");
        command.current_dir(self.folder.path()).stdin(Stdio::piped());
        command.stdout(log.try_clone().expect("a log")).stderr(log);
        self.child = Some(command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.name)));
        let listening = async {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
                let ended = self.child.as_mut().and_then(|child| child.try_wait().expect("it can be asked"));
                assert_eq!(ended, None, "{} ended before it listened", self.name);
                tokio::time::sleep(STEP).await;
            }
        };
        let limit = PATIENCE * 2;
        tokio::time::timeout(limit, listening).await.unwrap_or_else(|_| panic!("in {limit:?} it does not listen"));
    }

    /// Ends it, if it runs, and starts it again with the same folder and port.
    pub(super) async fn restart(&mut self) {
        self.stop();
        self.start().await;
    }

    /// SIGKILL: no chance to finish anything.
    pub(super) fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().expect("it runs");
        child.wait().expect("it ended");
    }

    /// SIGTERM, and waits; whoever does not hear it is killed.
    pub(super) fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        if child.try_wait().ok().flatten().is_none() {
            send_signal(child.id(), libc::SIGTERM);
        }
        for _ in 0..FAREWELL.as_millis() / STEP.as_millis() {
            if child.try_wait().ok().flatten().is_some() {
                return;
            }
            std::thread::sleep(STEP);
        }
        drop(child.kill());
        drop(child.wait());
    }

    /// Has a script of ours do something (`/rig/DEED`); its answer.
    pub(super) async fn ask(&self, deed: &str, with: Value) -> Value {
        let address = format!("{}/rig/{deed}", self.origin());
        let request = self.http.post(address).header("content-type", "application/json").body(with.to_string());
        let reply = request.send().await.unwrap_or_else(|error| panic!("{}, {deed}: {error}", self.name));
        let status = reply.status();
        let text = reply.text().await.unwrap_or_else(|error| panic!("{}, {deed}: {error}", self.name));
        assert!(status.is_success(), "{}, {deed} {with}: {status} {text}", self.name);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}, {deed}: {error} in {text}", self.name))
    }

    /// The same for what answers with a text.
    pub(super) async fn ask_for_text(&self, deed: &str, with: Value) -> String {
        let answer = self.ask(deed, with).await;
        answer.as_str().unwrap_or_else(|| panic!("{}, {deed}: {answer}", self.name)).to_owned()
    }

    /// The same for what answers with addresses.
    pub(super) async fn ask_for_addresses(&self, deed: &str) -> Vec<String> {
        let answer = self.ask(deed, Value::Object(serde_json::Map::new())).await;
        let answer = answer.as_array().unwrap_or_else(|| panic!("{}, {deed}: {answer}", self.name));
        answer.iter().map(|address| address.as_str().expect("an address").to_owned()).collect()
    }

    /// What a script of ours wrote down of what it was sent: one JSON text a line. It need not run for that.
    pub(super) fn received(&self) -> Vec<Value> {
        let written = fs::read_to_string(self.folder.path().join("received.jsonl")).unwrap_or_default();
        // The last line may be on its way.
        let whole = written.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    pub(super) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    fn log(&self) -> std::path::PathBuf {
        self.folder.path().join("log")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
        if std::thread::panicking() {
            let log = fs::read(self.log()).unwrap_or_default();
            #[expect(clippy::print_stderr, reason = "a test that fails shows what its peer wrote")]
            {
                eprintln!("── {} at {} wrote ──\n{}", self.name, self.port, String::from_utf8_lossy(&log));
            }
        }
    }
}
