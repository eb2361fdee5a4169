# Réseau de sites : qui suit qui, ce qui est arrivé, ce qui attend, ce que d’autres répondent.
peers-title = Sites voisins
peers-asking = Demandent à suivre
peers-wants = Veut suivre
peers-follows = Suit
peers-let-in = Accepter
peers-refuse = Refuser
peers-show-out = Ne plus laisser suivre
peers-sent = Est-ce arrivé ?
peers-sent-what = Chaque site qui suit quelque chose d’ici reçoit ce qui existe, puis chaque changement, dans l’ordre. Ce qui n’arrive pas est réessayé sans rien faire.
peers-sent-none = Rien ne part encore : personne ne suit ce site, et il ne suit personne.
peers-refused = Ce qu’il a refusé
peers-retry = Réessayer maintenant
peers-retry-all = Tout réessayer maintenant
peers-missed = Pas trouvés
peers-missed-what = Des fiches d’ici les concernent, une adhésion ou une coopération par exemple, et rien ne répond à leur adresse. Ils sont cherchés de nouveau, de plus en plus rarement.
peers-following = Ce que ce site suit
peers-following-none = Ce site ne suit encore personne.
peers-unfollow = Ne plus suivre
peers-remains = Ce qui en est gardé ici
peers-remains-removed = est retiré
peers-remains-frozen = reste tel quel, et n’est plus mis à jour
peers-follow = Suivre
peers-follow-address = Adresse à suivre
peers-follow-help = Un site entier (https://vallee.example/), une de ses listes (https://vallee.example/offers/), ou une fiche.
peers-followers = Qui suit ce site
peers-followers-none = Personne ne suit encore ce site.
followed-site = tout ce site
follow-accepted = Accepté
follow-waiting = Attend une réponse
follow-refused = Refusé
asked-on = demandé le { $date }
peer-arrived = Tout est arrivé
peer-on-the-way = En route
peer-failing = Pas joint
peer-refused = Arrivé, sauf refus
peer-parked = Mis de côté
peer-behind = { $count ->
    [1] 1 changement de retard au plus
   *[other] { $shown } changements de retard au plus
}
peer-messages = { $count ->
    [1] 1 message attend
   *[other] { $shown } messages attendent
}
peer-attempts = { $count ->
    [1] 1 essai sans succès
   *[other] { $shown } essais sans succès
}
peer-more-refused = { $count ->
    [1] et 1 autre
   *[other] et { $shown } autres
}
peer-reached = Joint le { $date }
peer-since = En échec depuis le { $date }
peer-next = Prochain essai le { $date }
peer-parked-since = Mis de côté depuis le { $date } : essayé une fois par jour, et dès qu’il parle
peer-follows-nothing = Ne suit plus rien d’ici
trouble-answered = Il répond par le statut { $status }.
trouble-slow = Il n’a pas répondu à temps.
trouble-no-address = Son nom ne mène à aucune adresse où envoyer.
trouble-unreached = La connexion ne se fait pas, ou se coupe.
trouble-other = Rien n’a pu lui être envoyé.
blocks-title = Qui n’est pas écouté
blocks-what = Bloqué : rien de ce qu’il dit n’est pris, et rien ne lui est dit. Mis en sourdine : ce qu’il dit est pris, et n’est montré qu’à qui le cherche.
block-blocked = Bloqué
block-silenced = Mis en sourdine
block-subject = Hôte, ou adresse d’un acteur
block-subject-help = vallee.example vaut pour tout ce qui est dessous ; https://vallee.example/users/eve pour une seule personne.
block-remains = Si vous ne l’écoutez plus, ce qui est gardé de là :
block-why = Pourquoi
block-do = Bloquer
silence-do = Mettre en sourdine
block-undo = Écouter de nouveau

quarantine-title = Quarantaine
quarantine-what = Ce qui est arrivé d’ailleurs et que quelqu’un doit regarder. Personne d’autre que l’administration ne le lit.
quarantine-what-silenced = Ce que laissent les sites et les personnes mis en sourdine. Personne d’autre que l’administration ne le lit.
quarantine-silenced = Voir ce que laissent ceux qui sont en sourdine
quarantine-heard = Voir le reste
quarantine-none = Rien n’attend.
quarantine-count = { $count ->
    [1] 1 attend
   *[other] { $shown } attendent
}
quarantine-reply = Réponse
quarantine-report = Signalement
quarantine-document = Fiche refusée
quarantine-other = Activité incomprise
quarantine-about = À propos de
quarantine-came = arrivé le { $date }
quarantine-number = numéro { $number }
quarantine-why = Pourquoi cela attend :
quarantine-source = Tel que reçu
quarantine-accept = Montrer en commentaire
quarantine-keep = Garder
quarantine-reconsider = Réexaminer
quarantine-dismiss = Écarter

receipts-title = Reçus
receipts-of-says = La fiche telle qu’elle est depuis le { $date }, et qui l’a reçue.
receipts-of-gone = La fiche a été retirée le { $date }. Voici qui l’a appris.
receipts-of-erased = La fiche a été effacée le { $date }. Voici qui l’a appris.
receipts-none = Aucun site ne suit cette fiche.
receipts-confirmed = { $count ->
    [0] Aucun site n’a confirmé
    [1] 1 site a confirmé
   *[other] { $shown } sites ont confirmé
}
receipts-waiting = { $count ->
    [0] personne ne l’attend plus
    [1] 1 l’attend encore
   *[other] { $shown } l’attendent encore
}
receipts-refused = { $count ->
    [1] 1 l’a refusé
   *[other] { $shown } l’ont refusé
}
receipts-left = Ne suivent plus
receipts-left-what = Ces sites ont suivi quelque chose d’ici, et ne suivent plus. Rien ne leur est dit : ce qu’ils gardent, écrivez-leur pour le demander.
receipts-how = Un site confirme en répondant qu’il a pris ce qui lui était envoyé. L’heure est celle de cet envoi ; pour ce qui est ancien, une heure plus tardive.
receipt-confirmed = Confirmé
receipt-refused = Refusé
receipt-blocked = Bloqué ici
receipt-confirmed-on = Confirmé le { $date } au plus tard.
receipt-refused-on = Refusé le { $date }.
receipt-told-says = La fiche telle qu’elle est.
receipt-told-closed = Que la fiche est fermée.
receipt-told-gone = Que la fiche est retirée.
receipt-told-erased = Que la fiche est effacée.

comments-title = Commentaires
comments-what = Réponses venues d’autres sites, relues ici avant d’être montrées.
comments-none = Pas encore de commentaire.
comments-decide = Choisir les commentaires montrés
comment-from = de { $host }
comment-there = Lire là-bas
comment-changed = changé le { $date }
comment-letter = pas dit à tous
comment-hidden = caché
comment-hide = Cacher
comment-show = Montrer

done-followed = La demande est partie : ce qui existe arrive dès l’accord.
done-unfollowed = Ce n’est plus suivi.
done-let-in = La demande est acceptée.
done-not-let-in = La demande est refusée.
done-retried = C’est réessayé maintenant.
done-blocked = C’est bloqué : rien n’en est plus pris, et rien ne lui est dit.
done-silenced = C’est mis en sourdine.
done-unblocked = C’est écouté de nouveau.
done-taken = C’est accepté.
done-shown = C’est montré.
done-hidden = C’est caché.
done-reconsidered = C’est réexaminé : si l’obstacle demeure, cela revient ici.
done-dismissed = C’est écarté.

sources-title = Sources
sources-what = Les cartes, les listes et les fichiers d’autrui que ce site lit. Ce que chacun apporte appartient à un compte à lui ; ce que quelqu’un écrit ici par-dessus reste.
sources-none = Aucune source n’a encore été lue. Qui fait tourner ce site en lit une par une commande :
sources-due = À relire le { $next }
runs-title = Derniers passages
run-title = Passage { $run } de { $source }
run-numbers = { $created } créées, { $updated } changées, { $unchanged } inchangées, { $refused } refusées
run-goes-on = continue
run-cut-off = le processus qui la lisait s’est arrêté
run-undone = défait le { $date }
run-failure = Il s’est arrêté avant la fin de sa source :
run-vanished = { $count ->
    [one] Une fiche n’est plus dans la source. Elle reste ici.
   *[other] { $count } fiches ne sont plus dans la source. Elles restent ici.
}
run-removed = { $count ->
    [one] Une fiche a pris fin à la source. Elle n’est plus ici non plus.
   *[other] { $count } fiches ont pris fin à la source. Elles ne sont plus ici non plus.
}
run-undo = Défaire ce passage
run-undo-what = Ce qu’il a créé disparaît, ce qu’il a changé redit ce qu’il disait avant. Ce que quelqu’un a changé depuis reste comme il est.
run-none = Rien n’a changé.
run-next = Les fiches suivantes
run-lines = ligne { $lines }
run-items = élément { $items }
run-here = Ici :
run-there = À la source :
run-nothing = rien
run-fate-created = créée
run-fate-updated = changée
run-fate-kept = conservée
run-fate-refused = refusée
run-fate-vanished = disparue
run-fate-removed = retirée
done-undone = Le passage est défait.
vanished-since = Sa source { $source } ne l’a plus depuis le { $date }. Ce qu’elle disait reste ici.
neighbour-taxonomy = Thèmes
neighbour-project = Ce que décrivent ici celles et ceux qui le vivent.
same-is-it = {"\u00A0"}?
same-title = Mêmes organisations
same-what = Des fiches qui semblent parler de la même organisation : ici, sur une carte lue, ailleurs. C’est vous qui décidez ; tout se défait.
same-compared = { $count ->
    [one] Une fiche comparée.
   *[other] { $count } fiches comparées.
}
same-none = Rien à décider.
same-ours = écrite ici
same-imported = lue de { $source }
same-elsewhere = d’un autre site
same-confirm = C’est la même
same-merge = La même, et compléter
same-merge-what = Compléter : une fiche, celle de gauche si elle le peut, reprend ce que l’autre dit et qu’elle ne dit pas. L’autre reste.
same-refuse = Ce n’est pas la même
same-undo = Défaire
same-next = Les suivantes
same-decided = Décidé
same-was-confirmed = La même organisation, depuis le { $date }
same-was-remembered = La même organisation, depuis le { $date } ; aucune des deux fiches ne le dit
same-was-refused = Pas la même organisation, depuis le { $date }
same-was-merged = La même organisation, complétée le { $date }
same-done-confirmed = C’est noté : c’est la même.
same-done-refused = C’est noté : ce n’est pas la même. La question ne sera plus posée.
same-done-merged = La fiche est complétée.
same-done-undone = C’est défait.
same-alert-decided = Quelqu’un l’a décidé entre-temps.
same-alert-not-decided = Il n’y a plus rien à défaire.
same-alert-no-taker = Aucune des deux fiches ne peut reprendre ce que dit l’autre : toutes deux sont d’ailleurs, ou l’une est plus fermée que l’autre.
same-alert-changed-since = Quelqu’un a changé depuis ce qui avait été écrit alors : rien n’est défait. Changez la fiche elle-même.
same-note-confirmed = même organisation
same-note-merged = même organisation, complétée
same-note-undone = même organisation : défait
same-certain = presque certain
same-very-likely = très probable
same-likely = probable
same-possible = possible
same-link = adresse de fiche
same-siret = SIRET
same-siren = SIREN
same-mailbox = adresse électronique
same-page = page web
same-host = site web
same-telephone = téléphone
same-why-mark = même { $sort } : { $text }
same-why-other-mark = autre { $sort }
same-why-name = les noms disent la même chose
same-why-other-name = les noms disent autre chose
same-why-kind = l’une appelle lieu ou projet ce que l’autre appelle organisation
same-near-door = à la même porte
same-near-street = dans la même rue
same-near-quarter = dans le même quartier
same-near-town = dans la même ville
same-near-around = à quelques kilomètres
same-near-country = dans le même pays, au sens d’un terroir
same-near-far = loin l’une de l’autre
also-known-as = Aussi connue comme
