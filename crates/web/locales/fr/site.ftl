# Ce que disent les pages.
skip = Aller au contenu
nav = Navigation
nav-search = Rechercher
nav-questions = Questions aux données
nav-vocabulary = Vocabulaire
nav-docs = Pour les programmes
yes = Oui
no = Non
untold = Sans texte
changed-on = modifié le
date = { $day ->
    [1] 1er
   *[other] { $day }
} { date-month }
date-month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
} { $year }
moment = { $date } à { $time } UTC
when-from-to = de { $start } à { $end }
when-ended = terminée : { $end }
when-due = échéance : { $due }
when-since = depuis { $start }

home-title = Accueil
home-what = Ici, des organisations et des territoires disent ce qu’ils veulent, ce qu’ils font et ce qui le montre.
home-empty = Rien n’est encore écrit ici.
home-empty-way = Découvrir le vocabulaire
documents = { $count ->
    [0] Aucune fiche
    [1] 1 fiche
   *[other] { $shown } fiches
}
home-total = { $count ->
    [1] Vous pouvez lire 1 fiche.
   *[other] Vous pouvez lire { $shown } fiches.
}
home-containers = Que lire
home-ways = Aller plus loin
home-way-questions = Poser une question aux données
home-way-vocabulary = Comprendre les mots employés
home-way-docs = Relier un programme à ce site

container-empty = Cette liste est encore vide.
container-begin = En décrire un de plus
container-empty-way = Voir les autres listes
container-previous = Page précédente
container-next = Page suivante
container-codes = Descriptions
container-annexes = Parties réservées
catalogue-about = Ce que décrivent ici celles et ceux qui le vivent.
container-organizations = Organisations
container-projects = Projets
container-ideas = Idées
container-ecosystems = Écosystèmes
container-territories = Territoires
container-places = Lieux
container-people = Personnes
container-events = Événements
container-groups = Groupes
container-actions = Actions
container-evidence = Preuves
container-reviews = Avis
container-commitments = Engagements
container-matrices = Matrices de richesses
container-flows = Flux de richesses
container-offers = Offres
container-needs = Besoins
container-seeds = Graines de connaissance
container-controversies = Controverses
container-badges = Badges
container-memberships = Adhésions
container-entries = Demandes d’entrée
container-conventions = Conventions
container-cooperations = Coopérations
container-proposals = Propositions
container-decisions = Décisions
container-draws = Tirages au sort
container-annotations = Remarques
container-themes = Mots-clés

chapter-intentions = Ce qui est voulu :
deeds = Des intentions aux preuves
deeds-action = Action
deeds-intentions = { $count ->
    [1] 1 intention
   *[other] { $shown } intentions
}
deeds-actions = { $count ->
    [0] aucune action
    [1] 1 action
   *[other] { $shown } actions
}
deeds-evidence = { $count ->
    [0] aucune preuve
    [1] 1 preuve
   *[other] { $shown } preuves
}
deeds-no-evidence = Pas encore de preuve.
deeds-no-action = Pas encore d’action.
deeds-review = Avis :
elsewhere-title = D’ailleurs
elsewhere-from = Cette fiche vient d’ailleurs ; elle n’est gardée ici qu’en copie. Sa source :
elsewhere-since = Ici depuis le { $date }.
elsewhere-told = Sa source l’a dite ainsi le { $date }.
elsewhere-frozen = Elle ne suit plus sa source depuis le { $date }.
elsewhere-read-only = Elle ne se modifie pas ici, mais là d’où elle vient.
elsewhere-original = Voir l’original
incoming = Qui en parle

flower-title = La part racontée :
flower-out-of = { $told } sur { $asked }
flower-story = Récit raconté
flower-no-story = Récit à raconter
flower-purpose = raison d’être dite
flower-no-purpose = raison d’être à dire
flower-governance = gouvernance
flower-note = Un pétale plein dit que tout est raconté, non que tout est bien.

trust = D’où vient la fiche
trust-version = Version
trust-fingerprint = Empreinte (SHA-256)
trust-dates = Écrit le
trust-audience = Qui peut lire
trust-address = Adresse
formats = Formats
formats-how = À cette même adresse, selon le format demandé :
audience-public = Tout le monde
audience-network = Les personnes connectées, ici et sur les sites voisins
audience-members = Les personnes connectées ici
audience-group = Les membres du groupe { $group }
audience-private = La seule personne à qui elle est

sparql-title = Une question aux données
sparql-what = Posez une question en SPARQL 1.1 : la réponse vient de tout ce que vous pouvez lire ici.
sparql-query = Votre question
sparql-help = Chaque fiche est un graphe nommé ; le graphe par défaut les réunit, avec ce que l’ontologie en déduit : nos données se trouvent aussi dans les mots de PAIR, de schema.org ou d’ActivityStreams.
sparql-plain = Seulement ce que des gens ont écrit, sans ce que l’ontologie en déduit
sparql-ask = Poser la question
sparql-answer = Réponse
sparql-rows = { $count ->
    [1] 1 ligne
   *[other] { $shown } lignes
}
sparql-no-rows = Aucune ligne ne répond à cette question.
sparql-too-long = La réponse est trop longue pour une page. Demandez-la en JSON ou en CSV, ou ajoutez une limite.
sparql-examples = Trois questions pour commencer
sparql-example-organizations = Quelles organisations emploient la démarche ?
sparql-example-actions = Quelles actions servent quelle intention ?
sparql-example-themes = Quels mots-clés sont sous « Facteurs de résilience » ?

vocabulary-title = Le vocabulaire
vocabulary-what = Les mots des fiches, et ce qu’ils veulent dire.
vocabulary-how = Cette adresse donne aussi le vocabulaire entier en Turtle ou en JSON-LD, selon le format demandé.
vocabulary-context = Contexte JSON-LD :
vocabulary-parts = Les parties et ce qui les relie
vocabulary-drawing = Huit parties du vocabulaire, et les mots qui mènent de l’une à l’autre ; le tableau dit la même chose.
vocabulary-bridges = Quel mot mène d’une partie à l’autre
vocabulary-from = De
vocabulary-word = Par le mot
vocabulary-to = Vers
vocabulary-terms = { $count ->
    [1] 1 mot
   *[other] { $shown } mots
}
vocabulary-classes = Sortes de choses
vocabulary-properties = Ce que l’on en dit
shapes-title = Ce que chaque fiche peut dire
shapes-what = Les règles de chaque sorte de fiche : ses champs, leur aide, ce qui est refusé et ce qui est conseillé.
forms-title = Les formulaires
forms-what = Quels chapitres a une description, et ce qui est demandé dans chacun.
shape-asked-of = Demandé à :
form-extends = Complète :
form-chapters = Chapitres
shape-other-fields = Autres champs
shape-rules = Ce qui est refusé aussi
shape-advice = Ce qui est conseillé
field-required = nécessaire
field-text = texte, dans une langue ou plusieurs
field-choice = un de ces mots
field-date = date
field-instant = date et heure
field-number = nombre
field-link = adresse, ou partie de la fiche
field-value = valeur
module-subjects = Qui est décrit
module-subjects-about = Organisations, projets, idées, écosystèmes, territoires, lieux, personnes, évènements, groupes.
module-description = La description
module-description-about = Le « code source » d’un sujet : formulaires, chapitres, modèles, faisceaux.
module-deeds = Des paroles aux actes
module-deeds-about = Ce qui est voulu, ce qui est fait, ce qui le montre, et qui en juge.
module-linked-concepts = Les trois concepts liés
module-linked-concepts-about = La pyramide inversée, les matrices de richesses, le catalogue contributif.
module-knowledge = Savoirs et controverses
module-knowledge-about = Graines de connaissance, désaccords mis à plat, reconnaissance.
module-life = La vie de l’écosystème
module-life-about = Entrer, coopérer, décider, tirer au sort, rediffuser.
module-core = Ce que toute fiche a
module-core-about = Un nom, une audience, une licence, un accord, des mots-clés.
module-thesauri = Mots à choisir
module-thesauri-about = Des listes de mots partagées ; chaque site peut en ajouter.
term-is-class = Sorte de chose
term-is-property = Propriété
term-is-list = Liste de mots
term-is-word = Mot choisi
term-used = Employé ici
term-used-times = { $count ->
    [0] Pas encore
    [1] 1 fois
   *[other] { $shown } fois
}
term-used-more = Plus de { $shown } fois
term-shapes = Règles du formulaire
term-place = Sa place
term-above = Au-dessus
term-below = Au-dessous
term-used-on = Se dit de
term-range = Mène à
term-inverse = En sens inverse
term-both-ways = Dans les deux sens
term-kind-of = Est
term-beside = À côté
term-words = Les mots à choisir
term-example = Exemple
term-elsewhere = Dans les mots des autres
term-elsewhere-how = Qui interroge dans ces vocabulaires trouve aussi nos données.
term-reads-same = La même chose
term-reads-wider = Se lit aussi
term-reads-turned = Dans l’autre sens
term-reads-says = Et dit aussi
term-said = Ce que l’on en dit
term-said-of = Ce que l’on dit de tout ce qui est : { $above }
datatype-text = texte, par langue
datatype-string = suite de caractères
datatype-decimal = nombre
datatype-integer = nombre entier
datatype-boolean = oui ou non
datatype-date = un jour
datatype-moment = un instant
datatype-year = une année
datatype-month = un mois
term-created = Créé le
term-modified = Modifié le
term-source = Source
term-title = Titre
term-same-as = Aussi connu ici
term-preferred-label = Libellé
term-broader = Mot-clé plus large
term-narrower = Mot-clé plus précis
term-scheme = Dans la liste
term-notation = Code
term-concept = Mot-clé
term-concept-scheme = Liste de mots-clés
term-type = Type

finding-error = Erreur.
finding-advice = Conseil.
problem-way = Revenir à l’accueil

releases = Versions figées
releases-title = Versions figées : { $name }
releases-none = Cette description n’a pas encore de version figée.
releases-all = Toutes les versions figées
release-title = Version figée { $number } : { $name }
release-kind = Version figée et signée
release-of = Description
release-describes = Sujet décrit
release-on = Figée le
release-publisher = Registre
release-convention = Convention
release-parties = Signataires
release-signed = Signée le
release-members = Ce qu’elle fige
release-members-count = { $count ->
    [1] 1 document
   *[other] { $shown } documents
}
release-document = Document
release-version = Version
release-modified = Écrite le
release-hash = Empreinte (SHA-256)
release-closed = fermé depuis
release-erased = effacé
release-how = La vérifier
release-how-file = Le fichier ci-dessous contient tout ; il se vérifie sans réseau, aujourd’hui comme dans vingt ans :
release-file = Télécharger le fichier
release-how-beside = Avec une autre copie d’un document à côté, la commande dit triplet par triplet ce qui diffère :
release-how-key = Comparez la clé avec celle que le registre publie, ou que vous tenez de lui : un fichier ne prouve que ce que sa clé a signé.
release-cite = La citer
release-cite-how = Dans un contrat, citez son adresse, son empreinte et sa clé :
release-fingerprint = Empreinte de la version
release-key = Clé
release-signed-bytes = Octets signés (JSON-LD)
release-copy = copie

repository-clone =
    Les descriptions publiques et toutes leurs versions, à cloner avec Git :
    git clone { $address }
versions-title = Versions
versions-count = { $count ->
    [1] 1 version
   *[other] { $shown } versions
}
versions-older = Versions plus anciennes
version-numbered = Version { $number }
version-author = Compte n° { $number }
version-no-reason = Sans motif
version-diff = Ce qui a changé
version-old = Version { $number } du { $date }. Elle a été remplacée depuis.
version-latest = Version { $number } du { $date }, la plus récente.
version-current = Voir la fiche actuelle
version-since = Ce qui a changé depuis
version-restored = Retour à la version { $number }
compare = Comparer les deux versions choisies
compare-from = avant
compare-to = après

diff-title = Ce qui a changé
diff-before = Avant
diff-after = Après
diff-nothing = Rien n’a changé entre ces deux versions.
diff-value-added = Ajouté
diff-value-removed = Retiré
diff-part-added = nouvelle partie
diff-part-removed = partie retirée
diff-type = Type
diff-untold = { $count ->
    [1] 1 autre propriété a changé ; les formats de données la donnent.
   *[other] { $shown } autres propriétés ont changé ; les formats de données les donnent.
}

proposals-title = Copies proposées en retour
proposals-empty = Personne n’a encore proposé de reprendre une copie de cette fiche.
proposals-look = Voir ce qui changerait
merge-title = Ce qui changerait
merge-version = { $document }, version { $number }
merge-start = Partie de
merge-offered = Version proposée
merge-conflicts = À trancher
merge-conflicts-what = Ces passages ont changé des deux côtés.
merge-changes = Ce que la proposition change
merge-base = Au départ
merge-ours = Version d’ici
merge-theirs = Version de la copie
merge-nothing = Rien
merge-reason = Proposition reprise : { $proposal }
restore-title = Revenir à une version
restore-what = Une nouvelle version dira ce que disait l’ancienne, et sera lue par les mêmes personnes qu’elle. Rien n’est effacé.
restore = Revenir à la version { $number }
change-why = Pourquoi (une ligne, gardée dans l’historique)
acl-title = Qui peut faire quoi
acl-read = Qui peut lire
acl-change = Qui peut la modifier
acl-control = Qui dit qui peut faire quoi
acl-owner = À qui elle est
acl-owner-none = à personne qui ait un compte ici
acl-by-owner = La personne à qui est la fiche
acl-by-editors = Les comptes d’édition, là où ils peuvent lire
acl-by-administrators = Les comptes d’administration, là où ils peuvent lire
acl-by-guests = Qui détient un lien de modification
acl-bound = Ce dont cette fiche fait partie est moins ouvert : qui ne peut pas le lire ne lit pas cette fiche.
acl-set = En décider autrement
acl-audience-group = Les membres d’un groupe
acl-which-group = Quel groupe, si c’est le choix fait plus haut
acl-no-group = Il n’y a pas de groupe que vous puissiez lire.
acl-more-groups = Il y a plus de groupes que cette liste n’en montre. Les programmes peuvent les nommer tous.
acl-owner-unstated = Pour donner cette fiche à quelqu’un d’autre, écrivez dans la fiche à qui elle est : qui la lit le verra.
acl-owner-by-administrators = L’administration du site peut donner cette fiche à quelqu’un d’autre.
acl-do = Enregistrer
acl-nobody = Personne n’a de compte ici avec l’adresse { $email }.
acl-programs = Pour les programmes :
propose-title = Proposer cette copie en retour
propose-what = Les responsables de la fiche d’origine verront ce qui changerait, et en reprendront tout, une partie ou rien.
propose-name = Titre de la proposition
propose = Proposer
fork-title = Faire une copie
fork-what = La copie vous appartient, dit d’où elle vient et n’est pas plus ouverte que l’original.
fork-name = Nom de la copie
fork-with = Avec ses annexes et ses actions
fork = Copier
merge-keep-ours = garder la version d’ici
merge-keep-theirs = prendre celle de la copie
merge-decide = Décider
merge-take = Ce qui est repris
merge-accept = Reprendre
merge-decline = Refuser
merge-withdraw = Retirer la proposition
feed-subtitle = Ce qui a changé chez { $name }

search-title = Rechercher
search-words = Mots
search-words-help = « entre guillemets » pour une suite de mots ; un tiret devant un mot l’exclut.
search-do = Chercher
search-place = Où
search-near = Autour de
search-near-help = latitude, longitude : 45.5,3.5
search-within = Kilomètres autour, au plus
search-order = Dans quel ordre
search-order-relevance = Ce qui convient le mieux d’abord
search-order-distance = Le plus proche d’abord
search-order-name = Par nom
search-order-newest = Le plus récent d’abord
search-facet-type = Quoi
search-facet-theme = Thèmes
search-facet-territory = Territoires
search-count = { $count ->
    [0] Aucune fiche
    [one] { $shown } fiche
   *[other] { $shown } fiches
}
search-nearly = Peu de fiches ont ces mots : celles qui ont des mots écrits presque ainsi suivent.
search-nothing = Rien ne convient.
search-everything = Voir toutes les fiches
search-distance = à { $kilometres } km
search-origin = vient de { $origin }
search-formats = Ces fiches en d’autres formats
