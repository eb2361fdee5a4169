//! `/.well-known/host-meta` (RFC 6415): where WebFinger is asked. Some servers look there first.

use model::Iri;

/// Its format.
pub const MEDIA_TYPE: &str = "application/xrd+xml";

/// The document, for an instance that answers WebFinger at this address.
pub fn xml(webfinger: &Iri) -> String {
    // What an address may hold beside letters that XML knows: only these two.
    let address = webfinger.as_str().replace('&', "&amp;").replace('\'', "&apos;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" type=\"application/jrd+json\" template=\"{address}?resource={{uri}}\"/>\n\
         </XRD>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_where_to_ask() {
        let xml = xml(&Iri::parse("https://our.example/.well-known/webfinger").unwrap());
        let template = "template=\"https://our.example/.well-known/webfinger?resource={uri}\"";
        assert!(xml.contains(template), "{xml}");
        assert!(super::xml(&Iri::parse("https://our.example/a&b'").unwrap()).contains("/a&amp;b&apos;?resource="));
    }
}
