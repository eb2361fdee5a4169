//! Texts as the grammar has them: plain, with paragraphs between blank lines. What people wrote in HTML or Markdown keeps
//! its words and its lines; of the marks, those are left that read well as they are (`- ` before a point).

/// Bytes in which a mark that is open has to be closed: whoever writes `<` or `[` alone costs nothing.
const OPEN: usize = 2000;

/// A text of several lines.
pub(super) fn plain(text: &str) -> String {
    let text = unmarked(&without_tags(&text.replace("\r\n", "\n").replace('\r', "\n")));
    let mut plain = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines().map(str::trim_end) {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        // One blank line is enough between two paragraphs.
        if blank < 2 {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain.trim().to_owned()
}

/// A text in one line: a name, a tag.
pub(super) fn line(text: &str) -> String {
    without_tags(text).split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// Without the tags of HTML; those that end a line end one. A `<` that opens no tag is one.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        if let Some((name, after)) = tag(after) {
            match name.as_str() {
                "br" | "/li" | "/tr" | "/div" => plain.push('\n'),
                "li" => plain.push_str("- "),
                "/p" | "/h1" | "/h2" | "/h3" | "/h4" | "/ul" | "/ol" | "/blockquote" => plain.push_str("\n\n"),
                _ => {}
            }
            rest = after;
        } else {
            plain.push('<');
            rest = after;
        }
    }
    plain.push_str(rest);
    with_characters(&plain)
}

/// The name of a tag that begins here, and what comes after it.
fn tag(text: &str) -> Option<(String, &str)> {
    let begins = text.strip_prefix('/').unwrap_or(text).starts_with(|letter: char| letter.is_ascii_alphabetic());
    if !begins {
        return None;
    }
    let (inside, after) = split_soon(text, ">")?;
    if inside.contains(['<', '@']) || inside.contains("://") && !inside.contains('=') {
        return None;
    }
    let name: String = inside.trim_end_matches('/').split_whitespace().next()?.to_ascii_lowercase();
    // What is not written to be read goes with its tag.
    let unread = matches!(name.as_str(), "script" | "style").then(|| format!("</{name}"));
    let after = match unread.and_then(|end| soon(after).to_ascii_lowercase().find(&end)) {
        Some(end) => after.get(end..)?,
        None => after,
    };
    Some((name, after))
}

fn soon(text: &str) -> &str {
    text.get(..text.floor_char_boundary(OPEN)).unwrap_or(text)
}

fn split_soon<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = soon(text).find(mark)?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// With the characters that entities of HTML stand for.
fn with_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let known = split_soon(after, ";");
        if let Some((character, after)) = known.and_then(|(name, after)| Some((character(name)?, after))) {
            plain.push(character);
            rest = after;
        } else {
            plain.push('&');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|character| !character.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "rsquo" => '’',
        "lsquo" => '‘',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "euro" => '€',
        "oelig" => 'œ',
        "agrave" => 'à',
        "acirc" => 'â',
        "ccedil" => 'ç',
        "eacute" => 'é',
        "egrave" => 'è',
        "ecirc" => 'ê',
        "euml" => 'ë',
        "icirc" => 'î',
        "iuml" => 'ï',
        "ocirc" => 'ô',
        "ugrave" => 'ù',
        "ucirc" => 'û',
        "Agrave" => 'À',
        "Ccedil" => 'Ç',
        "Eacute" => 'É',
        "Egrave" => 'È',
        _ => return None,
    })
}

/// Without the marks of Markdown that get in the way: of headings and of strong words, and the brackets of links.
fn unmarked(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let heading = line.trim_start_matches('#');
        let is_heading = (1..=6).contains(&(line.len() - heading.len())) && heading.starts_with(' ');
        links(if is_heading { heading.trim_start() } else { line }).replace("**", "")
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// `[words](address)` as `words (address)`, a picture as its words.
fn links(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let found = split_soon(after, "](").and_then(|(words, after)| {
            let (address, after) = split_soon(after, ")")?;
            (!words.contains(['[', ']']) && !address.contains(' ')).then_some((words, address, after))
        });
        if let Some((words, address, after)) = found {
            let is_picture = before.ends_with('!');
            plain.push_str(before.strip_suffix('!').unwrap_or(before));
            plain.push_str(words);
            if !is_picture && words != address {
                plain.push_str(" (");
                plain.push_str(address);
                plain.push(')');
            }
            rest = after;
        } else {
            plain.push_str(before);
            plain.push('[');
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_up_is_read_as_it_looks() {
        for (marked, read) in [
            (
                "<p>Un caf&eacute;&nbsp;: <b>gratuit</b></p><ul><li>lundi</li><li>mardi</li></ul>",
                "Un café\u{a0}: gratuit\n\n- lundi\n- mardi",
            ),
            (
                "# Titre\r\n\r\n\r\n**Fort** [site](https://a.example/) ![logo](x.png)",
                "Titre\n\nFort site (https://a.example/) logo",
            ),
            ("3 < 4 & 5 > 2, ceci <moi@a.example>", "3 < 4 & 5 > 2, ceci <moi@a.example>"),
            ("a<script>alert('é')</script>b<br/>c", "ab\nc"),
            ("#hashtag [1] &inconnu; &#0; &#8217;", "#hashtag [1] &inconnu; &#0; ’"),
            ("<", "<"),
        ] {
            assert_eq!(plain(marked), read, "{marked}");
        }
        assert_eq!(line(" L&#039;atelier\n <b>vélo</b> "), "L'atelier vélo");
    }
}
