use super::*;
use crate::allow_list::AllowList;
use crate::fetch::Settings;
use crate::test_peer::Canary;
use crate::test_peer::smtp::{Manner, relay};
use std::error::Error;

fn settings(server: &str) -> RelaySettings {
    RelaySettings {
        server: server.to_owned(),
        user: None,
        password: None,
        from: "Le Moulin <no-reply@moulin.example>".to_owned(),
        encryption: Encryption::Required,
    }
}

fn mail() -> Mail {
    Mail {
        to: "contact@forge.example".to_owned(),
        subject: "Une fiche à reprendre".to_owned(),
        text: "C’est vous ?\n\n.\nABCD-EFGH\n".to_owned(),
        name: "claim-1-1".to_owned(),
        at: "2026-11-22T08:00:00Z".parse().unwrap(),
    }
}

async fn send(relay: Relay) -> Result<(), MailError> {
    let settings = Settings { relay: Some(relay), ..Settings::default() };
    let outbound = Outbound::new(AllowList::default(), settings);
    assert!(outbound.sends_mail());
    outbound.send_mail(mail()).await
}

/// The relay at the canary's port.
fn at(scheme: &str, canary: &Canary) -> RelaySettings {
    settings(&format!("{scheme}://127.0.0.1:{}", canary.address.port()))
}

#[test]
fn a_relay_is_spoken_to_in_the_open_only_here_or_when_told_so() {
    let check = |server: &str, encryption, host: &str, port: u16, cover| {
        let relay = Relay::read(RelaySettings { encryption, ..settings(server) }).unwrap();
        assert_eq!((relay.host.as_str(), relay.port, relay.cover), (host, port, cover), "{server}");
    };
    check("smtp://mail.example", Encryption::Required, "mail.example", 587, Cover::StartTls);
    check("smtp://mail.example:25/", Encryption::None, "mail.example", 25, Cover::Nothing);
    check("smtps://mail.example", Encryption::None, "mail.example", 465, Cover::Tls);
    check("smtp://10.0.0.1", Encryption::Required, "10.0.0.1", 587, Cover::StartTls);
    for here in ["localhost", "127.0.0.1", "127.1.2.3"] {
        check(&format!("smtp://{here}:25"), Encryption::Required, here, 25, Cover::Nothing);
    }
    check("smtp://[::1]:25", Encryption::Required, "::1", 25, Cover::Nothing);
    check("smtps://localhost", Encryption::Required, "localhost", 465, Cover::Tls);
    // Says to be this machine, and is not.
    check("smtp://localhost.evil.example", Encryption::Required, "localhost.evil.example", 587, Cover::StartTls);
}

#[test]
fn what_is_no_relay_is_said_to_be_none() {
    for server in ["", "mail.example", "https://mail.example", "smtp://", "smtp://mail.example/x", "smtp://a?tls=none"]
    {
        assert!(matches!(Relay::read(settings(server)), Err(RelayError::NotARelay(_))), "{server}");
    }
    let secret = Relay::read(settings("smtp://lea:secret@mail.example"));
    assert!(matches!(&secret, Err(RelayError::SecretInAddress)), "{secret:?}");
    let half = RelaySettings { user: Some("lea".into()), ..settings("smtp://mail.example") };
    assert!(matches!(Relay::read(half), Err(RelayError::HalfACredential)));
    for from in ["", "moulin.example", "a@b@c", "Léa <lea@moulin.example>\r\nBcc: x@y.example"] {
        let read = Relay::read(RelaySettings { from: from.into(), ..settings("smtp://mail.example") });
        assert!(matches!(&read, Err(RelayError::From { .. })), "{from:?}: {read:?}");
    }
    let whole =
        RelaySettings { user: Some("lea".into()), password: Some("hush".into()), ..settings("smtp://a.example") };
    let shown = format!("{whole:?} {:?}", Relay::read(whole.clone()).unwrap());
    assert!(!shown.contains("hush"), "{shown}");
}

#[tokio::test]
async fn a_message_is_handed_over_with_what_others_need_to_know_of_it() {
    let (canary, _, heard) = relay(Manner::Plain).await;
    let credentials = RelaySettings { user: Some("lea".into()), password: Some("hush".into()), ..at("smtp", &canary) };
    send(Relay::read(credentials).unwrap()).await.unwrap();
    let heard = heard.lock().unwrap().join("\n");
    for line in [
        "EHLO moulin.example",
        "AUTH PLAIN AGxlYQBodXNo",
        "MAIL FROM:<no-reply@moulin.example>",
        "RCPT TO:<contact@forge.example>",
        "To: contact@forge.example",
        "Date: Sun, 22 Nov 2026 08:00:00 +0000",
        "Message-ID: <claim-1-1@moulin.example>",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "ABCD-EFGH",
        "..",
    ] {
        assert!(heard.lines().any(|said| said.starts_with(line)), "{line} in:\n{heard}");
    }
    assert!(!heard.contains("à reprendre"), "headers are ASCII:\n{heard}");
}

#[tokio::test]
async fn nothing_is_said_before_it_is_encrypted() {
    let (canary, certificate, heard) = relay(Manner::StartTls).await;
    let named = settings(&format!("smtp://localhost:{}", canary.address.port()));
    // As to a machine elsewhere.
    let elsewhere = |root| Relay { cover: Cover::StartTls, root, ..Relay::read(named.clone()).unwrap() };
    let root = smtp::client::Certificate::from_der(certificate).unwrap();
    send(elsewhere(Some(root))).await.unwrap();
    let said = heard.lock().unwrap().clone();
    let open: Vec<_> = said.iter().filter(|line| !line.starts_with('*')).map(String::as_str).collect();
    assert_eq!(open, ["EHLO moulin.example", "STARTTLS"]);
    assert!(said.contains(&"*RCPT TO:<contact@forge.example>".to_owned()), "{said:?}");
    // A certificate that nobody vouches for.
    heard.lock().unwrap().clear();
    let refused = send(elsewhere(None)).await;
    assert!(matches!(&refused, Err(MailError::Unreachable(_))), "{refused:?}");
    assert!(!heard.lock().unwrap().iter().any(|line| line.contains("forge.example")));
    // And a relay that has no encryption.
    let (canary, _, heard) = relay(Manner::Plain).await;
    let refused = send(Relay { cover: Cover::StartTls, ..Relay::read(at("smtp", &canary)).unwrap() }).await;
    assert!(matches!(&refused, Err(error) if !error.is_final()), "{refused:?}");
    assert!(!heard.lock().unwrap().iter().any(|line| line.contains("forge.example")));
}

#[tokio::test]
async fn what_a_relay_refuses_is_told_apart_from_what_may_go_better() {
    for (answer, is_final) in [
        ("550 nobody contact@forge.example here", true),
        ("553 no", true),
        ("450 later", false),
        ("530 who?", false),
        ("what? contact@forge.example", false),
    ] {
        let (canary, _, _) = relay(Manner::Answers(answer)).await;
        let error = send(Relay::read(at("smtp", &canary)).unwrap()).await.unwrap_err();
        assert_eq!(error.is_final(), is_final, "{answer}: {error:?}");
        let source = error.source().map(ToString::to_string);
        let told = format!("{error} {error:?} {source:?}");
        assert!(!told.contains("forge.example"), "whom it was to reach is not for logs: {told}");
    }
    let gone = Relay::read(settings("smtp://127.0.0.1:1")).unwrap();
    let error = send(gone).await.unwrap_err();
    assert!(matches!(&error, MailError::Unreachable(_)) && !error.is_final(), "{error:?}");
}

#[tokio::test]
async fn where_no_relay_is_named_nothing_is_sent() {
    let outbound = Outbound::new(AllowList::default(), Settings::default());
    assert!(!outbound.sends_mail());
    assert!(matches!(outbound.send_mail(mail()).await, Err(MailError::NoRelay)));
}

#[tokio::test]
async fn a_relay_that_greets_nobody_is_left() {
    let (canary, _, _) = relay(Manner::Silent).await;
    let patience = Duration::from_millis(200);
    let error = send(Relay { patience, ..Relay::read(at("smtp", &canary)).unwrap() }).await.unwrap_err();
    assert!(matches!(&error, MailError::TooSlow(_)) && !error.is_final(), "{error:?}");
}

#[tokio::test]
async fn an_address_brings_no_header_along() {
    let outbound = Outbound::new(
        AllowList::default(),
        Settings { relay: Some(Relay::read(settings("smtp://127.0.0.1:1")).unwrap()), ..Settings::default() },
    );
    for to in ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a", "@b.example"] {
        let sent = outbound.send_mail(Mail { to: to.to_owned(), ..mail() }).await;
        assert!(matches!(&sent, Err(MailError::Address(_))), "{to:?}: {sent:?}");
    }
    // A subject of several lines is one line, or nothing.
    let relay = Relay::read(settings("smtp://127.0.0.1:1")).unwrap();
    let message = written(&relay, Mail { subject: "x\r\nBcc: c@d.example".to_owned(), ..mail() }).unwrap();
    let text = String::from_utf8(message.formatted()).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
}
