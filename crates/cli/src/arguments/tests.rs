//! What the command line reads, and how it helps.

use super::*;

fn keys(command: &clap::Command, key: &str, missing: &mut Vec<String>) {
    for language in Language::ALL {
        if text::find(language, key).is_none() && !command.is_hide_set() {
            missing.push(format!("{language:?} {key}"));
        }
        for argument in command.get_arguments() {
            if help_of(language, key, argument.get_id().as_str()).is_none()
                && argument.get_id() != "help"
                && argument.get_id() != "version"
            {
                missing.push(format!("{language:?} {key}-{}", argument.get_id()));
            }
        }
    }
    for sub in command.get_subcommands() {
        keys(sub, &format!("{key}-{}", sub.get_name()), missing);
    }
}

#[test]
fn everything_has_help_in_both_languages() {
    let mut missing = Vec::new();
    keys(&Arguments::command(), "help", &mut missing);
    assert_eq!(missing, Vec::<String>::new());
    Arguments::command().debug_assert();
}

#[test]
fn wrong_usage_is_said_in_both_languages() {
    for (line, french, english) in [
        (&["codesocial", "serve"][..], "Il manque", "is missing"),
        (&["codesocial", "token", "--lang", "fr"][..], "Il manque", "is missing"),
        (
            &["codesocial", "serve", "--data", "d", "--listen", "x"][..],
            "ne convient pas pour --listen <ADDRESS>.",
            "cannot stand for --listen <ADDRESS>.",
        ),
        (&["codesocial", "frobnicate"][..], "n’existe pas", "no command"),
        (&["codesocial", "import", "excel", "x", "--data", "d"][..], "resilience-wiki", "resilience-wiki"),
        (&["codesocial", "rebuild", "--data", "d", "--fast"][..], "--fast", "--fast"),
    ] {
        for (language, expected) in [(Language::Fr, french), (Language::En, english)] {
            let stopped = Arguments::read_from(line.iter().copied(), language);
            let Err(Failure::Usage(text)) = stopped else { panic!("{line:?} {stopped:?}") };
            assert!(text.contains(expected), "{line:?} {text}");
        }
    }
}

#[test]
fn help_is_in_one_language() {
    for line in [
        &["codesocial", "--help"][..],
        &["codesocial", "import", "--help"],
        &["codesocial", "import", "-h"],
        &["codesocial", "token", "--help"],
        &["codesocial", "token", "create", "--help"],
    ] {
        let told = Arguments::read_from(line.iter().copied(), Language::Fr);
        let Err(Failure::Told(text)) = told else { panic!("{line:?} {told:?}") };
        for english in ["Commands", "Print", "ossible values", "wiki, as text", "see a"] {
            assert!(!text.contains(english), "{line:?} {english}: {text}");
        }
        assert!(text.contains("Afficher l’aide"), "{line:?} {text}");
    }
}

#[test]
fn help_is_told_not_failed() {
    let told = Arguments::read_from(["codesocial", "import", "--help"], Language::Fr);
    let Err(Failure::Told(text)) = told else { panic!("{told:?}") };
    assert!(text.contains("--dry-run"), "{text}");
}

#[test]
fn an_import_reads_a_source_or_takes_a_run_back() {
    let read = |line: &[&str]| {
        let line = [&["codesocial", "import"], line].concat();
        let Ok(Arguments { command: Command::Import(import), .. }) =
            Arguments::read_from(line.iter().copied(), Language::En)
        else {
            panic!("{line:?}")
        };
        import
    };
    let import = read(&["gogocarto", "map.json", "--data", "d", "--every", "36h"]);
    let source = import.source.expect("a source");
    assert_eq!(
        (source.format, source.source.as_str(), import.action.is_none()),
        (ImportFormat::Gogocarto, "map.json", true)
    );
    assert_eq!(source.every, Some(std::time::Duration::from_hours(36)));
    let import = read(&["undo", "12", "--data", "d"]);
    assert!(matches!(import.action, Some(ImportAction::Undo { run: 12, .. })) && import.source.is_none());
    for wrong in [&["undo", "x", "--data", "d"][..], &["gogocarto", "m", "--data", "d", "--every", "often"], &[]] {
        let line = [&["codesocial", "import"], wrong].concat();
        assert!(
            matches!(Arguments::read_from(line.iter().copied(), Language::Fr), Err(Failure::Usage(_))),
            "{wrong:?}"
        );
    }
}
