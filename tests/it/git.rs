//! The public descriptions as a Git repository, as Git itself sees it: clone, pull, log, tags; what is closed goes, what
//! is made again is the same.

mod clone_time; // measured by hand
mod erased; // clones, before and after an erasure

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;
use tests::{Process, process};

const MANIFEST: &str = "manifest.jsonld";
const ADMINISTRATOR: &str = "camille@moulin.example";

/// An instance that listens, and a folder for clones.
struct Served {
    folder: TempDir,
    token: String,
    instance: Option<Process>,
    http: reqwest::Client,
}

impl Served {
    /// `None`, with a line that says so: there is no Git on this machine.
    fn start() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            #[expect(clippy::print_stderr, reason = "a skipped test says so")]
            {
                eprintln!("skipped: no git");
            }
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let arguments = ["init", "--base", "https://moulin.example/", "--name", "Moulin", "--admin", ADMINISTRATOR];
        let made = process::run(super::PROGRAM, &[&arguments[..], &["--data", data.to_str().unwrap()]].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        #[expect(clippy::disallowed_methods, reason = "a test client on the loopback")]
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().unwrap();
        let instance = Some(Process::serve(super::PROGRAM, &data));
        Some(Self { folder, token, instance, http })
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn address(&self) -> String {
        self.instance.as_ref().unwrap().address().to_owned()
    }

    fn repository(&self) -> String {
        format!("{}/registry.git", self.address())
    }

    /// Ends the instance, lets `meanwhile` happen to its folder, and serves it again.
    fn restart(&mut self, meanwhile: impl FnOnce(&Path)) {
        assert_eq!(self.instance.take().unwrap().terminate(), Some(0));
        meanwhile(&self.data());
        self.instance = Some(Process::serve(super::PROGRAM, &self.data()));
    }

    async fn put(&self, name: &str, turtle: String) {
        self.put_to(&format!("codes/{name}"), turtle).await;
    }

    async fn put_to(&self, path: &str, turtle: String) {
        let address = format!("{}/{path}", self.address());
        let put = |condition: &'static str| {
            let request = self.http.put(&address).bearer_auth(&self.token).header(condition, "*");
            request.header("content-type", "text/turtle").body(turtle.clone()).send()
        };
        let mut reply = put("if-none-match").await.unwrap();
        if reply.status().as_u16() == 412 {
            reply = put("if-match").await.unwrap();
        }
        assert!(reply.status().is_success(), "{}", reply.text().await.unwrap());
    }

    async fn delete(&self, name: &str) {
        let request = self.http.delete(format!("{}/codes/{name}", self.address())).bearer_auth(&self.token);
        let reply = request.header("if-match", "*").send().await.unwrap();
        assert!(reply.status().is_success(), "{}", reply.text().await.unwrap());
    }

    /// Clones into a new folder.
    fn clone_to(&self, name: &str) -> Clone {
        let clone = Clone(self.folder.path().join(name));
        let output = git(self.folder.path(), &["clone", "--quiet", &self.repository(), name]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        clone
    }

    /// The last commit, as a client is told.
    fn head(&self) -> String {
        self.head_or_none().unwrap()
    }

    fn head_or_none(&self) -> Option<String> {
        let output = git(self.folder.path(), &["ls-remote", &self.repository(), "HEAD"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let told = String::from_utf8(output.stdout).unwrap();
        told.split_once('\t').map(|(head, _)| head.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(instance) = self.instance.take() {
            instance.kill();
        }
    }
}

struct Clone(PathBuf);

impl Clone {
    /// What Git says there.
    #[track_caller]
    fn says(&self, arguments: &[&str]) -> String {
        let output = git(&self.0, arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn pull(&self, address: &str) {
        self.says(&["pull", "--quiet", "--ff-only", address, "main"]);
    }

    /// The files, without the folder in between.
    fn files(&self) -> Vec<String> {
        let files = self.says(&["ls-files"]);
        let mut names: Vec<_> = files.lines().map(|file| file.rsplit('/').next().unwrap().to_owned()).collect();
        names.sort();
        names
    }

    /// Everything that was ever in it, as text.
    fn everything(&self) -> String {
        self.says(&["log", "--all", "--patch", "--format=fuller"])
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    // Nothing of whoever runs the tests: no settings, no proxy, no questions.
    Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("no_proxy", "127.0.0.1")
        .env("LC_ALL", "C")
        .output()
        .unwrap()
}

fn description(name: &str, more: &str) -> String {
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .
         <> a cs:CodeSocial ; cs:name \"{name}\"@fr ; cs:describes </organizations/moulin> ; cs:form cs:SixModelsForm {more} ."
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn descriptions_are_cloned_and_pulled() {
    let Some(served) = Served::start() else { return };
    let empty = served.clone_to("empty");
    assert_eq!(empty.files(), Vec::<String>::new());
    served.put("moulin", description("Le Moulin", "; cs:summary \"De l'eau.\"@fr")).await;
    served.put("grange", description("La Grange", "")).await;
    let clone = served.clone_to("clone");
    assert_eq!(clone.files(), ["grange.ttl", "moulin.ttl"]);
    assert_eq!(clone.says(&["fsck", "--strict"]), "");
    let path = clone.says(&["ls-files", "*/moulin.ttl"]);
    let text = std::fs::read_to_string(clone.0.join(&path)).unwrap();
    assert_eq!(
        text,
        "@prefix cs: <https://w3id.org/codesocial#> .\n\n<https://moulin.example/codes/moulin>\n\ta cs:CodeSocial ;\n\
         \tcs:name \"Le Moulin\"@fr ;\n\tcs:summary \"De l'eau.\"@fr ;\n\
         \tcs:describes <https://moulin.example/organizations/moulin> ;\n\tcs:form cs:SixModelsForm ;\n.\n"
    );

    served.put("moulin", description("Le Moulin", "; cs:summary \"De l'eau.\"@fr ; cs:keyword \"eau\"@fr")).await;
    for existing in [&empty, &clone] {
        existing.pull(&served.repository());
        assert_eq!(existing.says(&["rev-parse", "HEAD"]), served.head());
        assert_eq!(existing.says(&["fsck", "--strict"]), "");
    }
    let log = clone.says(&["log", "--format=%an|%ae|%s", "--", &path]);
    let lines: Vec<_> = log.lines().collect();
    let by = |subject: &str| format!("account 1|account-1@moulin.example|{subject}");
    assert_eq!(lines, [by("moulin, version 2"), by("moulin, version 1")]);
    assert_eq!(clone.says(&["diff", "--numstat", "HEAD~1"]), format!("1\t0\t{path}"), "one statement, one line");
    assert!(!clone.everything().contains(ADMINISTRATOR));
    assert!(clone.says(&["log", "-1", "--format=%B"]).contains("Document: https://moulin.example/codes/moulin"));

    served.delete("grange").await;
    clone.pull(&served.repository());
    assert_eq!(clone.files(), ["moulin.ttl"]);
    assert_eq!(clone.says(&["rev-list", "--count", "HEAD"]), "4");

    let pushed = git(&clone.0, &["push", &served.repository(), "HEAD:refs/heads/mine"]);
    let refused = String::from_utf8_lossy(&pushed.stderr).into_owned();
    assert!(!pushed.status.success() && refused.contains("403"), "{refused}");
    let said = reqwest::get(format!("{}?lang=fr", served.repository())).await.unwrap().text().await.unwrap();
    assert!(said.contains("git clone https://moulin.example/registry.git"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_closed_goes_with_its_past() {
    let Some(mut served) = Served::start() else { return };
    served.put("moulin", description("Le Moulin", "")).await;
    let before = served.head();
    let never = "Xyzzy-one";
    served.put("secret", description(never, "; cs:audience cs:Members")).await;
    assert_eq!(served.head(), before, "nothing of it, not even a commit");
    served.put("moulin", description("Le Moulin", "; cs:keyword \"Xyzzy-two\"@fr")).await;
    served.put("grange", description("La Grange", "")).await;
    let open = served.clone_to("open");
    let (was, files) = (served.head(), open.files());
    assert!(open.everything().contains("Xyzzy-two"));

    served.put("moulin", description("Le Moulin", "; cs:audience cs:Private")).await;
    let closed = served.clone_to("closed");
    assert_eq!(closed.files(), ["grange.ttl"]);
    let everything = closed.everything();
    assert!(!everything.contains("moulin,") && !everything.contains("Xyzzy"), "{everything}");
    for old in [&was, &before] {
        let fetched = git(&closed.0, &["fetch", &served.repository(), old]);
        assert!(!fetched.status.success(), "{old} is still handed out");
    }
    let kept = std::fs::read(served.data().join("registry.git/history")).unwrap();
    assert!(!String::from_utf8(kept).unwrap().contains("moulin"));
    // Who cloned before has what was public then; fetching makes their copy of the branch ours.
    open.says(&["fetch", "--quiet", "origin"]);
    assert_eq!(open.says(&["rev-parse", "origin/main"]), served.head());

    // Open again: what was public then is told, what was not is not.
    served.put("moulin", description("Le Moulin", "; cs:summary \"Ouvert.\"@fr")).await;
    let again = served.clone_to("again");
    assert_eq!(again.files(), files);
    let log = again.says(&["log", "--reverse", "--format=%s"]);
    assert_eq!(
        log.lines().collect::<Vec<_>>(),
        ["moulin, version 1", "moulin, version 2", "grange, version 1", "moulin, version 4"]
    );
    let head = served.head();
    served.restart(|_| {});
    assert_eq!(served.head(), head);
    served.restart(|data| std::fs::remove_dir_all(data.join("registry.git")).unwrap());
    assert_eq!(served.head(), head, "made again from the journal");
    served.restart(|data| {
        let history = data.join("registry.git/history");
        let whole = std::fs::read(&history).unwrap();
        std::fs::write(&history, &whole[..whole.len() / 2]).unwrap();
    });
    assert_eq!(served.head(), head, "mended");
    again.pull(&served.repository());
}

/// The four bundles, each with a word: enough to be released.
fn whole(more: &str) -> String {
    let bundles = ["Qualities", "Values", "Rights", "Wealth"].iter().enumerate();
    let chapters = bundles.map(|(at, bundle)| {
        format!("<#b{at}> a cs:{bundle}Bundle ; cs:order {} ; cs:text \"Du texte, ici.\"@fr .\n", at + 1)
    });
    format!(
        "@prefix cs: <https://w3id.org/codesocial#> .
         <> a cs:CodeSocial ; cs:name \"Moulin\"@fr ; cs:describes </organizations/moulin> ; cs:form cs:FourBundlesForm ;
           cs:section <#b0>, <#b1>, <#b2>, <#b3> {more} .
         <#b0> cs:intention <#i> . <#i> a cs:Intention ; cs:text \"Nourrir\"@fr .\n{}",
        chapters.collect::<String>()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_a_tag() {
    let Some(mut served) = Served::start() else { return };
    served.put("moulin", whole("")).await;
    let action = |more: &str| {
        format!(
            "@prefix cs: <https://w3id.org/codesocial#> .
             <> a cs:Action ; cs:name \"Ouvrir\"@fr ; cs:realises </codes/moulin#i> {more} ."
        )
    };
    served.put_to("actions/cantine", action("")).await;
    let without = served.clone_to("without");
    let address = format!("{}/releases/codes/moulin", served.address());
    for name in ["Première", "Seconde"] {
        let order = served.http.post(format!("{address}/")).bearer_auth(&served.token);
        let order = order.header("content-type", "application/json").body(format!("{{\"name\": \"{name}\"}}"));
        assert_eq!(order.send().await.unwrap().status().as_u16(), 201);
    }
    let clone = served.clone_to("clone");
    let head = clone.says(&["rev-parse", "HEAD"]);
    assert_eq!(head, without.says(&["rev-parse", "HEAD"]), "a release is no version");
    assert_eq!(clone.says(&["tag"]), "codes/moulin/1\ncodes/moulin/2");
    assert_eq!(clone.says(&["cat-file", "-t", "codes/moulin/1"]), "tag");
    let told = clone.says(&["for-each-ref", "--format=%(taggername)|%(contents)", "refs/tags/codes/moulin/1"]);
    assert_eq!(told.trim_end(), "account 1|Première\n\nRelease: https://moulin.example/releases/codes/moulin/1");

    // What the tag holds is the release, byte for byte.
    let signed = served.http.get(format!("{address}/1")).header("accept", "application/ld+json").send().await.unwrap();
    let signed = signed.text().await.unwrap();
    let show = |what: &str| {
        let output = git(&clone.0, &["show", what]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(show(&format!("codes/moulin/1:{MANIFEST}")), signed);
    let signed = model::release::SignedManifest::parse(&signed).unwrap();
    signed.verify().unwrap();
    assert_eq!(signed.manifest.members.len(), 2);
    for member in &signed.manifest.members {
        let path = member.document.as_str().strip_prefix("https://moulin.example/").unwrap();
        let nquads = show(&format!("codes/moulin/1:{path}.nq"));
        assert_eq!(model::canon::Canonical { nquads }.hash(), member.hash, "{path}");
    }
    let frozen = served.folder.path().join("frozen");
    clone.says(&["worktree", "add", "--quiet", "--detach", frozen.to_str().unwrap(), "codes/moulin/1"]);
    let path = |name: &str| frozen.join(name).to_str().unwrap().to_owned();
    let (manifest, code, action_) = (path(MANIFEST), path("codes/moulin.nq"), path("actions/cantine.nq"));
    let verified = || process::run(super::PROGRAM, &["verify", &manifest, &code, &action_, "--lang", "en"]);
    let output = verified();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let comma = std::fs::read_to_string(&action_).unwrap().replace("Ouvrir", "Ouvrir,");
    std::fs::write(&action_, comma).unwrap();
    let output = verified();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    clone.says(&["worktree", "remove", "--force", frozen.to_str().unwrap()]);
    without.says(&["fetch", "--quiet", "--tags"]);
    for clone in [&clone, &without] {
        assert_eq!(clone.says(&["fsck", "--strict"]), "");
        assert_eq!(clone.says(&["tag"]), "codes/moulin/1\ncodes/moulin/2");
    }
    // A later version leaves it where it was, and so does whatever is made again.
    let tags = |served: &Served| {
        let output = git(served.folder.path(), &["ls-remote", "--tags", &served.repository()]);
        String::from_utf8(output.stdout).unwrap()
    };
    let first = tags(&served);
    served.put("moulin", whole("; cs:summary \"Plus tard\"@fr")).await;
    assert_eq!(tags(&served), first);
    served.restart(|data| std::fs::remove_dir_all(data.join("registry.git")).unwrap());
    assert_eq!(tags(&served), first);
    clone.pull(&served.repository());

    // What is closed goes from it, then the whole of it.
    served.put_to("actions/cantine", action("; cs:audience cs:Private")).await;
    let less = served.clone_to("less");
    let files = less.says(&["ls-tree", "-r", "--name-only", "codes/moulin/1"]);
    assert_eq!(files, "codes/moulin.nq\nmanifest.jsonld");
    served.put("moulin", whole("; cs:audience cs:Members")).await;
    assert_eq!(tags(&served), "");
    assert_eq!(served.head_or_none(), None);
    // Open again, it is what it was.
    served.put("moulin", whole("; cs:summary \"Encore\"@fr")).await;
    served.put_to("actions/cantine", action("; cs:summary \"Encore\"@fr")).await;
    assert_eq!(tags(&served), first);
    assert_eq!(served.clone_to("again").says(&["fsck", "--strict"]), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_leaves_a_history_that_is_mended() {
    let Some(mut served) = Served::start() else { return };
    for round in 0..6_u64 {
        for number in 0..8 {
            served.put(&format!("d-{number}"), description("Le Moulin", &format!("; cs:keyword \"{round}\"@fr"))).await;
        }
        // Some of it written, some not.
        tokio::time::sleep(Duration::from_millis(15 * round)).await;
        served.instance.take().unwrap().kill();
        served.instance = Some(Process::serve(super::PROGRAM, &served.data()));
    }
    let head = served.head();
    let clone = served.clone_to("clone");
    assert_eq!(clone.says(&["rev-list", "--count", "HEAD"]), "48");
    assert_eq!(clone.says(&["fsck", "--strict"]), "");
    served.restart(|data| std::fs::remove_dir_all(data.join("registry.git")).unwrap());
    assert_eq!(served.head(), head);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_git_is_refused() {
    let server = super::server().await;
    let anonymous = server.anonymous();
    let asked = |path: &'static str| {
        let anonymous = anonymous.clone();
        async move { anonymous.get(path, "application/json").await }
    };
    asked("/registry.git/info/refs").await.expect(400);
    asked("/registry.git/info/refs?service=git-receive-pack").await.expect(403);
    asked("/registry.git/HEAD").await.expect(404);
    asked("/registry.git/objects/info/packs").await.expect(404);
    asked("/registry.git/history").await.expect(404);
    asked("/registry.git/git-upload-pack").await.expect(405);
    let references = asked("/registry.git/info/refs?service=git-upload-pack").await;
    assert_eq!(references.expect(200).header("content-type"), "application/x-git-upload-pack-advertisement");
    assert!(references.header("cache-control").contains("no-cache"));
    for (content_type, body, status) in [
        ("application/x-git-upload-pack-request", "0000", 200),
        ("application/x-git-upload-pack-request", "nothing", 400),
        ("text/plain", "0000", 415),
    ] {
        let headers = [("content-type", content_type)];
        let path = "/registry.git/git-upload-pack";
        anonymous.send(http::Method::POST, path, &headers, body).await.expect(status);
    }
}
