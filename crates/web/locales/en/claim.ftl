# Imported pages taken over by whom they are about.
claim-title = Is this yours?
claim-what = This page was imported, and nobody here answers for it yet. Whoever runs { $host } can take it over: it is edited here then, speaks to other sites for itself, and what its source tells later replaces nothing that you wrote.
claim-how = Ask for a challenge, put it in one of these places, then have us look. Once the page is yours you can take it away again.
claim-ask = Ask for a challenge
claim-ask-again = Ask for another challenge
claim-asked = You asked for a challenge, which was shown once. Another one takes its place.
claim-challenge = Your challenge. It is shown now and not again: put it where it belongs, or keep it.
claim-until = It holds until { $date }.
claim-check = Check now
claim-sign-in = Sign in first
claim-file = A file at your site
claim-file-how = A text file (text/plain) at this address, with the challenge on a line of its own.
claim-link = A link on your site
claim-link-how = A link to this page, with rel="me" and the challenge behind #, in the HTML of this page of your site.
claim-link-shared = Many people have pages at this site, so that only your own page there proves that it is yours: a link to this page, with rel="me" and the challenge behind #, in its HTML.
claim-dns = A TXT record in the DNS
claim-dns-how = A TXT record under this name, with the challenge and nothing else.
claim-no-mail = None of these can be done? Write to those who run this site: they can hand a page over by hand. No proof is taken by e-mail, since this site sends none.
claim-not-seen = The challenge was not seen. This is what was found:
claim-seen-nothing = { $place }: nothing that is a challenge.
claim-seen-another = { $place }: a challenge, but another one than yours, or one that has expired.
claim-seen-absent = { $place }: nothing is there.
claim-seen-elsewhere = { $place }: leads to { $to }, which is not the same place.
claim-seen-refused = { $place }: may not be looked at, since it is not reached over https on the public internet.
claim-seen-too-long = { $place }: too long to be read.
claim-seen-too-slow = { $place }: does not answer in time.
claim-seen-not-text = { $place }: is not of the kind that was asked for (plain text for a file, HTML for a page).
claim-seen-status = { $place }: answers { $status }.
claim-seen-unreachable = { $place }: nobody answers.
claims-title = Pages taken over
claims-what = Imported pages that somebody took over, and what proved it. Taken back, a page is nobody’s again and says what it says.
claims-none = No imported page was taken over yet.
claims-proven = Proven on { $date }: { $place }
claims-given = Given by hand on { $date }.
claims-ended = Taken back on { $date }.
claims-end = Take back
done-claim-ended = Done: the page is nobody’s again.
