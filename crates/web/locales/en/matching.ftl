# Offers and needs brought together.

home-way-matching = Bring offers and needs together
matching-title = Matching
matching-link = What goes with it
matching-what = Offers and needs that wait, the latest first, each with what goes best with it.
matching-waiting = { $count ->
    [0] Nothing waits.
    [one] One page waits.
   *[other] { $shown } pages wait.
}
matching-both-sides = All
matching-needs = Needs
matching-offers = Offers
matching-nothing = Nothing that you may read goes with it for now.
matching-closed = This page waits no more: its date has passed, it is withdrawn, or it is met.
matching-elsewhere = from another site
matching-score = { $score } of 100
matching-together = Together, these offers answer what none covers alone:
matching-complements = Goes with:
matching-best = At best:
matching-next = The next ones
matching-parts = In detail, of 100
matching-query = The query behind this page
matching-query-what = It finds who shares a kind, a theme or a skill; scores are computed.
matching-part-kind = Kind
matching-part-theme = Themes and skills
matching-part-text = Text
matching-part-distance = Distance
matching-part-time = Dates
matching-part-terms = Terms
matching-why-answers = the offer says that it answers this need
matching-why-kind = the same kind ({ $kind })
matching-why-kinds = different kinds ({ $own } and { $other })
matching-why-same = the same theme ({ $name })
matching-why-broader = a broader theme ({ $name })
matching-why-narrower = a narrower theme ({ $name })
matching-why-related = a related theme ({ $name })
matching-why-beside = a theme of the same family ({ $name })
matching-why-words = words in common: { $words }
matching-why-here = in the same place
matching-why-near = { $kilometres } km apart, within the distance of both
matching-why-halfway = { $kilometres } km apart, if each goes part of the way
matching-why-beyond = { $kilometres } km apart, further than they look
matching-why-territory = in the same territory ({ $name })
matching-why-dates = on the dates wanted
matching-why-part = from { $from } to { $until } only
matching-why-missed = { $count ->
    [one] but for one day
   *[other] but for { $shown } days
}
matching-why-terms = the same terms ({ $terms })
matching-why-other-terms = other terms ({ $offered } offered, { $wanted } wanted)
