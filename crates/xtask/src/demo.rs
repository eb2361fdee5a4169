//! `cargo xtask demo`: an instance in a new folder, with example data, served on loopback; and beside it an empty one, a
//! neighbour that may follow it.

use crate::{cargo, workspace};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

const ADMINISTRATOR: &str = "demo@example.org";

/// The formats of example data, by the ends of their files' names.
const FORMATS: [(&str, &str); 4] = [("jsonld", "jsonld"), ("ttl", "turtle"), ("trig", "trig"), ("nq", "nquads")];

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The data folder: new or empty. Without it: a temporary one, whose place is printed.
    folder: Option<PathBuf>,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where the neighbour listens; its folder is beside the first.
    #[arg(long, default_value = "127.0.0.1:8081")]
    neighbour: String,
    /// Makes and fills the folders, and stops there.
    #[arg(long)]
    no_serve: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = new_folder(arguments.folder.as_deref())?;
    let beside = folder.with_added_extension("neighbour");
    let mut build = cargo::whole_workspace(&["build"]);
    cargo::succeed(build.args(["--bin", "codesocial"]))?;
    let program = cargo::built()?.join("codesocial");
    let demo = Demo { program: program.clone(), folder, listen: arguments.listen.clone() };
    demo.init("Exemple : démonstration CodeSocial")?;
    demo.import_examples()?;
    demo.import_wiki_page();
    let neighbour = Demo { program, folder: new_folder(Some(&beside))?, listen: arguments.neighbour.clone() };
    neighbour.init("Exemple : la vallée voisine")?;
    let token = demo.token()?;
    if arguments.no_serve {
        println!("The folders are {} and {}", demo.folder.display(), neighbour.folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    let beside = neighbour.serve()?;
    let served = demo.serve().and_then(|child| until_ended(child, &demo.guide(&token, &neighbour)));
    end(beside)?;
    served
}

struct Demo {
    program: PathBuf,
    folder: PathBuf,
    listen: String,
}

impl Demo {
    fn base(&self) -> String {
        format!("http://{}", self.listen)
    }

    fn codesocial(&self, command: &[&str]) -> Command {
        let mut codesocial = Command::new(&self.program);
        codesocial.args(command).arg("--data").arg(&self.folder);
        codesocial
    }

    fn init(&self, name: &str) -> Result<()> {
        let mut init = self.codesocial(&["init"]);
        init.args(["--base", &self.base(), "--name", name, "--admin", ADMINISTRATOR]);
        // The first token is printed once; the demonstration makes its own, to show it where it is used.
        cargo::succeed(init.stdout(Stdio::null()))
    }

    /// The whole folder at once, for each format that it holds.
    fn import_examples(&self) -> Result<()> {
        let examples = workspace::root().join("fixtures/demo");
        let mut formats = BTreeSet::new();
        for entry in fs::read_dir(&examples).with_context(|| format!("{} cannot be read", examples.display()))? {
            formats.extend(format_of(&entry?.path()));
        }
        for format in formats {
            println!("importing {}", examples.display());
            // The list of what was created is long and the same each time.
            self.import(format, &examples, Stdio::null());
        }
        Ok(())
    }

    /// A source that is refused in part is reported by the import itself; the rest is worth looking at.
    fn import(&self, format: &str, source: &Path, report: Stdio) {
        let mut import = self.codesocial(&["import", format]);
        if let Err(error) = cargo::succeed(import.arg(source).stdout(report)) {
            eprintln!("{error:#}; the demonstration goes on with the rest");
        }
    }

    fn import_wiki_page(&self) {
        let page = workspace::shared_folder().map(|shared| shared.join("seeds/resilience-wiki-page.txt"));
        let Some(page) = page.filter(|page| page.is_file()) else {
            println!("The wiki page is not here (CODESOCIAL_SHARED): the demonstration goes on without it.");
            return;
        };
        println!("importing {}", page.display());
        self.import("resilience-wiki", &page, Stdio::inherit());
    }

    fn token(&self) -> Result<String> {
        let mut create = self.codesocial(&["token", "create"]);
        create.args(["--account", ADMINISTRATOR, "--scope", "read,write,admin"]);
        let output = create.stderr(Stdio::inherit()).output().with_context(|| cargo::shown(&create))?;
        if !output.status.success() {
            bail!("{} ended with {}", cargo::shown(&create), output.status);
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Serves. Both are on this machine, where an instance speaks to nobody unless it is told that it may.
    fn serve(&self) -> Result<Child> {
        let mut serve = self.codesocial(&["serve"]);
        serve.args(["--listen", &self.listen, "--allow-host", "127.0.0.1"]).stdout(Stdio::piped());
        serve.spawn().with_context(|| cargo::shown(&serve))
    }

    fn guide(&self, token: &str, neighbour: &Self) -> String {
        let (base, program, folder) = (self.base(), self.program.display(), self.folder.display());
        let (there, beside) = (neighbour.base(), neighbour.folder.display());
        format!(
            r#"
Ouvrez / Open   {base}/

Quatre choses à essayer / Four things to try

1. Une page est aussi des données / A page is data as well
   curl -H 'Accept: text/turtle' {base}/codes/

2. Poser une question / Ask a question
   curl -H 'Accept: text/csv' {base}/sparql --data-urlencode 'query=
     PREFIX cs: <https://w3id.org/codesocial#>
     SELECT ?organisation ?nom WHERE {{ ?organisation a cs:Organization ; cs:name ?nom }} ORDER BY ?nom LIMIT 20'
   {program} query --data {folder} 'SELECT ?type (COUNT(*) AS ?n) WHERE {{ ?s a ?type }} GROUP BY ?type ORDER BY DESC(?n)'

3. Écrire, puis relire / Write, then read again
   curl -X PUT -H 'Authorization: Bearer {token}' -H 'Content-Type: text/turtle' {base}/organizations/mon-exemple --data-binary '
     @prefix cs: <https://w3id.org/codesocial#> .
     <> a cs:Organization ; cs:name "Exemple : la mienne"@fr .'
   curl -H 'Accept: application/ld+json' {base}/organizations/mon-exemple

4. Le voir arriver chez le voisin / See it arrive at the neighbour’s   {there}/
   {program} follow {base}/ --data {beside}
   {program} peers --data {beside}
   curl -H 'Accept: text/csv' {there}/sparql --data-urlencode 'query=
     PREFIX cs: <https://w3id.org/codesocial#> PREFIX dct: <http://purl.org/dc/terms/>
     SELECT ?nom ?origine WHERE {{ <{base}/organizations/mon-exemple> cs:name ?nom ; dct:source ?origine }}'

Se connecter / Sign in   {base}/login   ({ADMINISTRATOR})
   {program} account password --data {folder} --account {ADMINISTRATOR}

Dossiers / Folders   {folder}   {beside}
Ctrl-C pour arrêter / to stop
"#
        )
    }
}

/// Until it is ended; what to try is printed once requests are answered.
fn until_ended(mut child: Child, guide: &str) -> Result<ExitCode> {
    let heard = said(&mut child, guide);
    let status = child.wait()?;
    heard?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What it says, and the guide once it listens.
fn said(child: &mut Child, guide: &str) -> Result<()> {
    let Some(output) = child.stdout.take() else { return Ok(()) };
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        if line.starts_with("listening on ") {
            println!("{guide}");
        }
    }
    Ok(())
}

/// Ends the one beside, if whoever ended the first has not.
fn end(mut beside: Child) -> Result<()> {
    if beside.try_wait()?.is_none() {
        beside.kill()?;
        beside.wait()?;
    }
    Ok(())
}

fn format_of(file: &Path) -> Option<&'static str> {
    let end = file.extension()?.to_str()?;
    FORMATS.iter().find(|(known, _)| *known == end).map(|(_, format)| *format)
}

/// A folder that holds nothing yet.
fn new_folder(named: Option<&Path>) -> Result<PathBuf> {
    let Some(folder) = named else {
        let name = format!("codesocial-demo-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        // Not `create_dir_all`: a folder that somebody else made beforehand is refused.
        fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        return Ok(folder);
    };
    if folder.exists() && fs::read_dir(folder)?.next().is_some() {
        bail!("{} is not empty: name a new folder", folder.display());
    }
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(std::path::absolute(folder)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_names() {
        assert_eq!(format_of(Path::new("a/organizations.ttl")), Some("turtle"));
        assert_eq!(format_of(Path::new("a/code.trig")), Some("trig"));
        assert_eq!(format_of(Path::new("a/README.md")), None);
        assert_eq!(format_of(Path::new("ttl")), None);
    }
}
