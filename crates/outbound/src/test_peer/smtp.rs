//! A relay for mail, as far as one message goes (RFC 5321, RFC 3207).

use super::{Canary, tls};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// How it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Takes everything.
    Plain,
    /// Offers STARTTLS, and takes mail after it alone.
    StartTls,
    /// Says this to who it is to be brought to.
    Answers(&'static str),
    /// Greets nobody.
    Silent,
}

/// What was said to it, line by line; what was said under TLS begins with `*`.
pub(crate) type Heard = Arc<Mutex<Vec<String>>>;

/// Starts one; the certificate is the one it shows.
pub(crate) async fn relay(manner: Manner) -> (Canary, Vec<u8>, Heard) {
    let (acceptor, _, certificate) = tls::acceptor_of("");
    let heard = Heard::default();
    let kept = heard.clone();
    let canary = Canary::serving("127.0.0.1:0", move |stream, _| {
        let (acceptor, kept) = (acceptor.clone(), kept.clone());
        async move {
            if manner == Manner::Silent {
                tokio::time::sleep(std::time::Duration::from_mins(5)).await;
            }
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 here\r\n").await.ok();
            if converse(&mut stream, manner, "", &kept).await == Some(Upgrade) {
                let Ok(stream) = acceptor.accept(stream.into_inner()).await else { return };
                converse(&mut BufReader::new(stream), Manner::Plain, "*", &kept).await;
            }
        }
    })
    .await;
    (canary, certificate, heard)
}

/// The other side asked for TLS.
#[derive(Debug, PartialEq, Eq)]
struct Upgrade;

async fn converse(
    stream: &mut (impl AsyncBufReadExt + AsyncRead + AsyncWrite + Unpin),
    manner: Manner,
    mark: &str,
    heard: &Heard,
) -> Option<Upgrade> {
    let mut in_message = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        heard.lock().unwrap().push(format!("{mark}{line}"));
        if in_message {
            if line == "." {
                in_message = false;
                stream.write_all(b"250 taken\r\n").await.ok()?;
            }
            continue;
        }
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" if manner == Manner::StartTls => "250-here\r\n250 STARTTLS",
            "EHLO" => "250-here\r\n250 AUTH PLAIN",
            "STARTTLS" if manner == Manner::StartTls => {
                stream.write_all(b"220 go on\r\n").await.ok()?;
                return Some(Upgrade);
            }
            "AUTH" => "235 it is you",
            "MAIL" if manner == Manner::StartTls => "530 not in the open",
            "RCPT" => match manner {
                Manner::Answers(answer) => answer,
                Manner::Plain | Manner::StartTls | Manner::Silent => "250 well",
            },
            "DATA" => {
                in_message = true;
                "354 say it"
            }
            "QUIT" => "221 farewell",
            _ => "250 well",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}
