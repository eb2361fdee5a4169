//! Flags, environment, file, defaults, in this order, become one set of settings.

mod mail;

use crate::arguments::Serve;
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::{Path, PathBuf};

pub use mail::{MailSettings, MailSettingsError};

/// How an instance is served.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The base it must have; another one is refused.
    #[serde(default)]
    pub base: Option<String>,
    /// Whether the last change wins where a client says nothing of the revision it changes.
    pub last_write_wins: bool,
    /// The operator's own proxies, whose word on where a request comes from is taken.
    #[serde(default)]
    pub trusted_proxies: Vec<IpAddr>,
    /// Seconds that a SPARQL question may take.
    pub query_deadline: NonZero<u32>,
    /// Hosts that may be asked although they are private, or speak plain http.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
    /// Name servers to ask for TXT records instead of the system's.
    #[serde(default)]
    pub name_servers: Vec<SocketAddr>,
    /// The sites that people may sign in with.
    #[serde(default)]
    pub providers: Vec<ProviderSettings>,
    /// Other instances.
    #[serde(default)]
    pub federation: FederationSettings,
    /// Who brings mail where it belongs; without, none is sent.
    #[serde(default)]
    pub mail: Option<MailSettings>,
}

/// Other instances: `[federation]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FederationSettings {
    /// Who may follow.
    #[serde(default)]
    pub followers: FollowersName,
    /// Where `followers = "hosts"`: at which hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// The hosts that are heard, followed and told; without, all that are not blocked.
    #[serde(default)]
    pub hear_only: Option<Vec<String>>,
    /// How much those may leave here whom nobody here follows.
    #[serde(default)]
    pub strangers: StrangersSettings,
}

/// How much strangers may leave: `[federation.strangers]`. What is not said is as [`federation::Bounds`] has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct StrangersSettings {
    /// Activities of one host that wait or are in quarantine.
    pub held_per_host: Option<u64>,
    /// Their bytes, packed.
    pub held_bytes_per_host: Option<u64>,
    /// The same of all hosts.
    pub held: Option<u64>,
    /// Their bytes, packed.
    pub held_bytes: Option<u64>,
    /// Requests to follow from one host that wait for somebody here.
    pub requests_per_host: Option<u64>,
    /// The same of all hosts.
    pub requests: Option<u64>,
    /// Followers at one host.
    pub followers_per_host: Option<u64>,
    /// Activities of one host that are settled and remembered.
    pub settled_per_host: Option<u64>,
    /// Actors of one host whose documents are kept.
    pub actors_per_host: Option<u64>,
    /// The same of all hosts.
    pub actors: Option<u64>,
    /// Bytes of those documents, packed.
    pub actor_bytes: Option<u64>,
    /// Days after which what is in quarantine is dismissed.
    pub held_days: Option<u32>,
    /// Days after which what is settled is forgotten.
    pub settled_days: Option<u32>,
    /// Days after which an actor who was not heard is forgotten.
    pub actor_days: Option<u32>,
}

impl From<StrangersSettings> for federation::Bounds {
    fn from(said: StrangersSettings) -> Self {
        let usual = Self::default();
        let days = |said: Option<u32>, usual: SignedDuration| {
            said.map_or(usual, |days| SignedDuration::from_hours(24 * i64::from(days)))
        };
        Self {
            held_per_host: said.held_per_host.unwrap_or(usual.held_per_host),
            held_bytes_per_host: said.held_bytes_per_host.unwrap_or(usual.held_bytes_per_host),
            held: said.held.unwrap_or(usual.held),
            held_bytes: said.held_bytes.unwrap_or(usual.held_bytes),
            requests_per_host: said.requests_per_host.unwrap_or(usual.requests_per_host),
            requests: said.requests.unwrap_or(usual.requests),
            followers_per_host: said.followers_per_host.unwrap_or(usual.followers_per_host),
            settled_per_host: said.settled_per_host.unwrap_or(usual.settled_per_host),
            actors_per_host: said.actors_per_host.unwrap_or(usual.actors_per_host),
            actors: said.actors.unwrap_or(usual.actors),
            actor_bytes: said.actor_bytes.unwrap_or(usual.actor_bytes),
            held_for: days(said.held_days, usual.held_for),
            settled_for: days(said.settled_days, usual.settled_for),
            actors_for: days(said.actor_days, usual.actors_for),
        }
    }
}

/// Who may follow, as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowersName {
    /// Whoever asks.
    #[default]
    Open,
    /// Whom somebody here lets in.
    ByHand,
    /// Whoever is at one of the hosts that are listed; the others wait.
    Hosts,
}

impl From<FederationSettings> for federation::Settings {
    fn from(settings: FederationSettings) -> Self {
        let policy = match settings.followers {
            FollowersName::Open => federation::Policy::Open,
            FollowersName::ByHand => federation::Policy::ByHand,
            FollowersName::Hosts => {
                federation::Policy::Hosts(settings.hosts.iter().map(|host| host.to_lowercase()).collect())
            }
        };
        let hearing = match &settings.hear_only {
            None => federation::Hearing::Everybody,
            Some(hosts) => federation::Hearing::hosts(hosts),
        };
        Self { policy, hearing, bounds: settings.strangers.into(), ..Self::default() }
    }
}

/// A site that people may sign in with: `[[providers]]`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ProviderSettings {
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub name: Slug,
    /// Its name for people.
    pub title: String,
    /// Its issuer identifier.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// What proves it.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// What becomes of people whom no account here knows.
    #[serde(default)]
    pub new_accounts: NewAccountsName,
}

/// The same as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NewAccountsName {
    /// They ask for an invitation.
    #[default]
    Refused,
    /// They become readers.
    Readers,
}

/// The last part of an address, checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(String);

impl TryFrom<String> for Slug {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let minted = model::Slug::from_text(&text).ok().filter(|minted| minted.as_str() == text);
        minted.map(|_| Self(text.clone())).ok_or_else(|| format!("“{text}”: lower-case letters, digits and hyphens"))
    }
}

impl std::fmt::Debug for ProviderSettings {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSettings").field("name", &self.name).finish_non_exhaustive()
    }
}

impl From<ProviderSettings> for web::Provider {
    fn from(settings: ProviderSettings) -> Self {
        let ProviderSettings { name: Slug(name), title, issuer, client_id, client_secret, new_accounts } = settings;
        let new_accounts = match new_accounts {
            NewAccountsName::Refused => web::NewAccounts::Refused,
            NewAccountsName::Readers => web::NewAccounts::Readers,
        };
        Self { name, title, issuer, client_id, client_secret, new_accounts }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Given<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_write_wins: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_deadline: Option<u32>,
    #[serde(skip_serializing_if = "<[IpAddr]>::is_empty")]
    trusted_proxies: &'a [IpAddr],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    allow_hosts: &'a [String],
    #[serde(skip_serializing_if = "<[SocketAddr]>::is_empty")]
    name_servers: &'a [SocketAddr],
    #[serde(skip_serializing_if = "Option::is_none")]
    federation: Option<GivenFederation<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct GivenFederation<'a> {
    hear_only: &'a [String],
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file that was named is not there.
    #[error("{}: no such file", .0.display())]
    NoFile(PathBuf),
    /// A file or a value makes no sense; the text names the file, the key and why.
    #[error(transparent)]
    Unusable(#[from] Box<figment::Error>),
    /// See [`MailSettingsError`].
    #[error(transparent)]
    Mail(#[from] MailSettingsError),
}

impl Settings {
    /// Reads them. The file is `--config`, else `codesocial.toml` in the data folder if it is there.
    pub fn read(arguments: &Serve) -> Result<Self, SettingsError> {
        let file: PathBuf = match &arguments.config {
            Some(file) if !file.is_file() => return Err(SettingsError::NoFile(file.clone())),
            Some(file) => file.clone(),
            None => arguments.data.data.join("codesocial.toml"),
        };
        let Serve { listen, last_write_wins, query_deadline, .. } = *arguments;
        let given = Given {
            listen,
            base: arguments.base.as_deref(),
            last_write_wins,
            query_deadline,
            trusted_proxies: &arguments.trusted_proxies,
            allow_hosts: &arguments.allow_hosts,
            name_servers: &arguments.name_servers,
            federation: arguments
                .hear_only
                .iter()
                .any(|host| !host.is_empty())
                .then_some(GivenFederation { hear_only: &arguments.hear_only }),
        };
        let defaults = Figment::new()
            .merge(Serialized::default("listen", "127.0.0.1:8080"))
            .merge(Serialized::default("last-write-wins", false))
            .merge(Serialized::default("query-deadline", web::QUERY_DEADLINE.as_secs()));
        let with_file = if file.is_file() { defaults.merge(Toml::file_exact(file)) } else { defaults };
        with_file
            // Arguments hold the environment's values where no flag was given.
            .merge(Serialized::defaults(given))
            .extract()
            .map_err(|error| SettingsError::Unusable(Box::new(error)))
    }
}

impl FederationSettings {
    /// Those of the file in the data folder alone, for commands where no instance runs.
    pub fn of_folder(folder: &Path) -> Result<Self, SettingsError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            federation: FederationSettings,
        }
        let file = folder.join("codesocial.toml");
        if !file.is_file() {
            return Ok(Self::default());
        }
        let read: Result<File, _> = Figment::from(Toml::file_exact(file)).extract();
        read.map(|file| file.federation).map_err(|error| SettingsError::Unusable(Box::new(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Data;

    #[test]
    fn flags_come_before_the_file_and_the_file_before_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let arguments = |listen: Option<&str>| Serve {
            data: Data { data: folder.path().to_owned() },
            listen: listen.map(|text| text.parse().unwrap()),
            base: None,
            config: None,
            last_write_wins: None,
            query_deadline: None,
            trusted_proxies: Vec::new(),
            allow_hosts: Vec::new(),
            name_servers: Vec::new(),
            hear_only: Vec::new(),
        };
        let listens = |arguments: &Serve| Settings::read(arguments).map(|settings| settings.listen.to_string());
        assert_eq!(listens(&arguments(None)).unwrap(), "127.0.0.1:8080");
        std::fs::write(folder.path().join("codesocial.toml"), "listen = \"127.0.0.1:9\"").unwrap();
        assert_eq!(listens(&arguments(None)).unwrap(), "127.0.0.1:9");
        assert_eq!(listens(&arguments(Some("127.0.0.1:10"))).unwrap(), "127.0.0.1:10");
        let wins = |given| {
            let arguments = Serve { last_write_wins: given, ..arguments(None) };
            Settings::read(&arguments).unwrap().last_write_wins
        };
        assert!(!wins(None) && wins(Some(true)), "off unless the operator says so");
        std::fs::write(folder.path().join("codesocial.toml"), "last-write-wins = true").unwrap();
        assert!(wins(None) && !wins(Some(false)));
        let provider =
            "[[providers]]\nname = \"pays\"\ntitle = \"Pays\"\nissuer = \"https://id.example\"\nclient-id = \"us\"\n";
        let file = folder.path().join("codesocial.toml");
        std::fs::write(&file, provider).unwrap();
        let read = Settings::read(&arguments(None)).unwrap().providers.remove(0);
        assert_eq!((read.client_secret.as_deref(), read.new_accounts), (None, NewAccountsName::Refused));
        for (from, to) in [("pays", "Le Pays"), ("client-id", "clientid"), ("title", "new-accounts = \"all\"\ntitle")] {
            std::fs::write(&file, provider.replacen(from, to, 1)).unwrap();
            assert!(Settings::read(&arguments(None)).is_err(), "{to}");
        }
        let heard = |given: &[&str]| {
            let hear_only = given.iter().map(|host| (*host).to_owned()).collect();
            let read = Settings::read(&Serve { hear_only, ..arguments(None) }).unwrap();
            federation::Settings::from(read.federation)
        };
        std::fs::write(&file, "").unwrap();
        assert_eq!(heard(&[]), federation::Settings::default());
        let said = "[federation]\nhear-only = [\"A.example\"]\nstrangers = { held = 7, held-days = 2 }\n";
        std::fs::write(&file, said).unwrap();
        let hosts = |host: &str| federation::Hearing::Hosts(vec![host.to_owned()]);
        assert_eq!((heard(&[]).hearing, heard(&["b.example"]).hearing), (hosts("a.example"), hosts("b.example")));
        let bounds =
            federation::Bounds { held: 7, held_for: SignedDuration::from_hours(48), ..federation::Bounds::default() };
        assert_eq!(heard(&["b.example"]).bounds, bounds, "the flag says nothing of the rest");
        let of_folder = FederationSettings::of_folder(folder.path()).unwrap();
        assert_eq!(federation::Settings::from(of_folder), heard(&[]));
        std::fs::write(&file, "[federation]\nhear-only = []\n").unwrap();
        assert_eq!(heard(&[]).hearing, federation::Hearing::Hosts(Vec::new()), "nobody at all");
        std::fs::write(folder.path().join("codesocial.toml"), "lisen = \"127.0.0.1:9\"").unwrap();
        let error = Settings::read(&arguments(None)).unwrap_err().to_string();
        assert!(error.contains("lisen") && error.contains("codesocial.toml"), "{error}");
    }
}
