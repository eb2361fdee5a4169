//! Flags, environment, file, defaults, in this order, become one set of settings.

use crate::arguments::Serve;
use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

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
    /// Hosts that may be asked although they are private, or speak plain http.
    #[serde(default)]
    pub allow_hosts: Vec<String>,
    /// The sites that people may sign in with.
    #[serde(default)]
    pub providers: Vec<ProviderSettings>,
    /// Other instances.
    #[serde(default)]
    pub federation: FederationSettings,
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
        Self { policy, ..Self::default() }
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
    #[serde(skip_serializing_if = "<[IpAddr]>::is_empty")]
    trusted_proxies: &'a [IpAddr],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    allow_hosts: &'a [String],
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
}

impl Settings {
    /// Reads them. The file is `--config`, else `codesocial.toml` in the data folder if it is there.
    pub fn read(arguments: &Serve) -> Result<Self, SettingsError> {
        let file: PathBuf = match &arguments.config {
            Some(file) if !file.is_file() => return Err(SettingsError::NoFile(file.clone())),
            Some(file) => file.clone(),
            None => arguments.data.data.join("codesocial.toml"),
        };
        let Serve { listen, last_write_wins, .. } = *arguments;
        let given = Given {
            listen,
            base: arguments.base.as_deref(),
            last_write_wins,
            trusted_proxies: &arguments.trusted_proxies,
            allow_hosts: &arguments.allow_hosts,
        };
        let defaults = Figment::new()
            .merge(Serialized::default("listen", "127.0.0.1:8080"))
            .merge(Serialized::default("last-write-wins", false));
        let with_file = if file.is_file() { defaults.merge(Toml::file_exact(file)) } else { defaults };
        with_file
            // Arguments hold the environment's values where no flag was given.
            .merge(Serialized::defaults(given))
            .extract()
            .map_err(|error| SettingsError::Unusable(Box::new(error)))
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
            trusted_proxies: Vec::new(),
            allow_hosts: Vec::new(),
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
        std::fs::write(folder.path().join("codesocial.toml"), "lisen = \"127.0.0.1:9\"").unwrap();
        let error = Settings::read(&arguments(None)).unwrap_err().to_string();
        assert!(error.contains("lisen") && error.contains("codesocial.toml"), "{error}");
    }
}
