# Ce qu’on lit dans un réseau social quand quelque chose change ici. $who : qui l’a fait ; $what : « une offre » ;
# $which : son nom, avec un lien. Sans « -by » : qui l’a fait n’est pas connu, ou ne veut pas l’être.

created = Publication : { $what }, { $which }
created-by = { $who } a publié { $what } : { $which }
created-several = Publication de { $count } fiches :
created-several-by = { $who } a publié { $count } fiches :
changed = Mise à jour : { $what }, { $which }
changed-by = { $who } a mis à jour { $what } : { $which }
changed-several = Mise à jour de { $count } fiches :
changed-several-by = { $who } a mis à jour { $count } fiches :
ended = Retrait : { $what }
ended-by = { $who } a retiré { $what }
ended-several = Retrait de { $count } fiches
ended-several-by = { $who } a retiré { $count } fiches
line = { $what } : { $which }
more = { $count ->
    [one] et une autre
   *[other] et { $count } autres
}

kind-actions = une action
kind-annexes = une annexe
kind-annotations = une remarque
kind-badges = un badge
kind-codes = un #CodeSocial
kind-commitments = un engagement
kind-controversies = une controverse
kind-conventions = une convention
kind-cooperations = une coopération
kind-decisions = une décision
kind-document = une fiche
kind-draws = un tirage au sort
kind-ecosystems = un écosystème
kind-entries = une demande d’entrée
kind-events = un évènement
kind-evidence = une preuve
kind-flows = un flux de richesse
kind-groups = un groupe
kind-ideas = une idée
kind-matrices = une matrice des richesses
kind-memberships = une adhésion
kind-needs = un besoin
kind-offers = une offre
kind-organizations = une organisation
kind-people = une personne
kind-places = un lieu
kind-projects = un projet
kind-proposals = une proposition
kind-reviews = un avis de cohérence
kind-seeds = une graine de connaissance
kind-territories = un territoire
kind-themes = un thème
