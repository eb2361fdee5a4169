//! How the page spells things: the same word with another case, apostrophe, accent or article.

use unicode_normalization::UnicodeNormalization;

/// One character as labels and headings are compared: lower case, one apostrophe, one space.
/// One character stays one character, so that positions in the folded text are positions in the source.
pub(super) fn fold_char(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' => '\'',
        space if space.is_whitespace() => ' ',
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// A text as labels and headings are compared.
pub(super) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Its words: lower case, without accents, ligatures opened.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        match (c, words.last_mut()) {
            ('œ', Some(word)) => word.push_str("oe"),
            ('æ', Some(word)) => word.push_str("ae"),
            (c, Some(word)) if c.is_alphanumeric() => word.push(c),
            (_, Some(word)) if word.is_empty() => {}
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What makes two spellings the same name: its words in one, a leading article aside.
pub(super) fn identity(name: &str) -> String {
    let words = words(name);
    match words.split_first() {
        Some((article, rest)) if !rest.is_empty() && ARTICLES.contains(&article.as_str()) => rest.concat(),
        Some(_) | None => words.concat(),
    }
}

/// The articles that one list writes and another leaves out.
const ARTICLES: [&str; 4] = ["l", "le", "la", "les"];

/// The expressions of two significant words in a text, numbers of grammar aside ("territoires apprenants" and
/// "territoire apprenant" are one). Words of `known` (the name of what everything here is about) join nothing.
pub(super) fn expressions(text: &str, known: &[String]) -> Vec<(String, String)> {
    let significant: Vec<String> = words(text)
        .into_iter()
        .filter(|word| word.chars().count() > 3 && !LINKING.contains(&word.as_str()) && !known.contains(word))
        .map(|word| word.trim_end_matches(['s', 'x']).to_owned())
        .collect();
    significant.windows(2).filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone()))).collect()
}

/// Words of more than three letters that carry no matter of their own.
const LINKING: [&str; 22] = [
    "avec", "cela", "celle", "celles", "ceux", "chaque", "comme", "dans", "dont", "elle", "entre", "leur", "leurs",
    "mais", "notre", "nous", "pour", "sont", "sous", "toute", "toutes", "vers",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_two_spellings() {
        for (a, b) in [
            ("L'Hermitage", "L’Hermitage"),
            ("Comm1possible", "Comm1Possible"),
            ("L’assemblée virtuelle", "Assemblée Virtuelle"),
            ("mettre en œuvre", "mettre en oeuvre"),
        ] {
            assert_eq!(identity(a), identity(b), "{a} / {b}");
        }
        for (a, b) in [("Fondation MAJ", "Le Fond Maj"), ("Ground", "teamground"), ("Le", "La")] {
            assert_ne!(identity(a), identity(b), "{a} / {b}");
        }
    }

    #[test]
    fn expressions_ignore_number_and_what_is_known() {
        let known = words("Démarche #Exemple");
        let shared = |a: &str, b: &str| {
            let b = expressions(b, &known);
            expressions(a, &known).into_iter().any(|pair| b.contains(&pair))
        };
        assert!(shared("créer un écosystème contributif", "le développement d’écosystèmes contributifs autonomes"));
        assert!(!shared("la démarche #Exemple", "La démarche #Exemple permet"));
    }
}
