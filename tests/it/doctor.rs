//! `codesocial doctor`: whatever is broken is found, named, and told with what to do; nothing else is.

use jiff::SignedDuration;
use registry::doctor::{Ailment, Diagnosis};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::{Process, process};

const DESCRIPTION: &str = r#"@prefix cs: <https://w3id.org/codesocial#> .
<organizations/moulin> a cs:Organization ; cs:name "Le Moulin"@fr .
"#;

/// An instance with a document and a release, at rest.
struct Patient {
    folder: TempDir,
    data: String,
}

impl Patient {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").to_str().unwrap().to_owned();
        run(&["init", "--data", &data, "--base", "https://a.example/", "--name", "Le Moulin"], Some(0));
        let file = folder.path().join("moulin.trig");
        fs::write(&file, whole()).unwrap();
        run(&["import", "trig", file.to_str().unwrap(), "--data", &data], Some(0));
        run(&["release", "codes/moulin", "--data", &data, "--name", "Premiere"], Some(0));
        Self { folder, data }
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.data).join(name)
    }

    /// Puts other bytes in the place of these, which must be there.
    fn tamper(&self, name: &str, old: &[u8], new: &[u8]) {
        assert_eq!(old.len(), new.len());
        let mut bytes = fs::read(self.path(name)).unwrap();
        let mut found = 0;
        for at in 0..bytes.len() - old.len() {
            if &bytes[at..at + old.len()] == old {
                bytes[at..at + new.len()].copy_from_slice(new);
                found += 1;
            }
        }
        assert!(found > 0, "{:?} is not in {name}", String::from_utf8_lossy(old));
        fs::write(self.path(name), bytes).unwrap();
    }

    /// What the doctor finds, as `area code`, sorted, each once.
    fn findings(&self) -> Vec<String> {
        let output = process::run(super::PROGRAM, &["doctor", "--data", &self.data, "--json", "--lang", "en"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut findings = Vec::new();
        let mut has_error = false;
        for finding in self::findings(&report) {
            let word = |name: &str| finding[name].as_str().unwrap().to_owned();
            has_error |= word("gravity") == "error";
            assert!(!word("help").is_empty() && !word("message").contains("doctor-"), "{finding}");
            findings.push(format!("{} {} {}", word("gravity"), word("area"), word("code")));
        }
        assert_eq!(output.status.code(), Some(i32::from(has_error)), "{report}");
        assert_eq!(report["sound"], !has_error);
        findings.sort();
        findings.dedup();
        findings
    }
}

/// What a report finds, but for what the machine of the tests lacks, and for what a command that has just ended left to the
/// next start: the index of searches follows a moment later.
pub(crate) fn findings(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    let follows = |finding: &&Value| finding["code"] == "index-elsewhere" && finding["gravity"] == "note";
    findings.filter(|finding| finding["code"] != "little-space" && !follows(finding)).cloned().collect()
}

fn whole() -> String {
    let chapters: Vec<String> = ["Qualities", "Values", "Rights", "Wealth"]
        .iter()
        .enumerate()
        .map(|(place, bundle)| {
            format!(
                "<codes/moulin#b{place}> a cs:{bundle}Bundle ; cs:order {} ; cs:text \"Du texte, ici.\"@fr .\n",
                place + 1
            )
        })
        .collect();
    format!(
        "{DESCRIPTION}<codes/moulin> a cs:CodeSocial ; cs:name \"Moulin\"@fr ; cs:describes <organizations/moulin> ;
           cs:form cs:FourBundlesForm ; cs:section <codes/moulin#b0>, <codes/moulin#b1>, <codes/moulin#b2>, <codes/moulin#b3> .
         <codes/moulin#b0> cs:intention <codes/moulin#i> . <codes/moulin#i> a cs:Intention ; cs:text \"Nourrir\"@fr .\n{}",
        chapters.concat()
    )
}

fn run(arguments: &[&str], code: Option<i32>) -> String {
    let output = process::run(super::PROGRAM, arguments);
    assert_eq!(output.status.code(), code, "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_sound_instance_is_told_so_beside_its_process_and_alone() {
    let patient = Patient::new();
    assert_eq!(patient.findings(), [""; 0]);
    let said = run(&["doctor", "--data", &patient.data, "--lang", "fr"], Some(0));
    assert!(said.contains("✓ Journal et sa chaîne"), "{said}");
    let told = || {
        let mut told: Value =
            serde_json::from_str(&run(&["doctor", "--data", &patient.data, "--json"], Some(0))).unwrap();
        assert_eq!(told["findings"] == Value::Array(Vec::new()), said.contains("Tout va bien"));
        told["findings"] = findings(&told).into();
        told
    };
    let alone = told();
    let instance = Process::serve(super::PROGRAM, Path::new(&patient.data));
    let beside = told();
    assert_eq!(alone, beside);
    assert_eq!((&alone["version"], &alone["documents"]), (&1.into(), &2.into()));
    assert_eq!(alone["checks"].as_array().unwrap().len(), 9);
    // It looks at an instance that runs, and finds there what it finds alone.
    fs::set_permissions(patient.path("keys/signing.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(patient.findings(), ["error files readable-by-others"]);
    instance.kill();
    assert_eq!(patient.findings(), ["error files readable-by-others", "note files leftover"]);
    let nowhere = patient.folder.path().join("nowhere");
    run(&["doctor", "--data", nowhere.to_str().unwrap()], Some(1));
    assert!(!nowhere.exists());
}

/// Made under the usual mask, which lets everybody read.
#[test]
fn nobody_else_on_the_machine_reads_a_folder() {
    let place = tempfile::tempdir().unwrap();
    for name in ["new", "there"] {
        let folder = place.path().join(name);
        if name == "there" {
            fs::create_dir(&folder).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let line =
            "umask 022; \"$0\" init --data \"$1\" --base https://a.example/ --name M && \"$0\" rebuild --data \"$1\"";
        let script = [super::PROGRAM, folder.to_str().unwrap()];
        let done = std::process::Command::new("sh").arg("-c").arg(line).args(script).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        for inside in [".", "store"] {
            let mode = fs::metadata(folder.join(inside)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "{name}/{inside}");
        }
        // Whoever works with the instance that runs still reaches it.
        let instance = Process::serve(super::PROGRAM, &folder);
        fs::set_permissions(folder.join("store"), fs::Permissions::from_mode(0o755)).unwrap();
        let told: Value =
            serde_json::from_str(&run(&["doctor", "--data", folder.to_str().unwrap(), "--json"], Some(1))).unwrap();
        assert_eq!(findings(&told)[0]["code"], "readable-by-others", "{told}");
        assert_eq!(instance.terminate(), Some(0));
        // What an earlier version made is closed by whoever opens it next.
        let instance = Process::serve(super::PROGRAM, &folder);
        assert_eq!(fs::metadata(folder.join("store")).unwrap().permissions().mode() & 0o777, 0o700);
        instance.kill();
    }
}

/// Numbers and times written in more ways than one: what answers questions tells them as they were written.
#[test]
fn the_demonstration_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    run(&["init", "--data", &data, "--base", "http://127.0.0.1:8080", "--name", "Exemple"], Some(0));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/demo");
    run(&["import", "trig", examples.to_str().unwrap(), "--data", &data], Some(0));
    for _ in 0..2 {
        // Whoever imports need not wait for the projection; whoever asks does.
        run(&["query", "SELECT * WHERE { ?s ?p ?o } LIMIT 1", "--data", &data], Some(0));
        let report: Value = serde_json::from_str(&run(&["doctor", "--data", &data, "--json"], Some(0))).unwrap();
        assert_eq!((&report["sound"], findings(&report).len()), (&true.into(), 0), "{report}");
        assert!(report["documents"].as_u64().unwrap() > 40, "{report}");
        run(&["rebuild", "--data", &data], Some(0));
    }
}

#[test]
fn each_thing_that_is_broken_is_found_and_nothing_else() {
    let check = |expected: &[&str], breaks: &dyn Fn(&Patient)| {
        let patient = Patient::new();
        breaks(&patient);
        assert_eq!(patient.findings(), expected);
    };
    let mode = |patient: &Patient, name: &str, mode| {
        fs::set_permissions(patient.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    check(&["warning files readable-by-others"], &|patient| mode(patient, "journal.sqlite", 0o640));
    check(&["error files readable-by-others"], &|patient| mode(patient, "keys", 0o755));
    check(&["warning files readable-by-others"], &|patient| mode(patient, ".", 0o755));
    check(&["error files readable-by-others"], &|patient| mode(patient, "store", 0o755));
    check(&["note files leftover"], &|patient| fs::create_dir(patient.path("store.next")).unwrap());
    check(&["note files leftover"], &|patient| {
        fs::write(patient.path("keys/signing.key.new"), "z").unwrap();
        mode(patient, "keys/signing.key.new", 0o600);
    });
    check(&["error journal journal-unusable"], &|patient| {
        fs::write(patient.path("journal.sqlite"), "dear diary").unwrap();
    });
    // The schema's version stands in the file's header.
    check(&["warning journal journal-older"], &|patient| {
        let mut bytes = fs::read(patient.path("journal.sqlite")).unwrap();
        bytes[60..64].copy_from_slice(&3_u32.to_be_bytes());
        fs::write(patient.path("journal.sqlite"), bytes).unwrap();
    });
    // So does the number of free pages.
    check(&["error journal storage-damaged"], &|patient| {
        let mut bytes = fs::read(patient.path("journal.sqlite")).unwrap();
        bytes[36..40].copy_from_slice(&7_u32.to_be_bytes());
        fs::write(patient.path("journal.sqlite"), bytes).unwrap();
    });
    check(&["error journal entry-commitment"], &|patient| {
        patient.tamper("journal.sqlite", b"import: ", b"inport: ");
    });
    check(&["error releases release-broken"], &|patient| {
        patient.tamper("journal.sqlite", b"Premiere", b"Derniere");
    });
    check(&["note projection projection-absent"], &|patient| fs::remove_dir_all(patient.path("store")).unwrap());
    check(&["error projection projection-unusable"], &|patient| {
        fs::write(patient.path("store/CURRENT"), "nonsense").unwrap();
    });
    check(&["error keys key-unusable"], &|patient| fs::write(patient.path("keys/signing.key"), "not a key").unwrap());
    check(&["note keys key-unpublished"], &|patient| {
        let other = Patient::new();
        fs::copy(other.path("keys/signing.key"), patient.path("keys/signing.key")).unwrap();
    });
    check(&[], &|patient| fs::remove_dir_all(patient.path("keys")).unwrap());
    // A projection from another time, and one from elsewhere.
    check(&["error projection projection-differs", "note projection projection-elsewhere"], &|patient| {
        let other = tempfile::tempdir().unwrap();
        let data = other.path().join("data").to_str().unwrap().to_owned();
        run(&["init", "--data", &data, "--base", "https://a.example/", "--name", "M"], Some(0));
        let file = other.path().join("moulin.ttl");
        fs::write(&file, DESCRIPTION.replace("Le Moulin", "Un autre")).unwrap();
        run(&["import", "turtle", file.to_str().unwrap(), "--data", &data], Some(0));
        // Whoever imports need not wait for the projection; this does.
        run(&["rebuild", "--data", &data], Some(0));
        fs::remove_dir_all(patient.path("store")).unwrap();
        fs::rename(Path::new(&data).join("store"), patient.path("store")).unwrap();
    });
}

#[test]
fn a_key_that_is_not_the_published_one_is_found() {
    let patient = Patient::new();
    // In the table of keys it stands alone, in what was signed between quotation marks, slashes and signs.
    let mut bytes = fs::read(patient.path("journal.sqlite")).unwrap();
    let mut changed = 0;
    for at in 1..bytes.len() - 48 {
        if &bytes[at..at + 4] == b"z6Mk" && !b"/#\" ".contains(&bytes[at - 1]) {
            bytes[at + 10] = b'0';
            changed += 1;
        }
    }
    assert!(changed > 0);
    fs::write(patient.path("journal.sqlite"), bytes).unwrap();
    let expected =
        ["error keys published-key-unreadable", "error releases release-of-unknown-key", "note keys key-unpublished"];
    assert_eq!(patient.findings(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_is_found() {
    let server = super::server().await;
    server.administrator().put("/organizations/a", &tests::organization("A"), "").await.expect(201);
    assert!(server.registry().diagnose().await.is_sound());
    server.clock().advance(SignedDuration::from_hours(-24));
    let diagnosis = server.registry().diagnose().await;
    let behind = ailments(&diagnosis);
    assert!(matches!(behind.as_slice(), [Ailment::ClockBehind { .. }]), "{behind:?}");
    server.clock().advance(SignedDuration::from_hours(24 * 365 * 200));
    let diagnosis = server.registry().diagnose().await;
    assert!(matches!(ailments(&diagnosis).as_slice(), [Ailment::ClockOff(_)]));
}

fn ailments(diagnosis: &Diagnosis) -> Vec<&Ailment> {
    let ailments = diagnosis.findings.iter().map(|finding| &finding.ailment);
    ailments.filter(|ailment| !matches!(ailment, Ailment::LittleSpace { .. })).collect()
}
