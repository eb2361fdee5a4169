//! The command that `cargo xtask` calls between the engines; see there.
#![expect(clippy::print_stdout, reason = "a command that prints a table")]

mod cost;

use agreement::difference::Oracle;
use agreement::generate::Case;
use agreement::judgement::{Judgement, shorten};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::fs::{File, read_to_string};
use std::io::{BufWriter, Write};
use std::path::Path;

const USAGE: &str = "usage: agreement write FOLDER COUNT      draws cases
       agreement judge FOLDER            compares what the engines said of them
       agreement record FOLDER COUNT TO  keeps what they said of the first ones
       agreement many FOLDER NODES       writes shapes and data for the bench
       agreement validate SHAPES DATA    measures our engine";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, count] => write(Path::new(folder), count.parse().context("COUNT")?),
        ["judge", folder] => judge(Path::new(folder)),
        ["record", folder, count, to] => record(Path::new(folder), count.parse().context("COUNT")?, Path::new(to)),
        ["many", folder, nodes] => cost::write(Path::new(folder), nodes.parse().context("NODES")?),
        ["validate", shapes, data] => cost::measure(Path::new(shapes), Path::new(data)),
        _ => bail!(USAGE),
    }
}

fn write(folder: &Path, count: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(folder.join("cases.jsonl"))?);
    for seed in 0..count {
        let Case { seed, shapes, data } = Case::of(seed);
        writeln!(file, "{}", json!({ "id": seed, "shapes": shapes, "data": data }))?;
    }
    Ok(file.flush()?)
}

fn judge(folder: &Path) -> Result<()> {
    let mut unexplained = 0;
    for oracle in Oracle::ALL {
        let mut judgement = Judgement::of(oracle);
        for line in read_to_string(folder.join(format!("{}.jsonl", oracle.name())))?.lines() {
            judgement.take(&serde_json::from_str(line)?)?;
        }
        unexplained += judgement.unexplained.len();
        print!("{judgement}");
    }
    if unexplained > 0 {
        bail!("{unexplained} differences that nothing explains");
    }
    Ok(())
}

fn record(folder: &Path, count: usize, to: &Path) -> Result<()> {
    for oracle in Oracle::ALL {
        let name = format!("{}.jsonl", oracle.name());
        let answers = read_to_string(folder.join(&name))?;
        let kept: String = answers.lines().take(count).map(|line| shorten(line) + "\n").collect();
        std::fs::write(to.join(name), kept)?;
    }
    Ok(())
}
