//! The columns of the index.

use crate::asked::Facet;
use crate::words::Language;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Goes up whenever anything here changes, or what is put into it.
pub(crate) const VERSION: u32 = 1;

pub(crate) const NUMBER: &str = "number";
pub(crate) const LATITUDE: &str = "latitude";
pub(crate) const LONGITUDE: &str = "longitude";
pub(crate) const TITLE: &str = "title";
pub(crate) const CHANGED: &str = "changed";
pub(crate) const HAS_EDGES: &str = "has_edges";

/// Where what stands.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) iri: Field,
    pub(crate) audience: Field,
    pub(crate) owner: Field,
    pub(crate) number: Field,
    pub(crate) latitude: Field,
    pub(crate) longitude: Field,
    pub(crate) title: Field,
    pub(crate) changed: Field,
    pub(crate) facets: [Field; 3],
    pub(crate) names: Texts,
    pub(crate) texts: Texts,
    pub(crate) has_edges: Field,
    pub(crate) edges: Field,
}

/// Words as they are written, and by their stems.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub(crate) plain: Field,
    french: Field,
    english: Field,
}

impl Texts {
    pub(crate) fn of(&self, language: Language) -> Field {
        match language {
            Language::French => self.french,
            Language::English => self.english,
        }
    }
}

/// What the column of a facet is called.
pub(crate) fn column(facet: Facet) -> &'static str {
    match facet {
        Facet::Type => "type",
        Facet::Theme => "theme",
        Facet::Territory => "territory",
    }
}

impl Fields {
    pub(crate) fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let indexed = |option| TextFieldIndexing::default().set_tokenizer("raw").set_index_option(option);
        let in_order = TextOptions::default().set_indexing_options(indexed(IndexRecordOption::WithFreqsAndPositions));
        let counted = TextOptions::default().set_indexing_options(indexed(IndexRecordOption::WithFreqs));
        let column_of_text = TextOptions::default().set_fast("raw");
        let fields = Self {
            iri: schema.add_text_field("iri", STRING | STORED),
            audience: schema.add_text_field("audience", STRING | STORED),
            owner: schema.add_i64_field("owner", INDEXED | STORED),
            number: schema.add_u64_field(NUMBER, FAST),
            latitude: schema.add_f64_field(LATITUDE, FAST),
            longitude: schema.add_f64_field(LONGITUDE, FAST),
            title: schema.add_text_field(TITLE, column_of_text.clone()),
            changed: schema.add_i64_field(CHANGED, FAST),
            facets: Facet::ALL.map(|facet| schema.add_text_field(column(facet), column_of_text.clone())),
            names: Texts {
                plain: schema.add_text_field("name", in_order.clone()),
                french: schema.add_text_field("name_fr", counted.clone()),
                english: schema.add_text_field("name_en", counted.clone()),
            },
            texts: Texts {
                plain: schema.add_text_field("text", in_order),
                french: schema.add_text_field("text_fr", counted.clone()),
                english: schema.add_text_field("text_en", counted),
            },
            has_edges: schema.add_u64_field(HAS_EDGES, FAST),
            edges: schema.add_text_field("edges", STORED),
        };
        (schema.build(), fields)
    }
}
