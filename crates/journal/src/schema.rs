//! The file itself: how it is made, recognised and opened.

use crate::error::JournalError;
use crate::instance::{self, Instance};
use crate::named;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The tables of version 1; they set the two numbers in the file's header.
const SCHEMA: &str = include_str!("schema.sql");
/// What leads from each version to the next, the first one from 1 to 2. A new journal goes the same way.
const STEPS: [&str; 14] = [
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
    include_str!("schema-8.sql"),
    include_str!("schema-9.sql"),
    include_str!("schema-10.sql"),
    include_str!("schema-11.sql"),
    include_str!("schema-12.sql"),
    include_str!("schema-13.sql"),
    include_str!("schema-14.sql"),
    include_str!("schema-15.sql"),
];
/// "CSJ1".
const APPLICATION: i64 = 0x4353_4A31;
/// Version of the tables.
const VERSION: i64 = 15;
/// Since this one it is kept what documents name.
const NAMED: i64 = 9;

/// Only a backup or a person's own look at the file ever holds its lock; those are done within seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Reads are short and come from a page cache: more connections than this only hold more memory.
const READERS: u32 = 4;

/// SQLite's result code for a file that is not a database.
const SQLITE_NOTADB: &str = "26";

/// How connections to this file are made.
#[derive(Debug, Clone)]
pub(crate) struct File(PathBuf);

impl File {
    /// Makes a new file with the tables in it.
    pub(crate) async fn create(path: &Path, instance: &Instance) -> Result<Self, JournalError> {
        claim(path).await?;
        let file = Self(path.to_owned());
        let made = file.lay_out(instance).await;
        if made.is_err() {
            // It is ours since a moment ago and holds nothing: leave no half-made journal behind. The first failure
            // says more than a second one here would.
            drop(tokio::fs::remove_file(path).await);
        }
        made.map(|()| file)
    }

    /// Recognises an existing file.
    pub(crate) async fn open(path: &Path) -> Result<Self, JournalError> {
        let there = tokio::fs::try_exists(path).await.map_err(|error| unusable(path, error))?;
        if !there {
            return Err(JournalError::Absent(path.to_owned()));
        }
        let file = Self(path.to_owned());
        // Nothing is changed in a file that is not ours, hence no journal mode before this.
        let mut connection = file.options().connect().await.map_err(|error| file.explain(error))?;
        let recognised = file.recognise(&mut connection).await;
        let led = match recognised {
            Ok(VERSION) => Ok(()),
            Ok(found) => lead_on(&mut connection, found).await,
            Err(error) => Err(error),
        };
        connection.close().await?;
        led.map(|()| file)
    }

    /// Recognises an existing file of our own version, and changes nothing.
    pub(crate) async fn look(path: &Path) -> Result<Self, JournalError> {
        let there = tokio::fs::try_exists(path).await.map_err(|error| unusable(path, error))?;
        if !there {
            return Err(JournalError::Absent(path.to_owned()));
        }
        let file = Self(path.to_owned());
        let mut connection = file.options().read_only(true).connect().await.map_err(|error| file.explain(error))?;
        let recognised = file.recognise(&mut connection).await;
        connection.close().await?;
        match recognised? {
            VERSION => Ok(file),
            found => Err(JournalError::Older { file: path.to_owned(), found, known: VERSION }),
        }
    }

    /// The connection that writes.
    pub(crate) async fn writing(&self) -> Result<SqliteConnection, JournalError> {
        Ok(self.options().journal_mode(SqliteJournalMode::Wal).connect().await?)
    }

    /// The connections that read. They cannot write.
    pub(crate) async fn reading(&self) -> Result<SqlitePool, JournalError> {
        let pool = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
        Ok(pool.connect_with(self.options().read_only(true)).await?)
    }

    fn options(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .filename(&self.0)
            // A commit is answered once it survives a power cut; in WAL mode NORMAL would only survive a killed process.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is deleted or set to null is overwritten with zeros, not only forgotten: erasure counts on it.
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging()
    }

    async fn lay_out(&self, instance: &Instance) -> Result<(), JournalError> {
        let mut connection = self.writing().await?;
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
        for step in STEPS {
            sqlx::raw_sql(step).execute(&mut *transaction).await?;
        }
        instance::store(&mut transaction, instance).await?;
        transaction.commit().await?;
        connection.close().await?;
        // The file's own bytes are on disk now; its name is once the folder is.
        let folder = self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let synced = async { tokio::fs::File::open(folder).await?.sync_all().await };
        synced.await.map_err(|error| unusable(folder, error))
    }

    /// The version of its tables, which is ours or one that leads there.
    async fn recognise(&self, connection: &mut SqliteConnection) -> Result<i64, JournalError> {
        let mut number = async |pragma: &'static str| -> Result<i64, JournalError> {
            sqlx::query_scalar(pragma).fetch_one(&mut *connection).await.map_err(|error| self.explain(error))
        };
        if number("PRAGMA application_id").await? != APPLICATION {
            return Err(JournalError::NotAJournal(self.0.clone()));
        }
        match number("PRAGMA user_version").await? {
            found @ 1..=VERSION => Ok(found),
            found if found > VERSION => Err(JournalError::Newer { file: self.0.clone(), found, known: VERSION }),
            _ => Err(JournalError::NotAJournal(self.0.clone())),
        }
    }

    fn explain(&self, error: sqlx::Error) -> JournalError {
        match error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
            Some(code) if code == SQLITE_NOTADB => JournalError::NotAJournal(self.0.clone()),
            _ => error.into(),
        }
    }
}

/// Makes the tables of version `found` ours, all at once: a file that stops halfway is as it was before.
async fn lead_on(connection: &mut SqliteConnection, found: i64) -> Result<(), JournalError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let taken = usize::try_from(found - 1).unwrap_or(0);
    for step in STEPS.into_iter().skip(taken) {
        sqlx::raw_sql(step).execute(&mut *transaction).await?;
    }
    if found < NAMED {
        named::fill(&mut transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Makes the empty file, so that of two who try one fails. It holds closed documents: nobody else may read it.
async fn claim(path: &Path) -> Result<(), JournalError> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    match options.open(path).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(JournalError::Exists(path.to_owned())),
        Err(error) => Err(unusable(path, error)),
    }
}

fn unusable(file: &Path, error: std::io::Error) -> JournalError {
    JournalError::File { file: file.to_owned(), source: Arc::new(error) }
}

#[cfg(test)]
mod upgrade;

#[cfg(test)]
mod tests {
    use super::{File, VERSION};
    use crate::rig::{Rig, open};
    use crate::{Journal, JournalError};
    use sqlx::Row;

    async fn check(bytes: &[u8]) -> JournalError {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("journal.sqlite");
        std::fs::write(&file, bytes).unwrap();
        let error = open(&file).await.map(|_| ()).unwrap_err();
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "a file that is not ours stays as it is");
        error
    }

    #[tokio::test]
    async fn other_files_are_refused_and_left_alone() {
        assert!(matches!(check(b"").await, JournalError::NotAJournal(_)));
        let error = check(&b"dear diary, ".repeat(500)).await;
        assert!(matches!(&error, JournalError::NotAJournal(_)), "{error:?}");
        assert!(error.to_string().ends_with("is not the journal of a codesocial instance"));
    }

    #[tokio::test]
    async fn a_later_schema_is_refused() {
        let rig = Rig::new().await;
        let file = rig.close().await;
        file.tamper("PRAGMA user_version = 99").await;
        let error = open(&file.path).await.map(|_| ()).unwrap_err();
        assert!(matches!(error, JournalError::Newer { found: 99, known: VERSION, .. }), "{error:?}");
    }

    #[tokio::test]
    async fn another_application_is_refused() {
        let rig = Rig::new().await;
        let file = rig.close().await;
        file.tamper("PRAGMA application_id = 7").await;
        assert!(matches!(open(&file.path).await.map(|_| ()), Err(JournalError::NotAJournal(_))));
    }

    #[tokio::test]
    async fn nothing_is_replaced_and_nothing_is_made_by_opening() {
        let rig = Rig::new().await;
        let instance = rig.journal.instance().clone();
        let (clock, chance) = (rig.clock.clone(), rig.chance.clone());
        let again = Journal::create(&rig.path, instance, clock, chance).await.map(|_| ());
        assert!(matches!(again, Err(JournalError::Exists(_))));
        let absent = rig.path.with_file_name("absent");
        assert!(matches!(open(&absent).await.map(|_| ()), Err(JournalError::Absent(_))));
        assert!(!absent.exists());
    }

    #[tokio::test]
    async fn what_is_answered_is_on_disk_and_readers_cannot_write() {
        let path = Rig::new().await.close().await;
        let file = File::open(&path.path).await.unwrap();
        let mut writing = file.writing().await.unwrap();
        // 2: FULL.
        for (pragma, value) in
            [("PRAGMA synchronous", "2"), ("PRAGMA journal_mode", "wal"), ("PRAGMA foreign_keys", "1")]
        {
            let row = sqlx::query(pragma).fetch_one(&mut writing).await.unwrap();
            let set =
                row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|number| number.to_string()));
            assert_eq!(set.unwrap(), value, "{pragma}");
        }
        let readers = file.reading().await.unwrap();
        let refused = sqlx::query("DELETE FROM accounts").execute(&readers).await.unwrap_err();
        assert!(refused.to_string().contains("readonly"), "{refused}");
        readers.close().await;
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let rig = Rig::new().await;
        for entry in std::fs::read_dir(rig.path.parent().unwrap()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        }
    }
}
