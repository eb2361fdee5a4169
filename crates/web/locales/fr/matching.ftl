# Rapprocher offres et besoins.

home-way-matching = Rapprocher les offres et les besoins
matching-title = Rapprochements
matching-link = Ce qui va avec
matching-what = Les offres et les besoins qui attendent, les derniers d’abord, chacun avec ce qui lui va le mieux.
matching-waiting = { $count ->
    [0] Rien n’attend.
    [one] Une fiche attend.
   *[other] { $shown } fiches attendent.
}
matching-both-sides = Tout
matching-needs = Les besoins
matching-offers = Les offres
matching-nothing = Rien de ce que vous pouvez lire ne lui correspond pour l’instant.
matching-closed = Cette fiche n’attend plus : sa date est passée, elle est retirée, ou pourvue.
matching-elsewhere = d’un autre site
matching-score = { $score } sur 100
matching-together = Ensemble, ces offres répondent à ce qu’aucune ne couvre seule :
matching-complements = Va avec :
matching-best = Au mieux :
matching-next = Les suivantes
matching-parts = Le détail, sur 100
matching-query = La requête derrière cette page
matching-query-what = Elle trouve qui partage une sorte, un thème ou une compétence ; les notes, elles, sont calculées.
matching-part-kind = Sorte
matching-part-theme = Thèmes et compétences
matching-part-text = Texte
matching-part-distance = Distance
matching-part-time = Dates
matching-part-terms = Conditions
matching-why-answers = l’offre dit répondre à ce besoin
matching-why-kind = même sorte ({ $kind })
matching-why-kinds = sortes différentes ({ $own } et { $other })
matching-why-same = même thème ({ $name })
matching-why-broader = thème plus large ({ $name })
matching-why-narrower = thème plus précis ({ $name })
matching-why-related = thème voisin ({ $name })
matching-why-beside = thème de la même famille ({ $name })
matching-why-words = mots communs : { $words }
matching-why-here = au même endroit
matching-why-near = à { $kilometres } km, dans le rayon de chacun
matching-why-halfway = à { $kilometres } km, en faisant chacun une part du chemin
matching-why-beyond = à { $kilometres } km, au-delà de leurs rayons
matching-why-territory = dans le même territoire ({ $name })
matching-why-dates = aux dates voulues
matching-why-part = du { $from } au { $until } seulement
matching-why-missed = { $count ->
    [one] à un jour près
   *[other] à { $shown } jours près
}
matching-why-terms = mêmes conditions ({ $terms })
matching-why-other-terms = autres conditions ({ $offered } offert, { $wanted } demandé)
