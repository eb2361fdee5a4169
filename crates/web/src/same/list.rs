//! Pairs that are likely one, beside each other with the reasons; and what was decided.

use crate::described::{Access, Example, Operation, Parameter, answer, parameter};
use crate::facts::{FACTS, NOBODY_KEEPS, Reader, proof, told};
use crate::page::SamePage;
use crate::problem::{Problem, groups};
use crate::site::SharedSite;
use crate::submission::Fields;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use model::{Iri, Scope};
use registry::same::page::Asked;
use registry::same::summary::{DecisionSummary, LikelySummary};
use serde_json::{Value, json};

/// Pairs told at once.
const PAIRS: usize = 20;
/// Decisions told.
const DECISIONS: usize = 50;

const AFTER: Parameter = Parameter::query("same-after", "after", parameter::number).such_as("20");
const TERRITORY: Parameter = Parameter::query("same-territory", "territory", parameter::address);

/// What it takes and answers.
pub(crate) const OPERATION: Operation = Operation {
    id: "showSame",
    access: Access::Holders(Scope::Read),
    takes: &[&AFTER, &TERRITORY, &parameter::DONE],
    body: None,
    answers: &[FACTS, answer::LED],
    refuses: &[groups::NEGOTIATING, groups::PARAMETERS],
    example: Example::of("/admin/same"),
};

/// `GET /admin/same`
pub(crate) async fn get(
    State(site): State<SharedSite>,
    Reader { visitor, sitting }: Reader,
    uri: Uri,
) -> Result<Response, Problem> {
    let fields = Fields::of_address(&uri);
    let given = |name: &'static str| Some((name, fields.text(name))).filter(|(_, text)| !text.is_empty());
    let bad = |(name, text): (&str, &str)| Problem::bad_parameter(name, text);
    let territory = given("territory").map(|given| Iri::parse(given.1).map_err(|_| bad(given))).transpose()?;
    let after = given("after").map_or(Ok(0), |given| given.1.parse().map_err(|_| bad(given)))?;
    let asked = Asked { territory, after, limit: PAIRS };
    let likely = site.registry.likely_same(&visitor.caller, &asked).await?;
    let decided = site.registry.decided_pairs(&visitor.caller, DECISIONS).await?;
    let Some(sitting) = sitting else {
        let decisions: Vec<DecisionSummary> = decided.iter().map(DecisionSummary::from).collect();
        let mut facts = serde_json::to_value(LikelySummary::from(likely)).map_err(Problem::internal)?;
        if let Value::Object(facts) = &mut facts {
            facts.insert("decisions".to_owned(), json!(decisions));
        }
        return told(&facts);
    };
    let mut named: Vec<Iri> = decided.iter().flat_map(|judged| judged.pair.clone()).collect();
    named.sort();
    named.dedup();
    let known = site.registry.names(&visitor.caller, &named).await?;
    let held = likely.pairs.iter().flat_map(|pair| &pair.both).map(|sheet| sheet.resource.document.iri().clone());
    let held: Vec<Iri> = held.chain(named).collect();
    let held = site.registry.held_elsewhere(&visitor.caller, &held).await?;
    let frame = site.frame(&visitor.taste, "admin/same").knowing(held);
    let page = SamePage::new(frame, proof(&site, &sitting), (&likely, &asked), (&decided, &known), fields.text("done"));
    Ok(([(header::CACHE_CONTROL, NOBODY_KEEPS)], page).into_response())
}
