//! An erasure while others have clones: who clones afterwards has no word of it, and who cloned before is told how to follow.

use super::{Clone, Served, description, git, whole};

const WORDS: &str = "Camille Xyzzy";

/// Whether these words stand in any object, reached by a name or not.
fn in_objects(clone: &Clone, words: &str) -> bool {
    let output = git(&clone.0, &["cat-file", "--batch-all-objects", "--batch"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_erased_is_in_no_object_of_a_clone_made_afterwards() {
    let Some(served) = Served::start() else { return };
    let named = |more: &str| description(&format!("{WORDS}, la grange"), more);
    served.put("grange", named("")).await;
    served.put("moulin", whole("")).await;
    served.put("grange", named("; cs:keyword \"foin\"@fr")).await;
    served.put("moulin", whole("; cs:summary \"De l'eau.\"@fr")).await;
    let action = format!(
        "@prefix cs: <https://w3id.org/codesocial#> .
         <> a cs:Action ; cs:name \"{WORDS}, la cantine\"@fr ; cs:realises </codes/moulin#i> ."
    );
    served.put_to("actions/cantine", action).await;
    let post = async |path: &str, body: &str| {
        let request = served.http.post(format!("{}/{path}", served.address())).bearer_auth(&served.token);
        let reply = request.header("content-type", "application/json").body(body.to_owned()).send().await.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    assert_eq!(post("releases/codes/moulin/", "{\"name\": \"Première\"}").await.0, 201);
    let before = served.clone_to("before");
    assert_eq!(before.files(), ["grange.ttl", "moulin.ttl"]);
    let (was, tag) = (served.head(), before.says(&["rev-parse", "codes/moulin/1"]));
    assert!(
        in_objects(&before, &format!("{WORDS}, la grange")) && in_objects(&before, &format!("{WORDS}, la cantine"))
    );

    let (status, said) = post("erasures/", "{\"documents\": [\"/codes/grange\", \"/actions/cantine\"]}").await;
    assert!(status == 200 && said.contains("\"finished\""), "{status}: {said}");

    let after = served.clone_to("after");
    assert!(!in_objects(&after, WORDS));
    assert_eq!(after.says(&["fsck", "--strict"]), "");
    assert_eq!(after.files(), ["moulin.ttl"]);
    assert!(!after.everything().contains("grange"), "not even the message of a commit");
    let files = after.says(&["ls-tree", "-r", "--name-only", "codes/moulin/1"]);
    assert_eq!(files, "codes/moulin.nq\nmanifest.jsonld");
    for old in [&was, &tag] {
        let fetched = git(&after.0, &["fetch", &served.repository(), old]);
        assert!(!fetched.status.success(), "{old} is still handed out");
    }

    // docs/API.md: "`git pull` then says that it has diverged; `git fetch && git reset --hard origin/main` follows".
    let pulled = git(&before.0, &["pull"]);
    let refused = String::from_utf8_lossy(&pulled.stderr).into_owned();
    assert!(!pulled.status.success() && refused.contains("diverg"), "{refused}");
    assert_eq!(before.says(&["rev-parse", "HEAD"]), was, "nothing is taken from them");
    before.says(&["fetch", "--quiet"]);
    before.says(&["reset", "--quiet", "--hard", "origin/main"]);
    assert_eq!(before.says(&["rev-parse", "HEAD"]), served.head());
    assert_eq!(before.files(), after.files());
    // "the tag moves to the release without that file (`git fetch --tags --force` follows)".
    assert_eq!(before.says(&["rev-parse", "codes/moulin/1"]), tag);
    before.says(&["fetch", "--quiet", "--tags", "--force"]);
    assert_eq!(before.says(&["rev-parse", "codes/moulin/1"]), after.says(&["rev-parse", "codes/moulin/1"]));
    // docs/OPERATING.md: clones "belong to whoever took them".
    assert!(in_objects(&before, WORDS));
    before.says(&["reflog", "expire", "--expire=now", "--all"]);
    before.says(&["gc", "--quiet", "--prune=now"]);
    assert!(!in_objects(&before, WORDS), "until they give it up");
    served.put("moulin", whole("; cs:summary \"Encore.\"@fr")).await;
    for clone in [&before, &after] {
        clone.pull(&served.repository());
        assert_eq!(clone.says(&["rev-parse", "HEAD"]), served.head());
        assert_eq!(clone.says(&["fsck", "--strict"]), "");
    }
}
