# Network of sites: who follows whom, what has arrived, what waits, what others answer.
peers-title = Neighbour sites
peers-asking = Ask to follow
peers-wants = Wants to follow
peers-follows = Follows
peers-let-in = Accept
peers-refuse = Refuse
peers-show-out = Let follow no longer
peers-sent = Did it arrive?
peers-sent-what = Each site that follows something here receives what exists, then every change, in order. What does not arrive is tried again by itself.
peers-sent-none = Nothing is sent yet: nobody follows this site, and it follows nobody.
peers-refused = What it refused
peers-retry = Try again now
peers-retry-all = Try all again now
peers-missed = Not found
peers-missed-what = Pages of this site concern them, a membership or a cooperation for instance, and nothing answers at their address. They are looked for again, less and less often.
peers-following = What this site follows
peers-following-none = This site follows nobody yet.
peers-unfollow = Follow no longer
peers-remains = What is held of it here
peers-remains-removed = is removed
peers-remains-frozen = stays as it is, and is not updated any more
peers-follow = Follow
peers-follow-address = Address to follow
peers-follow-help = A whole site (https://vallee.example/), one of its lists (https://vallee.example/offers/), or a page.
peers-followers = Who follows this site
peers-followers-none = Nobody follows this site yet.
followed-site = all of this site
follow-accepted = Accepted
follow-waiting = Waits for an answer
follow-refused = Refused
asked-on = asked on { $date }
peer-arrived = All has arrived
peer-on-the-way = On its way
peer-failing = Not reached
peer-refused = Arrived, but for refusals
peer-parked = Set aside
peer-behind = { $count ->
    [1] 1 change behind at most
   *[other] { $shown } changes behind at most
}
peer-messages = { $count ->
    [1] 1 message waits
   *[other] { $shown } messages wait
}
peer-attempts = { $count ->
    [1] 1 attempt without success
   *[other] { $shown } attempts without success
}
peer-more-refused = { $count ->
    [1] and 1 more
   *[other] and { $shown } more
}
peer-reached = Reached on { $date }
peer-since = Failing since { $date }
peer-next = Next attempt on { $date }
peer-parked-since = Set aside since { $date }: tried once a day, and as soon as it speaks
peer-follows-nothing = Follows nothing here
trouble-answered = It answers with status { $status }.
trouble-slow = It did not answer in time.
trouble-no-address = Its name leads to no address that can be sent to.
trouble-unreached = There is no connection, or it breaks.
trouble-other = Nothing could be sent to it.
blocks-title = Who is not heard
blocks-what = Blocked: nothing it says is taken, and it is told nothing. Silenced: what it says is taken, and shown only to whoever looks for it.
block-blocked = Blocked
block-silenced = Silenced
block-subject = Host, or address of an actor
block-subject-help = vallee.example counts for all below it; https://vallee.example/users/eve for one person.
block-remains = If you hear it no more, what is held from there:
block-why = Why
block-do = Block
silence-do = Silence
block-undo = Hear again

quarantine-title = Quarantine
quarantine-what = What came from elsewhere and somebody has to look at. Nobody but administrators reads it.
quarantine-what-silenced = What silenced sites and people leave. Nobody but administrators reads it.
quarantine-silenced = See what those leave who are silenced
quarantine-heard = See the rest
quarantine-none = Nothing waits.
quarantine-count = { $count ->
    [1] 1 waits
   *[other] { $shown } wait
}
quarantine-reply = Reply
quarantine-report = Report
quarantine-document = Page refused
quarantine-other = Activity not understood
quarantine-about = About
quarantine-came = came on { $date }
quarantine-number = number { $number }
quarantine-why = Why it waits:
quarantine-source = As it came
quarantine-accept = Show as a comment
quarantine-keep = Keep
quarantine-reconsider = Reconsider
quarantine-dismiss = Dismiss

receipts-title = Receipts
receipts-of-says = The page as it is since { $date }, and who received it.
receipts-of-gone = The page was taken away on { $date }. This is who has learnt it.
receipts-of-erased = The page was erased on { $date }. This is who has learnt it.
receipts-none = No site follows this page.
receipts-confirmed = { $count ->
    [0] No site has confirmed
    [1] 1 site has confirmed
   *[other] { $shown } sites have confirmed
}
receipts-waiting = { $count ->
    [0] nobody is still to receive it
    [1] 1 is still to receive it
   *[other] { $shown } are still to receive it
}
receipts-refused = { $count ->
    [1] 1 has refused it
   *[other] { $shown } have refused it
}
receipts-left = Follow no longer
receipts-left-what = These sites followed something here, and follow no longer. They are told nothing: write to them about what they may hold.
receipts-how = A site confirms by answering that it has taken what was sent. The time is that of this sending; for what is old, a later one.
receipt-confirmed = Confirmed
receipt-refused = Refused
receipt-blocked = Blocked here
receipt-confirmed-on = Confirmed on { $date } at the latest.
receipt-refused-on = Refused on { $date }.
receipt-told-says = The page as it is.
receipt-told-closed = That the page is closed.
receipt-told-gone = That the page was taken away.
receipt-told-erased = That the page is erased.

comments-title = Comments
comments-what = Replies from other sites, read here before they are shown.
comments-none = No comment yet.
comments-decide = Choose which comments are shown
comment-from = from { $host }
comment-there = Read it there
comment-changed = changed on { $date }
comment-letter = not said to everybody
comment-hidden = hidden
comment-hide = Hide
comment-show = Show

done-followed = The request is sent: what exists arrives once it is accepted.
done-unfollowed = It is followed no longer.
done-let-in = The request is accepted.
done-not-let-in = The request is refused.
done-retried = It is tried again now.
done-blocked = It is blocked: nothing of it is taken any more, and it is told nothing.
done-silenced = It is silenced.
done-unblocked = It is heard again.
done-taken = It is accepted.
done-shown = It is shown.
done-hidden = It is hidden.
done-reconsidered = It is reconsidered: if what stood against it is still there, it comes back here.
done-dismissed = It is dismissed.

sources-title = Sources
sources-what = Other people's maps, lists and files that this site reads. What each brings belongs to an account of its own; what somebody writes here over it stays.
sources-none = No source was read yet. Whoever runs this site reads one with a command:
sources-due = Due on { $next }
runs-title = Latest runs
run-title = Run { $run } of { $source }
run-numbers = { $created } created, { $updated } changed, { $unchanged } unchanged, { $refused } refused
run-goes-on = goes on
run-cut-off = the process that read it ended
run-undone = taken back on { $date }
run-failure = It ended before its source did:
run-vanished = { $count ->
    [one] One record is no longer in the source. It stays here.
   *[other] { $count } records are no longer in the source. They stay here.
}
run-removed = { $count ->
    [one] One document ended at the source. It is gone here, too.
   *[other] { $count } documents ended at the source. They are gone here, too.
}
run-undo = Take this run back
run-undo-what = What it made disappears, what it changed says again what it said before. What somebody changed since stays as it is.
run-none = Nothing changed.
run-next = The next records
run-lines = line { $lines }
run-items = item { $items }
run-here = Here:
run-there = At the source:
run-nothing = nothing
run-fate-created = created
run-fate-updated = changed
run-fate-kept = kept
run-fate-refused = refused
run-fate-vanished = vanished
run-fate-removed = removed
done-undone = The run is taken back.
vanished-since = Its source { $source } no longer has it since { $date }. What it said stays here.
neighbour-taxonomy = Themes
neighbour-project = What is described here by those who live it.
same-is-it = ?
same-title = Same organisations
same-what = Sheets that seem to speak of one organisation: here, on a map that is read, elsewhere. You alone decide; everything can be undone.
same-compared = { $count ->
    [one] One sheet compared.
   *[other] { $count } sheets compared.
}
same-none = Nothing to decide.
same-ours = written here
same-imported = read from { $source }
same-elsewhere = from another site
same-confirm = It is the same
same-merge = The same, and complete
same-merge-what = Complete: one sheet, the left one where it may, takes up what the other says and it does not. The other stays.
same-refuse = It is not the same
same-undo = Undo
same-next = The next ones
same-decided = Decided
same-was-confirmed = The same organisation, since { $date }
same-was-remembered = The same organisation, since { $date }; neither sheet says so
same-was-refused = Not the same organisation, since { $date }
same-was-merged = The same organisation, completed on { $date }
same-done-confirmed = Noted: it is the same.
same-done-refused = Noted: it is not the same. It will not be asked again.
same-done-merged = The sheet is completed.
same-done-undone = It is undone.
same-alert-decided = Somebody decided it meanwhile.
same-alert-not-decided = There is nothing left to undo.
same-alert-no-taker = Neither sheet can take up what the other says: both are from elsewhere, or one is more closed than the other.
same-alert-changed-since = Somebody changed since what was written then: nothing is undone. Change the sheet itself.
same-note-confirmed = same organisation
same-note-merged = same organisation, completed
same-note-undone = same organisation: undone
same-certain = almost certain
same-very-likely = very likely
same-likely = likely
same-possible = possible
same-link = address of a sheet
same-siret = SIRET
same-siren = SIREN
same-mailbox = e-mail address
same-page = web page
same-host = website
same-telephone = telephone
same-why-mark = same { $sort }: { $text }
same-why-other-mark = another { $sort }
same-why-name = the names say the same
same-why-other-name = the names say different things
same-why-kind = one calls a place or a project what the other calls an organisation
same-near-door = at the same door
same-near-street = in the same street
same-near-quarter = in the same quarter
same-near-town = in the same town
same-near-around = a few kilometres apart
same-near-country = in the same stretch of country
same-near-far = far from each other
also-known-as = Also known as
