# What the command line says, in English. The same keys stand in ../fr/cli.ftl.

help = Describes organisations and territories in one common grammar, and links them.
help-any-help = Print help
help-any-version = Print version
help-any-commands = Commands
help-any-lang = Language of messages: fr or en
help-any-data = Data folder of the instance
help-any-json = Print one JSON object instead of a report for people
help-init = Makes the data folder of a new instance and prints the first administrator's token, once
help-init-base = Address of the instance, for ever: https://host/
help-init-name = Name of the instance
help-init-admin = E-mail address of the first administrator
help-serve = Runs the instance until it is told to stop
help-serve-listen = Address and port to listen on; 127.0.0.1:8080 if nothing is said
help-serve-base = Refuse to run unless the instance has this address
help-serve-last-write-wins = Accept changes that do not say which revision they are about (If-Match): the last one wins. For old SemApps clients; the history keeps what they overwrite
help-serve-config = Configuration file; codesocial.toml in the data folder if nothing is said
help-token = Access tokens for programs
help-token-create = Makes an access token and prints it, once
help-token-create-account = E-mail address of the account; it is made if it is new
help-token-create-scope = What the token allows: read, write, admin, separated by commas
help-account = Accounts of people
help-account-create = Makes an account without a password, or leaves the one that has this address as it is
help-account-create-account = E-mail address of the account
help-account-create-role = What it may do: reader, contributor (the usual), editor, administrator
help-account-password = Gives an account a password, read from standard input, and signs it out everywhere
help-account-password-account = E-mail address of the account
help-account-invite = Prints a link, and a message to send, with which somebody chooses a password; once
help-account-invite-account = E-mail address of whoever is invited
help-account-invite-role = What the account may do at least: reader, contributor (the usual), editor, administrator
help-account-disable = Shuts an account: nobody signs in to it, its tokens serve no more
help-account-disable-account = E-mail address of the account
help-account-enable = Opens a disabled account again
help-account-enable-account = E-mail address of the account
help-serve-trusted-proxies = Address of a proxy of yours, whose word (X-Forwarded-For) on where requests come from is taken; may be repeated
help-import = Reads a source into the instance and reports every record
help-import-format = What the source is written in: jsonld, turtle, trig, nquads, or resilience-wiki, a page of the resilience wiki as text
help-import-source = A file, a folder, - for standard input, or an http(s) address
help-import-dry-run = Only say what would be done
help-any-allow-hosts = Hosts that may be fetched from although they are private or speak plain http
help-check = Tells what is wrong with a description, where, why, and how to mend it; no instance is needed
help-check-files = Files in Turtle, TriG, N-Triples, N-Quads or JSON-LD; several are read as one
help-check-form = Form to follow, whatever the description says: six-models, four-bundles, the address of a form, or a territory's Turtle file
help-check-format = What the diagnostics are written in: human, json, or sarif
help-check-release = Hold the description against what a release asks: no chapter of its form may be missing
help-check-base = Address of the instance that the description is for; relative addresses are read as its own
help-query = Asks a SPARQL question
help-query-query = The question, or - for standard input
help-query-endpoint = Ask this SPARQL endpoint instead of an instance's folder
help-query-csv = Print CSV
help-query-tsv = Print TSV
help-query-xml = Print SPARQL XML results
help-query-turtle = Print Turtle, for CONSTRUCT and DESCRIBE
help-query-entailment = off: only what people wrote, without what the ontology entails (default: on)
help-query-json = Print SPARQL JSON results, or JSON-LD for CONSTRUCT and DESCRIBE
help-validate = Validates files against SHACL shapes and prints the report in Turtle
help-validate-shapes = Files of shapes: Turtle, TriG, N-Triples, N-Quads or JSON-LD, by their extension
help-validate-data = Files of data, in the same formats
help-release = Freezes and signs a description and what belongs to it, so that a contract can cite it
help-release-description = Address of the description, whole or from the site on: codes/moulin
help-release-name = Name of the release
help-release-note = What there is to say of it
help-release-convention = Convention to put into it, where the description names none
help-verify = Verifies a release without a site or a network: signature, fingerprints, and other copies of its documents
help-verify-file = File of the release, as the site gives it
help-verify-copies = Other copies of its documents, in Turtle, TriG, N-Quads, N-Triples or JSON-LD: what differs is said triple by triple
help-verify-key = Key that must have signed: z6Mk…, or the address that ends in it
help-rebuild = Verifies the journal, drops what answers questions and makes it again from the journal

usage-unknown-argument = the argument { $argument } is not known here. { $usage }
usage-unknown-command = there is no command { $command }. codesocial --help lists them.
usage-missing-argument = something is missing: { $argument }. { $usage }
usage-unusable-value = { $value } cannot stand for { $argument }.
usage-missing-command = a command is missing. Possible: { $commands }
usage-wrong-value = { $value } cannot stand for { $argument }. Possible: { $valid }
usage-conflict = { $argument } cannot be used together with { $other }.
usage-other = { $text }

cannot-write = writing failed: { $cause }
no-runtime = the program cannot start: { $cause }
program-unknown = the program cannot find itself, and so cannot start query workers: { $cause }
folder-owned = another process uses { $folder }. Stop it, or run a command that can talk to it.
folder-unusable = the folder { $folder } cannot be used: { $cause }
no-instance = { $folder } holds no instance. codesocial init makes one.
instance-there = { $folder } holds an instance already. Nothing was changed.
journal-unusable = the journal cannot be used: { $cause }
projection-unusable = what answers questions cannot be used: { $cause }. codesocial rebuild makes it again from the journal.
projection-not-made = what answers questions could not be made again: { $cause }. The journal is as it was.
territory-form-unusable = the form { $file } cannot be used: { $cause }
form-misnamed = the name of a form is made of lower-case letters, digits and single hyphens.
form-of-grammar = a form of the grammar has this name: give the file another name.
form-too-large = a form is at most { $limit } bytes.
shapes-unusable = the form rules in this program cannot be used: { $cause }
chain-broken = the journal does not verify: { $cause }. Restore a backup.
base-unusable = { $base } cannot be the address of an instance. It is http:// or https://, a host, perhaps a port, and nothing else.
name-empty = the instance needs a name.
instance-made = The instance { $base } is made. Its administrator's token follows; it is shown only now.
not-an-email = { $value } is not an e-mail address.
settings-unusable = the configuration cannot be used: { $cause }
another-base = this instance has the address { $has }, for ever; { $wanted } was asked for.
cannot-listen = cannot listen on { $address }: { $cause }
instance-lost = the running instance did not answer: { $cause }
allow-host-unusable = --allow-host cannot be used: { $cause }

source-unreadable = { $source } cannot be read: { $cause }
not-utf8 = line { $line }: the text is not UTF-8
not-a-wiki-page = this is not a page of the resilience wiki: none of its fields is there
wiki-page-nameless = nothing on the page says what it is about: it has no title and no description
not-an-address = { $iri } is not the address of a document here
folder-empty = { $folder } holds no file ending in .{ $extension }
outcome-created = created
outcome-updated = updated
outcome-unchanged = unchanged
outcome-refused = refused
outcome-kept = kept
kept = somebody wrote this here, and the source only mentions it: it stays as it is.
at-line = line { $lines }
at-lines = lines { $lines }
unplaced-heading =
    { $count ->
        [one] One passage found no place:
       *[other] { $count } passages found no place:
    }
unplaced-unknown-field = unknown field
unplaced-empty-field = empty field
unplaced-broken-line = broken line
unplaced-outside-sections = outside any section
unplaced-form-instruction = instruction of the form
unplaced-repeated = already said elsewhere
import-did = { $created } created, { $updated } updated, { $unchanged } unchanged, { $refused } refused.
import-would = Nothing was written. Would be: { $created } created, { $updated } updated, { $unchanged } unchanged, { $refused } refused.
import-refused =
    { $count ->
        [one] one record was refused; the others are in.
       *[other] { $count } records were refused; the others are in.
    }

file-unreadable = { $file } cannot be read: { $cause }
file-format-unknown = { $file }: this is none of the formats that are read here. Name it .ttl, .trig, .nt, .nq, .jsonld or .json.
form-unknown = { $form } is neither a form known here nor a file. Known: { $forms }
check-error = error
check-warning = warning
check-advice = advice
check-why = why
check-help = help
check-see = see
check-section = section { $section }
check-nowhere = in no particular place
check-clean = Nothing to mend.
check-errors =
    { $count ->
        [0] no error
        [one] 1 error
       *[other] { $count } errors
    }
check-warnings =
    { $count ->
        [0] no warning
        [one] 1 warning
       *[other] { $count } warnings
    }
check-advices =
    { $count ->
        [0] no advice
        [one] 1 piece of advice
       *[other] { $count } pieces of advice
    }
check-intentions =
    { $count ->
        [one] 1 intention, from words to deeds:
       *[other] { $count } intentions, from words to deeds:
    }
state-declared = declared
state-in-action = in action
state-evidenced = evidenced
state-confirmed = confirmed
state-contested = contested
state-abandoned = abandoned

rebuilt = Rebuilt up to entry { $seq } of the journal. Fingerprint: { $hash }
query-malformed = this is not a SPARQL question: { $cause }
query-refused = this question is refused: { $cause }
query-too-costly = the question took too long or too much memory. Ask for less at once.
query-unavailable = nobody can answer just now. Try again in a moment.
broken-off = the answer broke off. Ask again.
answer-yes = yes
answer-no = no
rows =
    { $count ->
        [one] 1 row
       *[other] { $count } rows
    }

validate-shapes = the shapes of { $file } cannot be used: { $cause }
validate-failure = the validation has no result: { $cause }
validate-nothing = no shape has a target: nothing was checked

released = Frozen and signed: { $iri }
released-members = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
released-left-out = { $count ->
    [one] Left out, more closed than the description:
   *[other] Left out, more closed than the description:
}
key-unusable = the site’s key cannot be used: { $cause }
verify-refused = the release is refused
verify-not-json = { $file } is not the file of a release: line { $line }, column { $column } is not JSON
verify-format = { $file } is not the file of a release that this program knows: “{ $format }”
verify-shape = { $file } is not a release, or says what was not signed: { $cause }
verify-contexts = { $file } is written in other JSON-LD contexts than those of a release
verify-ambiguous = { $file } does not say the same to readers of its JSON and of its graph: it was changed
verify-addresses = { $file }: the addresses of the release, of its key and of the registry do not belong together
verify-proof = the proof of { $file } cannot be used: { $cause }
verify-key = { $key } is not a key: one begins with z6Mk
verify-release = Release { $number } of { $name }
verify-address = {"  "}{ $iri }
verify-published = {"  "}{ $day }, { $name } ({ $iri })
verify-convention = {"  "}Convention: { $name }; parties: { $parties }
verify-fingerprint = {"  "}Fingerprint: { $hash }
verify-signature = ✓ Signed by the key { $key }
verify-no-signature = ✗ The signature is not that of the key { $key }: the release was changed
verify-key-claimed = ? This key says that it is published at { $iri }: compare it, or name the one that you have from the registry with --key
verify-key-trusted = ✓ It is the expected key
verify-key-other = ✗ It is not the expected key
verify-contents = Contents that fit: { $frozen } of { $all }
verify-changed = ✗ { $document } is not what was signed
verify-erased = – { $document }: erased, the fingerprint remains
verify-closed = – { $document }: closed to whoever asked for the file, the fingerprint remains
verify-absent = – { $document }: not in the file, the fingerprint remains
verify-stranger = ✗ { $document } is in the file, and the release does not name it
verify-copy-same = ✓ { $file }: { $document } is what was signed
verify-copy-differs = ✗ { $file }: { $document } differs (- signed and missing, + added)
verify-copy-stranger = ✗ { $file }: the release does not freeze { $document }
verify-copy-unreadable = ✗ { $file } cannot be read: { $cause }
verify-differences-unknown = {"    "}What was signed is not at hand: nobody can say which triples differ.
verify-more = {"    "}{ $sign } … and { $count } more
verify-holds = Everything fits.
verify-fails = Something does not fit.
account-unknown = No account has this address.
account-made = The account { $email } is there.
account-password-set = The password of { $email } is set; the account is signed out everywhere.
account-disabled = The account { $email } is disabled.
account-enabled = The account { $email } is enabled.
password-prompt = {"Password (not shown): "}
password-unreadable = The password cannot be read: { $cause }
