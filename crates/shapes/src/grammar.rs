//! Every rule that a document is asked: the shapes of classes, and the forms, those of the territory included.
//!
//! Ours (`shapes/*.ttl`, `shapes/forms/*.ttl`) are embedded in the binary.

use crate::answers::{Answers, Silence};
use crate::class::Hierarchy;
use crate::compile::{ShapesError, compile, parse};
use crate::form::{Form, FormSource, Stage};
use crate::message::Sentence;
use crate::path::Path;
use crate::refused_form::{FormError, in_shapes};
use crate::report::{Report, Severity, ValidationResult};
use crate::shape::Shapes;
use crate::unanswered::Nobody;
use crate::vocabulary as sh;
use crate::work::Failure;
use model::Iri;
use model::ports::Evaluator;
use model::vocab::property;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "../../shapes"]
struct Files;

/// The folder of the forms among them.
const FORMS: &str = "forms/";

/// The shapes of every class and every form that is known here. A clone costs little; a change makes a new one.
///
/// ```
/// let grammar = shapes::Grammar::ours().unwrap();
/// let form = grammar.forms().next().unwrap();
/// assert_eq!(form.iri().as_str(), "https://w3id.org/codesocial#FourBundlesForm");
/// ```
#[derive(Debug, Clone)]
pub struct Grammar {
    classes: Arc<Shapes>,
    /// Where those are written.
    files: Arc<Vec<ShapeFile>>,
    /// By their IRI.
    forms: BTreeMap<String, Arc<Form>>,
    /// Which of them are ours: nobody replaces them.
    ours: Arc<HashSet<String>>,
}

/// A file of shapes, as it was written.
#[derive(Debug)]
pub struct ShapeFile {
    name: String,
    text: String,
    triples: Vec<Triple>,
}

impl ShapeFile {
    /// Its name, without the ending: `action`.
    pub fn stem(&self) -> &str {
        self.name.strip_suffix(".ttl").unwrap_or(&self.name)
    }

    /// Its text, in Turtle.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// Whether no shape of it looks for its focus nodes: it only helps others, as the groups of fields do.
    pub fn is_empty(&self) -> bool {
        let targets = [sh::TARGET_CLASS, sh::TARGET_NODE, sh::TARGET_SUBJECTS_OF, sh::TARGET_OBJECTS_OF];
        !self.triples.iter().any(|triple| targets.contains(&triple.predicate.as_ref()))
    }

    /// What its first shape that has a name is called, one name per language.
    pub fn names(&self) -> Vec<Literal> {
        self.texts(sh::NAME)
    }

    /// What that shape says of itself.
    pub fn descriptions(&self) -> Vec<Literal> {
        self.texts(sh::DESCRIPTION)
    }

    fn texts(&self, predicate: NamedNodeRef<'_>) -> Vec<Literal> {
        let targeting = |triple: &&Triple| {
            [sh::TARGET_CLASS, sh::TARGET_OBJECTS_OF, sh::TARGET_SUBJECTS_OF].contains(&triple.predicate.as_ref())
        };
        let Some(shape) = self.triples.iter().find(targeting).map(|triple| &triple.subject) else { return Vec::new() };
        let said =
            self.triples.iter().filter(|triple| triple.subject == *shape && triple.predicate.as_ref() == predicate);
        said.filter_map(|triple| match &triple.object {
            Term::Literal(text) => Some(text.clone()),
            Term::NamedNode(_) | Term::BlankNode(_) => None,
        })
        .collect()
    }

    /// The classes whose instances its shapes are about, each once.
    pub fn classes(&self) -> Vec<NamedNodeRef<'_>> {
        let mut classes = Vec::new();
        for triple in self.triples.iter().filter(|triple| triple.predicate.as_ref() == sh::TARGET_CLASS) {
            if let Term::NamedNode(class) = &triple.object
                && !classes.contains(&class.as_ref())
            {
                classes.push(class.as_ref());
            }
        }
        classes
    }
}

impl Grammar {
    /// Ours alone, as embedded in the binary.
    pub fn ours() -> Result<Self, FormError> {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort_unstable();
        let mut texts = Vec::with_capacity(names.len());
        for name in &names {
            let refuse =
                |message: &str| ShapesError { source_name: name.to_string(), message: message.to_owned(), node: None };
            let file = Files::get(name).ok_or_else(|| refuse("the file is not in the binary"))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(|_| refuse("the file is not UTF-8"))?;
            texts.push((name.as_ref(), text));
        }
        let (forms, classes): (Vec<_>, Vec<_>) =
            texts.iter().map(|(name, text)| (*name, text.as_str())).partition(|(name, _)| name.starts_with(FORMS));
        Self::compile(&classes, &forms)
    }

    /// A grammar made of these files (name and Turtle).
    pub fn compile(classes: &[(&str, &str)], forms: &[(&str, &str)]) -> Result<Self, FormError> {
        let mut shapes = Shapes::compile(classes)?;
        let mut files = Vec::with_capacity(classes.len());
        for (position, (name, text)) in classes.iter().enumerate() {
            let file =
                ShapeFile { name: (*name).to_owned(), text: (*text).to_owned(), triples: parse(name, text, position)? };
            shapes = shapes.with_subclasses(&file.triples);
            files.push(file);
        }
        let mut sources = BTreeMap::new();
        for (position, (name, text)) in forms.iter().enumerate() {
            let source = FormSource::of_the_grammar(name, text, classes.len() + position)?;
            sources.insert(source.iri.as_str().to_owned(), source);
        }
        let ours = Arc::new(sources.keys().cloned().collect());
        let bare = Self { classes: Arc::new(shapes), files: Arc::new(files), forms: BTreeMap::new(), ours };
        bare.with_sources(&sources)
    }

    /// The same with a territory's form besides, or in place of the one that has its IRI: `address`, from which
    /// relative IRIs in its Turtle are meant. `name` says where the text is from.
    pub fn with_form(&self, name: &str, address: &Iri, text: &str) -> Result<Self, FormError> {
        self.with_source(FormSource::of_a_territory(name, address, text)?)
    }

    /// The same with the form of a file, whatever its address; relative IRIs in it are meant from `base`.
    pub fn with_form_file(&self, name: &str, base: &Iri, text: &str) -> Result<Self, FormError> {
        self.with_source(FormSource::of_a_file(name, base, text)?)
    }

    fn with_source(&self, mut source: FormSource) -> Result<Self, FormError> {
        let name = &source.name;
        let unjudged = |failure| FormError::Unjudged { source_name: name.to_owned(), source: failure };
        let report = self.classes.validate_graph(&source.triples).map_err(unjudged)?;
        if !report.accepts() {
            return Err(FormError::Rules { source_name: name.to_owned(), form: source.iri, report });
        }
        source.advice = report;
        source.adds_only()?;
        let mut sources = self.sources();
        sources.insert(source.iri.as_str().to_owned(), source);
        self.with_sources(&sources)
    }

    /// The same without a territory's form; without effect if there is none. One that others extend stays.
    pub fn without_form(&self, form: NamedNodeRef<'_>) -> Result<Self, FormError> {
        let mut sources = self.sources();
        let extending = sources.values().find(|other| other.extends.as_ref().map(NamedNode::as_ref) == Some(form));
        if let Some(other) = extending {
            return Err(FormError::Extended { form: form.into_owned(), by: other.iri.clone() });
        }
        if !self.is_ours(form) {
            sources.remove(form.as_str());
        }
        self.with_sources(&sources)
    }

    /// The shapes of classes, which every document is asked.
    pub fn classes(&self) -> &Shapes {
        &self.classes
    }

    /// The files of these shapes, by name.
    pub fn files(&self) -> impl Iterator<Item = &ShapeFile> {
        self.files.iter()
    }

    /// The files that speak of this term: they are about a class, or ask something of a property. Those whose shapes
    /// only help others are not among them.
    pub fn files_about(&self, term: NamedNodeRef<'_>) -> impl Iterator<Item = &ShapeFile> {
        let speaks = move |triple: &Triple| {
            [sh::TARGET_CLASS, sh::PATH].contains(&triple.predicate.as_ref())
                && matches!(&triple.object, Term::NamedNode(node) if node.as_ref() == term)
        };
        self.files().filter(move |file| file.triples().iter().any(speaks) && !file.is_empty())
    }

    /// The properties that take a single value, or one text per language, wherever a shape says so.
    pub fn single_valued(&self) -> HashSet<NamedNode> {
        let single = |triple: &Triple| {
            (triple.predicate.as_ref() == sh::MAX_COUNT || triple.predicate.as_ref() == sh::UNIQUE_LANG)
                && matches!(&triple.object, Term::Literal(literal) if matches!(literal.value(), "1" | "true"))
        };
        let of_file = |file: &ShapeFile| {
            let shapes: HashSet<_> =
                file.triples().iter().filter(|triple| single(triple)).map(|t| &t.subject).collect();
            let paths = file.triples().iter().filter(|triple| triple.predicate.as_ref() == sh::PATH);
            let paths = paths.filter(|triple| shapes.contains(&triple.subject));
            let paths = paths.filter_map(|triple| match &triple.object {
                Term::NamedNode(path) => Some(path.clone()),
                Term::BlankNode(_) | Term::Literal(_) => None,
            });
            paths.collect::<Vec<_>>()
        };
        self.files().flat_map(of_file).collect()
    }

    /// A form, then what it extends, then what that extends.
    pub fn chain<'a>(&'a self, form: &'a Form) -> Vec<&'a Form> {
        let mut chain = vec![form];
        let mut last = form;
        while let Some(next) = last.extends().and_then(|extended| self.form(extended.as_ref())) {
            chain.push(next);
            last = next;
        }
        chain
    }

    /// Every form, by IRI.
    pub fn forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.values().map(AsRef::as_ref)
    }

    /// The form of this IRI.
    pub fn form(&self, iri: NamedNodeRef<'_>) -> Option<&Form> {
        self.forms.get(iri.as_str()).map(AsRef::as_ref)
    }

    /// The form whose address ends in this.
    pub fn form_called(&self, slug: &str) -> Option<&Form> {
        self.forms().find(|form| form.slug() == slug)
    }

    /// Whether this form is the grammar's own: nobody replaces it.
    pub fn is_ours(&self, form: NamedNodeRef<'_>) -> bool {
        self.ours.contains(form.as_str())
    }

    /// What the shapes of classes and those of the form that is followed say of a document's triples. A form that asks
    /// SPARQL needs [`Grammar::examine_with`].
    pub fn examine(&self, triples: &[Triple], stage: Stage) -> Result<Report, Failure> {
        self.examine_with(triples, stage, &Nobody)
    }

    /// The same, asking `evaluator` what the shapes ask in SPARQL.
    pub fn examine_with(&self, triples: &[Triple], stage: Stage, evaluator: &dyn Evaluator) -> Result<Report, Failure> {
        let (mut forms, mut unknown) = (Vec::new(), Vec::new());
        for (description, form) in followed(triples) {
            match self.form(form) {
                Some(form) => forms.push(form),
                None => unknown.push(unknown_form(description, form)),
            }
        }
        // The classes that forms add are known to the shapes of classes, too.
        let known = match forms.as_slice() {
            [] => Cow::Borrowed(&self.classes.hierarchy),
            [form] => Cow::Borrowed(&form.shapes.hierarchy),
            several => {
                let mut together = self.classes.hierarchy.clone();
                for form in several {
                    together.add(&form.shapes.hierarchy);
                }
                Cow::Owned(together)
            }
        };
        let answers = || Answers::of(evaluator, Silence::IsTold);
        let mut found = self.classes.validate_asking(&known, triples, &answers())?;
        for form in forms {
            let report = form.shapes.validate_asking(&form.shapes.hierarchy, triples, &answers())?;
            found = found.and(stage.weigh(report));
        }
        Ok(if unknown.is_empty() { found } else { found.and(Report { results: unknown }) })
    }

    /// Whether anything asked of these triples may ask an evaluator: if not, [`Grammar::examine`] says all.
    pub fn asks_sparql(&self, triples: &[Triple]) -> bool {
        let mut forms = followed(triples).into_iter().filter_map(|(_, form)| self.form(form));
        self.classes.asks_sparql() || forms.any(|form| form.shapes.asks_sparql())
    }

    fn sources(&self) -> BTreeMap<String, FormSource> {
        self.forms.iter().map(|(iri, form)| (iri.clone(), form.source.clone())).collect()
    }

    /// Compiles what is new: a form that changes changes those that extend it.
    fn with_sources(&self, sources: &BTreeMap<String, FormSource>) -> Result<Self, FormError> {
        let mut forms = BTreeMap::new();
        for (iri, source) in sources {
            let form = match self.forms.get(iri).filter(|form| self.stays(form, sources)) {
                Some(form) => Arc::clone(form),
                None => Arc::new(compiled(source, sources, &self.classes.hierarchy)?),
            };
            forms.insert(iri.clone(), form);
        }
        let (classes, files, ours) = (Arc::clone(&self.classes), Arc::clone(&self.files), Arc::clone(&self.ours));
        Ok(Self { classes, files, forms, ours })
    }
}

impl Grammar {
    /// Whether a form and those it extends are the same among these sources.
    fn stays(&self, form: &Form, sources: &BTreeMap<String, FormSource>) -> bool {
        self.chain(form).iter().all(|there| {
            let source = sources.get(there.source.iri.as_str());
            source.is_some_and(|source| source.text == there.source.text && source.name == there.source.name)
        })
    }
}

/// A form, with those it extends.
fn compiled(source: &FormSource, sources: &BTreeMap<String, FormSource>, known: &Hierarchy) -> Result<Form, FormError> {
    let mut chain = vec![source];
    let mut last = source;
    while let Some(extended) = &last.extends {
        let (source_name, form) = (last.name.clone(), last.iri.clone());
        let Some(next) = sources.get(extended.as_str()) else {
            return Err(FormError::ExtendsUnknown { source_name, form, extended: extended.clone() });
        };
        if chain.iter().any(|there| there.iri == next.iri) {
            return Err(FormError::Circle { source_name, form });
        }
        let theirs: HashSet<&NamedNode> = next.subjects().collect();
        if let Some(subject) = chain.iter().flat_map(|there| there.subjects()).find(|subject| theirs.contains(subject))
        {
            return Err(FormError::SpeaksOfAnother { source_name: source.name.clone(), subject: subject.clone() });
        }
        chain.push(next);
        last = next;
    }
    // What is extended comes first, as it does for people.
    let sources: Vec<_> = chain.iter().rev().map(|there| (there.name.as_str(), there.triples.clone())).collect();
    let mut shapes = compile(&sources).map_err(|error| {
        let theirs = chain.iter().find(|there| there.name == error.source_name);
        theirs.map_or_else(|| error.clone(), |there| there.with_line(error.clone()))
    })?;
    shapes.hierarchy = known.clone();
    for there in &chain {
        shapes = shapes.with_subclasses(&there.triples);
    }
    Ok(Form { source: source.clone(), shapes })
}

/// The descriptions among these triples, with what each follows; a form that several follow stands once.
fn followed(triples: &[Triple]) -> Vec<(&NamedNode, NamedNodeRef<'_>)> {
    let mut found: Vec<(&NamedNode, NamedNodeRef<'_>)> = Vec::new();
    let mut seen = HashSet::new();
    for triple in triples {
        if triple.predicate.as_ref() == property::FORM
            && let (NamedOrBlankNode::NamedNode(description), Term::NamedNode(form)) = (&triple.subject, &triple.object)
            && seen.insert(form.as_ref())
        {
            found.push((description, form.as_ref()));
        }
    }
    found
}

/// A form that is not known here refuses nothing: the description may be from elsewhere, or the form was taken away.
fn unknown_form(description: &NamedNode, form: NamedNodeRef<'_>) -> ValidationResult {
    let sentence = Sentence {
        french: "Ce formulaire n’est pas connu ici : ses chapitres ne sont pas vérifiés.".to_owned(),
        english: "This form is not known here: its chapters are not checked.".to_owned(),
    };
    ValidationResult {
        focus: description.clone().into(),
        path: Some(property::FORM.into_owned()),
        full_path: Some(Arc::new(Path::Predicate(property::FORM.into_owned()))),
        value: Some(form.into_owned().into()),
        shape: in_shapes("CodeSocial-form").into(),
        component: in_shapes("KnownFormConstraintComponent"),
        source_constraint: None,
        severity: Severity::Warning,
        own_severity: None,
        messages: sentence.into_literals(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constraint::testing::PREFIXES;
    use crate::constraint::testing::triples;
    use crate::report::Severity;

    const NAMES: &str =
        "@prefix cs: <https://w3id.org/codesocial#> . @prefix css: <https://w3id.org/codesocial/shapes#> .
@prefix t: <https://territory.example/forms/> .\n";
    const OURS: &str = "cs:Ours a cs:Form . css:Ours a sh:NodeShape ; sh:targetClass cs:CodeSocial ;
        sh:property [ sh:path cs:section ; sh:qualifiedValueShape [ sh:class cs:Story ] ; sh:qualifiedMinCount 1 ] .";
    const THEIRS: &str = "t:wine a cs:Form ; cs:name 'Vin'@fr ; cs:extendsForm cs:Ours .
        t:Cellar rdfs:subClassOf cs:Story . t:wine-shape a sh:NodeShape ; sh:targetClass cs:CodeSocial ;
        sh:property [ sh:path t:grape ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .";

    fn text(turtle: &str) -> String {
        format!("{PREFIXES}{NAMES}{turtle}")
    }

    fn at(slug: &str) -> Iri {
        Iri::parse(&format!("https://territory.example/forms/{slug}")).unwrap()
    }

    fn grammar() -> Grammar {
        let classes = text("css:Code a sh:NodeShape ; sh:targetClass cs:CodeSocial ; sh:property [ sh:path cs:name ; sh:minCount 1 ] .
            css:Story a sh:NodeShape ; sh:targetClass cs:Story ; sh:property [ sh:path cs:text ; sh:minCount 1 ; sh:severity sh:Info ] .");
        Grammar::compile(&[("classes.ttl", &classes)], &[("forms/ours.ttl", &text(OURS))]).unwrap()
    }

    fn check(grammar: &Grammar, stage: Stage, data: &str, expected: &[(&str, Severity)]) {
        let report = grammar.examine(&triples(&format!("{NAMES}{data}")), stage).unwrap();
        let found: Vec<_> = report
            .results
            .iter()
            .map(|result| {
                let component = result.component.as_str().trim_start_matches("http://www.w3.org/ns/shacl#");
                (component.trim_end_matches("ConstraintComponent"), result.severity)
            })
            .collect();
        assert_eq!(found, expected, "{data}");
    }

    #[test]
    fn a_term_finds_the_files_that_speak_of_it() {
        let about = |term: NamedNodeRef<'_>| -> Vec<String> {
            Grammar::ours().unwrap().files_about(term).map(|file| file.stem().to_owned()).collect()
        };
        assert!(about(model::vocab::class::COHERENCE_REVIEW).contains(&"review".to_owned()));
        assert!(about(property::REALISES).contains(&"action".to_owned()));
        assert!(about(model::vocab::class::HORIZON).is_empty());
        // Fields that wait for a shape to use them have no page of their own.
        let (used, waiting) = (text("css:S a sh:NodeShape ; sh:targetClass cs:Story ."), "css:P sh:path cs:text .");
        let grammar = Grammar::compile(&[("used.ttl", &used), ("waiting.ttl", &text(waiting))], &[]).unwrap();
        assert_eq!(grammar.files_about(property::TEXT).count(), 0);
        assert_eq!(grammar.files_about(model::vocab::class::STORY).count(), 1);
    }

    #[test]
    fn what_is_missing_weighs_by_the_stage() {
        let described = "ex:x a cs:CodeSocial ; cs:name 'x'@fr ; cs:form cs:Ours .";
        check(&grammar(), Stage::Saving, described, &[("QualifiedMinCount", Severity::Warning)]);
        check(&grammar(), Stage::Release, described, &[("QualifiedMinCount", Severity::Violation)]);
        // The shapes of classes weigh the same at both stages.
        let nameless = "ex:x a cs:CodeSocial ; cs:form cs:Ours ; cs:section ex:s . ex:s a cs:Story ; cs:text 'a'@fr .";
        check(&grammar(), Stage::Saving, nameless, &[("MinCount", Severity::Violation)]);
    }

    #[test]
    fn a_territory_adds_to_what_it_extends() {
        let grammar = grammar().with_form("wine.ttl", &at("wine"), &text(THEIRS)).unwrap();
        let followed = "ex:x a cs:CodeSocial ; cs:name 'x'@fr ; cs:form t:wine";
        let missing = [("QualifiedMinCount", Severity::Violation), ("MinCount", Severity::Violation)];
        check(&grammar, Stage::Release, &format!("{followed} ."), &missing);
        // Relative IRIs are meant from the form's own address.
        let relative = "<> a cs:Form ; cs:name 'V'@fr ; cs:extendsForm cs:Ours .";
        assert!(grammar.with_form("wine.ttl", &at("wine"), &text(relative)).is_ok());
        // What is wrong is refused at once, and a class of the form's own is what it says it is, to everybody.
        check(
            &grammar,
            Stage::Saving,
            &format!("{followed} ; t:grape ex:g ; cs:section ex:s . ex:s a t:Cellar ."),
            &[("NodeKind", Severity::Violation), ("MinCount", Severity::Info)],
        );
        assert_eq!(grammar.forms().count(), 2);
        let without =
            grammar.without_form(NamedNodeRef::new_unchecked("https://territory.example/forms/wine")).unwrap();
        assert_eq!(without.forms().count(), 1);
        assert!(grammar.form_called("wine").is_some() && without.form_called("wine").is_none());
        // Who follows it still is accepted, and told.
        check(
            &without,
            Stage::Release,
            &format!("{followed} ."),
            &[("https://w3id.org/codesocial/shapes#KnownForm", Severity::Warning)],
        );
    }

    #[test]
    fn forms_that_cannot_be_used_are_refused_and_the_old_ones_stay() {
        let grammar = grammar().with_form("wine.ttl", &at("wine"), &text(THEIRS)).unwrap();
        let check = |turtle: &str, expected: &str| {
            let error = grammar.with_form("bad.ttl", &at("bad"), &text(turtle)).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(error.starts_with("bad.ttl: "), "{error}");
        };
        let begin = "t:bad a cs:Form ; cs:name 'B'@fr ; cs:extendsForm cs:Ours .";
        check("t:bad a", "line 8, column");
        check("t:bad cs:name 'x'@fr .", "no cs:Form is named");
        check("t:good a cs:Form ; cs:name 'B'@fr ; cs:extendsForm cs:Ours .", "forms/good>, and not https");
        check(&format!("{begin} t:other a cs:Form ."), "more than one cs:Form");
        check("t:bad a cs:Form ; cs:name 'B' ; cs:extendsForm cs:Ours .", "no cs:name with a language");
        check("t:bad a cs:Form ; cs:name 'B'@fr .", "must extend one form");
        check("t:bad a cs:Form ; cs:name 'B'@fr ; cs:extendsForm t:none .", "none>, which is not known here");
        check("t:bad a cs:Form ; cs:name 'B'@fr ; cs:extendsForm t:bad .", "extends itself");
        check(&format!("{begin} css:Code sh:deactivated true ."), "shapes#Code> is defined elsewhere");
        check(&format!("{begin} cs:Story rdfs:subClassOf cs:Person ."), "#Story> is defined elsewhere");
        check(
            "t:bad a cs:Form ; cs:name 'B'@fr ; cs:extendsForm t:wine . t:wine-shape sh:deactivated true .",
            "wine-shape> is defined elsewhere",
        );
        check(&format!("{begin} t:s a sh:NodeShape ; sh:targetClass cs:CodeSocial ; sh:minCount 'x' ."), "sh:minCount");
        assert_eq!(grammar.forms().count(), 2);
    }

    #[test]
    fn a_form_that_is_extended_stays() {
        let grammar = grammar()
            .with_form("wine.ttl", &at("wine"), &text(THEIRS))
            .and_then(|grammar| {
                grammar.with_form(
                    "red.ttl",
                    &at("red"),
                    &text("t:red a cs:Form ; cs:name 'R'@fr ; cs:extendsForm t:wine ."),
                )
            })
            .unwrap();
        let wine = NamedNodeRef::new_unchecked("https://territory.example/forms/wine");
        assert!(matches!(grammar.without_form(wine), Err(FormError::Extended { .. })));
        // A circle that only the change of the extended form closes.
        let circle = text("t:wine a cs:Form ; cs:name 'Vin'@fr ; cs:extendsForm t:red .");
        assert!(matches!(grammar.with_form("wine.ttl", &at("wine"), &circle), Err(FormError::Circle { .. })));
    }
}
