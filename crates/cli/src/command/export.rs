//! `codesocial export`: what is here, in a format of others, on standard output.

use crate::arguments::Export;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{ExportOrder, class};
use crate::text::Language;
use model::Container;

pub(super) async fn run(arguments: Export, language: Language) -> Result<(), Failure> {
    let Export { format, data, container, class: kind, closed } = arguments;
    is_container(container.as_deref(), language)?;
    if let Some(name) = kind.as_deref().filter(|name| class(name).is_none()) {
        return Err(Failure::usage(language, "export-no-class", &[("name", name.to_owned())]));
    }
    let instance = Instance::reach(&data.data, language).await?;
    let told = instance.export(ExportOrder { format, container, class: kind, closed, language }).await;
    instance.close().await;
    told
}

/// Refuses what is named as a container and is none.
pub(super) fn is_container(name: Option<&str>, language: Language) -> Result<(), Failure> {
    let Some(name) = name.filter(|name| Container::from_segment(name).is_none()) else { return Ok(()) };
    let all: Vec<&str> = Container::ALL.iter().map(|container| container.segment()).collect();
    let values = [("name", name.to_owned()), ("all", all.join(", "))];
    Err(Failure::usage(language, "no-container", &values))
}
