//! `codesocial token create`: an API token, alone on standard output.

use crate::arguments::CreateToken;
use crate::failure::Failure;
use crate::instance::Instance;
use crate::output;
use crate::text::Language;

pub(super) async fn run(arguments: CreateToken, language: Language) -> Result<(), Failure> {
    if !arguments.account.contains('@') {
        return Err(Failure::usage(language, "not-an-email", &[("value", arguments.account)]));
    }
    let instance = Instance::reach(&arguments.data.data, language).await?;
    let token = instance.token(arguments.account, arguments.scope).await;
    instance.close().await;
    output::tell_line(&token?, language)
}
