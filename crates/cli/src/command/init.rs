//! `codesocial init`: makes the data folder, and prints the first administrator's token.

use crate::arguments::Init;
use crate::failure::Failure;
use crate::output;
use crate::parts;
use crate::text::{self, Language};
use model::Base;
use registry::{NewInstance, Registry};

#[expect(clippy::print_stderr, reason = "the token alone is the answer; what surrounds it is for people")]
pub(super) async fn run(arguments: Init, language: Language) -> Result<(), Failure> {
    let base = Base::parse(&arguments.base)
        .map_err(|_| Failure::usage(language, "base-unusable", &[("base", arguments.base.clone())]))?;
    let name = arguments.name.trim();
    if name.is_empty() {
        return Err(Failure::usage(language, "name-empty", &[]));
    }
    let parts = parts::of_system(language)?;
    let new = NewInstance { base: base.clone(), name: name.to_owned(), administrator: arguments.admin };
    let (registry, token) =
        Registry::create(&arguments.data.data, new, parts).await.map_err(|error| Failure::opening(language, &error))?;
    registry.close().await;
    eprintln!("{}", text::fill(language, "instance-made", &[("base", base.to_string())]));
    output::tell_line(&token, language)
}
