//! A journal of each earlier version, with rows in each of its tables, is led on: nothing of it is lost, and it answers as it
//! did.

use super::{STEPS, VERSION};
use crate::rig::{Rig, iri, open};
use crate::session::SessionSpan;
use crate::{FormWrite, Identity, Journal};
use jiff::{SignedDuration, Timestamp};
use model::{AccountId, Audience, Caller, Expected, Role, Scope, Seq, Slug};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;

/// The tables of version 1 as they were then, and what its code wrote into them, never ours.
const VERSION_1: &str = include_str!("../../tests/data/version-1.sql");

/// What each version could keep besides. The next step wants its rows here.
const ROWS: [&str; STEPS.len()] = [
    include_str!("../../tests/data/rows-1.sql"),
    include_str!("../../tests/data/rows-2.sql"),
    include_str!("../../tests/data/rows-3.sql"),
    // Version 4 only added indexes.
    "",
    include_str!("../../tests/data/rows-5.sql"),
    include_str!("../../tests/data/rows-6.sql"),
    include_str!("../../tests/data/rows-7.sql"),
    include_str!("../../tests/data/rows-8.sql"),
    include_str!("../../tests/data/rows-9.sql"),
    include_str!("../../tests/data/rows-10.sql"),
    include_str!("../../tests/data/rows-11.sql"),
    include_str!("../../tests/data/rows-12.sql"),
    include_str!("../../tests/data/rows-13.sql"),
    include_str!("../../tests/data/rows-14.sql"),
];

const SPAN: SessionSpan = SessionSpan {
    idle: SignedDuration::from_secs(1000),
    absolute: SignedDuration::from_secs(1000),
    grace: SignedDuration::from_secs(5),
    noted: SignedDuration::from_secs(10),
};

/// The rows of each table, by its columns.
type Tables = BTreeMap<(String, Vec<String>), Vec<String>>;

#[tokio::test]
async fn a_journal_of_each_earlier_version_is_led_on() {
    for version in 1..VERSION {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let mut connection = connect(&path).await;
        lay_out(&mut connection, version).await;
        let before = tables(&mut connection).await;
        for ((table, _), rows) in &before {
            assert!(
                !rows.is_empty(),
                "version {version} has nothing in {table}: its step would not be seen to lose it"
            );
        }
        connection.close().await.unwrap();

        let journal = open(&path).await.unwrap();
        answers(&journal, version).await;
        journal.close().await;
        let mut connection = connect(&path).await;
        for ((table, columns), rows) in &before {
            // What the step from 6 to 7 takes away is told below.
            if version != 6
                || !["accounts", "awaited_members", "edit_links", "erasures", "sessions"].contains(&table.as_str())
            {
                assert_eq!(&self::rows(&mut connection, table, columns).await, rows, "version {version}, {table}");
            }
        }
        connection.close().await.unwrap();

        let journal = open(&path).await.unwrap();
        answers(&journal, version).await;
        goes_on(&journal).await;
        journal.close().await;
    }
}

#[tokio::test]
async fn whatever_it_was_led_on_from_it_is_as_a_new_one() {
    let file = Rig::new().await.close().await;
    let mut connection = connect(&file.path).await;
    let new = columns(&mut connection).await;
    connection.close().await.unwrap();
    for version in 1..VERSION {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let mut connection = connect(&path).await;
        lay_out(&mut connection, version).await;
        connection.close().await.unwrap();
        open(&path).await.unwrap().close().await;
        let mut connection = connect(&path).await;
        assert_eq!(columns(&mut connection).await, new, "version {version}");
        connection.close().await.unwrap();
    }
}

async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).foreign_keys(false).connect().await.unwrap()
}

/// A journal as this version left it.
async fn lay_out(connection: &mut SqliteConnection, version: i64) {
    let version = usize::try_from(version).unwrap();
    let steps = std::iter::once(VERSION_1).chain(STEPS).zip(ROWS).take(version);
    for sql in steps.flat_map(|(step, rows)| [step, rows]) {
        sqlx::raw_sql(sql).execute(&mut *connection).await.unwrap();
    }
    let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(usize::try_from(found).unwrap(), version);
    let astray = sqlx::query("PRAGMA foreign_key_check").fetch_all(connection).await.unwrap();
    assert!(astray.is_empty(), "a row of version {version} refers to nothing");
}

/// Each column of each table and of each index, with all that is said of it.
async fn columns(connection: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT concat_ws(' ', m.type, m.name, i.name, i.type, i.\"notnull\", i.dflt_value, i.pk) FROM sqlite_master m \
         JOIN pragma_table_info(m.name) i UNION ALL \
         SELECT concat_ws(' ', m.type, m.name, m.tbl_name, i.name) FROM sqlite_master m \
         JOIN pragma_index_info(m.name) i ORDER BY 1",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

async fn tables(connection: &mut SqliteConnection) -> Tables {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    let mut tables = Tables::new();
    for table in names {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?) ORDER BY cid")
            .bind(&table)
            .fetch_all(&mut *connection)
            .await
            .unwrap();
        let rows = rows(connection, &table, &columns).await;
        tables.insert((table, columns), rows);
    }
    tables
}

async fn rows(connection: &mut SqliteConnection, table: &str, columns: &[String]) -> Vec<String> {
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    let sql = format!("SELECT concat_ws(', ', {}) FROM {table} ORDER BY 1", quoted.join(", "));
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap()
}

/// The secret of this number in the rows.
fn secret(number: u8) -> &'static str {
    [
        "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
        "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI",
        "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM",
        "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ",
        "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU",
        "BgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgY",
        "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
    ][usize::from(number) - 1]
}

/// What a journal that was of this version says, by the words of today.
async fn answers(journal: &Journal, version: i64) {
    let said = format!("version {version}");
    journal.verify_chain().await.unwrap();
    let found = journal.inspection().examine().await.unwrap();
    assert_eq!(found.faults, [], "{said}");
    assert!(journal.inspection().askew().await.unwrap().is_empty(), "{said}");
    for (document, content) in [("codes/a", Some("3")), ("codes/b", Some("2")), ("codes/c", None)] {
        let current = journal.current(&iri(document)).await.unwrap().unwrap();
        assert_eq!(current.canonical.as_deref(), content, "{said}: {document}");
        assert_eq!(current.audience == Audience::Members, document != "codes/c", "{said}: {document}");
    }
    let account = journal.account_of_token("cs_FKxXfNsu9tmGB4tAVMyYk6mhShbbsNjze4kWfB8arN8").await.unwrap().unwrap();
    assert_eq!((account.id, account.email.as_str()), (AccountId(1), "writer@a.example"), "{said}");
    assert_eq!((account.groups, account.scopes), (vec![iri("groups/a")], vec![Scope::Read, Scope::Write]), "{said}");

    let forms = journal.forms().await.unwrap();
    let forms: Vec<_> = forms.iter().map(|form| (form.slug.as_str(), form.text.as_deref())).collect();
    let expected = [("verger", None), ("vigne", Some("b"))];
    assert_eq!(forms, if version < 2 { &expected[..0] } else { &expected }, "{said}");

    let manifests = journal.inspection().manifests().await.unwrap();
    let keys = journal.signing_keys().await.unwrap();
    if version < 3 {
        assert!(manifests.is_empty() && keys.is_empty(), "{said}");
    } else {
        let first = (iri("codes/a"), 1, "the first manifest".to_owned());
        assert_eq!(manifests, [first, (iri("codes/a"), 2, "the second manifest".to_owned())], "{said}");
        assert_eq!(keys, [("z6MkOne".to_owned(), Timestamp::from_second(1).unwrap())], "{said}");
        let members = journal.release_members(&iri("codes/a"), 1).await.unwrap();
        let contents: Vec<_> = members.iter().filter_map(|member| member.canonical.as_deref()).collect();
        assert_eq!(contents, ["1", "2"], "{said}");
    }
    let extent = journal.extent().await.unwrap();
    let expected = (if version < 6 { Seq(6) } else { Seq(7) }, if version < 3 { 0 } else { 2 });
    assert_eq!((extent.entries, extent.releases), expected, "{said}");
    assert_eq!(extent.erased, if version < 6 { 0 } else { 2 }, "{said}");

    if version < 5 {
        assert_eq!(journal.accounts(AccountId(0), 9).await.unwrap().len(), 1, "{said}");
        assert_eq!(journal.credentials("writer@a.example").await.unwrap().unwrap().password, None, "{said}");
        assert_eq!(journal.erased_accounts(9).await.unwrap(), [], "{said}");
    } else {
        people(journal, version).await;
    }
    let erasures = journal.erasures(9).await.unwrap();
    assert_eq!(erasures.len(), usize::from(version > 5), "{said}");
}

/// What has been there since version 5.
async fn people(journal: &Journal, version: i64) {
    let said = format!("version {version}");
    let password = journal.credentials("WRITER@a.example").await.unwrap().unwrap().password;
    assert_eq!(password.as_deref(), Some("$argon2id$"), "{said}");
    assert_eq!(journal.tokens(AccountId(1)).await.unwrap().len(), 2, "{said}");
    let labelled = journal.account_of_token("cs_labelled").await.unwrap().unwrap();
    assert_eq!((labelled.id, labelled.scopes), (AccountId(1), vec![Scope::Read]), "{said}");
    let caller = async |number| journal.session(secret(number), SPAN).await.unwrap().map(|session| session.caller);
    assert!(matches!(caller(1).await, Some(Caller::Account(account)) if account.id == AccountId(1)), "{said}");
    let guest = caller(2).await;
    assert!(matches!(&guest, Some(Caller::Guest(guest)) if guest.document == iri("codes/b")), "{said}: {guest:?}");
    let invitation = journal.invitation(secret(4)).await.unwrap().unwrap();
    assert_eq!((invitation.email.as_str(), invitation.role), ("New@a.example", Role::Editor), "{said}");
    assert_eq!(invitation.groups, [iri("groups/a")], "{said}");
    let link = journal.edit_link(secret(6)).await.unwrap().unwrap();
    assert_eq!((link.document, link.email.as_str()), (iri("codes/b"), "Lea@a.example"), "{said}");
    assert_eq!(journal.edit_link(secret(5)).await.unwrap(), None, "{said}: it is taken");
    assert_eq!(journal.edit_links(&iri("codes/b")).await.unwrap().len(), 2, "{said}");
    let identity = Identity { issuer: "https://id.example".to_owned(), subject: "sub".to_owned() };
    assert_eq!(journal.account_of_identity(&identity).await.unwrap(), Some(AccountId(1)), "{said}");
    let members = journal.members(&iri("groups/a")).await.unwrap();
    assert_eq!(members, ["Later@a.example", "writer@a.example"], "{said}");

    // The links to what was erased, the guests who have no other, and whoever was awaited go with the step from 6 to 7.
    let is_erased = version > 5;
    assert_eq!(caller(3).await.is_none(), is_erased, "{said}");
    assert_eq!(journal.edit_link(secret(7)).await.unwrap().is_none(), is_erased, "{said}");
    assert_eq!(journal.edit_links(&iri("codes/c")).await.unwrap().is_empty(), is_erased, "{said}");
    assert_eq!(journal.members(&iri("codes/c")).await.unwrap().is_empty(), is_erased, "{said}");
    let known: Vec<_> = journal.accounts(AccountId(0), 9).await.unwrap().iter().map(|account| account.id.0).collect();
    assert_eq!(known, if is_erased { &[1, 2][..] } else { &[1, 2, 4] }, "{said}");
    // Nobody knows whether copies of these are left.
    let erased = journal.unfinished_accounts().await.unwrap();
    let erased: Vec<_> = erased.iter().map(|erased| (erased.id.0, erased.at.as_second())).collect();
    let expected: &[(i64, i64)] = match version {
        5 => &[(3, 2)],
        6 => &[(3, 2), (4, 3)],
        _ => &[(4, 3)],
    };
    assert_eq!(erased, expected, "{said}");
    let unfinished = journal.unfinished_erasures().await.unwrap();
    assert_eq!(unfinished.len(), usize::from(is_erased), "{said}: it held somebody's address");
    if is_erased {
        let guest = journal.kept_account(AccountId(4)).await.unwrap().unwrap();
        assert!(guest.email.is_empty() && guest.disabled.is_some(), "{said}: {guest:?}");
    }
}

/// It is written to as any other.
async fn goes_on(journal: &Journal) {
    let slug = Slug::from_text("vin").unwrap();
    let text = Some("a".to_owned());
    let form = FormWrite { iri: iri("forms/vin"), slug, by: AccountId(1), expected: Expected::Absent, text };
    journal.keep_form(form).await.unwrap();
    let somebody = journal.account("somebody@a.example", Role::Reader).await.unwrap();
    journal.erase_account(somebody, None, AccountId(1)).await.unwrap();
    journal.scrub().await.unwrap();
    journal.verify_chain().await.unwrap();
}
