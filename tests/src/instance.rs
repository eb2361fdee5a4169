//! Instances as processes of their own, each at an address that it keeps: what peers and clients of others talk to.

use crate::process::{Process, free_port, run};
use crate::proxy::Proxy;
use std::net::SocketAddr;
use std::path::PathBuf;
use tempfile::TempDir;

/// One instance: its folder, its address, and its process while it runs.
pub struct Instance {
    program: String,
    folder: TempDir,
    listens: SocketAddr,
    /// The hosts on the loopback that it may ask.
    asks: String,
    base: String,
    token: String,
    process: Option<Process>,
}

impl Instance {
    /// Makes one whose base is where it will listen. It does not run yet.
    pub fn new(program: &str) -> Self {
        let listens = SocketAddr::from(([127, 0, 0, 1], free_port()));
        Self::made(program, listens, format!("http://{listens}/"))
    }

    /// The same by the name of the loopback, not by its number: some believe in names alone.
    pub fn named_localhost(program: &str) -> Self {
        let listens = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let made = Self::made(program, listens, format!("http://localhost:{}/", listens.port()));
        Self { asks: "127.0.0.1,localhost".to_owned(), ..made }
    }

    /// Makes one that others reach through this proxy, whose address is its base.
    pub fn behind(program: &str, proxy: &Proxy) -> Self {
        let listens = SocketAddr::from(([127, 0, 0, 1], free_port()));
        proxy.lead_to(listens);
        Self::made(program, listens, proxy.base())
    }

    fn made(program: &str, listens: SocketAddr, base: String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let data = data.to_str().expect("a path in text");
        let init = ["init", "--data", data, "--base", &base, "--name", "Moulin", "--admin", "a@a.example"];
        let made = run(program, &init);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8(made.stdout).expect("text");
        let token = said.split_whitespace().rfind(|word| word.starts_with("cs_")).expect("a token").to_owned();
        let (program, asks) = (program.to_owned(), "127.0.0.1".to_owned());
        Self { program, folder, listens, asks, base, token, process: None }
    }

    /// Serves it; of what is not public it may ask these hosts, and no others.
    pub fn start_asking(&mut self, hosts: &[&str], options: &[&str]) {
        let hosts = hosts.join(",");
        let hosts = if hosts.is_empty() { vec![] } else { vec!["--allow-host", hosts.as_str()] };
        self.serve_with(&[&hosts, options].concat(), &[]);
        assert!(self.process.is_some(), "it ended before it said where it listens");
    }

    /// Serves it; it may ask others on the loopback.
    pub fn start(&mut self) {
        self.start_with(&[]);
    }

    /// The same with these options of `codesocial serve`.
    pub fn start_with(&mut self, options: &[&str]) {
        self.serve(options, &[]);
        assert!(self.process.is_some(), "it ended before it said where it listens");
    }

    /// The same with these variables of the environment, where it may die at any time.
    pub fn start_to_die(&mut self, environment: &[(&str, &str)]) {
        self.serve(&[], environment);
    }

    /// Whether it has died; then it can be started again.
    pub fn has_died(&mut self) -> bool {
        let has_died = self.process.as_mut().is_none_or(Process::has_ended);
        if has_died {
            self.process = None;
        }
        has_died
    }

    fn serve(&mut self, options: &[&str], environment: &[(&str, &str)]) {
        let asks = self.asks.clone();
        self.serve_with(&[&["--allow-host", asks.as_str()], options].concat(), environment);
    }

    fn serve_with(&mut self, options: &[&str], environment: &[(&str, &str)]) {
        assert!(self.process.is_none(), "it runs");
        let listens = self.listens.to_string();
        let options = [&["--listen", listens.as_str()], options].concat();
        self.process = Process::serve_unless_it_dies(&self.program, &self.data(), &options, environment);
    }

    /// SIGKILL: no chance to finish anything.
    pub fn kill(&mut self) {
        self.process.take().expect("it runs").kill();
    }

    /// SIGTERM, and waits; it must end in order.
    pub fn stop(&mut self) {
        assert_eq!(self.process.take().expect("it runs").terminate(), Some(0));
    }

    /// The address that it has for everybody, with `/` at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `http://127.0.0.1:PORT` where it listens itself, past any proxy.
    pub fn address(&self) -> String {
        format!("http://{}", self.listens)
    }

    /// The id of its process, while it runs.
    pub fn pid(&self) -> u32 {
        self.process.as_ref().expect("it runs").id()
    }

    /// The token of its administrator.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its data folder, for commands beside it.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}
