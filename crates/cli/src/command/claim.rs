//! `codesocial claim`, `claims`: imported documents that somebody takes over.

use crate::arguments::{Claim, Claims};
use crate::failure::{Failure, chain};
use crate::instance::Instance;
use crate::operation::{AskedSummary, ClaimDone, ClaimOrder, FederationDone, FederationOrder};
use crate::output;
use crate::settings::MailSettings;
use crate::text::{self, Language};
use outbound::{AllowList, Outbound, Settings};
use registry::claim::site::Way;
use std::path::Path;
use web::ClaimSummary;

/// The way of what was proven by a code.
const BY_MAIL: &str = Way::Mail.name();

pub(super) async fn claim(arguments: Claim, language: Language) -> Result<(), Failure> {
    let Claim { document, account, check, mail, code, give, take_back, json, .. } = arguments;
    let account = account.unwrap_or_default();
    let order = if let Some(to) = mail {
        ClaimOrder::Mail { document, account, to }
    } else if let Some(code) = code {
        ClaimOrder::Enter { document, account, code }
    } else if check {
        ClaimOrder::Check { document, account }
    } else if give {
        ClaimOrder::Give { document, account }
    } else if take_back {
        ClaimOrder::TakeBack { document }
    } else {
        ClaimOrder::Ask { document, account }
    };
    let allowed = AllowList::parse(&arguments.allow_hosts)
        .map_err(|error| Failure::usage(language, "allow-host-unusable", &[("cause", chain(&error))]))?;
    let relay = if matches!(order, ClaimOrder::Mail { .. }) {
        MailSettings::of_folder(&arguments.data.data)
            .map_err(|error| Failure::usage(language, "settings-unusable", &[("cause", error.to_string())]))?
    } else {
        None
    };
    let settings = Settings { name_servers: arguments.name_servers, relay, ..Settings::default() };
    done(&arguments.data.data, order, Outbound::new(allowed, settings), json, language).await
}

pub(super) async fn claims(arguments: Claims, language: Language) -> Result<(), Failure> {
    let outbound = Outbound::new(AllowList::default(), Settings::default());
    done(&arguments.data.data, ClaimOrder::List, outbound, arguments.json, language).await
}

async fn done(
    folder: &Path,
    order: ClaimOrder,
    outbound: Outbound,
    json: bool,
    language: Language,
) -> Result<(), Failure> {
    let done = Instance::federate(folder, FederationOrder::Claim(order), outbound, language).await?;
    let FederationDone::Claim(done) = done else {
        return Err(Failure::failed(language, "instance-lost", &[("cause", "?".to_owned())]));
    };
    let told = match done {
        ClaimDone::Asked(asked) if json => serde_json::to_string_pretty(&asked).unwrap_or_default(),
        ClaimDone::Asked(asked) => asked_in_words(&asked, language),
        ClaimDone::Mailed(mailed) if json => serde_json::to_string_pretty(&mailed).unwrap_or_default(),
        ClaimDone::Mailed(mailed) => {
            text::fill(language, "claim-mailed", &[("to", mailed.to), ("until", mailed.until.to_string())])
        }
        ClaimDone::HandedOver(handed) if json => serde_json::to_string_pretty(&handed).unwrap_or_default(),
        ClaimDone::HandedOver(handed) => match handed.place {
            Some(place) => {
                let key = if handed.way.as_deref() == Some(BY_MAIL) { "claim-proven-by-mail" } else { "claim-proven" };
                text::fill(language, key, &[("document", handed.document), ("place", place)])
            }
            None => text::fill(language, "claim-given", &[("document", handed.document)]),
        },
        ClaimDone::TakenBack { document } if json => serde_json::json!({ "document": document }).to_string(),
        ClaimDone::TakenBack { document } => text::fill(language, "claim-taken-back", &[("document", document)]),
        ClaimDone::Listed { claims } if json => serde_json::to_string_pretty(&claims).unwrap_or_default(),
        ClaimDone::Listed { claims } if claims.is_empty() => text::say(language, "claims-none"),
        ClaimDone::Listed { claims } => {
            claims.iter().map(|claim| in_words(claim, language)).collect::<Vec<_>>().join("\n")
        }
    };
    output::tell_line(&told, language)
}

fn asked_in_words(asked: &AskedSummary, language: Language) -> String {
    let values = [("challenge", asked.challenge.clone()), ("until", asked.expires.to_string())];
    let ways = asked
        .ways
        .iter()
        .map(|way| format!("{}\n  {}\n  {}", way.how, way.place, way.put.as_deref().unwrap_or_default()));
    std::iter::once(text::fill(language, "claim-asked", &values)).chain(ways).collect::<Vec<_>>().join("\n\n")
}

fn in_words(claim: &ClaimSummary, language: Language) -> String {
    let values = [
        ("number", claim.number.to_string()),
        ("document", claim.document.clone()),
        ("account", claim.account.clone()),
        ("at", claim.at.to_string()),
        ("place", claim.place.clone().unwrap_or_default()),
    ];
    let key = if claim.place.is_some() { "claims-proven" } else { "claims-given" };
    let line = text::fill(language, key, &values);
    match claim.ended {
        Some(ended) => format!("{line} {}", text::fill(language, "claims-ended", &[("at", ended.to_string())])),
        None => line,
    }
}
