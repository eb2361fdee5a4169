//! Signing in with other sites, with a real provider: the way that succeeds, and each that must not.

use model::Role;
use tests::browser::{between, local};
use tests::provider::Provider;
use tests::{Browser, Server};

const LEA: &str = "lea@moulin.example";
const BACK: &str = "https://moulin.example/login/oidc/pays/callback";

struct Rig {
    server: Server,
    provider: Provider,
}

/// An instance that signs in with a provider as `pays`, and with the same under another name as `autre`.
async fn rig(new_accounts: web::NewAccounts) -> Option<Rig> {
    let other = BACK.replace("pays", "autre");
    let provider = Provider::start(super::PROGRAM, &[BACK, &other])?;
    let mut server = super::server().await;
    let named = |name: &str, issuer: &str| web::Provider {
        name: name.into(),
        title: "Compte du Pays".into(),
        issuer: issuer.into(),
        client_id: "codesocial".into(),
        client_secret: Some(Provider::SECRET.into()),
        new_accounts,
    };
    let wrong = format!("{}/", provider.issuer());
    let providers = vec![named("pays", provider.issuer()), named("autre", provider.issuer()), named("faux", &wrong)];
    server.signs_in_with(providers);
    Some(Rig { server, provider })
}

/// What proves that a person asked for it on their own page.
async fn link_token(browser: &Browser) -> String {
    between(browser.open("/account").await.expect(200).text(), "/login/oidc/pays?link=", "\"")
}

impl Rig {
    /// Where a browser that begins is led.
    async fn begun(&self, browser: &Browser, how: &str) -> String {
        let begin = browser.open(&format!("/login/oidc/pays{how}")).await;
        let there = begin.expect(303).header("location").to_owned();
        assert!(there.starts_with(self.provider.issuer()) && there.contains("code_challenge_method=S256"), "{there}");
        there
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_is_linked_and_signs_in() {
    let Some(rig) = rig(web::NewAccounts::Refused).await else { return };
    let login = rig.server.browser().open("/login").await;
    assert!(login.expect(200).text().contains("Compte du Pays"));
    // Nobody here has the identity, whatever address it tells.
    rig.server.signed_in("lea@people.example", Role::Administrator).await;
    let stranger = rig.server.browser();
    let back = rig.provider.sign_in(&rig.begun(&stranger, "").await, "lea");
    assert!(stranger.open(&back).await.expect(403).text().contains("identity"));
    assert!(stranger.open("/account").await.status.is_redirection());

    // Whoever is led here by another site links nothing.
    let browser = rig.server.signed_in(LEA, Role::Editor).await;
    for token in ["yes", &link_token(&rig.server.signed_in("other@people.example", Role::Reader).await).await] {
        let refused = browser.open(&format!("/login/oidc/pays?link={token}")).await;
        assert_eq!((refused.status.as_u16(), refused.headers.get("set-cookie")), (403, None), "{token}");
    }
    let there = rig.begun(&browser, &format!("?link={}", link_token(&browser).await)).await;
    let linked = browser.open(&rig.provider.sign_in(&there, "lea")).await;
    assert_eq!(local(linked.expect(303).header("location")), "/account?done=linked");
    let page = browser.open("/account").await;
    assert!(page.expect(200).text().contains(rig.provider.issuer()));

    let elsewhere = rig.server.browser();
    let there = rig.begun(&elsewhere, "?next=%2Fsparql").await;
    let entered = elsewhere.open(&rig.provider.sign_in(&there, "lea")).await;
    assert_eq!(entered.expect(303).header("location"), "/sparql");
    assert!(elsewhere.open("/account").await.expect(200).text().contains(LEA));
    // A disabled account is let in by no other site.
    let registry = rig.server.registry();
    let lea = registry.account_of(&registry.operator(), LEA).await.unwrap();
    registry.disable_account(&registry.operator(), lea).await.unwrap();
    let again = rig.server.browser();
    let back = rig.provider.sign_in(&rig.begun(&again, "").await, "lea");
    again.open(&back).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_accepted_with_an_identity() {
    let Some(rig) = rig(web::NewAccounts::Refused).await else { return };
    let administrator = rig.server.signed_in("second@moulin.example", Role::Administrator).await;
    let fields = [("email", LEA), ("role", "contributor")];
    let made = administrator.fill_in("/invitations", "/invitations", &fields).await;
    let link = local(&between(made.text(), "id=\"made-link\" href=\"", "\"")).to_owned();
    let browser = rig.server.browser();
    let way = between(browser.open(&link).await.text(), "/login/oidc/pays", "\"");
    let there = rig.begun(&browser, &way).await;
    browser.open(&rig.provider.sign_in(&there, "somebody")).await.expect(303);
    browser.open(&link).await.expect(410);
    browser.open("/login/oidc/pays?invitation=never").await.expect(410);
    let registry = rig.server.registry();
    assert!(registry.account_of(&registry.operator(), LEA).await.is_ok(), "under the address that was invited");
}

#[tokio::test(flavor = "multi_thread")]
async fn newcomers_become_readers_where_the_operator_says_so() {
    let Some(rig) = rig(web::NewAccounts::Readers).await else { return };
    rig.server.contributor("taken@people.example").await;
    for (login, expected) in [("new", 303), ("new", 303), ("unverified", 403), ("taken", 409)] {
        let browser = rig.server.browser();
        let back = rig.provider.sign_in(&rig.begun(&browser, "").await, login);
        browser.open(&back).await.expect(expected);
    }
    let registry = rig.server.registry();
    let operator = registry.operator();
    let new = registry.account_of(&operator, "new@people.example").await.unwrap();
    assert_eq!(registry.account(&operator, new).await.unwrap().0.role, Role::Reader);
    assert!(registry.account_of(&operator, "unverified@people.example").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_answer_signs_in() {
    let Some(rig) = rig(web::NewAccounts::Readers).await else { return };
    let browser = rig.server.browser();
    let begin = async || rig.begun(&browser, "").await;
    let refused = async |what: &str, back: &str| {
        let reply = browser.open(back).await;
        assert_eq!((reply.status.as_u16(), reply.text().contains("Not signed in")), (403, true), "{what}: {back}");
        let entered =
            reply.headers.get_all("set-cookie").iter().any(|line| line.to_str().unwrap().contains("codesocial="));
        assert!(!entered, "{what}");
    };
    let replaced = |back: &str, parameter: &str, value: &str| {
        let old = between(&format!("{back}&"), &format!("{parameter}="), "&");
        back.replace(&format!("{parameter}={old}"), &format!("{parameter}={value}"))
    };
    let state = |address: &str| between(&format!("{address}&"), "state=", "&");

    // The token answers another question.
    let there = begin().await;
    let nonce = between(&format!("{there}&"), "nonce=", "&");
    refused("nonce", &rig.provider.sign_in(&there.replace(&nonce, "another"), "lea")).await;

    // Nobody asked so.
    let back = rig.provider.sign_in(&begin().await, "lea");
    refused("state", &replaced(&back, "state", "AAAA")).await;
    refused("no state", &back.replace("state=", "other=")).await;

    // What was asked by another browser: who follows a link that an attacker began is not signed in as the attacker.
    let attacker = rig.server.browser();
    let theirs = rig.begun(&attacker, "").await;
    refused("another browser", &rig.provider.sign_in(&theirs, "attacker")).await;

    // The answer of one provider, given to another; and one that says to be of another.
    let back = rig.provider.sign_in(&begin().await, "lea");
    refused("mixed up", &back.replace("/pays/", "/autre/")).await;
    let back = rig.provider.sign_in(&begin().await, "lea");
    refused("another issuer", &replaced(&back, "iss", "https%3A%2F%2Fevil.example")).await;
    let back = rig.provider.sign_in(&begin().await, "lea");
    refused("no issuer", &back.replace("iss=", "other=")).await;

    // A code of somebody else's: PKCE tells. A code that was used: state and provider tell.
    let (mine, theirs) = (begin().await, rig.begun(&attacker, "").await);
    let stolen = rig.provider.sign_in(&theirs, "attacker");
    refused("injected code", &replaced(&stolen, "state", &state(&mine))).await;
    let back = rig.provider.sign_in(&begin().await, "lea");
    browser.open(&back).await.expect(303);
    let session = browser.cookie().unwrap();
    refused("replayed", &back).await;
    let again = begin().await;
    refused("replayed code", &replaced(&back, "state", &state(&again))).await;
    assert!(browser.cookie().unwrap().contains(&session), "whoever was signed in stays so");

    // The provider says no.
    let there = begin().await;
    refused("denied", &format!("{BACK}?error=access_denied&state={}&iss={}", state(&there), rig.provider.issuer()))
        .await;

    // One that publishes itself under another name, and one that is not there.
    browser.open("/login/oidc/faux").await.expect(502);
    browser.open("/login/oidc/never").await.expect(404);
}
