//! The HTML that we write: text that people gave, escaped, in paragraphs; and links to addresses of the web. Nobody's
//! markup gets through, hence nothing has to be cleaned.

use crate::activity::origin::Origin;
use model::Iri;

/// Text as it stands between tags and in quoted attributes. Control characters say nothing and confuse some readers.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => {}
            letter => html.push(letter),
        }
    }
    html
}

/// Text as paragraphs: an empty line ends one, another line break stays one.
pub(super) fn paragraphs(text: &str) -> String {
    let mut html = String::new();
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            lines.push(escaped(line.trim()));
        } else if !lines.is_empty() {
            html.push_str(&paragraph(&lines.join("<br>")));
            lines.clear();
        }
    }
    html
}

/// A paragraph of what is HTML already.
pub(super) fn paragraph(html: &str) -> String {
    format!("<p>{html}</p>")
}

/// A link to an address of the web; of any other address only the text.
pub(super) fn link(href: &Iri, text: &str) -> String {
    let text = escaped(text);
    match Origin::of(href) {
        Some(_) => format!("<a href=\"{}\">{text}</a>", escaped(href.as_str())),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let check = |text: &str, expected: &str| assert_eq!(paragraphs(text), expected, "{text:?}");
        check("", "");
        check(" \n\n ", "");
        check("one", "<p>one</p>");
        check("one\r\ntwo\n\n\n three ", "<p>one<br>two</p><p>three</p>");
        check("<script>alert('1')</script>", "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</p>");
        check("R&D \"\u{7}\"", "<p>R&amp;D &quot;&quot;</p>");
    }

    #[test]
    fn links_lead_to_the_web_only() {
        let check = |href: &str, expected: &str| assert_eq!(link(&Iri::parse(href).unwrap(), "<b>"), expected);
        check("https://a.example/?a=1&b='", "<a href=\"https://a.example/?a=1&amp;b=&#39;\">&lt;b&gt;</a>");
        check("javascript:alert(1)", "&lt;b&gt;");
        check("data:text/html,x", "&lt;b&gt;");
    }
}
