//! The command as a process of its own: an instance that can be killed.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A running `codesocial serve`.
pub struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Serves the instance in `folder` on a free port of the loopback, and waits until it says where.
    pub fn serve(program: &str, folder: &Path) -> Self {
        Self::serve_with(program, folder, &["--listen", "127.0.0.1:0"])
    }

    /// The same with these options, which say where to listen.
    pub fn serve_with(program: &str, folder: &Path, options: &[&str]) -> Self {
        Self::serve_unless_it_dies(program, folder, options, &[]).expect("it says where it listens")
    }

    /// The same with these variables of the environment; nothing if it ended before it said where.
    pub fn serve_unless_it_dies(
        program: &str,
        folder: &Path,
        options: &[&str],
        environment: &[(&str, &str)],
    ) -> Option<Self> {
        let mut child = Command::new(program)
            .arg("serve")
            .args(options)
            .arg("--data")
            .arg(folder)
            .env("RUST_LOG", "error")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let output = child.stdout.take().expect("standard output");
        // Whatever fails from here on ends it.
        let mut process = Self { child, address: String::new() };
        let Some(line) = BufReader::new(output).lines().next() else {
            process.child.wait().expect("it ended");
            return None;
        };
        let line = line.expect("text");
        line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).clone_into(&mut process.address);
        Some(process)
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("it was started").is_some()
    }

    /// `http://127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: no chance to finish anything.
    pub fn kill(mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ended");
    }

    /// SIGTERM, and waits; returns the exit code.
    pub fn terminate(mut self) -> Option<i32> {
        send_signal(self.child.id(), libc::SIGTERM);
        self.child.wait().expect("it ended").code()
    }
}

/// A test that fails leaves no instance behind.
impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already: then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port of the loopback that is free now, for whoever must know its address before it listens.
pub fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    free.local_addr().expect("it is bound").port()
}

/// Runs a command to its end.
pub fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).env("RUST_LOG", "error").output().expect("the command runs")
}

/// Sends a signal to a process that a test started.
pub fn send_signal(process: u32, signal: i32) {
    let process = i32::try_from(process).expect("a process id");
    #[expect(unsafe_code, reason = "there is no safe way to send a signal; the process is one that the test started")]
    // SAFETY: kill takes two integers and touches no memory of ours.
    let sent = unsafe { libc::kill(process, signal) };
    assert_eq!(sent, 0, "the process was running");
}
