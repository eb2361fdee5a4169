# What people read in a social network when something changes here. $who: who did it; $what: “an offer”; $which: its
# name, with a link. Without “-by”: who did it is not known, or does not want to be.

created = Published: { $what }, { $which }
created-by = { $who } published { $what }: { $which }
created-several = Published { $count } pages:
created-several-by = { $who } published { $count } pages:
changed = Updated: { $what }, { $which }
changed-by = { $who } updated { $what }: { $which }
changed-several = Updated { $count } pages:
changed-several-by = { $who } updated { $count } pages:
ended = Withdrawn: { $what }
ended-by = { $who } withdrew { $what }
ended-several = Withdrawn: { $count } pages
ended-several-by = { $who } withdrew { $count } pages
line = { $what }: { $which }
more = { $count ->
    [one] and one more
   *[other] and { $count } more
}

kind-actions = an action
kind-annexes = an annex
kind-annotations = a remark
kind-badges = a badge
kind-codes = a #CodeSocial
kind-commitments = a commitment
kind-controversies = a controversy
kind-conventions = a convention
kind-cooperations = a cooperation
kind-decisions = a decision
kind-document = a page
kind-draws = a draw by lot
kind-ecosystems = an ecosystem
kind-entries = a request to enter
kind-events = an event
kind-evidence = some evidence
kind-flows = a flow of wealth
kind-groups = a group
kind-ideas = an idea
kind-matrices = a wealth matrix
kind-memberships = a membership
kind-needs = a need
kind-offers = an offer
kind-organizations = an organisation
kind-people = a person
kind-places = a place
kind-projects = a project
kind-proposals = a proposal
kind-reviews = a coherence review
kind-seeds = a knowledge seed
kind-territories = a territory
kind-themes = a theme
