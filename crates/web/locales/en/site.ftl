# What pages say.
skip = Skip to content
nav = Navigation
nav-search = Search
nav-questions = Data questions
nav-vocabulary = Vocabulary
nav-docs = For programs
yes = Yes
no = No
untold = Without text
changed-on = changed on
date = { $day } { date-month }
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
moment = { $date }, { $time } UTC
when-from-to = from { $start } to { $end }
when-ended = ended { $end }
when-due = due by { $due }
when-since = since { $start }

home-title = Home
home-what = Here organisations and territories say what they want, what they do and what shows it.
home-empty = Nothing is written here yet.
home-empty-way = Discover the vocabulary
documents = { $count ->
    [0] No page
    [1] 1 page
   *[other] { $shown } pages
}
home-total = { $count ->
    [1] You can read 1 page.
   *[other] You can read { $shown } pages.
}
home-containers = What to read
home-ways = Going further
home-way-questions = Ask the data a question
home-way-vocabulary = Understand the words used
home-way-docs = Connect a program to this site

container-empty = This list is still empty.
container-begin = Describe a new one
container-empty-way = See the other lists
container-previous = Previous page
container-next = Next page
container-codes = Descriptions
container-annexes = Reserved parts
catalogue-about = What is described here by those who live it.
container-organizations = Organisations
container-projects = Projects
container-ideas = Ideas
container-ecosystems = Ecosystems
container-territories = Territories
container-places = Places
container-people = People
container-events = Events
container-groups = Groups
container-actions = Actions
container-evidence = Evidence
container-reviews = Reviews
container-commitments = Commitments
container-matrices = Wealth matrices
container-flows = Wealth flows
container-offers = Offers
container-needs = Needs
container-seeds = Seeds of knowledge
container-controversies = Controversies
container-badges = Badges
container-memberships = Memberships
container-entries = Requests to enter
container-conventions = Conventions
container-cooperations = Cooperations
container-proposals = Proposals
container-decisions = Decisions
container-draws = Draws by lot
container-annotations = Remarks
container-themes = Keywords

chapter-intentions = What is wanted:
deeds = From intentions to evidence
deeds-action = Action
deeds-intentions = { $count ->
    [1] 1 intention
   *[other] { $shown } intentions
}
deeds-actions = { $count ->
    [0] no action
    [1] 1 action
   *[other] { $shown } actions
}
deeds-evidence = { $count ->
    [0] no evidence
    [1] 1 piece of evidence
   *[other] { $shown } pieces of evidence
}
deeds-no-evidence = No evidence yet.
deeds-no-action = No action yet.
deeds-review = Review:
elsewhere-title = From elsewhere
elsewhere-from = This page comes from elsewhere; only a copy of it is kept here. Its source:
elsewhere-since = Here since { $date }.
elsewhere-told = Its source told it so on { $date }.
elsewhere-frozen = It has not followed its source since { $date }.
elsewhere-read-only = It is not changed here, but where it comes from.
elsewhere-original = See the original
incoming = Who speaks of it

flower-title = How much is told:
flower-out-of = { $told } of { $asked }
flower-story = Story told
flower-no-story = Story still to tell
flower-purpose = purpose stated
flower-no-purpose = purpose still to state
flower-governance = governance
flower-note = A full petal says that all is told, not that all is well.

trust = Where the page comes from
trust-version = Version
trust-fingerprint = Fingerprint (SHA-256)
trust-dates = Written on
trust-audience = Who can read
trust-address = Address
formats = Formats
formats-how = At this same address, by the format that is asked for:
audience-public = Everybody
audience-network = Whoever is signed in, here and on neighbour sites
audience-members = Whoever is signed in here
audience-group = The members of the group { $group }
audience-private = Only whoever owns it

sparql-title = A data question
sparql-what = Ask a question in SPARQL 1.1: the answer comes from all that you can read here.
sparql-query = Your question
sparql-help = Each page is a named graph; the default graph brings them together, with what the ontology entails: our data is found in the words of PAIR, schema.org or ActivityStreams too.
sparql-plain = Only what people wrote, without what the ontology entails
sparql-ask = Ask the question
sparql-answer = Answer
sparql-rows = { $count ->
    [1] 1 row
   *[other] { $shown } rows
}
sparql-no-rows = No row answers this question.
sparql-too-long = The answer is too long for a page. Ask for it as JSON or CSV, or add a limit.
sparql-examples = Three questions to begin with
sparql-example-organizations = Which organisations use the démarche?
sparql-example-actions = Which actions serve which intention?
sparql-example-themes = Which keywords stand under “Facteurs de résilience”?

vocabulary-title = The vocabulary
vocabulary-what = The words of the pages, and what they mean.
vocabulary-how = This address also gives the whole vocabulary as Turtle or JSON-LD, by the format that is asked for.
vocabulary-context = JSON-LD context:
vocabulary-parts = The parts and what joins them
vocabulary-drawing = Eight parts of the vocabulary, and the words that lead from one to another; the table says the same.
vocabulary-bridges = Which word leads from one part to another
vocabulary-from = From
vocabulary-word = By the word
vocabulary-to = To
vocabulary-terms = { $count ->
    [1] 1 word
   *[other] { $shown } words
}
vocabulary-classes = Kinds of things
vocabulary-properties = What is said of them
shapes-title = What each page may say
shapes-what = The rules of each kind of page: its fields, their help, what is refused and what is advised.
forms-title = The forms
forms-what = Which chapters a description has, and what is asked in each.
shape-asked-of = Asked of:
form-extends = Extends:
form-chapters = Chapters
shape-other-fields = Other fields
shape-rules = What is refused as well
shape-advice = What is advised
field-required = needed
field-text = text, in one or more languages
field-choice = one of these words
field-date = date
field-instant = date and time
field-number = number
field-link = address, or a part of the page
field-value = value
module-subjects = Who is described
module-subjects-about = Organisations, projects, ideas, ecosystems, territories, places, people, events, groups.
module-description = The description
module-description-about = A subject’s “source code”: forms, chapters, models, bundles.
module-deeds = From words to deeds
module-deeds-about = What is wanted, what is done, what shows it, and who judges.
module-linked-concepts = The three linked concepts
module-linked-concepts-about = The inverted pyramid, the wealth matrices, the contributive catalogue.
module-knowledge = Knowledge and dispute
module-knowledge-about = Knowledge seeds, disagreements laid out, recognition.
module-life = The ecosystem’s life
module-life-about = Entering, cooperating, deciding, drawing lots, rebroadcasting.
module-core = What every page has
module-core-about = A name, an audience, a licence, consent, keywords.
module-thesauri = Words to choose from
module-thesauri-about = Shared lists of words; each site may add to them.
term-is-class = Kind of thing
term-is-property = Property
term-is-list = List of words
term-is-word = Chosen word
term-used = Used here
term-used-times = { $count ->
    [0] Not yet
    [1] Once
   *[other] { $shown } times
}
term-used-more = More than { $shown } times
term-shapes = Form rules
term-place = Where it stands
term-above = Above
term-below = Below
term-used-on = Said of
term-range = Leads to
term-inverse = The other way
term-both-ways = Both ways
term-kind-of = Is
term-beside = Beside it
term-words = The words to choose from
term-example = Example
term-elsewhere = In the words of others
term-elsewhere-how = Whoever asks in these vocabularies finds our data too.
term-reads-same = The same
term-reads-wider = Also reads as
term-reads-turned = In the other direction
term-reads-says = And also says
term-said = What is said of it
term-said-of = Said of every: { $above }
datatype-text = text, by language
datatype-string = characters
datatype-decimal = number
datatype-integer = whole number
datatype-boolean = yes or no
datatype-date = a day
datatype-moment = a moment
datatype-year = a year
datatype-month = a month
term-created = Created on
term-modified = Modified on
term-source = Source
term-title = Title
term-same-as = Also known here
term-preferred-label = Label
term-broader = Broader keyword
term-narrower = Narrower keyword
term-scheme = In the list
term-notation = Code
term-concept = Keyword
term-concept-scheme = List of keywords
term-type = Type

finding-error = Error.
finding-advice = Advice.
problem-way = Back to the home page

releases = Releases
releases-title = Releases of { $name }
releases-none = This description has no release yet.
releases-all = All releases
release-title = Release { $number } of { $name }
release-kind = Frozen and signed
release-of = Description
release-describes = Subject described
release-on = Frozen on
release-publisher = Registry
release-convention = Convention
release-parties = Signatories
release-signed = Signed on
release-members = What it freezes
release-members-count = { $count ->
    [1] 1 document
   *[other] { $shown } documents
}
release-document = Document
release-version = Version
release-modified = Written on
release-hash = Fingerprint (SHA-256)
release-closed = closed since
release-erased = erased
release-how = Verify it
release-how-file = The file below holds everything; it is verified without a network, today and in twenty years:
release-file = Download the file
release-how-beside = With another copy of a document beside it, the command says triple by triple what differs:
release-how-key = Compare the key with the one that the registry publishes, or that you have from it: a file proves only what its key has signed.
release-cite = Cite it
release-cite-how = In a contract, cite its address, its fingerprint and its key:
release-fingerprint = Fingerprint of the release
release-key = Key
release-signed-bytes = Signed bytes (JSON-LD)
release-copy = copy

repository-clone =
    The public descriptions and all their versions, to clone with Git:
    git clone { $address }
versions-title = Versions
versions-count = { $count ->
    [1] 1 version
   *[other] { $shown } versions
}
versions-older = Older versions
version-numbered = Version { $number }
version-author = Account { $number }
version-no-reason = No reason given
version-diff = What changed
version-old = Version { $number } of { $date }. It has been replaced since.
version-latest = Version { $number } of { $date }, the latest.
version-current = See the page as it is now
version-since = What changed since
version-restored = Back to version { $number }
compare = Compare the two versions chosen
compare-from = before
compare-to = after

diff-title = What changed
diff-before = Before
diff-after = After
diff-nothing = Nothing changed between these two versions.
diff-value-added = Added
diff-value-removed = Removed
diff-part-added = new part
diff-part-removed = part taken out
diff-type = Type
diff-untold = { $count ->
    [1] 1 more property changed; the data formats have it.
   *[other] { $shown } more properties changed; the data formats have them.
}

proposals-title = Copies offered back
proposals-empty = Nobody has offered a copy of this page back yet.
proposals-look = See what would change
merge-title = What would change
merge-version = { $document }, version { $number }
merge-start = Started from
merge-offered = Proposed version
merge-conflicts = To be decided
merge-conflicts-what = These passages changed on both sides.
merge-changes = What the proposal changes
merge-base = At the start
merge-ours = Version here
merge-theirs = Version of the copy
merge-nothing = Nothing
merge-reason = Proposal taken up: { $proposal }
restore-title = Go back to a version
restore-what = A new version will say what the old one said, to the same readers as it had. Nothing is erased.
restore = Go back to version { $number }
change-why = Why (one line, kept in the history)
acl-title = Who may do what
acl-read = Who can read
acl-change = Who can change it
acl-control = Who says who may do what
acl-owner = Whose it is
acl-owner-none = nobody who has an account here
acl-by-owner = Whoever owns the page
acl-by-editors = Editors, where they can read it
acl-by-administrators = Administrators, where they can read it
acl-by-guests = Whoever holds an edit link
acl-bound = What this page belongs to is less open: those who cannot read that cannot read this.
acl-set = Say otherwise
acl-audience-group = The members of a group
acl-which-group = Which group, where one is chosen above
acl-no-group = There is no group that you can read.
acl-more-groups = There are more groups than this list holds. Programs can name any of them.
acl-owner-unstated = To give this page to somebody else, write its owner in the page itself: its readers will see it.
acl-owner-by-administrators = An administrator can give this page to somebody else.
acl-do = Save
acl-nobody = Nobody has an account here with the address { $email }.
acl-programs = For programs:
propose-title = Offer this copy back
propose-what = Those in charge of the original will see what would change, and take up all, a part or nothing of it.
propose-name = Title of the proposal
propose = Offer it
fork-title = Make a copy
fork-what = The copy is yours, says where it comes from, and is no more open than the original.
fork-name = Name of the copy
fork-with = With its annexes and actions
fork = Copy
merge-keep-ours = keep the version here
merge-keep-theirs = take that of the copy
merge-decide = Decide
merge-take = What is taken up
merge-accept = Take it up
merge-decline = Decline
merge-withdraw = Withdraw the proposal
feed-subtitle = What changed at { $name }

search-title = Search
search-words = Words
search-words-help = “In quotes” for words that stand together; a hyphen before a word leaves it out.
search-do = Search
search-place = Where
search-near = Around
search-near-help = latitude, longitude: 45.5,3.5
search-within = Kilometres around, at most
search-order = In which order
search-order-relevance = What fits best first
search-order-distance = Nearest first
search-order-name = By name
search-order-newest = Newest first
search-facet-type = What
search-facet-theme = Themes
search-facet-territory = Territories
search-count = { $count ->
    [0] No page
    [one] { $shown } page
   *[other] { $shown } pages
}
search-nearly = Few pages have these words: those with words written nearly so follow.
search-nothing = Nothing fits.
search-everything = See all pages
search-distance = { $kilometres } km away
search-origin = comes from { $origin }
search-formats = These pages in other formats
