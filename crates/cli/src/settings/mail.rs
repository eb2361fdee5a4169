//! Who brings mail where it belongs: `[mail]` of `codesocial.toml`.

use super::SettingsError;
use figment::Figment;
use figment::providers::{Format, Toml};
use outbound::{Encryption, Relay, RelayError, RelaySettings};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The variable that the password may stand in.
const VARIABLE: &str = "CODESOCIAL_MAIL_PASSWORD";

/// A relay, as it is written.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MailSettings {
    /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.
    pub server: String,
    /// Who we are there.
    #[serde(default)]
    pub user: Option<String>,
    /// What proves it.
    #[serde(default)]
    pub password: Option<String>,
    /// The file that has it, beside the settings if it is not said otherwise.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// Who writes.
    pub from: String,
    /// Whether the relay may be spoken to without encryption.
    #[serde(default)]
    pub encryption: EncryptionName,
}

/// The same as it is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EncryptionName {
    /// It may not, unless it is on this machine.
    #[default]
    Required,
    /// It may.
    None,
}

impl std::fmt::Debug for MailSettings {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings").field("server", &self.server).field("from", &self.from).finish_non_exhaustive()
    }
}

/// Why no relay can be made of it.
#[derive(Debug, thiserror::Error)]
pub enum MailSettingsError {
    /// See [`RelayError`].
    #[error("[mail]: {0}")]
    Relay(#[from] RelayError),
    /// The file with the password cannot be read.
    #[error("[mail]: {}: {cause}", file.display())]
    PasswordFile {
        /// Which.
        file: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
}

impl MailSettings {
    /// The relay. The password is the variable's, else the file's, else the one that is written; `beside` is where the
    /// settings stand.
    pub fn relay(self, beside: &Path) -> Result<Relay, MailSettingsError> {
        let variable = std::env::var(VARIABLE).ok().filter(|password| !password.is_empty());
        self.relay_with(variable, beside)
    }

    /// The relay of the file in the data folder, for commands where no instance runs.
    pub fn of_folder(folder: &Path) -> Result<Option<Relay>, SettingsError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            mail: Option<MailSettings>,
        }
        let file = folder.join("codesocial.toml");
        if !file.is_file() {
            return Ok(None);
        }
        let read: Result<File, _> = Figment::from(Toml::file_exact(file)).extract();
        let settings = read.map_err(|error| SettingsError::Unusable(Box::new(error)))?.mail;
        Ok(settings.map(|settings| settings.relay(folder)).transpose()?)
    }

    fn relay_with(self, variable: Option<String>, beside: &Path) -> Result<Relay, MailSettingsError> {
        let Self { server, user, password, password_file, from, encryption } = self;
        let password = match (variable, password_file) {
            (Some(password), _) => Some(password),
            (None, Some(file)) => {
                let file = beside.join(file);
                let read = std::fs::read_to_string(&file);
                // Editors end a file with a line.
                let password = read.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
                Some(password.map_err(|cause| MailSettingsError::PasswordFile { file, cause })?)
            }
            (None, None) => password,
        };
        let encryption = match encryption {
            EncryptionName::Required => Encryption::Required,
            EncryptionName::None => Encryption::None,
        };
        Ok(Relay::read(RelaySettings { server, user, password, from, encryption })?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MailSettings, Box<figment::Error>> {
        Figment::from(Toml::string(text)).extract().map_err(Box::new)
    }

    #[test]
    fn a_password_is_the_variables_before_the_files_before_the_one_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret"), "of the file\n").unwrap();
        let text = "server = \"smtp://mail.example\"\nuser = \"us\"\nfrom = \"us@moulin.example\"\n";
        let relay = |more: &str, variable: Option<&str>| {
            let settings = read(&format!("{text}{more}")).unwrap();
            settings.relay_with(variable.map(str::to_owned), folder.path())
        };
        let is = |more: &str, variable: Option<&str>, password: &str| {
            let written = Relay::read(RelaySettings {
                server: "smtp://mail.example".to_owned(),
                user: Some("us".to_owned()),
                password: Some(password.to_owned()),
                from: "us@moulin.example".to_owned(),
                encryption: Encryption::Required,
            });
            assert_eq!(relay(more, variable).unwrap(), written.unwrap(), "{more}");
        };
        is("password = \"written\"\n", None, "written");
        is("password = \"written\"\npassword-file = \"secret\"\n", None, "of the file");
        is("password-file = \"secret\"\n", Some("of the variable"), "of the variable");
        assert!(matches!(relay("", None), Err(MailSettingsError::Relay(RelayError::HalfACredential))));
        let missing = relay("password-file = \"none\"\n", None).unwrap_err().to_string();
        assert!(missing.contains("none") && missing.starts_with("[mail]"), "{missing}");
        assert!(!format!("{:?}", read(&format!("{text}password = \"written\"\n"))).contains("written"));
        for wrong in ["pasword = \"x\"\n", "encryption = \"perhaps\"\n"] {
            assert!(read(&format!("{text}{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_folder_has_a_relay_or_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(MailSettings::of_folder(folder.path()).unwrap(), None);
        let file = folder.path().join("codesocial.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9\"\n").unwrap();
        assert_eq!(MailSettings::of_folder(folder.path()).unwrap(), None);
        std::fs::write(&file, "[mail]\nserver = \"smtp://localhost:25\"\nfrom = \"a@b.example\"\n").unwrap();
        assert!(MailSettings::of_folder(folder.path()).unwrap().is_some());
        std::fs::write(&file, "[mail]\nserver = \"localhost\"\nfrom = \"a@b.example\"\n").unwrap();
        let error = MailSettings::of_folder(folder.path()).unwrap_err().to_string();
        assert!(error.contains("smtp://"), "{error}");
    }
}
