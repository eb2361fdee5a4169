//! The program that is measured, in its own process, with its data in a new folder.

use crate::client::{Ask, Client};
use anyhow::{Context, Result, bail};
use axum::body::Bytes;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const ADMINISTRATOR: &str = "bench@example.org";

/// How long a new instance may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// An organisation in 25 triples: its class, its name, its summary, and 22 keywords.
pub(crate) const ORGANIZATION: &str = r#"
@prefix cs: <https://w3id.org/codesocial#> .
<> a cs:Organization ;
    cs:name "Exemple : la Ressourcerie mesurée"@fr ;
    cs:summary "Une organisation inventée, pour mesurer ce que coûte d'en écrire une."@fr ;
    cs:keyword "réemploi"@fr, "atelier"@fr, "quartier"@fr, "transmission"@fr, "réparation"@fr, "vélo"@fr, "bois"@fr,
        "textile"@fr, "électronique"@fr, "collecte"@fr, "vente"@fr, "insertion"@fr, "bénévolat"@fr, "formation"@fr,
        "gouvernance"@fr, "coopérative"@fr, "récit"@fr, "mesure"@fr, "territoire"@fr, "confiance"@fr, "reliance"@fr,
        "cohérence"@fr .
"#;

pub(crate) struct Instance {
    serving: Child,
    writer: Writer,
    program: PathBuf,
    folder: PathBuf,
}

/// Makes the requests that write.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    to: SocketAddr,
    token: String,
}

impl Instance {
    pub(crate) async fn start(program: &Path, folder: &Path) -> Result<Self> {
        let folder = folder.join("data");
        let to = free_address().await?;
        let codesocial = |command: &[&str]| {
            let mut codesocial = Command::new(program);
            codesocial.args(command).arg("--data").arg(&folder).kill_on_drop(true);
            codesocial
        };
        let mut init = codesocial(&["init", "--name", "bench", "--admin", ADMINISTRATOR]);
        output_of(init.args(["--base", &format!("http://{to}")])).await?;
        let mut create = codesocial(&["token", "create"]);
        let token = output_of(create.args(["--account", ADMINISTRATOR, "--scope", "read,write"])).await?;
        let mut serve = codesocial(&["serve"]);
        let mut serving = serve.args(["--listen", &to.to_string()]).stdout(Stdio::piped()).spawn()?;
        until_it_listens(&mut serving).await?;
        let (writer, program) = (Writer::new(to, token), program.to_owned());
        Ok(Self { serving, writer, program, folder })
    }

    /// What a command says to which it answers.
    pub(crate) async fn command(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.program);
        output_of(command.args(arguments).arg("--data").arg(&self.folder).kill_on_drop(true)).await
    }

    /// The most memory that it ever held, in KiB: its own, without its query workers'.
    pub(crate) fn peak_memory(&self) -> Result<u64> {
        let id = self.serving.id().context("it has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }

    pub(crate) fn writer(&self) -> Writer {
        self.writer.clone()
    }

    /// Writes a document, and returns the request that reads it.
    pub(crate) async fn written(&self, name: &str) -> Result<Ask> {
        let put = self.writer.put(name);
        Client::connect(put.to).await?.ask(&put).await?;
        let headers = vec![("accept", "text/turtle".to_owned())];
        Ok(Ask { method: "GET", headers, body: Bytes::new(), ..put })
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        Ok(self.serving.kill().await?)
    }
}

impl Writer {
    pub(crate) fn new(to: SocketAddr, token: String) -> Self {
        Self { to, token }
    }

    pub(crate) fn put(&self, name: &str) -> Ask {
        Ask {
            to: self.to,
            method: "PUT",
            path: format!("/organizations/{name}"),
            headers: vec![
                ("authorization", format!("Bearer {}", self.token)),
                ("content-type", "text/turtle".to_owned()),
                ("if-none-match", "*".to_owned()),
            ],
            body: Bytes::from_static(ORGANIZATION.as_bytes()),
        }
    }
}

/// Reads what a child says until it says that it listens, and returns where; the rest is read and dropped, so that
/// the child never waits for a reader.
pub(crate) async fn until_it_listens(child: &mut Child) -> Result<String> {
    let output = child.stdout.take().context("the child's output is not piped")?;
    let mut lines = BufReader::new(output).lines();
    let listening = async {
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.strip_prefix("listening on http://") {
                return Ok(address.trim_end_matches('/').to_owned());
            }
        }
        bail!("the child ended before it listened")
    };
    let address = tokio::time::timeout(PATIENCE, listening).await.context("the child does not listen")??;
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(address)
}

async fn output_of(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().await?;
    if !output.status.success() {
        bail!("{:?} ended with {}", command.as_std(), output.status);
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// An address of loopback that nobody listens on just now: the instance must know its own before it listens.
async fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?)
}
