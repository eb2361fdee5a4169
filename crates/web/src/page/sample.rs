//! Documents for the tests of pages, in invented names.

use super::Frame;
use crate::locale::Locale;
use crate::visitor::{Choice, Taste};
use crate::vocabulary::{Module, Vocabulary};
use model::integrity::SecretKey;
use model::merge::{changed_places, merge};
use model::release::{Convention, Manifest, Member, Multikey, Named, Publisher, Texts, Withheld};
use model::vocab::{NAMESPACE, class, individual, property, rdf, rdfs, xsd};
use model::{AccountId, Audience, Base, Container, ContentHash, Diff, Document, Iri, Revision, Slug};
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use registry::{
    Comparison, Cursor, Elsewhere, Grammar, History, Link, Listing, Merging, Neighbours, Past, Release, Resource,
    Version,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

pub(crate) fn base() -> Base {
    Base::parse("https://val-de-brenne.example").unwrap()
}

/// Ours, compiled once: there is a page for every term.
pub(crate) fn grammar() -> &'static Grammar {
    static OURS: LazyLock<Grammar> = LazyLock::new(|| Grammar::ours().unwrap());
    &OURS
}

pub(super) fn frame(locale: Locale, address: Iri) -> Frame {
    let taste = Taste { locale, chosen: Choice::Address, accept: None };
    Frame::new(&base(), "Val-de-Brenne", &taste, address)
}

fn iri(container: Container, slug: &str) -> Iri {
    base().document(container, &Slug::from_text(slug).unwrap())
}

/// Writes a document down.
struct Draft {
    iri: Iri,
    triples: Vec<Triple>,
}

impl Draft {
    fn of(container: Container, slug: &str, class: NamedNodeRef<'_>) -> Self {
        let draft = Self { iri: iri(container, slug), triples: Vec::new() };
        draft.node("", rdf::TYPE, class)
    }

    fn subject(&self, fragment: &str) -> NamedNode {
        if fragment.is_empty() { self.iri.clone().into() } else { self.iri.with_fragment(fragment).into() }
    }

    fn say(mut self, fragment: &str, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Self {
        self.triples.push(Triple::new(self.subject(fragment), predicate, object));
        self
    }

    fn text(self, fragment: &str, predicate: NamedNodeRef<'_>, lang: &str, text: &str) -> Self {
        self.say(fragment, predicate, Literal::new_language_tagged_literal_unchecked(text, lang))
    }

    fn node(self, fragment: &str, predicate: NamedNodeRef<'_>, object: NamedNodeRef<'_>) -> Self {
        self.say(fragment, predicate, object.into_owned())
    }

    fn part(self, fragment: &str, predicate: NamedNodeRef<'_>, part: &str, class: NamedNodeRef<'_>) -> Self {
        let part_iri = self.iri.with_fragment(part);
        self.node(fragment, predicate, part_iri.as_named_node()).node(part, rdf::TYPE, class)
    }

    fn typed(self, fragment: &str, predicate: NamedNodeRef<'_>, datatype: NamedNodeRef<'_>, value: &str) -> Self {
        self.say(fragment, predicate, Literal::new_typed_literal(value, datatype))
    }

    fn done(self) -> Document {
        Document::admit(self.iri, self.triples).unwrap()
    }
}

fn section(draft: Draft, order: &str, fragment: &str, class: NamedNodeRef<'_>) -> Draft {
    draft.part("", property::SECTION, fragment, class).typed(fragment, property::ORDER, xsd::INTEGER, order)
}

pub(crate) fn description() -> Document {
    let moulin = iri(Container::Places, "moulin");
    let saint_aubin = iri(Container::Territories, "saint-aubin");
    let mut draft = Draft::of(Container::Codes, "moulin", class::CODE_SOCIAL)
        .text("", property::NAME, "fr", "Le Moulin des Communs")
        .text(
            "",
            property::SUMMARY,
            "fr",
            "Un ancien moulin remis en route par ses voisines et voisins : on y cuisine, on y répare, on y apprend.",
        )
        .node("", property::DESCRIBES, moulin.as_named_node())
        .node("", property::LOCATED_IN, saint_aubin.as_named_node())
        .node("", property::FORM, individual::SIX_MODELS_FORM)
        .node("", property::STATUS, individual::PUBLISHED);
    draft = section(draft, "1", "purpose", class::PURPOSE)
        .text("purpose", property::TEXT, "fr", "Remettre à la vallée un lieu où ce qui se fabrique, se mange et se décide le soit par celles et ceux qui y vivent. Nous voulons qu’un repas sur trois servi dans les écoles du canton vienne de moins de trente kilomètres.")
        .text("purpose", property::TEXT, "en", "Bring back to the valley a place where what is made, eaten and decided is so by those who live there.")
        .part("purpose", property::MISSION, "mission-1", class::MISSION)
        .text("mission-1", property::TEXT, "fr", "Nourrir la vallée.")
        .node("mission-1", property::HORIZON, individual::LONG_TERM);
    draft = section(draft, "2", "story", class::STORY)
        .text("story", property::TEXT, "fr", "Fermé en 1974, racheté en 2021 par 112 familles, le moulin a retrouvé sa roue avant son toit.\n\nLa première assemblée s’est tenue sous une bâche, un soir de crue.");
    draft = section(draft, "3", "artistic", class::ARTISTIC_CULTURAL_MODEL)
        .text("artistic", property::TEXT, "fr", "Une fanfare, un bal par saison.")
        .text("artistic", property::KEYWORD, "fr", "fanfare")
        .text("artistic", property::KEYWORD, "fr", "bal");
    draft = section(draft, "4", "economic", class::ECONOMIC_MODEL)
        .text("economic", property::TEXT, "fr", "La cantine à prix libre et la location des ateliers paient le lieu.")
        .text("economic", property::KEYWORD, "fr", "prix libre")
        .part("economic", property::INTENTION, "intention-2", class::INTENTION)
        .text("intention-2", property::NAME, "fr", "Servir 200 repas par semaine à prix libre")
        .node("intention-2", property::HORIZON, individual::MEDIUM_TERM);
    draft = section(draft, "5", "ecological", class::ECOLOGICAL_MODEL)
        .text("ecological", property::TEXT, "fr", "L’eau de la Brenne fait tourner la turbine.")
        .part("ecological", property::INTENTION, "intention-1", class::INTENTION)
        .text("intention-1", property::NAME, "fr", "Produire sur place toute l’électricité du lieu")
        .node("intention-1", property::HORIZON, individual::SHORT_TERM);
    draft = section(draft, "6", "social", class::SOCIAL_HUMAN_MODEL)
        .text("social", property::TEXT, "fr", "Une voix par personne.")
        .part("social", property::INTENTION, "intention-10", class::INTENTION)
        .text("intention-10", property::TEXT, "en", "Decide with equal voices, paid or not");
    section(draft, "7", "governance", class::GOVERNANCE)
        .text("governance", property::TEXT, "fr", "Le cercle de la démarche se réunit chaque mois.")
        .done()
}

pub(super) fn bundles() -> Document {
    let draft = Draft::of(Container::Codes, "atelier", class::CODE_SOCIAL)
        .text("", property::NAME, "fr", "L’Atelier du Gué")
        .node("", property::FORM, individual::FOUR_BUNDLES_FORM);
    let draft = section(draft, "1", "qualities", class::QUALITIES_BUNDLE)
        .text("qualities", property::TEXT, "fr", "Réparer ensemble.")
        .part("qualities", property::OBJECTIVE, "objective-1", class::OBJECTIVE)
        .text("objective-1", property::TEXT, "fr", "Un vélo réparé par jour.");
    section(draft, "2", "rights", class::RIGHTS_BUNDLE).text("rights", property::TEXT, "fr", "Association.").done()
}

pub(super) fn organization() -> Document {
    Draft::of(Container::Organizations, "brenne-energie", class::ORGANIZATION)
        .text("", property::NAME, "fr", "Brenne Énergie citoyenne")
        .text("", property::NAME, "en", "Brenne Citizens’ Energy")
        .text("", property::SUMMARY, "fr", "Des toits et une rivière pour l’électricité de la vallée.")
        .node("", property::WEBSITE, NamedNodeRef::new_unchecked("https://brenne-energie.example/"))
        .node("", property::LOCATED_IN, iri(Container::Territories, "saint-aubin").as_named_node())
        .typed("", property::LATITUDE, xsd::DECIMAL, "46.72")
        .part(
            "",
            property::ADDRESS,
            "address-1",
            NamedNodeRef::new_unchecked("http://www.w3.org/2006/vcard/ns#Address"),
        )
        .say("address-1", property::LOCALITY, Literal::new_simple_literal("Saint-Aubin"))
        .say("address-1", property::POSTAL_CODE, Literal::new_simple_literal("36000"))
        .done()
}

/// What strangers may write.
pub(super) fn hostile() -> Document {
    Draft::of(Container::Ideas, "x", class::IDEA)
        .say("", property::TEXT, Literal::new_simple_literal("<script>alert(1)</script>"))
        .say("", property::KEYWORD, Literal::new_simple_literal("javascript:alert(1)"))
        .node("", property::WEBSITE, NamedNodeRef::new_unchecked("javascript:alert(1)"))
        .node("", property::WORKSPACE, NamedNodeRef::new_unchecked("https://a.example/%22onclick=%22alert(1)"))
        .done()
}

/// Two fragments that point at each other.
pub(super) fn ring() -> Document {
    let draft = Draft::of(Container::Ideas, "ring", class::IDEA);
    let (a, b) = (draft.iri.with_fragment("a"), draft.iri.with_fragment("b"));
    draft
        .node("", property::CHALLENGE, a.as_named_node())
        .node("a", property::CHALLENGE, b.as_named_node())
        .node("b", property::CHALLENGE, a.as_named_node())
        .done()
}

pub(super) fn actions() -> Vec<Document> {
    let code = description().iri().clone();
    vec![
        Draft::of(Container::Actions, "turbine", class::ACTION)
            .text("", property::NAME, "fr", "Remettre la turbine en route")
            .node("", property::REALISES, code.with_fragment("intention-1").as_named_node())
            .typed("", property::START, xsd::G_YEAR_MONTH, "2025-03")
            .typed("", property::END, xsd::G_YEAR_MONTH, "2025-09")
            .node("", property::EVIDENCED_BY, iri(Container::Evidence, "photo").as_named_node())
            .node("", property::EVIDENCED_BY, iri(Container::Evidence, "releve").as_named_node())
            .done(),
        Draft::of(Container::Actions, "cantine", class::ACTION)
            .text("", property::NAME, "fr", "Ouvrir la cantine du jeudi")
            .node("", property::REALISES, code.with_fragment("intention-2").as_named_node())
            .typed("", property::DUE, xsd::DATE, "2026-05-01")
            .done(),
    ]
}

pub(super) fn links() -> Vec<Link> {
    let code = description().iri().clone();
    let link = |from: Iri, predicate: NamedNodeRef<'_>, to: Iri| Link {
        from,
        predicate: Iri::from_named_node(predicate.into_owned()),
        to,
    };
    vec![
        link(iri(Container::Actions, "cantine"), property::REALISES, code.with_fragment("intention-2")),
        link(iri(Container::Actions, "turbine"), property::REALISES, code.with_fragment("intention-1")),
        link(iri(Container::Reviews, "avis-1"), property::REVIEWS, code.with_fragment("intention-1")),
        link(iri(Container::Annexes, "contact"), property::ANNEX_OF, code),
    ]
}

pub(super) fn names() -> Vec<(Iri, Literal)> {
    [
        (iri(Container::Places, "moulin"), "Le Moulin"),
        (iri(Container::Territories, "saint-aubin"), "Saint-Aubin, Val-de-Brenne"),
        (iri(Container::Evidence, "photo"), "Photo de la turbine"),
        (iri(Container::Evidence, "releve"), "Relevé : 41 200 kWh produits"),
        (iri(Container::Actions, "turbine"), "Remettre la turbine en route"),
        (iri(Container::Actions, "cantine"), "Ouvrir la cantine du jeudi"),
        (iri(Container::Reviews, "avis-1"), "Avis de Brenne Énergie citoyenne"),
    ]
    .map(|(iri, name)| (iri, Literal::new_language_tagged_literal_unchecked(name, "fr")))
    .into()
}

pub(super) fn resource(document: Document) -> Resource {
    Resource {
        revision: Revision::new(4, document.hash()),
        document,
        audience: Audience::Public,
        owner: AccountId(1),
        created: "2026-02-14T08:00:00Z".parse().unwrap(),
        modified: "2026-05-12T08:00:00Z".parse().unwrap(),
    }
}

/// What is held here of a document from elsewhere.
pub(super) fn elsewhere() -> Elsewhere {
    let iri = Iri::parse("https://ailleurs.example/organizations/four").unwrap();
    let subject: NamedNode = iri.clone().into();
    let name = Literal::new_language_tagged_literal_unchecked("Le Four commun", "fr");
    let moulin = base().service("organizations/moulin");
    let triples = vec![
        Triple::new(subject.clone(), rdf::TYPE, class::ORGANIZATION),
        Triple::new(subject.clone(), property::NAME, name),
        Triple::new(subject, property::PARTNER_OF, NamedNode::from(moulin)),
    ];
    Elsewhere {
        resource: resource(Document::admit(iri, triples).unwrap()),
        origin: Iri::parse("https://ailleurs.example/actor").unwrap(),
        at: "2026-05-11T08:00:00Z".parse().ok(),
        frozen: "2026-05-13T08:00:00Z".parse().ok(),
    }
}

pub(crate) fn release() -> Release {
    let slug = Slug::from_text("moulin").unwrap();
    let key = SecretKey::from_seed([7; 32]).unwrap();
    let text = |language: &str, text: &str| (language.to_owned(), BTreeSet::from([text.to_owned()]));
    let named =
        |container, slug: &str, name: &str| Named { iri: iri(container, slug), name: Texts::from([text("fr", name)]) };
    let documents = [actions().remove(0), description(), organization()];
    let mut members: Vec<Member> = documents
        .iter()
        .map(|document| Member {
            document: document.iri().clone(),
            version: 3,
            modified: "2026-05-12T08:00:00Z".parse().unwrap(),
            hash: document.hash(),
        })
        .collect();
    members.push(Member { document: iri(Container::Evidence, "effacee"), ..members[0].clone() });
    let manifest = Manifest {
        iri: base().release(Container::Codes, &slug, 2),
        number: 2,
        released: "2026-11-22T08:00:00Z".parse().unwrap(),
        name: Texts::from([text("fr", "Pour la convention de 2026"), text("en", "For the convention of 2026")]),
        description: Texts::from([text("fr", "Après la relecture de l’assemblée.")]),
        of: named(Container::Codes, "moulin", "Le Moulin des Communs"),
        describes: Some(named(Container::Places, "moulin", "Le Moulin")),
        publisher: Publisher { iri: base().home(), title: "Val-de-Brenne".to_owned() },
        key: Multikey::of_instance(&base(), key.public()),
        convention: Some(Convention {
            document: iri(Container::Conventions, "moulin-2026"),
            name: Texts::from([text("fr", "Convention d’inscription")]),
            description: Texts::from([text("fr", "Le Moulin s’engage à tenir sa description à jour.")]),
            parties: vec![named(Container::Places, "moulin", "Le Moulin")],
            signed_on: Some("2026-02-14".to_owned()),
        }),
        members,
    };
    Release {
        signed: manifest.sign(&key).unwrap(),
        contents: documents.iter().map(|document| (document.iri().clone(), document.canonical().nquads)).collect(),
        withheld: BTreeMap::from([(iri(Container::Evidence, "effacee"), Withheld::Erased)]),
        is_public: true,
        manifest,
    }
}

pub(crate) fn version(number: u64, at: &str, reason: Option<&str>) -> Version {
    Version {
        revision: Revision::new(number, description().hash()),
        at: at.parse().unwrap(),
        by: AccountId(7),
        reason: reason.map(str::to_owned),
        own_audience: Audience::Public,
        audience: Audience::Public,
        owner: AccountId(7),
    }
}

/// Two versions; those between are somebody else's.
pub(crate) fn history() -> History {
    let versions =
        vec![version(4, "2026-05-12T08:00:00Z", Some("Budget précisé")), version(1, "2026-02-14T08:00:00Z", None)];
    History { current: resource(description()), versions, count: 3, next: Some(1) }
}

/// The first of these versions.
pub(super) fn past() -> Past {
    let (version, next) = (version(1, "2026-02-14T08:00:00Z", None), version(4, "2026-05-12T08:00:00Z", None));
    let around =
        Neighbours { first: Some(version.clone()), previous: None, next: Some(next.clone()), last: Some(next) };
    Past { resource: resource(description()), version, around }
}

/// The first of these versions beside the last.
pub(super) fn comparison() -> Comparison {
    let (from, new) = (past(), description());
    let fanfare = |triple: &Triple| triple.object.to_string().contains("\"fanfare\"");
    let mut triples: Vec<Triple> = new.triples().iter().filter(|triple| !fanfare(triple)).cloned().collect();
    let economic = new.iri().with_fragment("story");
    triples.retain(|triple| triple.subject.to_string() != economic.as_named_node().to_string());
    let artistic: NamedNode = new.iri().with_fragment("artistic").into();
    triples.push(Triple::new(
        artistic,
        property::KEYWORD,
        Literal::new_language_tagged_literal_unchecked("chorale", "fr"),
    ));
    let document = Document::admit(new.iri().clone(), triples).unwrap();
    let diff = Diff::between(&from.resource.document, &document);
    let version = version(4, "2026-05-12T08:00:00Z", Some("Budget précisé"));
    let around = Neighbours { last: Some(version.clone()), ..Neighbours::default() };
    Comparison { from, to: Past { resource: resource(document), version, around }, diff }
}

/// A copy of the description, offered back.
pub(super) fn proposal() -> Document {
    let code = description().iri().clone();
    Draft::of(Container::Proposals, "fournil", class::PROPOSAL)
        .text("", property::NAME, "fr", "Ajouter le fournil")
        .text("", property::MOTIVATION, "fr", "Il tourne depuis un an.")
        .node("", property::STATUS, individual::PENDING)
        .node("", property::CONCERNS, code.as_named_node())
        .done()
}

/// The same beside a description whose story changed meanwhile.
pub(super) fn merging() -> Merging {
    let Comparison { from: base, to, diff } = comparison();
    let (start, theirs) = (base.resource.document.clone(), to.resource.document.clone());
    let story: NamedNode = start.iri().with_fragment("story").into();
    let mut triples = start.triples().to_vec();
    triples.retain(|triple| {
        triple.subject.to_string() != story.to_string() || triple.predicate.as_ref() != property::TEXT
    });
    let text = Literal::new_language_tagged_literal_unchecked("Une autre histoire.", "fr");
    triples.push(Triple::new(story, property::TEXT, text));
    let ours = Document::admit(start.iri().clone(), triples).unwrap();
    Merging {
        proposal: resource(proposal()),
        is_open: true,
        places: changed_places(start.triples(), theirs.triples()),
        merge: merge(start.triples(), ours.triples(), theirs.triples(), |_| true),
        ours: resource(ours),
        base,
        copy: to,
        theirs,
        diff,
    }
}

pub(crate) fn listing() -> Listing {
    Listing {
        container: Container::Organizations,
        cursor: Cursor::First,
        members: vec![
            resource(organization()),
            resource(Draft::of(Container::Organizations, "zinc", class::ORGANIZATION).done()),
        ],
        previous: None,
        next: Slug::from_text("zinc").ok(),
        version: ContentHash([7; 32]),
    }
}

pub(crate) fn vocabulary() -> Vocabulary {
    const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
    const PROPERTY: &str = "http://www.w3.org/2002/07/owl#ObjectProperty";
    let mut quads = Vec::new();
    for (name, sort, french, english) in [
        ("Project", CLASS, "Projet", "Project"),
        ("CodeSocial", CLASS, "Description", "Description"),
        ("Organization", CLASS, "Organisation", "Organisation"),
        ("Purpose", CLASS, "Raison d’être", "Purpose"),
        ("Story", CLASS, "Histoire et récit", "Story"),
        ("ArtisticCulturalModel", CLASS, "Modèle artistique et culturel", "Artistic and cultural model"),
        ("EconomicModel", CLASS, "Modèle économique", "Economic model"),
        ("EcologicalModel", CLASS, "Modèle écologique", "Ecological model"),
        ("SocialHumanModel", CLASS, "Modèle social et humain", "Social and human model"),
        ("TechnologicalModel", CLASS, "Modèle scientifique et technologique", "Scientific and technological model"),
        ("LegalFinancialModel", CLASS, "Modèle juridique et financier", "Legal and financial model"),
        ("Governance", CLASS, "Gouvernance de la démarche", "Governance"),
        ("name", PROPERTY, "Nom", "Name"),
        ("text", PROPERTY, "Texte", "Text"),
        ("mission", PROPERTY, "Mission", "Mission"),
        ("keyword", PROPERTY, "Mot-clé", "Keyword"),
        ("realises", PROPERTY, "Réalise", "Realises"),
        ("locatedIn", PROPERTY, "Se trouve dans", "Located in"),
        ("LongTerm", "http://www.w3.org/2004/02/skos/core#Concept", "long terme", "long term"),
        ("ShortTerm", "http://www.w3.org/2004/02/skos/core#Concept", "court terme", "short term"),
    ] {
        let term = NamedNode::new([NAMESPACE, name].concat()).unwrap();
        let mut say = |predicate: NamedNodeRef<'_>, object: Term| {
            quads.push(Quad::new(term.clone(), predicate, object, GraphName::DefaultGraph));
        };
        say(rdf::TYPE, NamedNode::new_unchecked(sort).into());
        say(rdfs::LABEL, Literal::new_language_tagged_literal_unchecked(french, "fr").into());
        say(rdfs::LABEL, Literal::new_language_tagged_literal_unchecked(english, "en").into());
        say(rdfs::COMMENT, Literal::new_language_tagged_literal_unchecked("Ce que cela veut dire.", "fr").into());
    }
    Vocabulary::of([(Some(Module::Subjects), quads)])
}
