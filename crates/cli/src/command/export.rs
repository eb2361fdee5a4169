//! `codesocial export`: what is here, in a format of others, on standard output.

use crate::arguments::Export;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::operation::{ExportOrder, class};
use crate::text::Language;
use model::Container;

pub(super) async fn run(arguments: Export, language: Language) -> Result<(), Failure> {
    let Export { format, data, container, class: kind, closed } = arguments;
    if let Some(name) = container.as_deref().filter(|name| Container::from_segment(name).is_none()) {
        let all: Vec<&str> = Container::ALL.iter().map(|container| container.segment()).collect();
        let values = [("name", name.to_owned()), ("all", all.join(", "))];
        return Err(Failure::usage(language, "export-no-container", &values));
    }
    if let Some(name) = kind.as_deref().filter(|name| class(name).is_none()) {
        return Err(Failure::usage(language, "export-no-class", &[("name", name.to_owned())]));
    }
    let instance = Instance::reach(&data.data, language).await?;
    let told = instance.export(ExportOrder { format, container, class: kind, closed, language }).await;
    instance.close().await;
    told
}
