//! HTML that peers wrote, with nothing left in it that could act: a few tags of text, and links to the web. No images:
//! whoever reads would be seen by whoever serves them.

use super::html;
use ammonia::{Builder, UrlRelative};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

/// Most bytes that are read of one text; of what is longer, the beginning. The longest posts of microblogs have 5,000
/// letters, each of which may be written with six.
pub const HTML_LIMIT: usize = 64 * 1024;

/// What may stand in a text. `span` and `div` go, their text stays.
const TAGS: [&str; 18] = [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];
/// What goes with all that is in it: it is no text.
const GONE: [&str; 12] = [
    "script", "style", "svg", "math", "iframe", "object", "embed", "template", "noscript", "title", "textarea",
    "select",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(GONE))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https"]))
        // An address of theirs would become one of ours.
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    cleaner
});

/// HTML that has been cleaned, to be shown as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean(String);

impl Clean {
    /// What is left of somebody's HTML.
    pub fn of_html(html: &str) -> Self {
        Self(CLEANER.clean(beginning(html)).to_string())
    }

    /// Somebody's text, which may look like HTML and is not.
    pub fn of_text(text: &str) -> Self {
        Self(html::paragraphs(beginning(text)))
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What there is to read, without the tags: a line for each that ends one, an empty one between paragraphs.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.0.as_str();
        while let Some((before, tag)) = rest.split_once('<') {
            text.push_str(before);
            let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
            text.push_str(break_of(tag));
            rest = after;
        }
        text.push_str(rest);
        // All that the cleaner escapes; `&` is last, or `&amp;lt;` would become `<`.
        let escapes =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
        let text = escapes.iter().fold(text, |text, (escape, letter)| text.replace(escape, letter));
        let mut lines: Vec<&str> = Vec::new();
        for line in text.lines().map(str::trim) {
            if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(line);
            }
        }
        lines.join("\n").trim_end().to_owned()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        let mut is_tag = false;
        !self.0.chars().any(|letter| {
            match letter {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ => return !is_tag && !letter.is_whitespace(),
            }
            false
        })
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where this tag begins or ends, what is read goes on after so much.
fn break_of(tag: &str) -> &'static str {
    let name = tag.split(' ').next().unwrap_or_default();
    match name.strip_prefix('/').unwrap_or(name) {
        "br" => "\n",
        "li" if name != "li" => "\n",
        "p" | "blockquote" | "pre" | "ul" | "ol" => "\n\n",
        _ => "",
    }
}

fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(HTML_LIMIT)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_text() {
        let check = |html: &str, expected: &str| assert_eq!(Clean::of_html(html).text(), expected, "{html}");
        check("<p>On <em>pèse</em>.</p>", "On pèse.");
        check("<p>a<br>b</p><p>c</p>", "a\nb\n\nc");
        check("<ul><li>a</li><li>b</li></ul>", "a\nb");
        check("a &lt;b&gt; &amp;lt; R&amp;D&nbsp;!", "a <b> &lt; R&D\u{a0}!");
        check("<script>alert(1)</script>", "");
        check("  <div> a </div> ", "a");
        assert_eq!(Clean::of_text("1 < 2\n\n'b'").text(), "1 < 2\n\n'b'");
    }

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(Clean::of_html(html).as_str(), expected, "{html}");
    }

    #[test]
    fn text_stays() {
        check(
            "<p>Bonjour <strong>à tous</strong><br>et merci</p>",
            "<p>Bonjour <strong>à tous</strong><br>et merci</p>",
        );
        check("a < b & c", "a &lt; b &amp; c");
        check("<p class=\"x\" style=\"color:red\" id=\"y\">a</p>", "<p>a</p>");
        check("<h1>Titre</h1><div>a <span>b</span></div>", "Titrea b");
        let link = |href: &str| format!("<a href=\"{href}\" rel=\"nofollow noopener noreferrer\">a</a>");
        check(
            "<a href=\"https://a.example/?b&amp;c\" class=\"mention\" target=_blank>a</a>",
            &link("https://a.example/?b&amp;c"),
        );
    }

    /// Each is a way that text has been made to act in some browser.
    #[test]
    fn nothing_acts() {
        let bare = "<a rel=\"nofollow noopener noreferrer\">a</a>";
        check("<script>alert(1)</script>", "");
        check("<SCRIPT SRC=https://evil.example/x.js></SCRIPT>a", "a");
        check("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)");
        check("<img src=x onerror=alert(1)>a", "a");
        check("<img src=\"https://evil.example/pixel.png\">a", "a");
        check("<p onclick=\"alert(1)\" onmouseover='alert(1)'>a</p>", "<p>a</p>");
        check("<a href=\"javascript:alert(1)\">a</a>", bare);
        check("<a href=\"JaVaScRiPt:alert(1)\">a</a>", bare);
        check("<a href=\" &#14; java&#10;script:alert(1)\">a</a>", bare);
        check("<a href=\"&#106;avascript&colon;alert(1)\">a</a>", bare);
        check("<a href=\"data:text/html,<script>alert(1)</script>\">a</a>", bare);
        check("<a href=\"vbscript:x\">a</a>", bare);
        check("<a href=\"/admin/accounts?delete\">a</a>", bare);
        check("<a href=\"//evil.example/\">a</a>", bare);
        check("<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>a</text></a></svg>b", "b");
        check("<svg><style><img src=x onerror=alert(1)></style></svg>b", "b");
        check(
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "",
        );
        check("<iframe src=\"javascript:alert(1)\"></iframe><object data=x></object><embed src=x>a", "a");
        check("<style>body{background:url(javascript:alert(1))}</style>a", "a");
        check("<form action=\"https://evil.example/\"><input name=password><button>a</button></form>", "a");
        check(
            "<base href=\"https://evil.example/\"><meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">a",
            "a",
        );
        check("<!--[if IE]><script>alert(1)</script><![endif]-->a", "a");
        check("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "\"&gt;");
        check("<template><script>alert(1)</script></template>a", "a");
        check("<p>never closed <b>a", "<p>never closed <b>a</b></p>");
    }

    #[test]
    fn text_that_looks_like_html_is_text() {
        assert_eq!(Clean::of_text("<script>a</script>\n\nb").as_str(), "<p>&lt;script&gt;a&lt;/script&gt;</p><p>b</p>");
    }

    #[test]
    fn nothing_to_read_is_empty() {
        for empty in ["", " ", "<p></p>", "<p> <br></p>", "<script>a</script>", "<a href=\"https://a.example/\"> </a>"]
        {
            assert!(Clean::of_html(empty).is_empty(), "{empty}");
        }
        assert!(!Clean::of_html("<p>&lt;</p>").is_empty());
    }

    #[test]
    fn long_and_deep_texts_end() {
        for part in ["<b>", "<blockquote>", "<a href=x>", "<ul><li>", "<table>", "<p", "&", "<!--", "é"] {
            let clean = Clean::of_html(&part.repeat(HTML_LIMIT));
            assert!(clean.as_str().len() < 20 * HTML_LIMIT, "{part} {}", clean.as_str().len());
        }
    }
}
