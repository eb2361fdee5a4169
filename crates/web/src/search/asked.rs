//! What an address asks: read, and written again for the pages beside.

use super::get::FileFormat;
use crate::problem::Problem;
use axum::extract::Query;
use http::Uri;
use model::vocab::NAMESPACE;
use model::{Base, Container, Iri};
use registry::{
    SEARCH_WINDOW, SearchArea, SearchAsked, SearchBounds, SearchCircle, SearchOrder, SearchPoint, SearchSelected,
    SearchText,
};

/// Most documents on a page, whoever asks.
pub(crate) const MOST: usize = 1_000;
/// How many where nothing is said, for people and for feeds.
const ON_A_PAGE: usize = 20;

/// The orders, by their words.
pub(crate) const ORDERS: [(&str, SearchOrder); 4] = [
    ("relevance", SearchOrder::Relevance),
    ("distance", SearchOrder::Distance),
    ("name", SearchOrder::Name),
    ("newest", SearchOrder::Newest),
];

/// What was asked, as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Given {
    pub(crate) q: String,
    pub(crate) types: Vec<String>,
    pub(crate) themes: Vec<String>,
    pub(crate) territories: Vec<String>,
    pub(crate) near: Option<SearchPoint>,
    pub(crate) within: Option<f64>,
    bounds: Option<[f64; 4]>,
    pub(crate) order: Option<SearchOrder>,
    limit: Option<usize>,
    pub(crate) page: usize,
    pub(crate) format: Option<FileFormat>,
}

impl Given {
    /// Reads an address. What it does not know it does not read.
    pub(crate) fn of(uri: &Uri) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Problem::bad_parameter("?", uri.query().unwrap_or_default()))?;
        let all = |name: &'static str| {
            let several = pairs.iter().filter(move |(known, _)| known == name);
            several.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let one = |name| all(name).next_back();
        let bad = |name: &'static str, text: &str| Problem::bad_parameter(name, text);
        let addresses = |name, of: fn(&str) -> Option<String>| {
            all(name).map(|text| of(text).ok_or_else(|| bad(name, text))).collect::<Result<Vec<_>, _>>()
        };
        let number = |name| one(name).map(|text| text.parse().map_err(|_| bad(name, text))).transpose();
        let near = one("near").map(|text| point(text).ok_or_else(|| bad("near", text))).transpose()?;
        let within = one("within").map(|text| distance(text).ok_or_else(|| bad("within", text))).transpose()?;
        if let (None, Some(_)) = (near, within) {
            return Err(bad("near", ""));
        }
        let limit: Option<usize> = number("limit")?;
        if let Some(limit) = limit.filter(|limit| !(1..=MOST).contains(limit)) {
            return Err(Problem::bad_parameter("limit", limit.to_string()).with("limit", MOST as u64));
        }
        let word = |name| one(name).map(|text| (name, text));
        let order = word("order").map(|(name, text)| {
            ORDERS.iter().find(|(known, _)| *known == text).map(|(_, order)| *order).ok_or_else(|| bad(name, text))
        });
        let format = word("format").map(|(name, text)| FileFormat::of_word(text).ok_or_else(|| bad(name, text)));
        let given = Self {
            q: one("q").unwrap_or_default().to_owned(),
            types: addresses("type", class)?,
            themes: addresses("theme", address)?,
            territories: addresses("territory", address)?,
            near,
            within,
            bounds: one("bbox").map(|text| bounds(text).ok_or_else(|| bad("bbox", text))).transpose()?,
            order: order.transpose()?,
            limit,
            page: number("page")?.unwrap_or(1),
            format: format.transpose()?,
        };
        Ok(given)
    }

    /// The question, with so many documents on a page where it says nothing.
    pub(crate) fn question(&self, usual: Option<usize>) -> Result<SearchAsked, Problem> {
        let take = self.limit.or(usual).unwrap_or(ON_A_PAGE);
        let skip = self.page.checked_sub(1).and_then(|before| before.checked_mul(take));
        let Some(skip) = skip.filter(|skip| skip + take <= SEARCH_WINDOW) else {
            return Err(
                Problem::bad_parameter("page", self.page.to_string()).with("limit", (SEARCH_WINDOW / take) as u64)
            );
        };
        let bounds = self.bounds.and_then(|[west, south, east, north]| SearchBounds::new(west, south, east, north));
        Ok(SearchAsked {
            // What was typed last may be begun only.
            text: SearchText::parse(&self.q),
            selected: SearchSelected {
                types: self.types.clone(),
                themes: self.themes.clone(),
                territories: self.territories.clone(),
            },
            area: SearchArea { circle: self.near.map(|around| SearchCircle { around, within: self.within }), bounds },
            order: self.order,
            skip,
            take,
        })
    }

    /// Whether anything is asked but for everything.
    pub(crate) fn is_narrow(&self) -> bool {
        !self.q.is_empty()
            || self.near.is_some()
            || self.bounds.is_some()
            || [&self.types, &self.themes, &self.territories].iter().any(|several| !several.is_empty())
    }

    /// The address that asks this.
    pub(crate) fn address(&self, base: &Base) -> Iri {
        let mut iri = base.service("search");
        for (name, value) in self.pairs() {
            iri = iri.with_query(name, &value);
        }
        if self.page > 1 {
            iri = iri.with_query("page", &self.page.to_string());
        }
        iri
    }

    /// The same, on this page, in this format.
    pub(crate) fn at(&self, page: usize, format: Option<FileFormat>) -> Self {
        Self { page, format, ..self.clone() }
    }

    /// The corners of the box, as they were written.
    pub(crate) fn bbox(&self) -> Option<String> {
        self.bounds.map(|corners| corners.map(|degrees| degrees.to_string()).join(","))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.q.is_empty() {
            pairs.push(("q", self.q.clone()));
        }
        for (name, several) in [("type", &self.types), ("theme", &self.themes), ("territory", &self.territories)] {
            pairs.extend(several.iter().map(|value| (name, value.clone())));
        }
        pairs.extend(self.near.map(|near| ("near", format!("{},{}", near.latitude, near.longitude))));
        pairs.extend(self.within.map(|within| ("within", within.to_string())));
        pairs.extend(self.bbox().map(|bbox| ("bbox", bbox)));
        let word = |order| ORDERS.iter().find(|(_, known)| *known == order).map(|(word, _)| (*word).to_owned());
        pairs.extend(self.order.and_then(word).map(|word| ("order", word)));
        pairs.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        pairs.extend(self.format.map(|format| ("format", format.word().to_owned())));
        pairs
    }
}

/// A class: its address, its name in the grammar, or the list that it stands in.
fn class(text: &str) -> Option<String> {
    if let Some(class) = Container::from_segment(text).and_then(|container| container.classes().first().copied()) {
        return Some(class.as_str().to_owned());
    }
    if text.chars().all(char::is_alphanumeric) {
        return Some([NAMESPACE, text].concat());
    }
    address(text)
}

fn address(text: &str) -> Option<String> {
    Iri::parse(text).ok().map(|iri| iri.as_str().to_owned())
}

fn degrees<const N: usize>(text: &str) -> Option<[f64; N]> {
    let several: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    several.try_into().ok()
}

fn point(text: &str) -> Option<SearchPoint> {
    let [latitude, longitude] = degrees(text)?;
    SearchPoint::new(latitude, longitude)
}

fn bounds(text: &str) -> Option<[f64; 4]> {
    let corners = degrees(text)?;
    let [west, south, east, north] = corners;
    SearchBounds::new(west, south, east, north).map(|_| corners)
}

fn distance(text: &str) -> Option<f64> {
    text.parse().ok().filter(|kilometres: &f64| kilometres.is_finite() && *kilometres > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Kind;

    fn read(query: &str) -> Result<Given, Kind> {
        let given = Given::of(&format!("/search?{query}").parse().unwrap()).map_err(|problem| problem.kind())?;
        given.question(None).map_err(|problem| problem.kind())?;
        Ok(given)
    }

    #[test]
    fn what_is_asked_is_written_again_as_it_was() {
        let base = Base::parse("https://a.example/").unwrap();
        for query in [
            "q=pain&type=organizations&theme=https%3A%2F%2Fa.example%2Fthemes%2Fx&near=46.5,2&within=10&page=3",
            "bbox=170,-20,-170,-10&order=name&limit=50&format=csv",
            "type=Organization&type=https%3A%2F%2Fx.example%2FY&territory=https%3A%2F%2Fa.example%2Fterritories%2Ft",
            "",
        ] {
            let given = read(query).unwrap();
            let again: Uri = given.address(&base).as_str().parse().unwrap();
            assert_eq!(Given::of(&again).map_err(|problem| problem.kind()), Ok(given), "{query}");
        }
        let class = [NAMESPACE, "Organization"].concat();
        assert_eq!(read("type=organizations&type=Organization").unwrap().types, [class.clone(), class]);
        assert_eq!(read("q=&near=&page=&type=").unwrap(), read("").unwrap());
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for query in [
            "near=1",
            "near=91,0",
            "near=a,b",
            "near=1,2,3",
            "near=NaN,0",
            "within=10",
            "near=1,2&within=-1",
            "near=1,2&within=inf",
            "bbox=1,2,3",
            "bbox=0,10,1,5",
            "bbox=0,0,181,1",
            "page=0",
            "page=-1",
            "page=x",
            "page=999999999999",
            "limit=0",
            "limit=1001",
            "page=11&limit=1000",
            "theme=x",
            "territory=a%20b",
            "type=a%20b",
            "order=best",
            "format=docx",
        ] {
            assert_eq!(read(query).err(), Some(Kind::BadParameter), "{query}");
        }
        assert!(read("page=10&limit=1000").is_ok());
        assert!(read("q=%22%20-%20(&unknown=x").is_ok());
    }
}
