//! What is fixed when an instance is made.

use crate::column;
use crate::error::JournalError;
use jiff::Timestamp;
use model::Base;
use sqlx::{Row, SqliteConnection};

/// What is fixed when an instance is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its address.
    pub base: Base,
    /// Its name, for people.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
}

/// Writes the one row.
pub(crate) async fn store(connection: &mut SqliteConnection, instance: &Instance) -> Result<(), JournalError> {
    sqlx::query("INSERT INTO instance (only_one, base, name, created) VALUES (1, ?, ?, ?)")
        .bind(instance.base.as_str())
        .bind(&instance.name)
        .bind(instance.created.as_microsecond())
        .execute(connection)
        .await?;
    Ok(())
}

/// Reads the one row.
pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Instance, JournalError> {
    let row = sqlx::query("SELECT base, name, created FROM instance")
        .fetch_optional(connection)
        .await?
        .ok_or(JournalError::Corrupt("no instance"))?;
    Ok(Instance {
        base: Base::parse(row.try_get("base")?).map_err(|_| JournalError::Corrupt("the instance's base"))?,
        name: row.try_get("name")?,
        created: column::time(row.try_get("created")?)?,
    })
}
