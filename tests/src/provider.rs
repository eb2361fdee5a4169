//! A provider of OpenID Connect on the loopback, and a browser that signs in there.

use crate::browser::{between, hidden};
use crate::client::url_encoded;
use crate::server::BASE;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running provider: `oidc-provider`, as `cargo xtask clients` installs it.
pub struct Provider {
    child: Child,
    issuer: String,
    /// What else it says has somewhere to go: without a reader it would end.
    _output: BufReader<ChildStdout>,
}

impl Provider {
    /// The secret of its only client, `codesocial`.
    pub const SECRET: &str = "the secret: of & tests";

    /// Starts one that leads back to these addresses; `None`, with a line that says so, where it is not installed.
    /// `program` is the command under test, under whose target folder it is.
    pub fn start(program: &str, redirects: &[&str]) -> Option<Self> {
        let folder = Path::new(program).parent().expect("a folder").with_file_name("clients");
        if !folder.join("installed").is_file() {
            #[expect(clippy::print_stderr, reason = "a skipped test says so")]
            {
                eprintln!("skipped: no oidc-provider (`cargo xtask clients` installs it)");
            }
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/oidc-provider.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(folder)
            .args(redirects)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs");
        let output = child.stdout.take().expect("standard output");
        let mut output = BufReader::new(output);
        let lines = output.by_ref().lines().map(|line| line.expect("text"));
        let issuer = lines.into_iter().find(|line| line.starts_with("http://")).expect("it says where it is");
        Some(Self { child, issuer, _output: output })
    }

    /// Its issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Follows `address` as a browser that signs in as `login` and agrees to everything; returns where it is led back.
    pub fn sign_in(&self, address: &str, login: &str) -> String {
        let mut jar: Vec<(String, String, String)> = Vec::new();
        let mut next = Asked { path: self.path(address), form: None };
        for _ in 0..12 {
            let answer = self.ask(&next, &mut jar);
            let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
            let header = |name: &str| {
                let lines = head.lines().filter_map(|line| line.split_once(": "));
                lines
                    .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
                    .collect::<Vec<_>>()
            };
            for line in header("set-cookie") {
                let pair = line.split(';').next().unwrap_or_default().split_once('=').expect("a cookie");
                let path = line.split("; path=").nth(1).unwrap_or("/").split(';').next().unwrap_or("/").to_owned();
                jar.retain(|(name, _, known)| (name.as_str(), known) != (pair.0, &path));
                if !line.contains("expires=Thu, 01 Jan 1970") {
                    jar.push((pair.0.to_owned(), pair.1.to_owned(), path));
                }
            }
            match header("location").first() {
                Some(back) if back.starts_with(BASE) => return back.clone(),
                Some(location) => next = Asked { path: self.path(location), form: None },
                None => {
                    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
                    let action = between(body, "action=\"", "\"");
                    let prompt = hidden(body, "prompt");
                    let form = format!("prompt={prompt}&login={}&password=x", url_encoded(login));
                    next = Asked { path: self.path(&action), form: Some(form) };
                }
            }
        }
        panic!("{address} leads nowhere");
    }

    fn path(&self, address: &str) -> String {
        address.strip_prefix(&self.issuer).unwrap_or(address).to_owned()
    }

    fn ask(&self, asked: &Asked, jar: &mut [(String, String, String)]) -> String {
        let host = self.issuer.strip_prefix("http://").expect("loopback");
        let plain = asked.path.split('?').next().unwrap_or_default();
        let cookies: Vec<String> = jar
            .iter()
            .filter(|(_, _, path)| plain.starts_with(path.as_str()))
            .map(|(name, value, _)| format!("{name}={value}"))
            .collect();
        let method = if asked.form.is_some() { "POST" } else { "GET" };
        let form = asked.form.as_deref().unwrap_or_default();
        // HTTP/1.0: the answer comes in one piece.
        let request = format!(
            "{method} {} HTTP/1.0\r\nHost: {host}\r\nAccept: text/html\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            asked.path,
            cookies.join("; "),
            form.len()
        );
        let mut stream = TcpStream::connect(host).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Asked {
    path: String,
    form: Option<String>,
}
