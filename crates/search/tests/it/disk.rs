use crate::rig::{Rig, iri, said, sheet};
use model::Seq;
use search::{Index, Sheet, hierarchy::Edge};
use std::path::Path;

fn named(name: &str, text: &str) -> Sheet {
    Sheet { names: vec![said(text, Some("fr"))], ..sheet(name) }
}

/// Whether any file holds these bytes as they are. Texts that are stored are compressed, so that words are looked for that
/// are terms, too.
fn holds(folder: &Path, word: &str) -> bool {
    let files = std::fs::read_dir(folder.join("index")).unwrap();
    files
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
}

#[test]
fn what_was_committed_is_there_after_the_process_was_killed() {
    let mut rig = Rig::new();
    rig.put([named("a", "Moulin")]);
    rig.index.apply(&search::Step::Is(Box::new(named("b", "Forge")))).unwrap();
    // Nothing is ended in order: what was not committed is lost, and the entry says so.
    let rig = rig.restart();
    assert_eq!((rig.typed("moulin "), rig.typed("forge ")), (vec!["a".to_owned()], vec![]));
    assert_eq!(rig.index.seq(), Seq(1));
}

#[test]
fn what_is_broken_is_begun_anew() {
    let mut rig = Rig::new();
    rig.put([named("a", "Moulin")]);
    let folder = rig.folder.path().join("index");
    assert_eq!(Index::look(&folder).unwrap(), Some(Seq(1)));
    let mut segments: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    segments.retain(|path| path.extension().is_some_and(|extension| extension != "json" && extension != "lock"));
    assert!(segments.len() > 1, "{segments:?}");
    for path in segments {
        let bytes = std::fs::read(&path).unwrap();
        let mut torn = bytes.clone();
        torn[bytes.len() / 3] ^= 0xff;
        std::fs::write(&path, torn).unwrap();
        assert!(Index::look(&folder).is_err(), "{}", path.display());
        std::fs::write(&path, bytes).unwrap();
    }
    assert_eq!(Index::look(&folder).unwrap(), Some(Seq(1)));
    let rig = rig.restart();
    assert_eq!(rig.index.seq(), Seq(1));
    std::fs::write(folder.join("meta.json"), "{}").unwrap();
    let rig = rig.restart();
    assert_eq!((rig.index.seq(), rig.typed("")), (Seq(0), vec![]));
    drop(rig.index);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(Index::look(&folder).unwrap(), None);
}

#[test]
fn another_version_of_the_program_begins_anew() {
    let mut rig = Rig::new();
    rig.put([named("a", "Moulin")]);
    let meta = rig.folder.path().join("index/meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    assert!(text.contains("\"1 1\""), "{text}");
    std::fs::write(&meta, text.replace("\"1 1\"", "\"0 1\"")).unwrap();
    assert_eq!(rig.restart().index.seq(), Seq(0));
}

#[test]
fn nothing_is_left_of_what_was_erased() {
    let mut rig = Rig::new();
    let edge = Edge { narrower: "x:zwetschgenbaum".to_owned(), broader: "x:b".to_owned() };
    for batch in 0..12 {
        let others = (0..20).map(|number| named(&format!("{batch}-{number}"), &format!("quetsche{batch}x{number}")));
        let secret = Sheet {
            texts: vec![said("mirabellenkuchen", None)],
            themes: vec!["https://a.example/themes/reineclaude".to_owned()],
            edges: vec![edge.clone()],
            ..named(&format!("geheim-{batch}"), "mirabellenkuchen")
        };
        rig.put(others.chain([secret]));
    }
    assert!(holds(rig.folder.path(), "mirabellenkuchen") && holds(rig.folder.path(), "reineclaude"));
    rig.end((0..12).map(|batch| iri(&format!("geheim-{batch}"))));
    rig.index.scrub().unwrap();
    for word in ["mirabellenkuchen", "reineclaude", "zwetschgenbaum", "geheim-"] {
        assert!(!holds(rig.folder.path(), word), "{word}");
    }
    assert_eq!(rig.typed("").len(), 100);
    assert_eq!(rig.typed("quetsche3x7 "), ["3-7"]);
    // It goes on as before.
    rig.put([named("neu", "Nachher")]);
    let rig = rig.restart();
    assert_eq!(rig.typed("nachher "), ["neu"]);
    assert_eq!(rig.typed("quetsche3x7 "), ["3-7"]);
}
