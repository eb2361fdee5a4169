//! The links of a page by which whoever writes it says "this is me" (`rel="me"`, as the microformats have it).
//!
//! Only tags are looked at, as they stand in the text: what a script writes, what stands in a comment or in a field that
//! visitors fill, is not there. A link that says of itself to be a visitor's (`nofollow`, `ugc`, `sponsored`) does not count.

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Most links that are taken from one page.
const MOST: usize = 1_000;

/// What else a link says of itself where a visitor wrote it.
const VISITORS: [&str; 3] = ["nofollow", "ugc", "sponsored"];

/// The addresses of all links of a page that say `me`, as they are written.
pub(super) fn of_oneself(page: &str) -> Vec<String> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(page));
    let tokenizer = Tokenizer::new(Links::default(), TokenizerOpts::default());
    // Nothing is run: where a script would be, it goes on.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

#[derive(Default)]
struct Links {
    found: RefCell<Vec<String>>,
}

impl TokenSink for Links {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != StartTag {
            return TokenSinkResult::Continue;
        }
        match &*tag.name {
            "a" | "link" => {
                let mut found = self.found.borrow_mut();
                if found.len() < MOST {
                    found.extend(of_tag(&tag));
                }
                TokenSinkResult::Continue
            }
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

fn of_tag(tag: &Tag) -> Option<String> {
    let said = |name: &str| tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    let words: Vec<String> = said("rel")?.value.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    let is_a_visitors = words.iter().any(|word| VISITORS.contains(&word.as_str()));
    let says_me = words.iter().any(|word| word == "me") && !is_a_visitors;
    said("href").filter(|_| says_me).map(|address| address.value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expected: &[&str]) {
        assert_eq!(of_oneself(page), expected, "{page}");
    }

    #[test]
    fn links_of_oneself_are_found() {
        check("<a rel=me href=https://a.example/#x>x</a>", &["https://a.example/#x"]);
        check("<LINK HREF=' https://a.example/?a=1&amp;b ' REL=\"alternate Me\" />", &["https://a.example/?a=1&b"]);
        check("<p><b><a href='b' rel='me noopener'>", &["b"]);
    }

    #[test]
    fn what_visitors_and_scripts_write_is_not() {
        for page in [
            "<a href=x>",
            "<a rel='menu' href=x>",
            "<a rel='me nofollow' href=x>",
            "<a rel='UGC me' href=x>",
            "<!-- <a rel=me href=x> -->",
            "<script>'<a rel=me href=x>'</script>",
            "<textarea><a rel=me href=x></textarea>",
            "<title><a rel=me href=x></title>",
            "<noscript><a rel=me href=x></noscript>",
            "<img alt='<a rel=me href=x>'>",
            "&lt;a rel=me href=x&gt;",
            "<a rel=me>",
        ] {
            check(page, &[]);
        }
    }

    #[test]
    fn a_page_of_nothing_but_links_or_tags_ends() {
        assert_eq!(of_oneself(&"<a rel=me href=x>".repeat(50_000)).len(), MOST);
        check(&"<div>".repeat(200_000), &[]);
        check(&"<a ".repeat(300_000), &[]);
    }
}
