//! A name server on loopback that knows some TXT records (RFC 1035, section 4).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

type Records = Arc<Mutex<HashMap<String, Vec<String>>>>;

/// One that runs until it is dropped.
pub struct NameServer {
    address: SocketAddr,
    records: Records,
    answering: JoinHandle<()>,
}

impl NameServer {
    /// It knows nothing yet.
    pub async fn start() -> Self {
        Self::bind(true).await
    }

    /// It takes questions and answers none.
    pub async fn silent() -> Self {
        Self::bind(false).await
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Gives a name these TXT records, in place of those that it had.
    pub fn lay(&self, name: &str, texts: &[&str]) {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.records.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), texts);
    }

    async fn bind(answers: bool) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port is free");
        let address = socket.local_addr().expect("it is bound");
        let records = Records::default();
        let known = Arc::clone(&records);
        let answering = tokio::spawn(async move {
            let mut buffer = [0; 1500];
            while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
                if answers {
                    let answer = answer(&buffer[..size], &known);
                    // Whoever asked may have left.
                    drop(socket.send_to(&answer, from).await);
                }
            }
        });
        Self { address, records, answering }
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

fn answer(question: &[u8], records: &Records) -> Vec<u8> {
    let mut labels = Vec::new();
    let mut at = 12;
    while question[at] != 0 {
        let end = at + 1 + usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..end]).to_lowercase());
        at = end;
    }
    let end = at + 5;
    let texts =
        records.lock().unwrap_or_else(PoisonError::into_inner).get(&labels.join(".")).cloned().unwrap_or_default();
    // The same number, "this is an answer, recursion was available"; no name where nothing is known.
    let code = if texts.is_empty() { 3 } else { 0 };
    let mut answer =
        vec![question[0], question[1], 0x81, 0x80 | code, 0, 1, 0, u8::try_from(texts.len()).expect("some records")];
    answer.extend([0; 4]);
    answer.extend(&question[12..end]);
    for text in texts {
        let length = u8::try_from(text.len()).expect("a short text");
        // The name of the question, TXT, IN, a minute.
        answer.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, length + 1, length]);
        answer.extend(text.as_bytes());
    }
    answer
}
