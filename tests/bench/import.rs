//! What an import costs, from the file to answers of SPARQL: a map of GoGoCarto read by a running instance, read again
//! unchanged, and read again with one element in a hundred changed. Memory is the instance's own; its query workers, other
//! processes, are apart.

use crate::instance::Instance;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tokio::time::Instant;

/// Elements of the map, where nothing else is said.
const ELEMENTS: u32 = 50_000;

/// The variable that says how many there are.
const SETTING: &str = "CODESOCIAL_BENCH_ELEMENTS";

pub(crate) async fn measure(program: &Path) -> Result<()> {
    let elements = std::env::var(SETTING).map_or(Ok(ELEMENTS), |text| text.parse()).context(SETTING)?;
    let folder = tempfile::tempdir_in(program.parent().context("PROGRAM has no folder")?)?;
    let file = folder.path().join("map.json");
    let instance = Instance::start(program, folder.path()).await?;
    let bytes = write(&file, elements, 0)?;
    println!("{elements} elements, {} MB, on {} cores", bytes / 1_000_000, std::thread::available_parallelism()?);
    // An element is two records, each a document of its own: what it says, and how to reach whom it is about.
    println!(
        "{:<26} {:>8} {:>10} {:>9} {:>9} {:>12} {:>9}",
        "", "seconds", "elements/s", "records/s", "created", "unchanged", "MiB"
    );
    run(&instance, "first", &file, elements).await?;
    run(&instance, "again, the same", &file, elements).await?;
    write(&file, elements, 100)?;
    run(&instance, "again, 1 in 100 changed", &file, elements).await?;
    instance.stop().await
}

async fn run(instance: &Instance, what: &str, file: &Path, elements: u32) -> Result<()> {
    let begins = Instant::now();
    let file = file.to_str().context("a path that is no text")?;
    let said = instance.command(&["import", "gogocarto", file, "--source-name", "carte", "--json"]).await?;
    // A question waits until what was committed before it can be seen.
    let count = "SELECT (count(*) AS ?n) { ?o a <https://w3id.org/codesocial#Organization> }";
    let answer = instance.command(&["query", count, "--csv"]).await?;
    let took = begins.elapsed();
    let report: Value = serde_json::from_str(&said).context("the report")?;
    ensure!(answer.lines().nth(1).map(str::trim) == Some(&elements.to_string()), "{answer} of {elements}");
    let number = |name: &str| report.get(name).and_then(Value::as_u64);
    ensure!(
        number("refused") == Some(0) && report.get("failure").is_none(),
        "refused, or ended: {:?}",
        report.get("failure")
    );
    let peak = instance.peak_memory()? / 1024;
    let [created, updated, unchanged] =
        ["created", "updated", "unchanged"].map(|name| number(name).unwrap_or_default());
    let records = u32::try_from(created + updated + unchanged).context("a number of records")?;
    let seconds = took.as_secs_f64();
    let (rate, of_records) = (f64::from(elements) / seconds, f64::from(records) / seconds);
    println!("{what:<26} {seconds:>8.1} {rate:>10.0} {of_records:>9.0} {created:>9} {unchanged:>12} {peak:>9}");
    Ok(())
}

/// Writes a map; of each `changed`th element another description. How many bytes.
pub(crate) fn write(path: &Path, elements: u32, changed: u32) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    write!(file, r#"{{"licence":"https://opendatacommons.org/licenses/odbl/summary/","ontology":"gogofull","data":["#)?;
    for number in 0..elements {
        let comma = if number == 0 { "" } else { "," };
        let is_changed = changed > 0 && number % changed == 0;
        write!(file, "{comma}{}", element(number, is_changed))?;
    }
    write!(file, "]}}")?;
    file.flush()?;
    Ok(file.get_ref().metadata()?.len())
}

/// An element with what most elements of Transiscope's maps have.
fn element(number: u32, is_changed: bool) -> Value {
    let place = f64::from(number) / 1e4;
    let more = if is_changed { " Une page est ajoutée." } else { "" };
    json!({
        "id": format!("{number:x}"),
        "name": format!("La Ressourcerie du quartier {number}"),
        "geo": { "latitude": 43.0 + place % 7.0, "longitude": -1.0 + place % 8.0 },
        "address": {
            "streetAddress": format!("{} rue des Lilas", number % 200 + 1), "addressLocality": "Nantes",
            "postalCode": format!("{:05}", 44_000 + number % 900), "addressCountry": "FR",
        },
        "createdAt": "2021-03-01T10:00:00+01:00", "updatedAt": "2024-05-02T11:30:00+02:00", "status": 3,
        "categories": ["Réparer", "Réemploi"],
        "categoriesFull": [
            { "id": 10_312, "name": "Réparer", "description": null, "index": 0 },
            { "id": 10_313, "name": "Réemploi", "description": null, "index": 1 },
        ],
        "abstract": "Un atelier où l'on répare ensemble.",
        "description": format!("Collecte, réparation et vente d'objets du quartier numéro {number}.{more}"),
        "website": format!("https://ressourcerie-{number}.example/"),
        "email": format!("accueil@ressourcerie-{number}.example"),
        "telephone": format!("02{:08}", number),
        "openHours": { "Mo": "09:00-12:00", "We": "14:00-18:00", "Sa": "10:00-17:00" },
        "images": [format!("https://carte.example/uploads/{number}.jpg")],
        "sourceKey": "Près de chez nous",
    })
}
