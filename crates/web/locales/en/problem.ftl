# What is wrong, and what to do: a title and a detail per kind of problem.
problem-bad-precondition = A header to correct
    .detail = The header { $header } cannot be understood. If-Match takes a list of quoted ETags or *, If-None-Match takes * when writing.
problem-bad-parameter = A parameter to correct
    .detail = The parameter { $parameter } is missing, is repeated or does not take the value “{ $value }”.
problem-bad-note = A reason to correct
    .detail = The reason of a change ({ $header }) is one line of at most { $limit } characters, in UTF-8 or encoded as in RFC 8187, and does not begin as that of an import.
problem-broken-body = Sending was interrupted
    .detail = The content of the request broke off. Send it again.
problem-missing-content-type = Format not stated
    .detail = Add the Content-Type header, for example text/turtle.
problem-malformed = Unreadable text
    .detail = Line { $line }, column { $column }: { $message }
problem-not-utf8 = Text not in UTF-8
    .detail = Line { $line } is not UTF-8. Save the text as UTF-8.
problem-too-deep = Text nested too deeply
    .detail = At line { $line } nesting goes beyond { $limit } levels.
problem-unknown-context = Unknown JSON-LD context
    .detail = The context { $context } is not known here, and no context is fetched from elsewhere. Write it into the document, or use the vocabulary’s.
problem-too-much = Too much for one answer
    .detail = More than { $limit } pages or statements belong to this description. Ask for less: ?with= names the lists wanted.
problem-malformed-query = A question to correct
    .detail = The question is not SPARQL 1.1: { $message }
problem-malformed-git = Git request that cannot be read
    .detail = The request does not follow Git’s protocol. Clone the repository with “git clone”, at its address.
problem-unauthenticated = An access key is needed
    .detail = No known access key comes with the request. Send the header Authorization: Bearer with a key of this site.
problem-bad-signature = The signature is not accepted
    .detail = The request is not signed as it should be: { $reason }.
problem-not-heard = Not heard here
    .detail = Whoever runs this site does not hear { $subject }.
problem-other-actor = Signed by somebody else
    .detail = The activity speaks in the name of { $actor }, and { $signer } signed it.
problem-no-say = Somebody else’s
    .detail = { $actor } has no say in { $object }: it is of another site, or of somebody else there.
problem-forbidden = Reserved action
    .detail = Your access key does not allow changing { $document }.
problem-read-only-repository = Read-only repository
    .detail = This repository can be cloned and receives nothing. Documents are changed at their own address.
problem-refused-query = Question refused
    .detail = This question is not allowed here: { $message }
problem-not-found = Nothing at this address
    .detail = No page that you can read is at this address.
problem-not-an-address = Impossible address
    .detail = { $document } is not the address of a page on this site. An address is a list, then lower-case letters, digits and hyphens.
problem-slow-body = Sending takes too long
    .detail = The content did not arrive within { $limit } seconds. Send it again, or less at once.
problem-method-not-allowed = Method not allowed
    .detail = { $method } is not used at this address. The Allow header says which ones are.
problem-graphs-are-documents = Graphs are written as pages
    .detail = { $method } is not used here: every graph is a page. Write to the page’s own address, or send a SPARQL update to { $update }.
problem-not-acceptable = Format not offered
    .detail = None of the formats asked for is offered here. Offered: { $available }.
problem-interaction-model = Kind of page not offered
    .detail = The Link header asks for { $model }. Pages here are RDF sources; the lists are given and no others are made.
problem-no-address = No address found
    .detail = No free address can be made of “{ $hint }”. Suggest another name with the Slug header.
problem-signed = Signed words
    .detail = Words of { $document } are part of a release that was signed. An administrator can erase both.
problem-unsettled = Too many changes meanwhile
    .detail = These pages keep changing. Nothing was erased: try again.
problem-too-many-documents = Too many pages
    .detail = At most { $limit } pages at once.
problem-gone = Page deleted
    .detail = This page was deleted. Its address will not be used again.
problem-precondition-failed = Page changed meanwhile
    .detail = { $document } is no longer at the version expected. Current version: { $current }. Read it again, then retry.
problem-too-large = Sending is too large
    .detail = One sending is at most { $limit } bytes. Split it into several pages.
problem-unsupported-media-type = Format not read
    .detail = The format { $mediaType } is not read here. Read: { $supported }.
problem-unsupported-coding = Compression not read
    .detail = The compression { $coding } is not read here. Send the text without compression.
problem-unsupported-charset = Encoding not read
    .detail = The encoding { $charset } is not read here. Send the text as UTF-8.
problem-foreign-subject = The page speaks of another
    .detail = { $document } may only speak of itself and its parts, not of { $subject }. Write it in the page concerned.
problem-detached = A part without a link
    .detail = The node { $node } hangs from nothing in the page. Link it to the page, or remove it.
problem-too-symmetric = Nodes too much alike
    .detail = Too many unnamed nodes look alike. Give them addresses.
problem-too-many-statements = Too many statements
    .detail = A page is at most { $limit } statements. Split it.
problem-empty = Nothing to write
    .detail = The content says nothing of the page. Give at least a type and a name.
problem-wrong-type = Type outside this list
    .detail = The list { $container } takes these types: { $expected }. The page says: { $found }.
problem-foreign-graph = A graph of another site
    .detail = { $graph } is not a page of this site. Remove this graph from what you send.
problem-missing-scope = The token allows less
    .detail = Your token does not carry the scope { $scope }. Ask for one that does.
problem-changed-here = Changed here
    .detail = { $document } was changed here since: the import leaves it. Compare the two, then write what is right.
problem-unfit-graph = A graph that is not as the update needs it
    .detail = { $reason ->
        [there] { $graph } is there already. CREATE SILENT leaves it as it is.
       *[missing] There is no { $graph } that you can see. With SILENT the update goes on without it.
    }
problem-repeated = A page twice
    .detail = { $document } stands twice in one request. Keep one.
problem-unusable = A value of no use
    .detail = { $property } takes one value that is known here. Correct it or take it out.
problem-invalid = Things to correct
    .detail = The page does not follow the form rules. Nothing was written.
problem-precondition-required = Version to be stated
    .detail = { $document } exists already. Say which version you replace: If-Match with the ETag that you read, current version { $current }.
problem-internal = A failure on our side
    .detail = The request did not succeed. Give this reference to whoever runs the site: { $id }.
problem-costly-document = Page too large for its form
    .detail = Checking { $document } takes too much work: { $focus } has too much for { $shape }. Split the page.
problem-costly-shape = A form to correct
    .detail = The rule { $shape } takes too much work on { $document }. Nothing was written. Tell whoever keeps this site’s forms.
problem-too-costly = Question too long
    .detail = The question needs too much time or memory. Narrow it or add a limit.
problem-budget-spent = Too many long questions
    .detail = You have asked many questions that took long, and this one does too. Ask it again in { $seconds } seconds; short ones are answered meanwhile.
problem-unavailable = No answer for now
    .detail = Nobody can answer now. Try again in a few seconds.
problem-form-of-grammar = A form of the common grammar
    .detail = { $form } belongs to the grammar and is the same everywhere. Put a form of your own, at another address, that extends it.
problem-form-in-file = A form kept in a file
    .detail = { $form } is kept in { $file } of the data folder. Whoever runs the site changes it there, then starts the site again.
problem-form-extended = A form that another one extends
    .detail = { $by } extends { $form }. Delete that one first.
problem-invalid-form = A form to correct
    .detail = { $form } cannot be used. The form that was there stays.
problem-restless = A description on the move
    .detail = { $document } keeps changing while it is being released. Nothing was written: try again in a moment.
problem-too-many-members = Too many documents
    .detail = More than { $limit } documents belong to { $document }: a release holds no more.
problem-other-convention = Another convention
    .detail = { $convention } is no convention of this description, or it is more closed than it.
problem-absent-statement = A statement that is not there
    .detail = Operation { $operation } deletes a statement that is not in the page: { $statement }. Read the page again, then retry.
problem-no-match = A condition that does not hold
    .detail = The condition of operation { $operation } holds nowhere in the page. Read the page again, then retry.
problem-several-matches = A condition that holds several times
    .detail = solid:where must hold for exactly one choice of values, and holds for several. Say more in it.
problem-unusable-patch = A patch to correct
    .detail = { $rule ->
        [whole-graphs] Operation { $operation }: { $what } is about whole graphs. A patch changes statements: INSERT, DELETE.
        [service] Operation { $operation }: SERVICE { $what } asks elsewhere. A patch knows only its page.
        [other-graph] Operation { $operation }: the graph { $what } is not the page. A patch speaks of its page alone.
        [other-dataset] Operation { $operation }: USING or WITH of { $what }. A patch reads its page alone.
        [question] Operation { $operation }: its WHERE is not answered here: { $what }
        [many-operations] A patch has at most { $what } operations. Send several patches.
        [many-questions] From operation { $operation } on there are more than { $what } whose WHERE is more than statements. Send several patches.
        [many-operators] A patch has at most { $what } operators outside of INSERT DATA and DELETE DATA. Make it simpler.
        [many-matches] Operation { $operation }: its condition holds at more than { $what } places. Narrow it.
        [costly] Operation { $operation }: finding where its condition holds takes more than { $what } steps. Narrow it.
        [no-patch] No patch is described: a node of the type solid:InsertDeletePatch is needed, named by an IRI or a blank node, not { $what }.
        [several-patches] A second thing is described, { $what }. Only one patch is.
        [patch-type] The patch lacks the type { $what }.
        [repeated] { $what } is there twice. Once is allowed.
        [no-formula] A formula in braces is expected: { $what }
        [nested] A formula stands within a formula: { $what }
        [no-statement] This is not a statement of RDF: { $what }
        [blank-node] The blank node { $what } stands in solid:inserts or solid:deletes. Give it an address, such as <#part>.
        [unbound-variable] The variable { $what } is not in solid:where.
        [unknown-word] The word { $what } is not known here. Known: solid:where, solid:deletes, solid:inserts.
        [no-object] A merge patch is a JSON object, not { $what }
        [context] The @context stays as it is: { $what } cannot take its place.
        [unknown-key] The word { $what } is not in the page’s @context, so that it would say nothing.
       *[no-json-ld] What the patch leaves is not JSON-LD: { $what }
    }
problem-not-allowed = Reserved to others
    .detail = Your role does not allow this. Ask whoever runs the site.
problem-not-in-control = Somebody else’s to say
    .detail = Whoever owns { $document } says who may do what with it, and the administrators do.
problem-unusable-acl = Access rules to correct
    .detail = { $reason ->
        [agent] { $authorization } names { $what }. Besides the owner nobody is named here: whoever shall read belongs to a group.
        [class] { $authorization } is for { $what }. Here it is foaf:Agent, everybody, or acl:AuthenticatedAgent, the members.
        [origin] { $authorization } is for the site { $what } alone. Where somebody comes from plays no part here: take acl:origin out.
        [mode] { $authorization } grants { $what }. Others than the owner read; what they may change comes with their role.
        [group] { $authorization } is for { $what }, which is no group of this site that you may read.
        [groups] { $authorization } adds the group { $what }. A page is for one group: make one of both.
        [network] { $authorization } opens to the network alone. The members of this site read what the network reads: grant acl:AuthenticatedAgent, too.
        [target] { $authorization } is about { $what }. Here it is about the one page, by acl:accessTo.
        [owner] { $authorization }: the owner would lose { $what }. Whoever owns a page reads, writes and controls it.
        [unstated-owner] The page does not say whose it is. To give it to { $what }, write cs:owner in the page itself: its readers will see it.
        [untyped] { $authorization } lacks the type { $what }.
        [bound] { $what } belongs to a page that is less open. Open that one first.
       *[statement] { $authorization } says { $what }, which is not kept here. Take it out.
    }
problem-wrong-password = Address or password to correct
    .detail = The address and the password do not belong together. Check both, then try again.
problem-unknown-identity = No account for this identity
    .detail = No account here signs in with this identity. Sign in with your address, or ask for an invitation.
problem-cross-site = Sent from another site
    .detail = This form was not sent from a page of this site. Open the page here and send it again.
problem-stale-form = The page was open too long
    .detail = The form no longer belongs to your session. Reload the page, then send it again.
problem-last-administrator = The last administrator
    .detail = Somebody must stay who runs the site. Name another administrator first.
problem-sign-in-first = Sign in first
    .detail = This invitation is for somebody who has an account here. Sign in to it, then open the link again.
problem-identity-taken = Identity of another account
    .detail = This identity signs in to another account already.
problem-link-ended = The link serves no more
    .detail = It was used, taken back or has expired. Ask whoever sent it for another.
problem-weak-password = Password to change
    .detail = { $reason ->
        [too-short] Take at least { $least } characters.
        [too-long] Take at most { $most } characters.
       *[common] This password is among the commonest. Choose another.
    }
problem-not-an-email = Address to correct
    .detail = “{ $value }” is not an e-mail address.
problem-not-an-activity = No activity that is understood
    .detail = The body cannot be read as an activity: { $reason }.
problem-not-shown = Nothing to show
    .detail = { $reason ->
        [unfit] What waits under the number { $what } cannot be kept: { $cause }.
        [no-document] { $what } is no page here that everybody may read: nothing can be shown under it.
       *[nothing] Nothing of what waits under the number { $what } can be shown. Reconsider it, or dismiss it.
    }
problem-not-followable = Address that cannot be followed
    .detail = { $reason ->
        [own] { $address } is of this site.
        [not-heard] { $address } is not heard here: nothing there can be followed.
        [nobody] { $address } does not say who answers for it.
        [not-an-address] “{ $address }” is no address. Write all of it: https://vallee.example/
       *[not-found] Nothing can be followed at { $address } ({ $cause }). Check the address, or try again later.
    }
problem-crowded = Too much waits
    .detail = So much of your host waits here already for somebody to read it. Try again later.
problem-too-many-attempts = Too many attempts
    .detail = Too many attempts. Try again in { $minutes } minutes.
problem-sign-in-refused = Not signed in
    .detail = Signing in with the other site did not succeed. Begin again from here; if it happens again, tell whoever runs this site.
problem-provider-failed = The other site does not answer
    .detail = The site to sign in with cannot be asked now. Try again later, or sign in with your address.
problem-decided = Decided already
    .detail = The proposal { $document } was taken up, declined or withdrawn before.
problem-conflicts = To be decided first
    .detail = { $document } and the proposal changed the same passages. Say for each which one to keep.
problem-no-copy = Not a copy
    .detail = { $document } does not say from which version it started. Give cs:forkOf and prov:wasDerivedFrom.
problem-not-for-claiming = Not to be taken over
    .detail = { $document } is not for taking over: somebody here answers for it, or it is of a kind that nobody is.
problem-claimed = Taken over already
    .detail = Somebody took { $document } over ({ $since }) by proof. Ask those who run this site: they see what proved it, and can take it back.
problem-no-challenge = No challenge
    .detail = There is no challenge to look for: none was asked for, or it has expired. Ask for one.
problem-no-site = No website
    .detail = { $document } names no website, so that nothing proves whose it is. Have the website added, or ask those who run this site.
problem-unprovable-site = A website that proves nothing
    .detail = { $reason ->
        [not-of-the-web] What the page names as its website, { $site }, is no address of the web. Have it corrected, or ask those who run this site.
        [shared-mailboxes] Whoever reads mail at { $site } need not be who has the website: many may, or nobody can. Prove it another way, or ask those who run this site.
       *[other] What the page names as its website, { $site }, is not of somebody alone: names or pages of many stand there. Ask those who run this site.
    }
problem-not-proven = Not proven
    .detail = The challenge was not seen at the website of this page.
problem-no-mail = No mail is sent from here
    .detail = This site sends no mail, so that no code can be sent. Prove it another way, or ask those who run this site.
problem-no-code = No code
    .detail = There is no code to enter: none was sent, it was wrong too often, or it has expired. Have one sent.
problem-not-at-site = An address elsewhere
    .detail = A code goes to an address at { $host }, and nowhere else.
problem-wrong-code = Another code
    .detail = This is not the code that was sent. Attempts left: { $left }; after that, have another one sent.
problem-no-such-account = No such account
    .detail = No account that may write has the address { $value }.
problem-too-many-webhooks = Too many webhooks
    .detail = An account may have { $limit } of them. Remove one first.
problem-unusable-webhook = Address that cannot be told
    .detail = { $reason ->
        [blocked] Those who run this site tell nothing to { $address }.
        [unencrypted] { $address } is not told anything: that takes https, or a host that those who run this site have listed ({ $cause }).
        [userinfo] { $address }: an address with a user name or password is not told anything.
        [not-public] { $address } is not on the public internet ({ $cause }).
       *[unreadable] “{ $address }” is no address. Write all of it: https://carte.example/webhook
    }
