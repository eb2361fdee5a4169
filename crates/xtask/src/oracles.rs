//! The other SHACL engines, whose opinion is asked and whose speed is the measure: installed into a folder of their own
//! under the target folder, each at one version, and run there. Nothing of the program needs them.

use crate::{cargo, workspace};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// For `pip`.
const PYTHON: [&str; 1] = ["pyshacl==0.40.1"];
/// For `npm`.
const JAVASCRIPT: [&str; 3] = ["shacl-engine@1.1.2", "rdf-validate-shacl@0.6.5", "n3@2.13.12"];

/// How many answers are kept beside the tests.
const RECORDED: &str = "400";

/// Where the oracles are, and what to run them with.
pub(crate) struct Oracles {
    folder: PathBuf,
    scripts: PathBuf,
    /// Our own side.
    ours: PathBuf,
}

impl Oracles {
    /// Installs what is not there yet, and builds our side.
    pub(crate) fn install() -> Result<Self> {
        cargo::succeed(cargo::plain("build").args(["--release", "--package", "agreement"]))?;
        let built = cargo::built()?;
        let folder = built.with_file_name("oracles");
        fs::create_dir_all(&folder)?;
        let wanted = PYTHON.iter().chain(&JAVASCRIPT).copied().collect::<Vec<_>>().join("\n");
        let installed = folder.join("installed");
        if fs::read_to_string(&installed).ok().as_deref() != Some(wanted.as_str()) {
            cargo::succeed(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
            cargo::succeed(Command::new(python(&folder)).args(pip).args(PYTHON))?;
            fs::write(folder.join("package.json"), "{ \"private\": true }\n")?;
            let npm = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
            cargo::succeed(Command::new("npm").args(npm).args(JAVASCRIPT).current_dir(&folder))?;
            fs::write(installed, wanted)?;
        }
        let scripts = workspace::root().join("tests/agreement/oracles");
        Ok(Self { folder, scripts, ours: built.join("agreement") })
    }

    /// Asks both about so many cases, and compares what they say with what we say.
    pub(crate) fn agree(&self, pairs: u32) -> Result<()> {
        cargo::succeed(self.ours().arg("write").arg(&self.folder).arg(pairs.to_string()))?;
        let cases = self.folder.join("cases.jsonl");
        let answers = |name: &str| self.folder.join(name);
        println!("pySHACL is asked about {pairs} pairs of shapes and data");
        cargo::succeed(self.python("pyshacl_oracle.py").arg(&cases).arg(answers("pyshacl.jsonl")))?;
        println!("shacl-engine is asked about the same");
        let mut engine = self.javascript("shacl-engine-oracle.mjs");
        cargo::succeed(engine.arg(&cases).arg(answers("shacl-engine.jsonl")))?;
        cargo::succeed(self.ours().arg("judge").arg(&self.folder))
    }

    /// Keeps what they said of the first cases beside the tests.
    pub(crate) fn record(&self) -> Result<()> {
        let to = workspace::root().join("tests/agreement/recorded");
        cargo::succeed(self.ours().arg("record").arg(&self.folder).arg(RECORDED).arg(to))
    }

    /// Lets each engine read and validate one batch of so many nodes, several times, and prints a table.
    pub(crate) fn race(&self, nodes: u32, rounds: u32) -> Result<()> {
        cargo::succeed(self.ours().arg("many").arg(&self.folder).arg(nodes.to_string()))?;
        let [shapes, data] = ["many-shapes.nt", "many-data.nt"].map(|name| self.folder.join(name));
        let javascript = |engine: &str| {
            let mut command = self.javascript("shacl-engine-cost.mjs");
            command.arg(engine);
            command
        };
        let mut ours = self.ours();
        ours.arg("validate");
        let mut engines = [
            ("ours", ours),
            ("shacl-engine", javascript("shacl-engine")),
            ("rdf-validate-shacl", javascript("rdf-validate-shacl")),
            ("pySHACL", self.python("pyshacl_cost.py")),
        ];
        println!(
            "{nodes} nodes, 17 property shapes, N-Triples; best of {rounds}; nodes for each second of processor time"
        );
        println!(
            "{:<20} {:>10} {:>12} {:>12} {:>9} {:>8}",
            "", "nodes/s", "reading s", "validating s", "peak MB", "results"
        );
        for (name, command) in &mut engines {
            command.arg(&shapes).arg(&data);
            let mut best: Option<Measured> = None;
            for _ in 0..rounds {
                let measured = Measured::of(command).with_context(|| cargo::shown(command))?;
                if best.as_ref().is_none_or(|best| measured.seconds() < best.seconds()) {
                    best = Some(measured);
                }
            }
            if let Some(best) = best {
                let Measured { reading, validating, peak, results } = best;
                let rate = f64::from(nodes) / (reading + validating);
                println!("{name:<20} {rate:>10.0} {reading:>12.3} {validating:>12.3} {peak:>9.0} {results:>8}");
            }
        }
        Ok(())
    }

    fn ours(&self) -> Command {
        Command::new(&self.ours)
    }

    fn python(&self, script: &str) -> Command {
        let mut command = Command::new(python(&self.folder));
        command.arg(self.scripts.join(script));
        command
    }

    fn javascript(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command.arg(self.scripts.join(script)).arg(&self.folder);
        command
    }
}

fn python(folder: &Path) -> PathBuf {
    folder.join("venv/bin/python3")
}

/// What an engine says that it took.
struct Measured {
    reading: f64,
    validating: f64,
    /// In megabytes.
    peak: f64,
    results: u64,
}

impl Measured {
    fn of(command: &mut Command) -> Result<Self> {
        let output = command.output()?;
        let line: Value = serde_json::from_slice(output.stdout.trim_ascii())
            .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
        let number = |name: &str| line.get(name).and_then(Value::as_f64).with_context(|| format!("{name} is not told"));
        let results = line.get("results").and_then(Value::as_u64).context("results are not told")?;
        let peak = number("peak")? / 1024.0;
        Ok(Self { reading: number("reading")?, validating: number("validating")?, peak, results })
    }

    fn seconds(&self) -> f64 {
        self.reading + self.validating
    }
}
