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
help-serve-hear-only = Host that is heard, followed and told, and no other but those named likewise; may be repeated
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
help-serve-query-deadline = Seconds that a SPARQL question may take (1 to 3600; 15 where nothing is said)
help-serve-trusted-proxies = Address of a proxy of yours, whose word (X-Forwarded-For) on where requests come from is taken; may be repeated
help-import = Reads a source into the instance and reports every record
help-import-format = What the source is written in: jsonld, turtle, trig, nquads, resilience-wiki (a page of the resilience wiki as text), gogocarto, communecter, pair (SemApps), csv, geojson, murmurations, or ldes (the stream of another instance, which is followed)
help-import-source = A file, a folder, - for standard input, or an http(s) address
help-import-map = What its types, fields and categories are here: a TOML file
help-import-source-name = How the source is called here: the beginning of its records' addresses, not to be changed any more
help-import-territory = Territory of the pages that state none: its address, or what stands after the site’s (territories/brenne)
help-import-mint = Container for what stands under others' addresses, which is made ours (organizations); of RDF alone. Without it such documents keep their addresses and cannot be edited here
help-import-audience = Who may read its records at first: public, network, members, private
help-import-dry-run = Only say what would be done
help-import-every = How long from this run to the next one, which the running instance begins by itself: 90m, 6h, 1d, 1w; of an address only
help-import-undo = Takes a run back: what it made is gone, what it changed says what it said before
help-import-undo-run = Its number, as the report of the import says it
help-import-undo-json = One JSON object instead of a report
help-sources = Says which sources are read, when each is due, and how its last run went
help-sources-json = One JSON array instead of a report
help-sources-schedule = Has a source read again and again while the instance runs
help-sources-schedule-name = Its name, as codesocial sources says it
help-sources-schedule-every = How long from one run to the next: 90m, 6h, 1d, 1w
help-sources-stop = Has a source read by hand only
help-sources-stop-name = Its name
help-sources-report = Says what one run did to each record
help-sources-report-run = Its number
help-sources-report-json = One JSON object instead of a report
help-claim = Has somebody take over an imported page: draws a challenge for an account, or looks whether it is where it has to be
help-claim-document = The page: its address, or what stands after the site’s
help-claim-account = For whom: the address of an account that may write
help-claim-check = Look whether the challenge is where it has to be, and hand the page over if so
help-claim-mail = Send a code to this address, which is at the host of the page’s website
help-claim-code = Enter the code that was sent, and hand the page over if it is the one
help-claim-give = Hand the page over without a proof
help-claim-take-back = Take the page back from whoever took it over
help-claim-json = One JSON object instead of a report
help-claims = Says who took over which imported pages, and what proved it
help-claims-json = One JSON array instead of a report
help-webhooks = Says which addresses are told what changes, and what has arrived
help-webhooks-number = One of them, with what was sent last; without, all
help-webhooks-json = JSON instead of a report
help-webhooks-add = Has an address told what changes and everybody may read; it is asked first whether it wants to be
help-webhooks-add-address = The address: https, or a host of --allow-host
help-webhooks-add-account = Whose it is: the address of an account
help-webhooks-add-container = Only of this container (organizations)
help-webhooks-add-class = Only of this type (Organization)
help-webhooks-add-document = Only of this page
help-webhooks-add-shape = What messages look like: codesocial (the usual) or gogocarto
help-webhooks-add-label = How it is called
help-webhooks-add-after = After which entry of the journal it begins, 0 for all; without, only what comes is told
help-webhooks-remove = Tells it nothing any more
help-webhooks-remove-number = Its number
help-webhooks-retry = Tries it again now, whatever failed before: it goes on from where it stopped
help-webhooks-retry-number = Its number
help-any-name-servers = Name server (IP:PORT) to ask for TXT records instead of the system’s; may be repeated
help-any-allow-hosts = Hosts that may be fetched from although they are private or speak plain http
help-same = Says which sheets are likely of one organisation, and why
help-same-json = One JSON object instead of a report
help-same-territory = The territory where one of both is: its address, or what stands after the instance's
help-same-limit = How many pairs at most; 20 if nothing is said
help-same-confirm = Says that two sheets are of one organisation: the one from here leads to the other from now on
help-same-confirm-one = One: its address, or what stands after the instance's
help-same-confirm-other = The other
help-same-refuse = Says that two sheets are not of one organisation: it is not asked again
help-same-refuse-one = One
help-same-refuse-other = The other
help-same-merge = Says that two sheets are of one organisation; the one from here takes up what the other alone says
help-same-merge-one = One
help-same-merge-other = The other
help-same-undo = Takes back what was decided of two sheets, and what was written of it
help-same-undo-one = One
help-same-undo-other = The other
help-export = Writes what is in the instance in a format of others, on standard output
help-export-format = What to write it in: jsonld, turtle, trig, nquads, geojson (as uMap reads it), csv, ical (events), gogocarto, murmurations (profiles), or dcat (the catalogue of what is here, in Turtle)
help-export-container = Only what is in this container: organizations, events…
help-export-class = Only what is of this class: Organization, Event…
help-export-closed = What not everybody may read goes too: the file is not to be published
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
help-follow = Follows another instance, one of its containers, or an actor: what it says publicly, and to its network, arrives here
help-follow-address = Address of what to follow: https://vallee.example/
help-follow-allow_hosts = Host that may be asked although it is private, where no instance runs
help-unfollow = Follows something no longer; what is held of it is removed
help-unfollow-address = Address that is followed
help-unfollow-keep = Keep what is held as it is; it is not updated any more
help-peers = Says who follows whom, and what has arrived
help-peers-json = One JSON object instead of a report
help-peers-retry = Tries again now what did not arrive
help-peers-retry-inbox = One inbox; all of them without
help-peers-accept = Lets in who asked to follow, or something in quarantine: shows a reply as a comment, keeps what concerns somebody here
help-peers-accept-actor = Address of who asked, or number of what waits
help-peers-refuse = Does not let in who asked to follow, or not any more
help-peers-refuse-actor = Address of who asked
help-block = Hears a host or an actor no longer
help-block-subject = A host, with all below it, or the address of an actor
help-block-why = Why, for those who come after
help-block-silence = Hear it, and show what it says to those alone who are signed in here
help-block-remove = Remove what is held of it; without, it stays as it is
help-block-undo = Hear it again
help-report = Tells the instance that answers for a document or an actor elsewhere that something is wrong with it
help-report-address = Address of the document or the actor
help-report-because = What is wrong, in words; who says it is not told
help-report-allow_hosts = Host that may be asked although it is private, where no instance runs
follow-asked = Asked { $actor } to follow { $object }. What there is arrives once they accept.
follow-own = { $iri } is of this instance.
follow-not-found = { $iri } cannot be followed: { $cause }
follow-nobody = { $iri } does not say who answers for it.
follow-not-heard = { $subject } is not heard here.
follow-not-followed = { $iri } is not followed. codesocial peers says what is.
unfollowed-kept = { $object } is followed no longer; { $documents } documents stay as they are.
unfollowed-removed = { $object } is followed no longer; { $documents } documents were removed.
follower-unknown = { $actor } has not asked, or is answered already.
follower-accepted = { $actor } follows now.
follower-refused = { $actor } does not follow.
peer-blocked = { $subject } is not heard any more.
peer-blocked-removed = { $subject } is not heard any more; { $documents } documents were removed.
peer-silenced = { $subject } is shown to those alone who are signed in here.
peer-unblocked = { $subject } is heard again.
report-sent = { $actor } is told of { $iri }.
report-too-long = A report has { $limit } letters at most.
peers-of-what = Say where the instance is: --data DIR.
help-peers-quarantine-json = One JSON array instead of a report
help-peers-quarantine-silenced = What came from whoever is silenced, instead of the rest
peers-retried = It is tried again now.
peers-following = This instance follows: { $count }
peers-following-one = { "  " }{ $object } ({ $state }): { $documents } documents
peers-followers = It is followed by: { $count }
peers-follower-one = { "  " }{ $actor } ({ $state }), { $object }
peers-follower-waits = { "    " }codesocial peers accept { $actor }
peers-sent = What it says is sent to: { $count }
peers-arrived = { "  " }{ $inbox }: everything has arrived
peers-on-the-way = { "  " }{ $inbox }: on its way, { $told } of { $last }
peers-failing = { "  " }{ $inbox }: not reached ({ $attempts } times), { $failure }; next attempt { $next }
peers-refused = { "    " }{ $iri } was refused: { $why }
peers-received = Activities received, { $fate }: { $count }
peers-blocked = Not heard: { $subject }
peers-silenced = Shown to those alone who are signed in: { $subject }
peers-missed = Not found, so not told of what concerns them: { $actor }, { $failure }
peers-state-waiting = waits for an answer
peers-state-accepted = accepted
peers-state-refused = refused
peers-fate-waiting = to be applied
peers-fate-applied = applied
peers-fate-ignored = without effect
peers-fate-dismissed = dismissed
peers-fate-undone = taken back before they came
peers-fate-quarantined = in quarantine
no-site = The instance has no address of the web: { $cause }
help-peers-quarantine = Says what came and is in quarantine, and why: documents that the shapes refuse, replies, reports
help-peers-dismiss = Dismisses something in quarantine
help-peers-dismiss-number = Its number
help-peers-reconsider = Applies something in quarantine again, what stood against it being mended
help-peers-reconsider-number = Its number
quarantine-empty = Nothing is in quarantine.
quarantine-one = { $number }  { $at }  { $actor }
    { $id }
    { $why }
quarantine-report = { "    " }says: { $text }
quarantine-report-here = { "    " }of this instance: { $iri }
quarantine-report-elsewhere = { "    " }of elsewhere: { $iri }
quarantine-unknown = There is no { $number } in quarantine.
quarantine-again = { $number } is applied again.
quarantine-dismissed = { $number } is dismissed.
help-peers-document = Says who has taken what one page says, or that it ended
quarantine-accepted = { $number } is accepted.
quarantine-unfit = { $number } cannot be taken: { $cause }
quarantine-not-shown = Nothing of { $number } can be shown: reconsider or dismiss it.
quarantine-no-document = { $iri } is no page here that everybody may read: nothing can be shown under it.
receipts-says = { $document }, as it is since { $at }, is told to these sites:
receipts-gone = { $document } was taken away on { $at }; these sites are told:
receipts-erased = { $document } was erased on { $at }; these sites are told:
receipts-nobody = { "  " }no site
receipts-told-says = what it says
receipts-told-closed = that it is closed
receipts-told-gone = that it is gone
receipts-told-erased = that it is erased
receipts-confirmed = { "  " }{ $inbox }: confirmed on { $at } at the latest ({ $told })
receipts-refused = { "  " }{ $inbox }: refused on { $at } ({ $told }): { $why }
receipts-waiting = { "  " }{ $inbox }: on its way ({ $told })
receipts-failing = { "  " }{ $inbox }: not reached ({ $told }), { $why }; next attempt { $next }
receipts-blocked = { "  " }{ $inbox }: blocked here, it is told nothing ({ $told })
receipts-left = { "  " }{ $inbox }: follows no longer, it is told nothing
help-release = Freezes and signs a description and what belongs to it, so that a contract can cite it
help-release-description = Address of the description, whole or from the site on: codes/moulin
help-release-name = Name of the release
help-release-note = What there is to say of it
help-release-convention = Convention to put into it, where the description names none
help-verify = Verifies a release without a site or a network: signature, fingerprints, and other copies of its documents
help-verify-file = File of the release, as the site gives it
help-verify-copies = Other copies of its documents, in Turtle, TriG, N-Quads, N-Triples or JSON-LD: what differs is said triple by triple
help-verify-key = Key that must have signed: z6Mk…, or the address that ends in it
help-erase = Destroys what documents said, with every version, wherever this machine keeps it. Nothing brings it back
help-erase-documents = Addresses of the documents, whole or from the site on: people/camille
help-erase-yes = Do not ask before
help-erase-dry-run = Only say what would be destroyed
help-doctor = Says what is wrong with an instance, and what to do; it changes nothing
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
not-an-iri = “{ $iri }” is no address. Write all of it: https://vallee.example/
not-an-address = { $iri } is not the address of a document here
source-nameless = { $source } has no letter to make addresses of: give the source a name (--source-name)
source-asked-nameless = { $source } has a question mark, and what stands behind it is no part of a name that everybody reads: give the source a name (--source-name)
mapping-unreadable = the file of mappings cannot be read, line { $line }: { $cause }
mapping-no-class = “{ $name }” is no class whose documents stand here: write its name as in the grammar, Organization for instance
mapping-no-property = “{ $name }” is no property: write cs: and its name, schema: and its name, a whole address, or “leave out”
mapping-reserved = “{ $name }” is not for a source to say
mapping-no-theme = “{ $name }” is no address of a theme
mapping-no-language = “{ $name }” is no code of a language: write fr, en, …
table-empty = nothing is there
table-utf16 = this is UTF-16: save it as CSV UTF-8
not-a-table = line { $line }: this is no table in CSV
table-row-too-long = line { $line }: a row of the table begins there that is too long; a quotation mark may not be closed
table-cut-short = line { $line }: a row of the table begins there that ends in the middle
table-without-name = none of the columns is a name: { $columns }. Say which one is with --map
table-without-column = there is no column “{ $name }”
geojson-without-features = no feature is there
geojson-of-umap = this is the backup of a map of uMap: export the map as GeoJSON
geojson-other-system = { $name } is not the coordinate system WGS 84
murmurations-without-profiles = no profile is there: a profile has “linked_schemas”
pair-too-large = more than { $limit } subjects: split it
not-rdf = this is neither JSON-LD nor Turtle, TriG or N-Quads
nothing-of-pair = nothing there is said with PAIR
not-json-after = after item { $item } this is no JSON
json-cut-short = after item { $item } the text ends in the middle
json-too-much-around = what stands around the list is too large
not-gogofull = this is { $name }: ask the map for gogofull
map-answers = the map answers: { $answer }
map-without-elements = no element is there
item-without-id = item { $item } has no id
list-too-large = { $bytes } bytes, a page has { $limit } at most
not-json-at = line { $line }, column { $column }: this is no JSON
not-a-communecter-list = this is no list of Communecter's API: it has no “entities”
import-map-unused = --map is of no use for the format { $format }
import-telling-unused = --audience is of no use for the format { $format }: its records say themselves who may read them
refused-without-key = nothing says how its source calls it, so that it could not be found again
refused-nameless = it has no name
refused-repeated = its source has another of the same identifier before it ({ $number })
refused-malformed = { $field } cannot be read
refused-unpublished = its source does not publish it: it waits for moderation, was refused, or deleted
refused-no-consent = the person has not agreed to be known elsewhere
refused-unknown-type = nothing here is a “{ $name }”
folder-empty = { $folder } holds no file ending in .{ $extension }
outcome-created = created
outcome-updated = updated
outcome-unchanged = unchanged
outcome-refused = refused
outcome-kept = kept
kept = somebody wrote this here, and the source only mentions it: it stays as it is.
at-line = line { $lines }
at-lines = lines { $lines }
at-item = item { $lines }
at-items = items { $lines }
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
import-mapping = This is what its fields are taken for. Save it in a file, correct it, and give it with --map:
import-did = { $created } created, { $updated } updated, { $unchanged } unchanged, { $refused } refused.
import-would = Nothing was written. Would be: { $created } created, { $updated } updated, { $unchanged } unchanged, { $refused } refused.
import-of-what = Say what to read, what it is written in, and where the instance is: codesocial import FORMAT SOURCE --data DIR.
import-stream-address = a stream is followed at its address: give one that begins with https://
not-a-stream = no page there says which stream of events it is a view of (tree:view)
stream-not-rdf = what came back is { $name }, no format of RDF that is read here
kept-taken = somebody else tells it, or it was erased here: what is held stays.
import-territory-unused = --territory is of no use for a stream: what it tells stays as its own instance wrote it
import-mint-unused = --mint is of no use for { $format }: what it tells gets addresses here anyway, or has them
import-every-unused = --every is for addresses: a file does not change by itself
import-run = Run { $run }. codesocial import undo { $run } takes it back.
sources-of-what = Say where the instance is: --data DIR.
sources-none = No source was read yet.
sources-one = { $name } ({ $format }, { $address })
sources-due = { "  " }every { $every }, next { $next }
sources-run = { "  " }run { $run } of { $began }: { $created } created, { $updated } updated, { $unchanged } unchanged, { $refused } refused
sources-failure = { "    " }it ended before its source did: { $cause }
sources-goes-on = { "    " }it goes on
sources-cut-off = the process that read it ended
sources-undone = { "    " }taken back { $at }
source-unknown = there is no source { $name }. codesocial sources says which there are.
source-scheduled = { $name } will be read again and again while the instance runs.
source-stopped = { $name } is read by hand only.
source-running = { $name } is being read: wait until that is done.
source-of-another-format = another source is called { $name }, of the format { $format }: give this one another name (--source-name)
source-endless = its pages do not end
run-unknown = there is no run { $run }
run-goes-on = run { $run } goes on: wait until it is done.
run-undone = run { $run } was taken back already
undo-left = { $iri } was changed since: it stays as it is.
undo-did = Run { $run } is taken back: { $ended } ended, { $restored } as before, { $left } left.
refused-told-twice = the source tells it a second time
reader-broken = the reader broke down by a mistake of this program: what comes after it in the source was not read
disputed = somebody changed it here, and the source says something else: what was written here stays.
disputed-here = here: { $said }
disputed-there = source: { $said }
disputed-nothing = nothing
outcome-vanished = vanished
import-more = { $count ->
    [one] and { $count } more (with --json: all)
   *[other] and { $count } more (with --json: all)
}
outcome-removed = removed
import-removed =
    { $count ->
        [one] One document ended at the source; it is gone here, too.
       *[other] { $count } documents ended at the source; they are gone here, too.
    }
import-vanished =
    { $count ->
        [one] One record is no longer in the source; it stays here.
       *[other] { $count } records are no longer in the source; they stay here.
    }
sources-vanished =
    { $count ->
        [one] {"  "}one record is no longer there
       *[other] {"  "}{ $count } records are no longer there
    }
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
verify-erased = – { $document }: erased, says the file; the fingerprint remains
verify-closed = – { $document }: closed to whoever asked for the file, it says; the fingerprint remains
verify-absent = – { $document }: not in the file, the fingerprint remains
verify-stranger = ✗ { $document } is in the file, and the release does not name it
verify-copy-same = ✓ { $file }: { $document } is what was signed
verify-copy-differs = ✗ { $file }: { $document } differs (- signed and missing, + added)
verify-copy-stranger = ✗ { $file }: the release does not freeze { $document }
verify-copy-unreadable = ✗ { $file } cannot be read: { $cause }
verify-differences-unknown = {"    "}What was signed is not at hand: nobody can say which triples differ.
verify-more = {"    "}{ $sign } … and { $count } more
verify-holds = Everything fits.
verify-holds-in-part = What is here fits; the rest could not be held against anything.
verify-no-description = ✗ { $document }, which was released, is not in the file
verify-fails = Something does not fit.
account-unknown = No account has this address.
account-made = The account { $email } is there.
account-password-set = The password of { $email } is set; the account is signed out everywhere.
account-disabled = The account { $email } is disabled.
account-enabled = The account { $email } is enabled.
password-prompt = {"Password (not shown): "}
password-unreadable = The password cannot be read: { $cause }

erase-unconfirmed = nobody is there to ask, and nothing was destroyed. --dry-run says what would be, --yes does it.
erase-left = nothing was destroyed.
erase-ask = Nothing brings this back. Type yes to destroy it:
erase-yes = yes
erase-planned = Would be destroyed:
erase-begun = Destroyed in the journal, and in every answer. Files on this machine still hold copies: they go at the next start. codesocial doctor says when it is done.
erase-finished = Destroyed. No copy is left in the data folder.
erase-document = {"  "}{ $iri }: all it said, in { $entries } entries of the journal
erase-again = {"  "}{ $iri }: it was erased already
erase-releases = { $count ->
    [one] This release goes whole, since its signed words are concerned:
   *[other] These releases go whole, since their signed words are concerned:
}
erase-frozen-in = { $count ->
    [one] This release stays, without them; codesocial verify says “erased”:
   *[other] These releases stay, without them; codesocial verify says “erased”:
}
erase-named-in = { $count ->
    [one] This page names them, and is for its owner to change:
   *[other] These pages name them, and are for their owners to change:
}
erase-elsewhere = Backups, clones and other sites may hold copies: docs/OPERATING.md says what to do.

doctor-area-files = Files
doctor-area-disk = Disk
doctor-area-journal = Journal and its chain
doctor-area-erasures = Erasures
doctor-area-projection = What answers questions
doctor-area-index = What finds documents
doctor-area-keys = Keys
doctor-area-releases = Releases
doctor-area-clock = Clock
doctor-erased = { $document }: erased, entries { $first } to { $last } ({ $entries })
doctor-holds = { $entries } entries, { $documents } documents. End of the chain: { $chain }
doctor-sound = Nothing is wrong.
doctor-unsound = Something is wrong.
doctor-readable-by-others = Others on this machine may use { $path } (permissions { $mode })
doctor-readable-by-others-help = Take that away: chmod { $wanted } { $path }
doctor-unreadable = { $path } cannot be looked at: { $cause }
doctor-unreadable-help = Run this command as the account that runs the instance, or give it the folder back with chown.
doctor-leftover = { $path } was left behind by something that was interrupted
doctor-leftover-help = The next start of the instance, or the next signature, puts it away; nothing has to be done.
doctor-little-space = { $free } MB are free on the disk; there should be { $wanted }
doctor-little-space-help = Make room, or give the instance a larger disk: a full one stops every change, and an erasure needs room to write the journal anew.
doctor-journal-unusable = The journal cannot be read: { $cause }
doctor-journal-unusable-help = Keep the file, and restore the last backup; nothing else holds the documents.
doctor-journal-older = The journal is of version { $found }, this program writes version { $known }
doctor-journal-older-help = Back up; the next start leads it on. Then run codesocial doctor again: it looks at journals of its own version alone.
doctor-storage-damaged = The journal's file is damaged: { $cause }
doctor-storage-damaged-help = Keep the file, check the disk, and restore the last backup.
doctor-entry-missing = Entry { $seq } is missing
doctor-entry-unreadable = Entry { $seq } cannot be read
doctor-entry-content = The content of entry { $seq } is not what was written
doctor-entry-half-erased = Of what entry { $seq } said, some is destroyed and some is not
doctor-entry-commitment = A field of entry { $seq } is not what was written
doctor-entry-chain = Entry { $seq } does not follow from the one before: its commitment or its place in the chain was changed
doctor-entry-help = Somebody, or a broken disk, changed the file. Keep it, find out who may write there, and restore the last backup on which codesocial doctor finds nothing.
doctor-entry-unaccounted = What entry { $seq } said is destroyed, and no erasure accounts for it
doctor-entry-unaccounted-help = Nobody erased it with this program. Find out who may write to the file; a backup may hold what it said.
doctor-askew = { $document } does not stand as its last entry says: somebody changed who may read it, whose it is, or which version it is
doctor-askew-help = Keep the file, find out who may write there, and restore the last backup on which codesocial doctor finds nothing.
doctor-unfinished = { $document } was erased at { $at }, and files on this machine may still hold copies
doctor-unfinished-help = Start the instance, or start it again: it finishes what was begun. If this stays, its log says why; often the disk is full.
doctor-unfinished-account = Account { $account } was erased at { $at }, and files on this machine may still hold its address
doctor-unfinished-account-help = Start the instance, or start it again: it finishes what was begun. If this stays, its log says why; often the disk is full.
doctor-projection-absent = What answers questions is not there
doctor-projection-absent-help = The next start makes it from the journal; nothing has to be done.
doctor-projection-unusable = What answers questions cannot be read: { $cause }
doctor-projection-unusable-help = Stop the instance, codesocial rebuild, start it again; no document is lost.
doctor-projection-elsewhere = What answers questions is at entry { $applied }, the journal at { $head }
doctor-projection-elsewhere-help = Stopped: the next start brings them together. Running: if this stays, stop it, codesocial rebuild, start it again.
doctor-projection-differs = What answers questions holds something else of { $document } than the journal
doctor-projection-differs-help = Stop the instance, codesocial rebuild, start it again; no document is lost.
doctor-index-absent = The search index is not there
doctor-index-absent-help = The next start fills it from the journal; nothing has to be done.
doctor-index-unusable = The search index cannot be read: { $cause }
doctor-index-unusable-help = The next start fills it again from the journal; no document is lost.
doctor-index-elsewhere = The search index is at entry { $applied }, the journal at { $head }
doctor-index-elsewhere-help = Stopped: the next start goes on from there. Running: if this stays, stop it, delete index/, start it again.
doctor-key-unusable = { $path } cannot be used: { $cause }
doctor-key-unusable-help = Put the key back from your own copy; or move the file away, and the next signature makes another one.
doctor-key-unpublished = The key { $key } has not signed anything here yet
doctor-key-unpublished-help = The next signature publishes it. If you do not know it, move keys/signing.key away: somebody else may have put it there.
doctor-published-key-unreadable = What was published as a key is none: { $key }
doctor-published-key-unreadable-help = Somebody changed the journal: restore the last backup on which codesocial doctor finds nothing.
doctor-release-broken = What { $release } says is not what was signed
doctor-release-broken-help = Somebody changed the journal. Whoever has the file of the release has what was signed; restore a backup.
doctor-release-of-unknown-key = { $release } is signed with a key that is not published here
doctor-release-of-unknown-key-help = Somebody changed the journal: restore the last backup on which codesocial doctor finds nothing.
doctor-clock-behind = The clock says { $now }, but the last entry was written at { $last }
doctor-clock-behind-help = Set the clock right (timedatectl set-ntp true): versions, releases and signatures carry its time.
doctor-clock-off = The clock says { $now }
doctor-clock-off-help = Set the clock right (timedatectl set-ntp true): versions, releases and signatures carry its time.
no-container = { $name } is no container. There are: { $all }.
export-no-class = { $name } is no class whose documents stand here: write its name as in the grammar, Organization for instance.
same-none = Nothing to decide.
same-compared = { $count ->
    [one] One sheet compared.
   *[other] { $count } sheets compared.
}
same-imported = { $name } <{ $iri }>, read from { $source }
same-confirmed = Noted: it is the same organisation.
same-refused = Noted: it is not the same organisation.
same-merged = Noted: it is the same organisation, and the sheet is completed.
same-undone = It is undone.
same-written = Written in { $iri }
same-was-confirmed = the same: { $one } and { $other }
same-was-refused = not the same: { $one } and { $other }
same-was-merged = the same, completed: { $one } and { $other }
same-one-document = { $iri } is not compared with itself.
same-decided = It is decided already. codesocial same undo A B takes it back.
same-not-decided = Nothing is decided of these two sheets.
same-no-taker = Neither sheet can take up what the other says: both are from elsewhere, or one is more closed than the other.
same-changed-since = Somebody changed since in { $iri } what was written then: nothing is undone. Change the sheet itself.
claim-asked = { $challenge }

    It is told this once and holds until { $until }. Put it in one of these places, then: codesocial claim … --check
claim-proven = { $document } is handed over: the challenge was seen at { $place }.
claim-mailed = A code goes to { $to } as soon as the site runs, until { $until } at the latest. Then: codesocial claim … --code CODE
claim-proven-by-mail = { $document } is handed over: the code that went to { $place } was entered.
claim-given = { $document } is handed over.
claim-taken-back = { $document } is nobody’s again.
claim-none-of = Nobody took over { $document }, or it was taken back.
claims-none = No imported page was taken over yet.
claims-proven = { $number } { $document } to { $account }, { $at }: proven at { $place }
claims-given = { $number } { $document } to { $account }, { $at }: by hand
claims-ended = (taken back { $at })
webhooks-none = No address is told anything yet.
webhook-none-of = There is no webhook { $number }. codesocial webhooks says which there are.
webhook-made = Webhook { $number } is made. Its address is asked first whether it wants to be told.
    Its secret, told this once: { $secret }
webhook-removed = Webhook { $number } is removed: its address is told nothing any more.
webhook-line = { $number } { $address } (of { $account }): { $state }, { $told } of { $last }
webhook-attempts = { $count ->
    [one] once without success
   *[other] { $count } times without success
}
webhook-next = next attempt { $next }
webhook-arrived = { "  " }{ $at } { $kind } { $sequence } { $document }: arrived ({ $status })
webhook-not-arrived = { "  " }{ $at } { $kind } { $sequence } { $document }: not arrived ({ $status }), { $why }
webhook-state-unconfirmed = not confirmed yet
webhook-state-active = everything has arrived
webhook-state-failing = not reached
webhook-state-on-the-way = on its way
webhook-state-paused = paused
webhook-state-failed = stopped after failing for long
webhook-state-ended = ended by its address
webhook-state-blocked = its host is blocked
