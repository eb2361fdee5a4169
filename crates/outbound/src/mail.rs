//! Mail, handed to the one relay that the operator names, which brings it where it belongs. Nobody else is spoken to, so that
//! no address that a stranger types leads this program anywhere.
//!
//! Between here and the relay everything is encrypted, or nothing is said: a relay that takes no encryption is refused
//! unless it is this very machine, or the operator said so.

use crate::fetch::Outbound;
use jiff::Timestamp;
use lettre::address::AddressError;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use url::Url;

/// From the first word of the relay to its last.
const TOTAL: Duration = Duration::from_mins(1);
/// Until it is there.
const CONNECT: Duration = Duration::from_secs(10);
/// Where mail is submitted with STARTTLS (RFC 6409), and with TLS from the first byte (RFC 8314).
const SUBMISSION: u16 = 587;
const SUBMISSIONS: u16 = 465;

/// What an operator writes down of a relay.
#[derive(Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.
    pub server: String,
    /// Who we are there.
    pub user: Option<String>,
    /// What proves it.
    pub password: Option<String>,
    /// Who writes: `name@host`, or `Name <name@host>`.
    pub from: String,
    /// Whether it may be spoken to without encryption.
    pub encryption: Encryption,
}

/// Whether a relay has to be spoken to with encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// Yes, unless it is on this machine.
    #[default]
    Required,
    /// No: the operator knows what lies between.
    None,
}

impl fmt::Debug for RelaySettings {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelaySettings").field("server", &self.server).field("from", &self.from).finish_non_exhaustive()
    }
}

/// A relay, as it will be spoken to.
#[derive(Clone)]
pub struct Relay {
    host: String,
    port: u16,
    cover: Cover,
    credentials: Option<Credentials>,
    from: Mailbox,
    /// How long it may take.
    patience: Duration,
    /// Whose certificates are believed besides the system's.
    #[cfg(test)]
    pub(crate) root: Option<smtp::client::Certificate>,
}

/// What covers the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cover {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; a relay that has it not is told nothing.
    StartTls,
    /// Nothing.
    Nothing,
}

/// Why the settings of a relay cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// It is no address of a relay.
    #[error("“{0}” is no relay: write smtp://HOST[:PORT] or smtps://HOST[:PORT]")]
    NotARelay(String),
    /// A name or a password stands in the address, where it would be shown.
    #[error("name and password of the relay do not belong in its address: write user, and password or password-file")]
    SecretInAddress,
    /// Of user and password one is missing.
    #[error("user and password of the relay go together")]
    HalfACredential,
    /// Nobody can write under this.
    #[error("“{from}” is no sender: {source}")]
    From {
        /// What was written.
        from: String,
        /// Why not.
        source: AddressError,
    },
}

impl Relay {
    /// Reads the settings of one.
    pub fn read(settings: RelaySettings) -> Result<Self, RelayError> {
        let RelaySettings { server, user, password, from, encryption } = settings;
        let not_a_relay = || RelayError::NotARelay(server.clone());
        let address = Url::parse(&server).map_err(|_| not_a_relay())?;
        if !address.username().is_empty() || address.password().is_some() {
            return Err(RelayError::SecretInAddress);
        }
        let is_bare = matches!(address.path(), "" | "/") && address.query().is_none() && address.fragment().is_none();
        let host = address.host_str().filter(|host| is_bare && !host.is_empty()).ok_or_else(not_a_relay)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let (cover, usual) = match (address.scheme(), encryption) {
            ("smtps", _) => (Cover::Tls, SUBMISSIONS),
            ("smtp", Encryption::Required) if !is_here(&host) => (Cover::StartTls, SUBMISSION),
            ("smtp", _) => (Cover::Nothing, SUBMISSION),
            _ => return Err(not_a_relay()),
        };
        let credentials = match (user, password) {
            (Some(user), Some(password)) => Some(Credentials::new(user, password)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(RelayError::HalfACredential),
        };
        let from = match from.parse() {
            Ok(from) => from,
            Err(source) => return Err(RelayError::From { from, source }),
        };
        let port = address.port().unwrap_or(usual);
        Ok(Self {
            host,
            port,
            cover,
            credentials,
            from,
            patience: TOTAL,
            #[cfg(test)]
            root: None,
        })
    }

    fn tls(&self) -> Result<Tls, smtp::Error> {
        let parameters = || {
            let builder = TlsParameters::builder(self.host.clone());
            #[cfg(test)]
            let builder =
                self.root.iter().cloned().fold(builder, smtp::client::TlsParametersBuilder::add_root_certificate);
            builder.build()
        };
        Ok(match self.cover {
            Cover::Tls => Tls::Wrapper(parameters()?),
            Cover::StartTls => Tls::Required(parameters()?),
            Cover::Nothing => Tls::None,
        })
    }

    /// Says it, on a connection of its own: mail is rare.
    async fn say(&self, message: Message) -> Result<(), smtp::Error> {
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host.clone())
            .port(self.port)
            .tls(self.tls()?)
            .timeout(Some(CONNECT))
            .hello_name(ClientId::Domain(self.from.email.domain().to_owned()));
        if let Some(credentials) = &self.credentials {
            transport = transport.credentials(credentials.clone());
        }
        transport.build().send(message).await.map(drop)
    }
}

impl PartialEq for Relay {
    /// Whether both are spoken to in the same way.
    fn eq(&self, other: &Self) -> bool {
        let said = |relay: &Self| (relay.host.clone(), relay.port, relay.cover, relay.from.clone());
        said(self) == said(other) && self.credentials == other.credentials
    }
}

impl Eq for Relay {}

impl fmt::Debug for Relay {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, cover, .. } = self;
        f.debug_struct("Relay").field("host", host).field("port", port).field("cover", cover).finish_non_exhaustive()
    }
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A message to one person, in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Their address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// What no other message from here is named: letters, digits, dots and hyphens.
    pub name: String,
    /// When it was written.
    pub at: Timestamp,
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The operator named no relay.
    #[error("no relay is set up")]
    NoRelay,
    /// Nobody can have this address.
    #[error("this is nobody's address")]
    Address(#[source] AddressError),
    /// It cannot be written as mail.
    #[error("the message cannot be written")]
    Unwritable(#[source] lettre::error::Error),
    /// The relay will not take it, whenever it is asked. What it says may name the recipient: only its number is kept.
    #[error("the relay refuses it: {0}")]
    Refused(u16),
    /// The relay does not let us in, or not now.
    #[error("the relay answers {0}")]
    NotNow(u16),
    /// The relay says what no relay says. It may name the recipient: none of it is kept.
    #[error("the relay is not understood")]
    NotUnderstood,
    /// The relay was not reached.
    #[error("the relay cannot be spoken to")]
    Unreachable(#[source] smtp::Error),
    /// It took longer than is waited.
    #[error("the relay did not take it within {0:?}")]
    TooSlow(Duration),
}

impl MailError {
    /// Whether it would be the same another time.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Address(_) | Self::Unwritable(_) | Self::Refused(_) => true,
            Self::NoRelay | Self::NotNow(_) | Self::NotUnderstood | Self::Unreachable(_) | Self::TooSlow(_) => false,
        }
    }

    fn of(error: smtp::Error) -> Self {
        match error.status().map(u16::from) {
            // RFC 4954, section 6: what concerns who we are is for the operator to mend, and not this message's fault.
            Some(status) if error.is_permanent() && !matches!(status, 530..=538) => Self::Refused(status),
            Some(status) => Self::NotNow(status),
            None if error.is_response() => Self::NotUnderstood,
            None => Self::Unreachable(error),
        }
    }
}

impl Outbound {
    /// Whether mail can be sent: the operator named a relay.
    pub fn sends_mail(&self) -> bool {
        self.shared.settings.relay.is_some()
    }

    /// Hands a message to the relay.
    pub async fn send_mail(&self, mail: Mail) -> Result<(), MailError> {
        let relay = self.shared.settings.relay.as_ref().ok_or(MailError::NoRelay)?;
        let message = written(relay, mail)?;
        let said = tokio::time::timeout(relay.patience, relay.say(message)).await;
        said.map_err(|_| MailError::TooSlow(relay.patience))?.map_err(MailError::of)
    }
}

/// As it leaves.
fn written(relay: &Relay, mail: Mail) -> Result<Message, MailError> {
    let to = Mailbox::new(None, mail.to.parse().map_err(MailError::Address)?);
    // RFC 3834, section 5: nobody answers to it by themselves.
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Message::builder()
        .from(relay.from.clone())
        .to(to)
        .subject(mail.subject)
        .date(SystemTime::from(mail.at))
        .message_id(Some(format!("<{}@{}>", mail.name, relay.from.email.domain())))
        .raw_header(automatic)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text)
        .map_err(MailError::Unwritable)
}

#[cfg(test)]
mod tests;
