# Ce que dit la ligne de commande, en français. Les mêmes clés sont dans ../en/cli.ftl.

help = Décrit organisations et territoires dans une grammaire commune, et les relie.
help-any-help = Afficher l’aide
help-any-version = Afficher la version
help-any-commands = Commandes
help-any-lang = Langue des messages : fr ou en
help-any-data = Dossier de données du site
help-any-json = Écrire un objet JSON au lieu d’un rapport à lire
help-init = Crée le dossier de données d’un nouveau site et écrit, une seule fois, la clé d’accès de son administration
help-init-base = Adresse du site, pour toujours : https://hôte/
help-init-name = Nom du site
help-init-admin = Adresse électronique de la première personne qui administre
help-serve = Fait fonctionner le site jusqu’à ce qu’on l’arrête
help-serve-listen = Adresse et port d’écoute ; 127.0.0.1:8080 si rien n’est dit
help-serve-base = Refuser de démarrer si le site n’a pas cette adresse
help-serve-last-write-wins = Accepter les changements qui ne disent pas sur quelle version ils portent (If-Match) : le dernier l’emporte. Pour d’anciens clients SemApps ; l’historique garde ce qu’ils remplacent
help-serve-config = Fichier de configuration ; codesocial.toml dans le dossier de données si rien n’est dit
help-serve-hear-only = Hôte qui est écouté, suivi et tenu au courant, et nul autre que ceux nommés de même ; peut être répété
help-token = Clés d’accès pour les programmes
help-token-create = Crée une clé d’accès et l’écrit, une seule fois
help-token-create-account = Adresse électronique du compte ; il est créé s’il est nouveau
help-token-create-scope = Ce que permet la clé : read, write, admin, séparés par des virgules
help-account = Les comptes des personnes
help-account-create = Créer un compte sans mot de passe, ou laisser tel quel celui qui a cette adresse
help-account-create-account = Adresse électronique du compte
help-account-create-role = Ce qu’il peut faire : reader (lire), contributor (contribuer, d’ordinaire), editor (éditer), administrator (administrer)
help-account-password = Donner à un compte un mot de passe, lu sur l’entrée standard, et le déconnecter partout
help-account-password-account = Adresse électronique du compte
help-account-invite = Afficher, une seule fois, un lien et un message à envoyer, avec lesquels quelqu’un choisit un mot de passe
help-account-invite-account = Adresse électronique de la personne invitée
help-account-invite-role = Ce que le compte pourra faire au moins : reader (lire), contributor (contribuer, d’ordinaire), editor (éditer), administrator (administrer)
help-account-disable = Fermer un compte : personne ne s’y connecte, ses jetons ne servent plus
help-account-disable-account = Adresse électronique du compte
help-account-enable = Rouvrir un compte fermé
help-account-enable-account = Adresse électronique du compte
help-serve-query-deadline = Secondes qu’une question SPARQL peut prendre (1 à 3600 ; 15 si rien n’est dit)
help-serve-trusted-proxies = Adresse d’un serveur mandataire à vous, cru (X-Forwarded-For) quand il dit d’où viennent les requêtes ; répétable
help-import = Lit une source dans le site et rend compte de chaque fiche
help-import-format = Format de la source : jsonld, turtle, trig, nquads, resilience-wiki (une page du wiki de la résilience en texte), gogocarto, communecter, pair (SemApps), csv, geojson, murmurations ou ldes (le flux d’une autre instance, qui est suivi)
help-import-source = Un fichier, un dossier, - pour l’entrée standard, ou une adresse http(s)
help-import-map = Ce que ses types, champs et catégories sont ici : un fichier TOML
help-import-source-name = Comment la source s’appelle ici : le début des adresses de ses fiches, à ne plus changer
help-import-territory = Territoire des fiches qui n’en disent aucun : son adresse, ou ce qui suit celle du site (territories/brenne)
help-import-mint = Conteneur pour ce qui se tient à des adresses d’ailleurs, qui devient d’ici (organizations) ; pour le RDF seulement. Sans cela, ces documents gardent leurs adresses et ne se modifient pas ici
help-import-audience = Qui peut lire ses fiches au début : public, network, members, private
help-import-dry-run = Dire seulement ce qui serait fait
help-import-every = Le temps d’un passage au suivant, que l’instance en marche commence d’elle-même : 90m, 6h, 1d, 1w ; pour une adresse seulement
help-import-undo = Défait un passage : ce qu’il a créé disparaît, ce qu’il a changé redit ce qu’il disait avant
help-import-undo-run = Son numéro, que dit le rapport de l’import
help-import-undo-json = Un objet JSON au lieu d’un rapport
help-sources = Dit quelles sources sont lues, quand chacune le sera, et comment s’est fait son dernier passage
help-sources-json = Un tableau JSON au lieu d’un rapport
help-sources-schedule = Fait relire une source à intervalles réguliers tant que l’instance marche
help-sources-schedule-name = Son nom, que dit codesocial sources
help-sources-schedule-every = Le temps d’un passage au suivant : 90m, 6h, 1d, 1w
help-sources-stop = Ne fait plus lire une source qu’à la main
help-sources-stop-name = Son nom
help-sources-report = Dit ce qu’un passage a fait de chaque fiche
help-sources-report-run = Son numéro
help-sources-report-json = Un objet JSON au lieu d’un rapport
help-claim = Fait reprendre une fiche importée : tire un défi pour un compte, ou regarde s’il est où il doit être
help-claim-document = La fiche : son adresse, ou ce qui suit celle du site
help-claim-account = Pour qui : l’adresse d’un compte qui peut écrire
help-claim-check = Regarder si le défi est où il doit être, et remettre alors la fiche
help-claim-mail = Envoyer un code à cette adresse, qui est de l’hôte du site web de la fiche
help-claim-code = Entrer le code envoyé, et remettre la fiche si c’est lui
help-claim-give = Remettre la fiche sans preuve
help-claim-take-back = Retirer la fiche à qui l’a reprise
help-claim-json = Un objet JSON au lieu d’un rapport
help-claims = Dit qui a repris quelles fiches importées, et ce qui l’a prouvé
help-claims-json = Un tableau JSON au lieu d’un rapport
help-webhooks = Dit quelles adresses apprennent ce qui change, et ce qui est arrivé
help-webhooks-number = L’une d’elles, avec les derniers envois ; sans, toutes
help-webhooks-json = Du JSON au lieu d’un compte rendu
help-webhooks-add = Fait prévenir une adresse de ce qui change et que tout le monde peut lire ; on lui demande d’abord si elle le veut
help-webhooks-add-address = L’adresse : https, ou un hôte de --allow-host
help-webhooks-add-account = À qui il est : l’adresse d’un compte
help-webhooks-add-container = Seulement de ce conteneur (organizations)
help-webhooks-add-class = Seulement de ce type (Organization)
help-webhooks-add-document = Seulement de cette fiche
help-webhooks-add-shape = À quoi ressemblent les messages : codesocial (l’habituel) ou gogocarto
help-webhooks-add-label = Son nom
help-webhooks-add-after = Après quelle entrée du journal il commence, 0 pour tout ; sans, seul ce qui vient est dit
help-webhooks-remove = Ne lui dit plus rien
help-webhooks-remove-number = Son numéro
help-webhooks-retry = Réessaie maintenant, quel que soit l’échec précédent : il reprend là où il s’est arrêté
help-webhooks-retry-number = Son numéro
help-any-name-servers = Serveur de noms (IP:PORT) à interroger pour les enregistrements TXT, au lieu de ceux du système ; peut se répéter
help-any-allow-hosts = Hôtes à interroger même s’ils sont privés ou parlent http sans chiffrement
help-same = Dit quelles fiches sont probablement d’une même organisation, et pourquoi
help-same-json = Un objet JSON au lieu d’un rapport
help-same-territory = Le territoire où se trouve l’une des deux : son adresse, ou ce qui suit celle de l’instance
help-same-limit = Combien de paires au plus ; 20 si rien n’est dit
help-same-confirm = Dit que deux fiches sont d’une même organisation : celle d’ici mène désormais à l’autre
help-same-confirm-one = L’une : son adresse, ou ce qui suit celle de l’instance
help-same-confirm-other = L’autre
help-same-refuse = Dit que deux fiches ne sont pas d’une même organisation : la question n’est plus posée
help-same-refuse-one = L’une
help-same-refuse-other = L’autre
help-same-merge = Dit que deux fiches sont d’une même organisation ; celle d’ici reprend ce que l’autre seule dit
help-same-merge-one = L’une
help-same-merge-other = L’autre
help-same-undo = Défait ce qui était décidé de deux fiches, et ce qui en avait été écrit
help-same-undo-one = L’une
help-same-undo-other = L’autre
help-export = Écrit ce qui est dans l’instance dans un format des autres, sur la sortie standard
help-export-format = Le format à écrire : jsonld, turtle, trig, nquads, geojson (comme uMap le lit), csv, ical (les événements), gogocarto, murmurations (des profils), ou dcat (le catalogue de ce qui est ici, en Turtle)
help-export-container = Seulement ce qui est dans ce conteneur : organizations, events…
help-export-class = Seulement ce qui est de cette classe : Organization, Event…
help-export-closed = Aussi ce que tout le monde ne peut pas lire : le fichier n’est pas à publier
help-check = Dit ce qui ne va pas dans une description, où, pourquoi et comment le corriger ; sans avoir besoin d’un site
help-check-files = Fichiers en Turtle, TriG, N-Triples, N-Quads ou JSON-LD ; plusieurs sont lus ensemble
help-check-form = Formulaire à suivre, quoi que dise la description : six-models, four-bundles, l’adresse d’un formulaire, ou le fichier Turtle d’un territoire
help-check-format = Forme du rapport : human, json ou sarif
help-check-release = Vérifier comme pour une version figée : aucun chapitre du formulaire ne peut manquer
help-check-base = Adresse du site auquel la description est destinée ; les adresses relatives sont lues comme les siennes
help-query = Pose une question SPARQL
help-query-query = La question, ou - pour l’entrée standard
help-query-endpoint = Interroger cette porte d’accès SPARQL plutôt qu’un dossier de données
help-query-csv = Écrire du CSV
help-query-tsv = Écrire du TSV
help-query-xml = Écrire les résultats SPARQL en XML
help-query-turtle = Écrire du Turtle, pour CONSTRUCT et DESCRIBE
help-query-entailment = off : seulement ce que des gens ont écrit, sans ce que l’ontologie en déduit (par défaut : on)
help-query-json = Écrire les résultats SPARQL en JSON, ou du JSON-LD pour CONSTRUCT et DESCRIBE
help-validate = Valide des fichiers d’après des formes SHACL et écrit le rapport en Turtle
help-validate-shapes = Fichiers de formes : Turtle, TriG, N-Triples, N-Quads ou JSON-LD, d’après leur extension
help-validate-data = Fichiers de données, dans les mêmes formats
help-follow = Suit un autre site, un de ses conteneurs ou un acteur : ce qu’il dit à tous, et à son réseau, arrive ici
help-follow-address = Adresse de ce qu’il faut suivre : https://vallee.example/
help-follow-allow_hosts = Hôte qui peut être interrogé bien qu’il soit privé, là où aucun site ne tourne
help-unfollow = Ne suit plus ; ce qui en est gardé est retiré
help-unfollow-address = Adresse suivie
help-unfollow-keep = Garder tel quel ce qui en est gardé ; ce ne sera plus mis à jour
help-peers = Dit qui suit qui, et ce qui est arrivé
help-peers-json = Un objet JSON au lieu d’un compte rendu
help-peers-retry = Réessaie maintenant ce qui n’est pas arrivé
help-peers-retry-inbox = Une boîte de réception ; sans elle, toutes
help-peers-accept = Laisse entrer qui a demandé à suivre, ou quelque chose de la quarantaine : montre une réponse comme commentaire, garde ce qui concerne quelqu’un d’ici
help-peers-accept-actor = Adresse de qui a demandé, ou numéro de ce qui attend
help-peers-refuse = Ne laisse pas entrer qui a demandé à suivre, ou plus
help-peers-refuse-actor = Adresse de qui a demandé
help-block = N’écoute plus un hôte ou un acteur
help-block-subject = Un hôte, avec tout ce qui est au-dessous, ou l’adresse d’un acteur
help-block-why = Pourquoi, pour ceux qui viendront après
help-block-silence = L’écouter, et ne montrer ce qu’il dit qu’aux personnes connectées ici
help-block-remove = Retirer ce qui en est gardé ; sinon, cela reste tel quel
help-block-undo = L’écouter de nouveau
help-report = Dit au site qui répond d’une fiche ou d’un acteur d’ailleurs que quelque chose n’y va pas
help-report-address = Adresse de la fiche ou de l’acteur
help-report-because = Ce qui ne va pas, en toutes lettres ; qui le dit n’est pas nommé
help-report-allow_hosts = Hôte qui peut être interrogé bien qu’il soit privé, là où aucun site ne tourne
follow-asked = Demandé à { $actor } de suivre { $object }. Ce qui existe arrive dès l’accord.
follow-own = { $iri } est de ce site.
follow-not-found = { $iri } ne peut pas être suivi : { $cause }
follow-nobody = { $iri } ne dit pas qui en répond.
follow-not-heard = { $subject } n’est pas écouté ici.
follow-not-followed = { $iri } n’est pas suivi. codesocial peers dit ce qui l’est.
unfollowed-kept = { $object } n’est plus suivi ; { $documents } fiches restent telles quelles.
unfollowed-removed = { $object } n’est plus suivi ; { $documents } fiches ont été retirées.
follower-unknown = { $actor } n’a rien demandé, ou a déjà une réponse.
follower-accepted = { $actor } suit désormais.
follower-refused = { $actor } ne suit pas.
peer-blocked = { $subject } n’est plus écouté.
peer-blocked-removed = { $subject } n’est plus écouté ; { $documents } fiches ont été retirées.
peer-silenced = Ce que dit { $subject } n’est plus montré qu’aux personnes connectées ici.
peer-unblocked = { $subject } est de nouveau écouté.
report-sent = { $iri } est signalé à { $actor }.
report-too-long = Un signalement compte { $limit } lettres au plus.
peers-of-what = Dites où est le site : --data DOSSIER.
help-peers-quarantine-json = Un tableau JSON au lieu d’un compte rendu
help-peers-quarantine-silenced = Ce qui est venu de ceux qui sont mis en sourdine, au lieu du reste
peers-retried = C’est réessayé maintenant.
peers-following = Ce site suit : { $count }
peers-following-one = { "  " }{ $object } ({ $state }) : { $documents } fiches
peers-followers = Il est suivi par : { $count }
peers-follower-one = { "  " }{ $actor } ({ $state }), { $object }
peers-follower-waits = { "    " }codesocial peers accept { $actor }
peers-sent = Ce qu’il dit part vers : { $count }
peers-arrived = { "  " }{ $inbox } : tout est arrivé
peers-on-the-way = { "  " }{ $inbox } : en route, { $told } sur { $last }
peers-failing = { "  " }{ $inbox } : pas joint ({ $attempts } fois), { $failure } ; prochain essai { $next }
peers-refused = { "    " }{ $iri } a été refusé : { $why }
peers-received = Activités reçues, { $fate } : { $count }
peers-blocked = Pas écouté : { $subject }
peers-silenced = Montré aux seules personnes connectées : { $subject }
peers-missed = Introuvable, donc pas averti de ce qui le concerne : { $actor }, { $failure }
peers-state-waiting = attend une réponse
peers-state-accepted = accepté
peers-state-refused = refusé
peers-fate-waiting = à appliquer
peers-fate-applied = appliquées
peers-fate-ignored = sans effet
peers-fate-dismissed = écartées
peers-fate-undone = reprises avant d’arriver
peers-fate-quarantined = en quarantaine
no-site = Le site n’a pas d’adresse du web : { $cause }
help-peers-quarantine = Dit ce qui est arrivé et reste en quarantaine, et pourquoi : fiches que refusent les règles, réponses, signalements
help-peers-dismiss = Écarte quelque chose de la quarantaine
help-peers-dismiss-number = Son numéro
help-peers-reconsider = Applique de nouveau quelque chose de la quarantaine, l’obstacle étant levé
help-peers-reconsider-number = Son numéro
quarantine-empty = Rien n’est en quarantaine.
quarantine-one = { $number }  { $at }  { $actor }
    { $id }
    { $why }
quarantine-report = { "    " }dit : { $text }
quarantine-report-here = { "    " }de ce site : { $iri }
quarantine-report-elsewhere = { "    " }d’ailleurs : { $iri }
quarantine-unknown = Il n’y a pas de { $number } en quarantaine.
quarantine-again = { $number } s’applique de nouveau.
quarantine-dismissed = { $number } est écarté.
help-peers-document = Dit qui a reçu ce que dit une fiche, ou sa fin
quarantine-accepted = { $number } est accepté.
quarantine-unfit = { $number } ne peut pas être pris : { $cause }
quarantine-not-shown = Rien de { $number } ne peut être montré : réexaminez-le, ou écartez-le.
quarantine-no-document = { $iri } n’est pas une fiche d’ici que tout le monde peut lire : rien ne peut être montré dessous.
receipts-says = { $document }, telle qu’elle est depuis le { $at }, est dite à ces sites :
receipts-gone = { $document } a été retirée le { $at } ; ces sites l’apprennent :
receipts-erased = { $document } a été effacée le { $at } ; ces sites l’apprennent :
receipts-nobody = { "  " }aucun site
receipts-told-says = ce qu’elle dit
receipts-told-closed = qu’elle est fermée
receipts-told-gone = qu’elle est retirée
receipts-told-erased = qu’elle est effacée
receipts-confirmed = { "  " }{ $inbox } : confirmé le { $at } au plus tard ({ $told })
receipts-refused = { "  " }{ $inbox } : refusé le { $at } ({ $told }) : { $why }
receipts-waiting = { "  " }{ $inbox } : en route ({ $told })
receipts-failing = { "  " }{ $inbox } : pas joint ({ $told }), { $why } ; prochain essai { $next }
receipts-blocked = { "  " }{ $inbox } : bloqué ici, rien ne lui est dit ({ $told })
receipts-left = { "  " }{ $inbox } : ne suit plus, rien ne lui est dit
help-release = Fige et signe une description et ce qui lui appartient, pour qu’un contrat puisse la citer
help-release-description = Adresse de la description, entière ou à partir du site : codes/moulin
help-release-name = Nom de la version figée
help-release-note = Ce qu’il y a à en dire
help-release-convention = Convention à y mettre, quand la description n’en nomme pas
help-verify = Vérifie une version figée, sans site ni réseau : signature, empreintes, et d’autres copies de ses documents
help-verify-file = Fichier de la version figée, tel que le site le donne
help-verify-copies = Autres copies de ses documents, en Turtle, TriG, N-Quads, N-Triples ou JSON-LD : ce qui diffère est dit triplet par triplet
help-verify-key = Clé qui doit avoir signé : z6Mk…, ou l’adresse qui se termine ainsi
help-erase = Détruit ce que disaient des fiches, avec toutes leurs versions, partout où cette machine le garde. Rien ne le ramène
help-erase-documents = Adresses des fiches, entières ou à partir du site : people/camille
help-erase-yes = Ne pas demander avant
help-erase-dry-run = Dire seulement ce qui serait détruit
help-doctor = Dit ce qui ne va pas dans une instance, et que faire ; il ne change rien
help-rebuild = Vérifie le journal, efface ce qui répond aux questions et le refait depuis le journal

usage-unknown-argument = l’argument { $argument } est inconnu ici. { $usage }
usage-unknown-command = la commande { $command } n’existe pas. codesocial --help les liste.
usage-missing-argument = Il manque quelque chose : { $argument }. { $usage }
usage-unusable-value = { $value } ne convient pas pour { $argument }.
usage-missing-command = Il manque une commande. Possible : { $commands }
usage-wrong-value = { $value } ne convient pas pour { $argument }. Possible : { $valid }
usage-conflict = { $argument } ne va pas avec { $other }.
usage-other = { $text }

cannot-write = l’écriture a échoué : { $cause }
no-runtime = le programme ne peut pas démarrer : { $cause }
program-unknown = le programme ne se trouve pas lui-même et ne peut donc lancer ce qui répond aux questions : { $cause }
folder-owned = un autre processus utilise { $folder }. Arrêtez-le, ou lancez une commande qui sait lui parler.
folder-unusable = le dossier { $folder } est inutilisable : { $cause }
no-instance = { $folder } ne contient pas de site. codesocial init en crée un.
instance-there = { $folder } contient déjà un site. Rien n’a changé.
journal-unusable = le journal est inutilisable : { $cause }
projection-unusable = ce qui répond aux questions est inutilisable : { $cause }. codesocial rebuild le refait depuis le journal.
projection-not-made = ce qui répond aux questions n’a pas pu être refait : { $cause }. Le journal est intact.
territory-form-unusable = le formulaire { $file } ne peut pas servir : { $cause }
form-misnamed = le nom d’un formulaire est fait de minuscules, de chiffres et de traits d’union.
form-of-grammar = un formulaire de la grammaire porte ce nom : donnez au fichier un autre nom.
form-too-large = un formulaire tient en { $limit } octets au plus.
shapes-unusable = les règles de formulaire de ce programme sont inutilisables : { $cause }
chain-broken = le journal ne se vérifie pas : { $cause }. Restaurez une sauvegarde.
base-unusable = { $base } ne peut pas être l’adresse d’un site. C’est http:// ou https://, un hôte, un port peut-être, et rien d’autre.
name-empty = le site a besoin d’un nom.
instance-made = Le site { $base } est créé. La clé d’accès de son administration suit ; elle n’est montrée que maintenant.
not-an-email = { $value } n’est pas une adresse électronique.
settings-unusable = la configuration est inutilisable : { $cause }
another-base = ce site a l’adresse { $has }, pour toujours ; { $wanted } a été demandée.
cannot-listen = impossible d’écouter sur { $address } : { $cause }
instance-lost = le site en marche n’a pas répondu : { $cause }
allow-host-unusable = --allow-host est inutilisable : { $cause }

source-unreadable = { $source } est illisible : { $cause }
not-utf8 = ligne { $line } : le texte n’est pas en UTF-8
not-a-wiki-page = ce n’est pas une page du wiki Résilience : aucun de ses champs n’y est
wiki-page-nameless = rien sur la page ne dit de quoi elle parle : ni titre, ni description
not-an-iri = « { $iri } » n’est pas une adresse. Écrivez-la entière : https://vallee.example/
not-an-address = { $iri } n’est pas l’adresse d’une fiche d’ici
source-nameless = { $source } n’a pas de lettre dont faire des adresses : donnez un nom à la source (--source-name)
source-asked-nameless = { $source } a un point d’interrogation, et ce qui le suit n’entre pas dans un nom que tout le monde lit : donnez un nom à la source (--source-name)
mapping-unreadable = le fichier de correspondances ne peut pas être lu, ligne { $line } : { $cause }
mapping-no-class = « { $name } » n’est pas une classe dont les fiches sont ici ; écrivez son nom dans la grammaire, Organization par exemple
mapping-no-property = « { $name } » n’est pas une propriété ; écrivez cs: et son nom, schema: et son nom, une adresse entière, ou « leave out »
mapping-reserved = « { $name } » : ce n’est pas à une source de le dire
mapping-no-theme = « { $name } » n’est pas l’adresse d’un thème
mapping-no-language = « { $name } » n’est pas le code d’une langue ; écrivez fr, en…
table-empty = il n’y a rien
table-utf16 = c’est de l’UTF-16 : enregistrez-le en CSV UTF-8
not-a-table = ligne { $line } : ce n’est pas un tableau en CSV
table-row-too-long = ligne { $line } : là commence une ligne du tableau qui est trop longue ; un guillemet n’est peut-être pas fermé
table-cut-short = ligne { $line } : là commence une ligne du tableau qui s’arrête au milieu
table-without-name = aucune colonne n’est un nom : { $columns }. Dites laquelle l’est avec --map
table-without-column = il n’y a pas de colonne « { $name } »
geojson-without-features = aucun élément (« Feature ») ne s’y trouve
geojson-of-umap = c’est la sauvegarde d’une carte uMap : exportez la carte en GeoJSON
geojson-other-system = { $name } n’est pas le système de coordonnées WGS 84
murmurations-without-profiles = aucun profil ne s’y trouve : un profil a « linked_schemas »
pair-too-large = plus de { $limit } sujets : partagez-le
not-rdf = ce n’est ni du JSON-LD, ni du Turtle, TriG ou N-Quads
nothing-of-pair = rien n’y est dit avec PAIR
not-json-after = après l’élément { $item } ce n’est pas du JSON
json-cut-short = après l’élément { $item } le texte s’arrête au milieu
json-too-much-around = ce qui entoure la liste est trop grand
not-gogofull = c’est du { $name } : demandez gogofull à la carte
map-answers = la carte répond : { $answer }
map-without-elements = aucun élément ne s’y trouve
item-without-id = l’élément { $item } n’a pas d’identifiant
list-too-large = { $bytes } octets, une page en a { $limit } au plus
not-json-at = ligne { $line }, colonne { $column } : ce n’est pas du JSON
not-a-communecter-list = ce n’est pas une liste de l’API de Communecter : il n’y a pas d’« entities »
import-map-unused = --map ne sert pas au format { $format }
import-telling-unused = --audience ne sert pas au format { $format } : ses fiches disent elles-mêmes qui peut les lire
refused-without-key = rien ne dit comment sa source l’appelle : on ne pourrait pas le retrouver
refused-nameless = il n’a pas de nom
refused-repeated = sa source en a déjà un du même identifiant avant lui ({ $number })
refused-malformed = { $field } ne peut pas être lu
refused-unpublished = sa source ne le publie pas : il attend une modération, a été refusé, ou supprimé
refused-no-consent = la personne n’a pas accepté d’être connue ailleurs
refused-unknown-type = rien ici n’est « { $name } »
folder-empty = { $folder } ne contient aucun fichier en .{ $extension }
outcome-created = créée
outcome-updated = modifiée
outcome-unchanged = inchangée
outcome-refused = refusée
outcome-kept = gardée
kept = quelqu’un a écrit cette fiche ici, et la source ne fait que la citer : elle reste telle quelle.
at-line = ligne { $lines }
at-lines = lignes { $lines }
at-item = élément { $lines }
at-items = éléments { $lines }
unplaced-heading =
    { $count ->
        [one] Un passage n’a pas trouvé de place :
       *[other] { $count } passages n’ont pas trouvé de place :
    }
unplaced-unknown-field = champ inconnu
unplaced-empty-field = champ vide
unplaced-broken-line = ligne abîmée
unplaced-outside-sections = hors de toute partie
unplaced-form-instruction = consigne du formulaire
unplaced-repeated = déjà dit ailleurs
import-mapping = Voici ce que sont ses champs. Enregistrez-le dans un fichier, corrigez-le, et donnez-le avec --map :
import-did = { $created } créées, { $updated } modifiées, { $unchanged } inchangées, { $refused } refusées.
import-would = Rien n’a été écrit. Ce serait : { $created } créées, { $updated } modifiées, { $unchanged } inchangées, { $refused } refusées.
import-of-what = Dites quoi lire, dans quel format, et où est l’instance : codesocial import FORMAT SOURCE --data DIR.
import-stream-address = un flux se suit à son adresse : donnez-en une qui commence par https://
not-a-stream = aucune page n’y dit de quel flux d’événements elle est une vue (tree:view)
stream-not-rdf = ce qui est revenu est { $name }, aucun format RDF lu ici
kept-taken = quelqu’un d’autre la dit, ou elle a été effacée ici : ce qui est conservé reste.
import-territory-unused = --territory ne sert pas pour un flux : ce qu’il dit reste comme son instance l’a écrit
import-mint-unused = --mint ne sert pas pour { $format } : ce qu’il dit reçoit de toute façon des adresses ici, ou en a déjà
import-every-unused = --every est pour les adresses : un fichier ne change pas de lui-même
import-run = Passage { $run }. codesocial import undo { $run } le défait.
sources-of-what = Dites où est l’instance : --data DIR.
sources-none = Aucune source n’a encore été lue.
sources-one = { $name } ({ $format }, { $address })
sources-due = { "  " }tous les { $every }, prochain passage { $next }
sources-run = { "  " }passage { $run } du { $began } : { $created } créées, { $updated } changées, { $unchanged } inchangées, { $refused } refusées
sources-failure = { "    " }il s’est arrêté avant la fin de sa source : { $cause }
sources-goes-on = { "    " }il continue
sources-cut-off = le processus qui la lisait s’est arrêté
sources-undone = { "    " }défait { $at }
source-unknown = il n’y a pas de source { $name }. codesocial sources dit lesquelles il y a.
source-scheduled = { $name } sera relue à intervalles réguliers tant que l’instance marche.
source-stopped = { $name } n’est plus lue qu’à la main.
source-running = { $name } est en train d’être lue : attendez que ce soit fait.
source-of-another-format = une autre source s’appelle { $name }, au format { $format } : donnez un autre nom à celle-ci (--source-name)
source-endless = ses pages n’ont pas de fin
run-unknown = il n’y a pas de passage { $run }
run-goes-on = le passage { $run } continue : attendez qu’il soit fini.
run-undone = le passage { $run } a déjà été défait
undo-left = { $iri } a été changée depuis : elle reste comme elle est.
undo-did = Le passage { $run } est défait : { $ended } disparues, { $restored } comme avant, { $left } laissées.
refused-told-twice = la source la dit une seconde fois
reader-broken = le lecteur s’est arrêté sur une erreur de ce logiciel : la suite de la source n’a pas été lue
disputed = quelqu’un l’a changée ici, et la source dit autre chose : ce qui a été écrit ici reste.
disputed-here = ici : { $said }
disputed-there = source : { $said }
disputed-nothing = rien
outcome-vanished = disparue
import-more = { $count ->
    [one] et { $count } autre (avec --json : toutes)
   *[other] et { $count } autres (avec --json : toutes)
}
outcome-removed = retirée
import-removed =
    { $count ->
        [one] Une fiche a pris fin à la source ; elle n’est plus ici non plus.
       *[other] { $count } fiches ont pris fin à la source ; elles ne sont plus ici non plus.
    }
import-vanished =
    { $count ->
        [one] Une fiche n’est plus dans la source ; elle reste ici.
       *[other] { $count } fiches ne sont plus dans la source ; elles restent ici.
    }
sources-vanished =
    { $count ->
        [one] {"  "}une fiche n’y est plus
       *[other] {"  "}{ $count } fiches n’y sont plus
    }
import-refused =
    { $count ->
        [one] une fiche a été refusée ; les autres sont enregistrées.
       *[other] { $count } fiches ont été refusées ; les autres sont enregistrées.
    }

file-unreadable = { $file } est illisible : { $cause }
file-format-unknown = { $file } : ce n’est aucun des formats lus ici. Nommez-le .ttl, .trig, .nt, .nq, .jsonld ou .json.
form-unknown = { $form } n’est ni un formulaire connu ici, ni un fichier. Connus : { $forms }
check-error = erreur
check-warning = avertissement
check-advice = conseil
check-why = pourquoi
check-help = aide
check-see = voir
check-section = section { $section }
check-nowhere = à aucun endroit précis
check-clean = Rien à corriger.
check-errors =
    { $count ->
        [0] aucune erreur
        [one] 1 erreur
       *[other] { $count } erreurs
    }
check-warnings =
    { $count ->
        [0] aucun avertissement
        [one] 1 avertissement
       *[other] { $count } avertissements
    }
check-advices =
    { $count ->
        [0] aucun conseil
        [one] 1 conseil
       *[other] { $count } conseils
    }
check-intentions =
    { $count ->
        [one] 1 intention, des paroles aux actes :
       *[other] { $count } intentions, des paroles aux actes :
    }
state-declared = déclarée
state-in-action = en action
state-evidenced = attestée
state-confirmed = confirmée
state-contested = contestée
state-abandoned = abandonnée

rebuilt = Refait jusqu’à l’entrée { $seq } du journal. Empreinte : { $hash }
query-malformed = ce n’est pas une question SPARQL : { $cause }
query-refused = cette question est refusée : { $cause }
query-too-costly = la question a pris trop de temps ou de mémoire. Demandez-en moins à la fois.
query-unavailable = personne ne peut répondre pour l’instant. Réessayez dans un moment.
broken-off = la réponse s’est interrompue. Posez la question à nouveau.
answer-yes = oui
answer-no = non
rows =
    { $count ->
        [one] 1 ligne
       *[other] { $count } lignes
    }

validate-shapes = les formes de { $file } ne peuvent pas servir : { $cause }
validate-failure = la validation n’a pas abouti : { $cause }
validate-nothing = aucune forme n’a de cible : rien n’a été vérifié

released = Figée et signée : { $iri }
released-members = { $count ->
    [one] 1 document
   *[other] { $count } documents
}
released-left-out = { $count ->
    [one] Laissé dehors, plus fermé que la description :
   *[other] Laissés dehors, plus fermés que la description :
}
key-unusable = la clé du site est inutilisable : { $cause }
verify-refused = la version figée est refusée
verify-not-json = { $file } n’est pas un fichier de version figée : ligne { $line }, colonne { $column }, ce n’est pas du JSON
verify-format = { $file } n’est pas un fichier de version figée que ce programme connaisse : « { $format } »
verify-shape = { $file } n’est pas une version figée, ou dit ce qui n’a pas été signé : { $cause }
verify-contexts = { $file } est écrit dans d’autres contextes JSON-LD que ceux d’une version figée
verify-ambiguous = { $file } ne dit pas la même chose à qui lit le JSON et à qui lit le graphe : il a été modifié
verify-addresses = { $file } : l’adresse de la version, celle de la clé et celle du registre ne vont pas ensemble
verify-proof = la preuve de { $file } est inutilisable : { $cause }
verify-key = { $key } n’est pas une clé : elle commence par z6Mk
verify-release = Version figée { $number } : { $name }
verify-address = {"  "}{ $iri }
verify-published = {"  "}{ $day }, { $name } ({ $iri })
verify-convention = {"  "}Convention : { $name } ; parties : { $parties }
verify-fingerprint = {"  "}Empreinte : { $hash }
verify-signature = ✓ Signée par la clé { $key }
verify-no-signature = ✗ La signature n’est pas celle de la clé { $key } : la version a été modifiée
verify-key-claimed = ? Cette clé se dit publiée à { $iri } : comparez-la, ou nommez celle que vous tenez du registre avec --key
verify-key-trusted = ✓ C’est la clé attendue
verify-key-other = ✗ Ce n’est pas la clé attendue
verify-contents = Contenus conformes : { $frozen } sur { $all }
verify-changed = ✗ { $document } n’est pas ce qui a été signé
verify-erased = – { $document } : effacé, dit le fichier ; l’empreinte reste
verify-closed = – { $document } : fermé à qui a demandé le fichier, dit-il ; l’empreinte reste
verify-absent = – { $document } : absent du fichier, reste l’empreinte
verify-stranger = ✗ { $document } est dans le fichier, et la version ne le nomme pas
verify-copy-same = ✓ { $file } : { $document } est ce qui a été signé
verify-copy-differs = ✗ { $file } : { $document } diffère (- signé et manquant, + ajouté)
verify-copy-stranger = ✗ { $file } : la version ne fige pas { $document }
verify-copy-unreadable = ✗ { $file } ne se lit pas : { $cause }
verify-differences-unknown = {"    "}Le contenu signé n’est pas là : on ne peut dire quels triplets diffèrent.
verify-more = {"    "}{ $sign } … et { $count } de plus
verify-holds = Tout concorde.
verify-holds-in-part = Ce qui est là concorde ; le reste n’a pu être comparé à rien.
verify-no-description = ✗ Le document figé, { $document }, n’est pas dans le fichier
verify-fails = Quelque chose ne concorde pas.
account-unknown = Aucun compte n’a cette adresse.
account-made = Le compte { $email } est là.
account-password-set = Le mot de passe de { $email } est posé ; le compte est déconnecté partout.
account-disabled = Le compte { $email } est désactivé.
account-enabled = Le compte { $email } est réactivé.
password-prompt = {"Mot de passe (caché) : "}
password-unreadable = Le mot de passe est illisible : { $cause }

erase-unconfirmed = personne n’est là pour répondre, et rien n’est détruit. --dry-run dit ce qui le serait, --yes le fait.
erase-left = rien n’est détruit.
erase-ask = Rien ne le ramènera. Tapez oui pour détruire :
erase-yes = oui
erase-planned = Serait détruit :
erase-begun = Détruit dans le journal et dans toute réponse. Des fichiers de cette machine en gardent copie : ils partent au prochain démarrage. codesocial doctor dit quand c’est fait.
erase-finished = Détruit. Il n’en reste pas de copie dans le dossier de données.
erase-document = {"  "}{ $iri } : tout ce qui y était dit, dans { $entries } entrées du journal
erase-again = {"  "}{ $iri } : était déjà effacé
erase-releases = { $count ->
    [one] Cette version signée part entière, parce que ses mots signés sont en cause :
   *[other] Ces versions signées partent entières, parce que leurs mots signés sont en cause :
}
erase-frozen-in = { $count ->
    [one] Cette version signée reste, sans elles ; codesocial verify dira « effacé » :
   *[other] Ces versions signées restent, sans elles ; codesocial verify dira « effacé » :
}
erase-named-in = { $count ->
    [one] Cette fiche les nomme, à son propriétaire de la changer :
   *[other] Ces fiches les nomment, à leurs propriétaires de les changer :
}
erase-elsewhere = Des sauvegardes, des clones et d’autres sites peuvent en garder copie : docs/OPERATING.md dit que faire.

doctor-area-files = Fichiers
doctor-area-disk = Disque
doctor-area-journal = Journal et sa chaîne
doctor-area-erasures = Effacements
doctor-area-projection = Ce qui répond aux questions
doctor-area-index = Ce qui trouve les fiches
doctor-area-keys = Clés
doctor-area-releases = Versions signées
doctor-area-clock = Horloge
doctor-erased = { $document } : effacée, entrées { $first } à { $last } ({ $entries })
doctor-holds = { $entries } entrées, { $documents } fiches. Bout de la chaîne : { $chain }
doctor-sound = Tout va bien.
doctor-unsound = Quelque chose ne va pas.
doctor-readable-by-others = D’autres sur cette machine ont accès à { $path } (droits { $mode })
doctor-readable-by-others-help = Retirez-le-leur : chmod { $wanted } { $path }
doctor-unreadable = { $path } ne peut être examiné : { $cause }
doctor-unreadable-help = Lancez cette commande sous le compte qui fait tourner l’instance, ou rendez-lui le dossier par chown.
doctor-leftover = { $path } est resté de quelque chose qui fut interrompu
doctor-leftover-help = Le prochain démarrage de l’instance, ou la prochaine signature, le range ; rien à faire.
doctor-little-space = { $free } Mo sont libres sur le disque ; il en faudrait { $wanted }
doctor-little-space-help = Faites de la place, ou donnez à l’instance un disque plus grand : un disque plein arrête tout changement, et un effacement demande la place de réécrire le journal.
doctor-journal-unusable = Le journal ne peut être lu : { $cause }
doctor-journal-unusable-help = Gardez le fichier et remettez en place la dernière sauvegarde ; rien d’autre ne tient les fiches.
doctor-journal-older = Le journal est de version { $found }, ce programme écrit la version { $known }
doctor-journal-older-help = Sauvegardez ; le prochain démarrage le mène à jour. Relancez alors codesocial doctor, qui n’examine que les journaux de sa propre version.
doctor-storage-damaged = Le fichier du journal est abîmé : { $cause }
doctor-storage-damaged-help = Gardez le fichier, vérifiez le disque et remettez en place la dernière sauvegarde.
doctor-entry-missing = L’entrée { $seq } manque
doctor-entry-unreadable = L’entrée { $seq } ne peut être lue
doctor-entry-content = Le contenu de l’entrée { $seq } n’est pas ce qui fut écrit
doctor-entry-half-erased = De ce que disait l’entrée { $seq }, une partie est détruite et l’autre non
doctor-entry-commitment = Un champ de l’entrée { $seq } n’est pas ce qui fut écrit
doctor-entry-chain = L’entrée { $seq } ne suit pas la précédente : son engagement ou sa place dans la chaîne a été changé
doctor-entry-help = Quelqu’un, ou un disque en panne, a changé le fichier. Gardez-le, cherchez qui peut y écrire, et remettez en place la dernière sauvegarde où codesocial doctor ne trouve rien.
doctor-entry-unaccounted = Ce que disait l’entrée { $seq } est détruit, et aucun effacement n’en rend compte
doctor-entry-unaccounted-help = Personne ne l’a effacée par ce programme. Cherchez qui peut écrire dans le fichier ; une sauvegarde peut tenir ce qu’elle disait.
doctor-askew = { $document } n’est pas comme le dit sa dernière entrée : quelqu’un a changé qui peut la lire, à qui elle est, ou quelle version c’est
doctor-askew-help = Gardez le fichier, cherchez qui peut y écrire, et remettez en place la dernière sauvegarde où codesocial doctor ne trouve rien.
doctor-unfinished = { $document } a été effacée le { $at }, et des fichiers de cette machine peuvent en garder copie
doctor-unfinished-help = Démarrez l’instance, ou redémarrez-la : elle finit ce qui fut commencé. Si cela reste, son journal de bord dit pourquoi ; souvent, le disque est plein.
doctor-unfinished-account = Le compte { $account } a été effacé le { $at }, et des fichiers de cette machine peuvent garder son adresse
doctor-unfinished-account-help = Démarrez l’instance, ou redémarrez-la : elle finit ce qui fut commencé. Si cela reste, son journal de bord dit pourquoi ; souvent, le disque est plein.
doctor-projection-absent = Ce qui répond aux questions n’est pas là
doctor-projection-absent-help = Le prochain démarrage le refait depuis le journal ; rien à faire.
doctor-projection-unusable = Ce qui répond aux questions ne peut être lu : { $cause }
doctor-projection-unusable-help = Arrêtez l’instance, codesocial rebuild, redémarrez-la ; aucune fiche ne se perd.
doctor-projection-elsewhere = Ce qui répond aux questions en est à l’entrée { $applied }, le journal à { $head }
doctor-projection-elsewhere-help = À l’arrêt : le prochain démarrage les accorde. En marche : si cela reste, arrêtez-la, codesocial rebuild, redémarrez-la.
doctor-projection-differs = Ce qui répond aux questions tient de { $document } autre chose que le journal
doctor-projection-differs-help = Arrêtez l’instance, codesocial rebuild, redémarrez-la ; aucune fiche ne se perd.
doctor-index-absent = L’index de recherche n’est pas là
doctor-index-absent-help = Le prochain démarrage le remplit depuis le journal ; rien à faire.
doctor-index-unusable = L’index de recherche ne peut être lu : { $cause }
doctor-index-unusable-help = Le prochain démarrage le remplit à nouveau depuis le journal ; aucune fiche ne se perd.
doctor-index-elsewhere = L’index de recherche en est à l’entrée { $applied }, le journal à { $head }
doctor-index-elsewhere-help = À l’arrêt : le prochain démarrage continue de là. En marche : si cela reste, arrêtez-la, supprimez index/, redémarrez-la.
doctor-key-unusable = { $path } est inutilisable : { $cause }
doctor-key-unusable-help = Remettez la clé depuis votre propre copie ; ou déplacez le fichier, et la prochaine signature en fera une autre.
doctor-key-unpublished = La clé { $key } n’a encore rien signé ici
doctor-key-unpublished-help = La prochaine signature la publiera. Si vous ne la connaissez pas, déplacez keys/signing.key : quelqu’un d’autre a pu l’y mettre.
doctor-published-key-unreadable = Ce qui est publié comme clé n’en est pas une : { $key }
doctor-published-key-unreadable-help = Quelqu’un a changé le journal : remettez en place la dernière sauvegarde où codesocial doctor ne trouve rien.
doctor-release-broken = Ce que dit { $release } n’est pas ce qui fut signé
doctor-release-broken-help = Quelqu’un a changé le journal. Qui tient le fichier de la version signée tient ce qui fut signé ; remettez une sauvegarde en place.
doctor-release-of-unknown-key = { $release } est signée d’une clé qui n’est pas publiée ici
doctor-release-of-unknown-key-help = Quelqu’un a changé le journal : remettez en place la dernière sauvegarde où codesocial doctor ne trouve rien.
doctor-clock-behind = L’horloge dit { $now }, mais la dernière entrée est du { $last }
doctor-clock-behind-help = Remettez l’horloge à l’heure (timedatectl set-ntp true) : versions et signatures portent son heure.
doctor-clock-off = L’horloge dit { $now }
doctor-clock-off-help = Remettez l’horloge à l’heure (timedatectl set-ntp true) : versions et signatures portent son heure.
no-container = { $name } n’est pas un conteneur. Il y a : { $all }.
export-no-class = { $name } n’est pas une classe dont des fiches se tiennent ici : écrivez son nom comme dans la grammaire, Organization par exemple.
same-none = Rien à décider.
same-compared = { $count ->
    [one] Une fiche comparée.
   *[other] { $count } fiches comparées.
}
same-imported = { $name } <{ $iri }>, lue de { $source }
same-confirmed = C’est noté : c’est la même organisation.
same-refused = C’est noté : ce n’est pas la même organisation.
same-merged = C’est noté : c’est la même organisation, et la fiche est complétée.
same-undone = C’est défait.
same-written = Écrit dans { $iri }
same-was-confirmed = la même : { $one } et { $other }
same-was-refused = pas la même : { $one } et { $other }
same-was-merged = la même, complétée : { $one } et { $other }
same-one-document = { $iri } ne se compare pas à elle-même.
same-decided = C’est déjà décidé. codesocial same undo A B le défait.
same-not-decided = Rien n’est décidé de ces deux fiches.
same-no-taker = Aucune des deux fiches ne peut reprendre ce que dit l’autre : toutes deux sont d’ailleurs, ou l’une est plus fermée que l’autre.
same-changed-since = Quelqu’un a changé depuis dans { $iri } ce qui avait été écrit alors : rien n’est défait. Changez la fiche elle-même.
claim-asked = { $challenge }

    Il est dit cette seule fois et vaut jusqu’au { $until }. Déposez-le à l’un de ces endroits, puis : codesocial claim … --check
claim-proven = { $document } est remise : le défi a été vu à { $place }.
claim-mailed = Un code part à { $to } dès que le site tourne, au plus tard { $until }. Ensuite : codesocial claim … --code CODE
claim-proven-by-mail = { $document } est remise : le code envoyé chez { $place } a été entré.
claim-given = { $document } est remise.
claim-taken-back = { $document } n’est de nouveau à personne.
claim-none-of = Personne n’a repris { $document }, ou elle a été retirée.
claims-none = Aucune fiche importée n’a encore été reprise.
claims-proven = { $number } { $document } à { $account }, { $at } : prouvé à { $place }
claims-given = { $number } { $document } à { $account }, { $at } : à la main
claims-ended = (retirée { $at })
webhooks-none = Aucune adresse n’est prévenue pour l’instant.
webhook-none-of = Il n’y a pas de webhook { $number }. codesocial webhooks dit lesquels il y a.
webhook-made = Le webhook { $number } est fait. On demande d’abord à son adresse si elle veut être prévenue.
    Son secret, dit cette seule fois : { $secret }
webhook-removed = Le webhook { $number } est retiré : rien n’est plus dit à son adresse.
webhook-line = { $number } { $address } (de { $account }) : { $state }, { $told } sur { $last }
webhook-attempts = { $count ->
    [one] une fois sans succès
   *[other] { $count } fois sans succès
}
webhook-next = prochain essai { $next }
webhook-arrived = { "  " }{ $at } { $kind } { $sequence } { $document } : arrivé ({ $status })
webhook-not-arrived = { "  " }{ $at } { $kind } { $sequence } { $document } : pas arrivé ({ $status }), { $why }
webhook-state-unconfirmed = pas encore confirmé
webhook-state-active = tout est arrivé
webhook-state-failing = pas joint
webhook-state-on-the-way = en route
webhook-state-paused = en pause
webhook-state-failed = arrêté après un long échec
webhook-state-ended = terminé par son adresse
webhook-state-blocked = son hôte est bloqué
