//! The kinds of problems: one table of names and statuses. The texts are in `locales/*/problem.ftl`.

use http::StatusCode;

macro_rules! kinds {
    ($($variant:ident $name:literal $status:ident;)*) => {
        /// A kind of problem. Its name is part of its `type`, hence stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Kind { $($variant,)* }

        impl Kind {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The last part of its `type`.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The `type` (RFC 9457, section 3.1.1).
            pub(crate) fn type_iri(self) -> &'static str {
                match self { $(Self::$variant => concat!("https://w3id.org/codesocial/problems/", $name),)* }
            }

            /// The key of its title; the detail is the attribute `.detail` of the same key.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!("problem-", $name),)* }
            }

            /// The key of its detail.
            pub(crate) fn detail_key(self) -> &'static str {
                match self { $(Self::$variant => concat!("problem-", $name, ".detail"),)* }
            }

            /// Whether a report of shapes can come with it.
            pub(crate) fn has_report(self) -> bool {
                matches!(self, Self::Invalid | Self::InvalidForm)
            }

            /// The status that it is told with.
            pub(crate) fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }
        }
    };
}

kinds! {
    BadPrecondition "bad-precondition" BAD_REQUEST;
    BadParameter "bad-parameter" BAD_REQUEST;
    BadNote "bad-note" BAD_REQUEST;
    BrokenBody "broken-body" BAD_REQUEST;
    MissingContentType "missing-content-type" BAD_REQUEST;
    Malformed "malformed" BAD_REQUEST;
    NotUtf8 "not-utf8" BAD_REQUEST;
    TooDeep "too-deep" BAD_REQUEST;
    TooMuch "too-much" BAD_REQUEST;
    MalformedQuery "malformed-query" BAD_REQUEST;
    MalformedGit "malformed-git" BAD_REQUEST;
    Unauthenticated "unauthenticated" UNAUTHORIZED;
    BadSignature "bad-signature" UNAUTHORIZED;
    NotHeard "not-heard" FORBIDDEN;
    OtherActor "other-actor" FORBIDDEN;
    NoSay "no-say" FORBIDDEN;
    Forbidden "forbidden" FORBIDDEN;
    MissingScope "missing-scope" FORBIDDEN;
    ReadOnlyRepository "read-only-repository" FORBIDDEN;
    Signed "signed" FORBIDDEN;
    RefusedQuery "refused-query" FORBIDDEN;
    NotAllowed "not-allowed" FORBIDDEN;
    NotInControl "not-in-control" FORBIDDEN;
    WrongPassword "wrong-password" FORBIDDEN;
    SignInRefused "sign-in-refused" FORBIDDEN;
    UnknownIdentity "unknown-identity" FORBIDDEN;
    CrossSite "cross-site" FORBIDDEN;
    StaleForm "stale-form" FORBIDDEN;
    NotFound "not-found" NOT_FOUND;
    NotAnAddress "not-an-address" NOT_FOUND;
    SlowBody "slow-body" REQUEST_TIMEOUT;
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED;
    GraphsAreDocuments "graphs-are-documents" METHOD_NOT_ALLOWED;
    NotAcceptable "not-acceptable" NOT_ACCEPTABLE;
    InteractionModel "interaction-model" CONFLICT;
    NoAddress "no-address" CONFLICT;
    UnfitGraph "unfit-graph" CONFLICT;
    ChangedHere "changed-here" CONFLICT;
    FormOfGrammar "form-of-grammar" CONFLICT;
    FormInFile "form-in-file" CONFLICT;
    FormExtended "form-extended" CONFLICT;
    Restless "restless" CONFLICT;
    AbsentStatement "absent-statement" CONFLICT;
    NoMatch "no-match" CONFLICT;
    SeveralMatches "several-matches" CONFLICT;
    LastAdministrator "last-administrator" CONFLICT;
    SignInFirst "sign-in-first" CONFLICT;
    IdentityTaken "identity-taken" CONFLICT;
    Unsettled "unsettled" CONFLICT;
    Decided "decided" CONFLICT;
    NotShown "not-shown" CONFLICT;
    Conflicts "conflicts" CONFLICT;
    NotForClaiming "not-for-claiming" CONFLICT;
    Claimed "claimed" CONFLICT;
    NoChallenge "no-challenge" CONFLICT;
    TooManyWebhooks "too-many-webhooks" CONFLICT;
    NoMail "no-mail" CONFLICT;
    NoCode "no-code" CONFLICT;
    Gone "gone" GONE;
    LinkEnded "link-ended" GONE;
    PreconditionFailed "precondition-failed" PRECONDITION_FAILED;
    TooLarge "too-large" PAYLOAD_TOO_LARGE;
    TooManyStatements "too-many-statements" PAYLOAD_TOO_LARGE;
    UnsupportedMediaType "unsupported-media-type" UNSUPPORTED_MEDIA_TYPE;
    UnsupportedCharset "unsupported-charset" UNSUPPORTED_MEDIA_TYPE;
    UnsupportedCoding "unsupported-coding" UNSUPPORTED_MEDIA_TYPE;
    UnknownContext "unknown-context" UNPROCESSABLE_ENTITY;
    ForeignSubject "foreign-subject" UNPROCESSABLE_ENTITY;
    Detached "detached" UNPROCESSABLE_ENTITY;
    TooSymmetric "too-symmetric" UNPROCESSABLE_ENTITY;
    TooManyMembers "too-many-members" UNPROCESSABLE_ENTITY;
    TooManyDocuments "too-many-documents" UNPROCESSABLE_ENTITY;
    OtherConvention "other-convention" UNPROCESSABLE_ENTITY;
    Empty "empty" UNPROCESSABLE_ENTITY;
    NoCopy "no-copy" UNPROCESSABLE_ENTITY;
    WrongType "wrong-type" UNPROCESSABLE_ENTITY;
    ForeignGraph "foreign-graph" UNPROCESSABLE_ENTITY;
    Repeated "repeated" UNPROCESSABLE_ENTITY;
    Unusable "unusable" UNPROCESSABLE_ENTITY;
    Invalid "invalid" UNPROCESSABLE_ENTITY;
    InvalidForm "invalid-form" UNPROCESSABLE_ENTITY;
    UnusablePatch "unusable-patch" UNPROCESSABLE_ENTITY;
    UnusableAcl "unusable-acl" UNPROCESSABLE_ENTITY;
    CostlyDocument "costly-document" UNPROCESSABLE_ENTITY;
    WeakPassword "weak-password" UNPROCESSABLE_ENTITY;
    NotAnEmail "not-an-email" UNPROCESSABLE_ENTITY;
    NotAnActivity "not-an-activity" UNPROCESSABLE_ENTITY;
    NotFollowable "not-followable" UNPROCESSABLE_ENTITY;
    NoSite "no-site" UNPROCESSABLE_ENTITY;
    UnprovableSite "unprovable-site" UNPROCESSABLE_ENTITY;
    NotProven "not-proven" UNPROCESSABLE_ENTITY;
    NotAtSite "not-at-site" UNPROCESSABLE_ENTITY;
    WrongCode "wrong-code" UNPROCESSABLE_ENTITY;
    NoSuchAccount "no-such-account" UNPROCESSABLE_ENTITY;
    UnusableWebhook "unusable-webhook" UNPROCESSABLE_ENTITY;
    PreconditionRequired "precondition-required" PRECONDITION_REQUIRED;
    TooManyAttempts "too-many-attempts" TOO_MANY_REQUESTS;
    Crowded "crowded" TOO_MANY_REQUESTS;
    Internal "internal" INTERNAL_SERVER_ERROR;
    ProviderFailed "provider-failed" BAD_GATEWAY;
    CostlyShape "costly-shape" SERVICE_UNAVAILABLE;
    TooCostly "too-costly" SERVICE_UNAVAILABLE;
    BudgetSpent "budget-spent" SERVICE_UNAVAILABLE;
    Unavailable "unavailable" SERVICE_UNAVAILABLE;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_the_documentation() {
        let documentation =
            std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/API.md"))
                .unwrap();
        for kind in Kind::ALL {
            let row = format!("| `{}` | {} |", kind.name(), kind.status().as_u16());
            assert!(documentation.contains(&row), "docs/API.md lacks {row}");
        }
    }
}
