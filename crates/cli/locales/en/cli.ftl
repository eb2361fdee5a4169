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
help-serve-config = Configuration file; codesocial.toml in the data folder if nothing is said
help-token = Access tokens for programs
help-token-create = Makes an access token and prints it, once
help-token-create-account = E-mail address of the account; it is made if it is new
help-token-create-scope = What the token allows: read, write, admin, separated by commas
help-import = Reads a source into the instance and reports every record
help-import-format = What the source is written in: jsonld, turtle, trig, nquads, or resilience-wiki, a page of the resilience wiki as text
help-import-source = A file, a folder, - for standard input, or an http(s) address
help-import-dry-run = Only say what would be done
help-import-allow-hosts = Hosts that may be fetched from although they are private or speak plain http
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
