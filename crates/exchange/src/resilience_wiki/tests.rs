//! What the importer understands of the wiki's pages: the real one, where the seeds are at hand, and an invented one.

use super::{ReadError, read};
use model::vocab::{class, individual, property, rdf, skos};
use model::{Audience, Base, DocumentError, Reading, Record, UnplacedReason};
use oxrdf::{NamedNodeRef, TermRef};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const HOME: &str = "https://a.example/";

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, &Base::parse(HOME).unwrap()).unwrap()
}

fn refusal(bytes: &[u8]) -> ReadError {
    read(bytes, &Base::parse(HOME).unwrap()).unwrap_err()
}

/// The real page, where it is at hand.
fn real_page() -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("CODESOCIAL_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let page = std::fs::read(shared.join("seeds/resilience-wiki-page.txt")).ok();
    if page.is_none() {
        println!("skipped: no suites");
    }
    page
}

fn invented_page() -> Vec<u8> {
    let path = "../../fixtures/import/resilience-wiki/exemple-grainotheque.txt";
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn shown(term: TermRef<'_>) -> String {
    match term {
        TermRef::NamedNode(node) => node.as_str().trim_start_matches(HOME).to_owned(),
        TermRef::BlankNode(node) => node.to_string(),
        TermRef::Literal(literal) => literal.value().to_owned(),
    }
}

fn at<'a>(reading: &'a Reading, path: &str) -> &'a Record {
    let iri = format!("{HOME}{path}");
    reading.records.iter().find(|record| record.document.iri().as_str() == iri).unwrap_or_else(|| panic!("no {iri}"))
}

/// The values of a property of a document, or of one of its fragments.
fn values(reading: &Reading, path: &str, property: NamedNodeRef<'_>) -> Vec<String> {
    let iri = model::Iri::parse(&format!("{HOME}{path}")).unwrap();
    let document = &at(reading, path.split('#').next().unwrap()).document;
    document.objects(iri.as_named_node(), property).map(shown).collect()
}

/// The names of the documents of a class that have this property, in the order of the page.
fn named(reading: &Reading, class: NamedNodeRef<'_>, having: NamedNodeRef<'_>) -> Vec<String> {
    let is_one = |record: &&Record| {
        record.document.own(rdf::TYPE).any(|term| term == TermRef::NamedNode(class))
            && record.document.own(having).next().is_some()
    };
    reading
        .records
        .iter()
        .filter(is_one)
        .filter_map(|record| record.document.own(property::NAME).next().map(shown))
        .collect()
}

fn gaps(reading: &Reading, reason: UnplacedReason) -> Vec<u64> {
    reading.unplaced.iter().filter(|gap| gap.reason == reason).map(|gap| gap.place.number()).collect()
}

/// Every line that is not blank is a place of a record or is reported.
fn check_every_line_is_somewhere(page: &[u8], reading: &Reading) {
    let mut somewhere: BTreeSet<u64> = reading.unplaced.iter().map(|gap| gap.place.number()).collect();
    somewhere.extend(reading.records.iter().flat_map(|record| record.places.iter().map(|place| place.number())));
    let text = std::str::from_utf8(page).unwrap();
    let full = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).map(|(number, _)| number);
    assert_eq!(somewhere.into_iter().collect::<Vec<u64>>(), full.collect::<Vec<u64>>());
}

/// What the records and the report hold of a line: their texts and addresses.
fn held(reading: &Reading, line: u64) -> Vec<String> {
    let records = reading.records.iter().filter(|record| record.places.iter().any(|place| place.number() == line));
    let terms = records.flat_map(|record| record.document.triples()).map(|triple| shown(triple.object.as_ref()));
    let gaps = reading.unplaced.iter().filter(|gap| gap.place.number() == line).map(|gap| gap.text.clone());
    terms.chain(gaps).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[test]
fn no_word_of_the_real_page_is_lost() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    check_every_line_is_somewhere(&page, &reading);
    // The labels of the form are properties in the records; so are these headings, and the horizons.
    let is_label = |number: u64| number != 1 && (number < 3 || (20..=39).contains(&number) || number == 317);
    let property_headings = [137, 141, 145, 149, 153, 261, 291];
    // Said by concepts of the ontology, which have these words as labels: asserted below by their IRIs.
    let in_thesauri = [24, 28];
    // Lines that were cut: a heading in a sentence, a letter typed twice, bullets in a bullet.
    let cut = [89, 115, 116, 183];
    for (number, line) in (1..).zip(std::str::from_utf8(&page).unwrap().lines()) {
        if property_headings.contains(&number) || in_thesauri.contains(&number) {
            continue;
        }
        let mut said = line.trim_start_matches('-').trim();
        if is_label(number)
            || said.starts_with("à court terme")
            || said.starts_with("à moyen terme")
            || said.starts_with("à long terme")
        {
            said = said.split_once([':', '?']).map_or(said, |(_, value)| value.trim());
        }
        // A spelling that differs by its apostrophe alone is the same name.
        let held: Vec<String> = held(&reading, number).iter().map(|text| text.replace('’', "'")).collect();
        let said = said.replace("lLa ", "l La ").replace('’', "'");
        let missing: Vec<String> = words(&said).difference(&words(&held.join("\n"))).cloned().collect();
        assert!(missing.is_empty(), "line {number} lost {missing:?}");
        if !(20..=40).contains(&number) && number < 317 && !cut.contains(&number) {
            assert!(
                held.iter().any(|text| text.contains(said.trim_start_matches("https://"))),
                "line {number} is not whole: {said}"
            );
        }
    }
}

#[test]
fn the_real_page_is_understood() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    let project = "projects/demarche-codesocial";
    assert_eq!(values(&reading, project, property::NAME), ["Démarche #CodeSocial"]);
    assert_eq!(values(&reading, project, property::KEYWORD), ["cohérence", "confiance", "reliance", "écosystème"]);
    assert_eq!(values(&reading, project, property::WORKSPACE), ["https://etcc.wemob.io/s/3T7iEtSoXq8j5cR"]);
    assert_eq!(
        values(&reading, project, property::LICENCE),
        ["https://creativecommons.org/licenses/by-sa/4.0/", "https://opendatacommons.org/licenses/odbl/1-0/"]
    );
    assert_eq!(values(&reading, project, property::DEVELOPMENT_LEVEL), [individual::PROOF_OF_CONCEPT.as_str()]);
    let wealth = values(&reading, project, property::SOUGHT_WEALTH);
    assert_eq!(wealth.len(), 7);
    assert!(wealth.contains(&individual::MENTORING.as_str().to_owned()));
    assert_eq!(values(&reading, project, property::INTEREST_COMMUNITY), ["groups/la-revolution-du-sourire"]);
    assert_eq!(
        values(&reading, project, property::EXPERIMENT_TERRITORY),
        ["territories/hauts-de-france", "territories/pays-d-issoire"]
    );
    assert_eq!(values(&reading, "territories/hauts-de-france", property::NAME), ["Hauts-de-France"]);
    assert_eq!(values(&reading, project, property::NEARBY_COMMON).len(), 8);
    assert_eq!(values(&reading, project, property::CHALLENGE).len(), 4);
    assert_eq!(values(&reading, "themes/defi-e-mobilites-et-logistiques", skos::NOTATION), ["E"]);
    let funding = format!("{project}#funding");
    assert_eq!(values(&reading, &funding, property::AMOUNT), ["28000"]);
    assert_eq!(values(&reading, &funding, property::CURRENCY), ["EUR"]);
    assert_eq!(values(&reading, &funding, property::CALL), ["Appel à Communs Sobriété et Résilience"]);
    assert_eq!(gaps(&reading, UnplacedReason::BrokenLine), [17, 89, 115]);
    assert_eq!(gaps(&reading, UnplacedReason::EmptyField), [34, 315, 316, 317]);
    assert_eq!(gaps(&reading, UnplacedReason::UnknownField), [0; 0]);
    assert_eq!(gaps(&reading, UnplacedReason::OutsideSections), [0; 0]);
}

#[test]
fn the_real_page_names_its_organisations_once() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    let using = named(&reading, class::ORGANIZATION, property::USES_DEMARCHE);
    assert_eq!(using.len(), 19, "{using:?}");
    // Named by the field "utilisatrice ou intéressée" alone: the page does not say which.
    assert_eq!(
        named(&reading, class::ORGANIZATION, property::INTERESTED_IN_DEMARCHE),
        [
            "Bluesoil",
            "EcoRhizo",
            "Fondation MAJ",
            "Ground",
            "L’observatoire des impacts territoriaux de la crise",
            "PlaceLibre",
            "Solucracy"
        ]
    );
    let awaiting = named(&reading, class::ORGANIZATION, property::AWAITS_DEMARCHE);
    assert_eq!(
        awaiting,
        [
            "Communecter",
            "1083",
            "Place Libre / joyaume",
            "La fabrique des mobilités",
            "Transiscope",
            "Reconnaitre - Open Recognition Alliance",
            "Energiga",
            "Les chemins de la transition",
            "Mob-ion",
            "beeleadership.com",
            "Communauté des entreprises à mission"
        ]
    );
    for (path, lines) in [
        ("organizations/l-hermitage", vec![20, 203]),
        ("organizations/comm1possible", vec![20, 215]),
        ("organizations/bien-sur-terre", vec![20, 199]),
        ("organizations/assemblee-virtuelle", vec![20, 208]),
        ("organizations/les-petits-debrouillards", vec![20, 209]),
        ("organizations/poles-en-pomme", vec![20, 200]),
        ("organizations/fondation-maj", vec![20]),
        ("organizations/le-fond-maj", vec![216]),
        ("groups/barcamp", vec![20, 206]),
        ("projects/these-les-buisness-model-de-l-opensource-ardware", vec![217]),
    ] {
        assert_eq!(at(&reading, path).places.iter().map(|place| place.number()).collect::<Vec<_>>(), lines, "{path}");
    }
    assert_eq!(values(&reading, "organizations/poles-en-pomme", property::WEBSITE), ["https://polesenpomme.wemob.io/"]);
    // An address alone gives a name and a website, and nothing else.
    assert_eq!(at(&reading, "organizations/teamground-fr").document.triples().len(), 4);
}

#[test]
fn the_real_page_is_one_description_with_intentions_and_deeds() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    let code = "codes/demarche-codesocial";
    assert_eq!(values(&reading, code, property::DESCRIBES), ["projects/demarche-codesocial"]);
    let of = |fragment: &str, property| values(&reading, &format!("{code}#{fragment}"), property);
    assert_eq!(of("purpose", property::INTENTION).len(), 15 + 3);
    for (stem, property) in
        [("mission", property::MISSION), ("dream", property::DREAM), ("challenge", property::CHALLENGE)]
    {
        assert_eq!(of("purpose", property).len(), 3, "{stem}");
        for (number, horizon) in [(1, individual::SHORT_TERM), (2, individual::MEDIUM_TERM), (3, individual::LONG_TERM)]
        {
            assert_eq!(of(&format!("{stem}-{number}"), property::HORIZON), [horizon.as_str()]);
        }
    }
    assert_eq!(of("purpose", property::STAKE).len(), 4);
    assert!(of("purpose", property::CONTEXT)[0].starts_with("La perte de nos repères"));
    assert!(of("story", property::TEXT)[0].contains("WeMob se développe comme un commun"));
    assert!(of("technological-model", property::TEXT)[0].starts_with("Publication de certaines données"));
    assert!(of("planning", property::NAME)[0].starts_with("Description des actions, livrables"));
    assert_eq!(of("phase-6", property::NAME), ["phase 6 : construction du déploiement et ouverture plus large"]);
    let sections = [
        "story",
        "purpose",
        "economic-model",
        "ecological-model",
        "social-human-model",
        "technological-model",
        "legal-financial-model",
        "governance",
        "planning",
    ];
    for (order, section) in (1..).zip(sections) {
        assert_eq!(of(section, property::ORDER), [order.to_string()], "{section}");
    }
    let due = |slug: &str| values(&reading, &format!("actions/livrable-{slug}"), property::DUE);
    let serves = |slug: &str| values(&reading, &format!("actions/livrable-{slug}"), property::REALISES);
    let intentions_of =
        |fragments: &[&str]| fragments.iter().map(|fragment| format!("{code}#{fragment}")).collect::<Vec<_>>();
    for (slug, day, intentions) in [
        ("sur-la-description-de-la-methodologie-demarche-codesocial", Some("2021-06-15"), vec!["mission-1"]),
        ("sur-la-demarche-graine-de-connaissance", Some("2021-06-15"), vec!["mission-1"]),
        ("mettre-en-oeuvre-la-demarche-codesocial-dans-son-projet-organisation", Some("2021-07-15"), vec!["mission-1"]),
        (
            "creer-un-ecosysteme-contributif-autour-de-mon-projet-organisation",
            Some("2021-07-15"),
            vec!["mission-1", "objective-6", "objective-8"],
        ),
        ("gouvernance-de-la-demarche-codesocial", Some("2021-08-15"), vec!["mission-1"]),
        ("de-la-plateforme-registre-codesocial", Some("2021-10-15"), vec!["mission-1"]),
        (
            "la-demarche-codesocial-pour-des-territoires-apprenants-et-resilients",
            None,
            vec!["mission-1", "objective-3"],
        ),
    ] {
        assert_eq!(due(slug), day.into_iter().collect::<Vec<_>>(), "{slug}");
        assert_eq!(serves(slug), intentions_of(&intentions), "{slug}");
    }
    assert_eq!(named(&reading, class::ACTION, property::NAME).len(), 7);
}

#[test]
fn the_real_page_has_a_tree_of_themes() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    let above = "themes/facteurs-de-resilience";
    let under: Vec<String> = reading
        .records
        .iter()
        .filter(|record| record.document.own(skos::BROADER).map(shown).any(|broader| broader == above))
        .filter_map(|record| record.document.own(skos::PREF_LABEL).next().map(shown))
        .collect();
    assert_eq!(under, ["Gouvernance", "Culture", "Economie", "Infrastructure", "Urbanisme", "Instruments"]);
    assert_eq!(values(&reading, above, skos::IN_SCHEME), [individual::SKILLS.as_str(), individual::THEMES.as_str()]);
    assert_eq!(values(&reading, "themes/regeneration", skos::IN_SCHEME), [individual::SKILLS.as_str()]);
}

#[test]
fn people_start_closed() {
    let Some(page) = real_page() else { return };
    let reading = reading(&page);
    let (people, open): (Vec<&Record>, Vec<&Record>) = reading
        .records
        .iter()
        .partition(|record| record.document.iri().as_str().starts_with("https://a.example/people/"));
    assert_eq!(people.len(), 4);
    assert!(people.iter().all(|person| person.audience == Audience::Members));
    assert!(
        people.iter().all(|person| person
            .document
            .own(property::AUDIENCE)
            .map(shown)
            .eq([individual::MEMBERS.as_str()]))
    );
    for record in open {
        assert_eq!(record.audience, Audience::Public);
        let said = record.document.canonical().nquads.to_lowercase();
        for handle in ["alainhays", "benjaminj", "gabriel.plassat", "plassat", "mathieucoste"] {
            assert!(!said.contains(handle), "{} shows {handle}", record.document.iri());
        }
    }
    let author = values(&reading, "projects/demarche-codesocial", property::AUTHOR);
    assert_eq!(values(&reading, &author[0], property::NAME), ["Mathieu Coste"]);
    assert_eq!(values(&reading, &author[0], property::WIKI_HANDLE), ["Mathieucoste"]);
}

#[test]
fn another_page_of_the_wiki() {
    let page = invented_page();
    let reading = reading(&page);
    check_every_line_is_somewhere(&page, &reading);
    let project = "projects/reseau-grainotheque";
    assert_eq!(values(&reading, project, property::NAME), ["Réseau #Grainothèque"]);
    assert_eq!(values(&reading, &format!("{project}#funding"), property::AMOUNT), ["1500.50"]);
    assert_eq!(
        values(&reading, project, property::EXPERIMENT_TERRITORY),
        ["territories/pays-de-la-loire", "territories/vallee-d-exemple"]
    );
    assert_eq!(
        values(&reading, "themes/defi-b-alimentation-sols-et-eau", skos::PREF_LABEL),
        ["Alimentation, sols et eau"]
    );
    assert_eq!(
        values(&reading, "themes/richesse-exemple-de-richesse", skos::IN_SCHEME),
        [individual::WEALTH_KINDS.as_str()]
    );
    assert_eq!(
        named(&reading, class::ORGANIZATION, property::INTERESTED_IN_DEMARCHE),
        ["Exemple Le Moulin", "Exemple L'Atelier"],
        "the page has no list of who agreed, and L'Exempleterre awaits"
    );
    assert_eq!(
        named(&reading, class::ORGANIZATION, property::AWAITS_DEMARCHE),
        ["L'Exempleterre", "jardin.exemple.example"]
    );
    // Six months from 31 August end on the last day of February.
    assert_eq!(values(&reading, "actions/livrable-trois-lieux-d-echange", property::DUE), ["2024-02-29"]);
    let code = "codes/reseau-grainotheque";
    assert_eq!(
        values(&reading, "actions/livrable-trois-lieux-d-echange", property::REALISES),
        [format!("{code}#mission-1"), format!("{code}#objective-1")]
    );
    assert_eq!(values(&reading, "actions/livrable-guide", property::REALISES), [format!("{code}#mission-1")]);
    let line = |start: &str| {
        let text = std::str::from_utf8(&page).unwrap();
        (1..).zip(text.lines()).find(|(_, line)| line.starts_with(start)).map_or(0, |(number, _): (u64, _)| number)
    };
    assert_eq!(gaps(&reading, UnplacedReason::UnknownField), [line("Couleur"), line("Type de licence")]);
    assert_eq!(gaps(&reading, UnplacedReason::BrokenLine), [line("Cloud")]);
    assert_eq!(gaps(&reading, UnplacedReason::EmptyField), [line("Communauté d'intérêt"), line("Liste des CR")]);
}

#[test]
fn the_same_page_gives_the_same_reading() {
    for page in [Some(invented_page()), real_page()].into_iter().flatten() {
        let text = String::from_utf8(page.clone()).unwrap();
        assert_eq!(reading(&page), reading(&page));
        assert_eq!(
            reading(&page),
            reading(format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes()),
            "CRLF and BOM"
        );
    }
}

#[test]
fn what_is_not_such_a_page_is_refused() {
    assert_eq!(refusal(b""), ReadError::NotSuchAPage);
    assert_eq!(refusal(b"\n\n \n"), ReadError::NotSuchAPage);
    assert_eq!(refusal("Un texte.\nDescription : rien de tel.\n- ni ceci".as_bytes()), ReadError::NotSuchAPage);
    assert_eq!(refusal(b"Tags : a\nContributeurs : b\xff"), ReadError::NotUtf8 { line: 2 });
    assert_eq!(refusal("Tags : a\nContributeurs : b".as_bytes()), ReadError::Nameless);
    let tags = (0..60_000).map(|number| format!("t{number}")).collect::<Vec<_>>().join(",");
    let page = format!("Titre\nTags : {tags}\nContributeurs : b");
    assert!(matches!(refusal(page.as_bytes()), ReadError::Document(DocumentError::TooLarge(_))));
}

#[test]
fn a_page_with_only_some_fields() {
    let page = "Exemple : un titre\nTags : a, b\nDescription : Ceci et cela.";
    let reading = reading(page.as_bytes());
    assert_eq!(values(&reading, "projects/exemple-un-titre", property::KEYWORD), ["a", "b"]);
    assert_eq!(reading.unplaced, []);
    assert_eq!(reading.records.len(), 2, "the project and its description");
}

#[test]
fn a_line_of_five_megabytes() {
    let page = format!("Exemple\nTags : a\nDescription : {}", "mot ".repeat(1_300_000));
    let reading = reading(page.as_bytes());
    assert_eq!(values(&reading, "projects/exemple", property::DESCRIPTION)[0].len(), 5_200_000 - 1);
}
