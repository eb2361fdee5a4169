# Ce qui ne va pas, et que faire : un titre et un détail par sorte de problème.
problem-bad-precondition = En-tête à corriger
    .detail = L’en-tête { $header } ne peut pas être compris. If-Match prend une liste d’ETag entre guillemets ou *, If-None-Match prend * pour écrire.
problem-bad-parameter = Paramètre à corriger
    .detail = Le paramètre { $parameter } manque, est répété ou ne prend pas la valeur « { $value } ».
problem-bad-note = Un motif à corriger
    .detail = Le motif d’une modification ({ $header }) tient en une ligne de { $limit } caractères au plus, en UTF-8 ou codée selon la RFC 8187, et ne commence pas comme celui d’un import.
problem-broken-body = Envoi interrompu
    .detail = Le contenu de la demande s’est interrompu. Envoyez-le de nouveau.
problem-missing-content-type = Format non précisé
    .detail = Ajoutez l’en-tête Content-Type, par exemple text/turtle.
problem-malformed = Texte illisible
    .detail = Ligne { $line }, colonne { $column } : { $message }
problem-not-utf8 = Texte hors UTF-8
    .detail = La ligne { $line } n’est pas en UTF-8. Enregistrez le texte en UTF-8.
problem-too-deep = Texte trop imbriqué
    .detail = À la ligne { $line }, l’imbrication dépasse { $limit } niveaux.
problem-unknown-context = Contexte JSON-LD inconnu
    .detail = Le contexte { $context } n’est pas connu ici, et aucun contexte n’est cherché ailleurs. Écrivez-le dans le document, ou employez celui du vocabulaire.
problem-too-much = Trop pour une seule réponse
    .detail = Plus de { $limit } fiches ou déclarations dépendent de cette description. Demandez-en moins : ?with= nomme les listes voulues.
problem-malformed-query = Question à corriger
    .detail = La question n’est pas du SPARQL 1.1 : { $message }
problem-malformed-git = Demande de Git illisible
    .detail = La demande ne suit pas le protocole de Git. Clonez le dépôt avec « git clone », à son adresse.
problem-unauthenticated = Clé d’accès nécessaire
    .detail = Aucune clé d’accès connue n’accompagne la demande. Envoyez l’en-tête Authorization: Bearer avec une clé de ce site.
problem-bad-signature = Signature refusée
    .detail = La demande n’est pas signée comme il faut : { $reason }.
problem-not-heard = Pas entendu ici
    .detail = Ce site n’écoute pas { $subject } : ainsi en ont décidé ceux qui le tiennent.
problem-other-actor = Signé par quelqu’un d’autre
    .detail = L’activité parle au nom de { $actor }, mais c’est { $signer } qui l’a signée.
problem-no-say = À quelqu’un d’autre
    .detail = { $actor } n’a pas son mot à dire sur { $object } : c’est d’un autre site, ou de quelqu’un d’autre là-bas.
problem-forbidden = Action réservée
    .detail = Votre clé d’accès ne permet pas de changer { $document }.
problem-read-only-repository = Dépôt en lecture seule
    .detail = Ce dépôt se clone et ne reçoit rien. Les fiches se changent à leur propre adresse.
problem-refused-query = Question refusée
    .detail = Cette question n’est pas permise ici : { $message }
problem-not-found = Rien à cette adresse
    .detail = Aucune fiche que vous pouvez lire ne se trouve à cette adresse.
problem-not-an-address = Adresse impossible
    .detail = { $document } n’est pas une adresse de fiche sur ce site. Une adresse est faite d’une liste, puis de minuscules, de chiffres et de tirets.
problem-slow-body = Envoi trop long
    .detail = Le contenu n’est pas arrivé en { $limit } secondes. Renvoyez-le, ou envoyez-en moins à la fois.
problem-method-not-allowed = Méthode non permise
    .detail = { $method } ne s’emploie pas à cette adresse. L’en-tête Allow dit lesquelles sont permises.
problem-graphs-are-documents = Les graphes s’écrivent comme des fiches
    .detail = { $method } ne s’emploie pas ici : chaque graphe est une fiche. Écrivez à l’adresse même de la fiche, ou envoyez une mise à jour SPARQL à { $update }.
problem-not-acceptable = Format non proposé
    .detail = Aucun des formats demandés n’est proposé ici. Sont proposés : { $available }.
problem-interaction-model = Genre de fiche non proposé
    .detail = L’en-tête Link demande { $model }. Les fiches d’ici sont des sources RDF ; les listes sont données, on n’en crée pas d’autres.
problem-no-address = Adresse introuvable
    .detail = Aucune adresse libre ne peut être faite de « { $hint } ». Proposez un autre nom par l’en-tête Slug.
problem-signed = Mots signés
    .detail = Des mots de { $document } font partie d’une version figée et signée. Un administrateur peut effacer les deux.
problem-unsettled = Trop de changements entre-temps
    .detail = Ces fiches ne cessent de changer. Rien n’est effacé : recommencez.
problem-too-many-documents = Trop de fiches
    .detail = Pas plus de { $limit } fiches à la fois.
problem-gone = Fiche supprimée
    .detail = Cette fiche a été supprimée. Son adresse ne servira plus.
problem-precondition-failed = Fiche changée entre-temps
    .detail = { $document } n’est plus dans la version attendue. Version actuelle : { $current }. Relisez-la, puis recommencez.
problem-too-large = Envoi trop grand
    .detail = Un envoi ne dépasse pas { $limit } octets. Partagez-le en plusieurs fiches.
problem-unsupported-media-type = Format non lu
    .detail = Le format { $mediaType } n’est pas lu ici. Sont lus : { $supported }.
problem-unsupported-coding = Compression non lue
    .detail = La compression { $coding } n’est pas lue ici. Envoyez le texte sans compression.
problem-unsupported-charset = Encodage non lu
    .detail = L’encodage { $charset } n’est pas lu ici. Envoyez le texte en UTF-8.
problem-foreign-subject = La fiche parle d’une autre
    .detail = { $document } ne peut parler que d’elle-même et de ses parties, non de { $subject }. Écrivez-le dans la fiche concernée.
problem-detached = Partie sans attache
    .detail = Le nœud { $node } ne tient à rien dans la fiche. Reliez-le à elle, ou retirez-le.
problem-too-symmetric = Nœuds trop semblables
    .detail = Trop de nœuds sans nom se ressemblent. Donnez-leur des adresses.
problem-too-many-statements = Trop de triplets
    .detail = Une fiche ne dépasse pas { $limit } triplets. Partagez-la.
problem-empty = Rien à écrire
    .detail = Le contenu ne dit rien de la fiche. Donnez au moins un type et un nom.
problem-wrong-type = Type hors de cette liste
    .detail = La liste { $container } prend ces types : { $expected }. La fiche dit : { $found }.
problem-foreign-graph = Graphe d’un autre site
    .detail = { $graph } n’est pas une fiche de ce site. Retirez ce graphe de l’envoi.
problem-missing-scope = Clé d’accès trop étroite
    .detail = Votre clé d’accès ne porte pas la permission { $scope }. Demandez-en une qui la porte.
problem-changed-here = Fiche changée ici
    .detail = { $document } a été changée ici depuis : l’import n’y touche pas. Comparez les deux, puis écrivez ce qui convient.
problem-unfit-graph = Un graphe qui n’est pas comme il le faut
    .detail = { $reason ->
        [there] { $graph } existe déjà. CREATE SILENT le laisse tel quel.
       *[missing] Aucun graphe { $graph } n’est visible pour vous. Avec SILENT, la mise à jour continue sans lui.
    }
problem-repeated = Fiche en double
    .detail = { $document } figure deux fois dans le même envoi. Gardez-en une.
problem-unusable = Valeur sans emploi
    .detail = { $property } prend une seule valeur connue ici. Corrigez-la ou retirez-la.
problem-invalid = Des choses à corriger
    .detail = La fiche ne suit pas les règles du formulaire. Rien n’a été écrit.
problem-precondition-required = Version à préciser
    .detail = { $document } existe déjà. Dites quelle version vous remplacez : If-Match avec l’ETag lu, version actuelle { $current }.
problem-internal = Une panne de notre côté
    .detail = La demande n’a pas abouti. Donnez cette référence à qui s’occupe du site : { $id }.
problem-costly-document = Fiche trop grande pour son formulaire
    .detail = Vérifier { $document } demande trop de travail : { $focus } en contient trop pour { $shape }. Partagez la fiche en plusieurs.
problem-costly-shape = Un formulaire à corriger
    .detail = La règle { $shape } demande trop de travail sur { $document }. Rien n’a été écrit. Prévenez qui tient les formulaires de ce site.
problem-too-costly = Question trop longue
    .detail = La question demande trop de temps ou de mémoire. Précisez-la ou ajoutez une limite.
problem-budget-spent = Trop de questions longues
    .detail = Vous avez posé beaucoup de questions longues, et celle-ci l’est aussi. Reposez-la dans { $seconds } secondes ; d’ici là, les questions courtes ont leur réponse.
problem-unavailable = Réponse impossible pour l’instant
    .detail = Personne ne peut répondre maintenant. Recommencez dans quelques secondes.
problem-form-of-grammar = Un formulaire de la grammaire commune
    .detail = { $form } appartient à la grammaire, la même partout. Déposez votre propre formulaire, à une autre adresse, qui le complète.
problem-form-in-file = Un formulaire tenu dans un fichier
    .detail = { $form } est tenu dans { $file } du dossier de données. Qui fait vivre le site l’y modifie, puis relance le site.
problem-form-extended = Un formulaire qu’un autre complète
    .detail = { $by } complète { $form }. Supprimez d’abord celui-là.
problem-invalid-form = Un formulaire à corriger
    .detail = { $form } ne peut pas servir. Le formulaire précédent reste en place.
problem-restless = Description en mouvement
    .detail = { $document } change sans cesse pendant qu’on la fige. Rien n’a été écrit : recommencez dans un instant.
problem-too-many-members = Trop de documents
    .detail = Plus de { $limit } documents dépendent de { $document } : une version figée n’en tient pas davantage.
problem-other-convention = Une autre convention
    .detail = { $convention } n’est pas une convention de cette description, ou elle est plus fermée qu’elle.
problem-absent-statement = Une affirmation qui n’est pas là
    .detail = L’opération { $operation } supprime une affirmation qui n’est pas dans la fiche : { $statement }. Relisez la fiche, puis recommencez.
problem-no-match = Une condition qui n’est pas remplie
    .detail = La condition de l’opération { $operation } n’est remplie nulle part dans la fiche. Relisez la fiche, puis recommencez.
problem-several-matches = Une condition remplie plusieurs fois
    .detail = solid:where doit être rempli par un seul choix de valeurs, et l’est par plusieurs. Précisez-le.
problem-unusable-patch = Une modification à corriger
    .detail = { $rule ->
        [whole-graphs] Opération { $operation } : { $what } porte sur des graphes entiers. Une modification porte sur des affirmations : INSERT, DELETE.
        [service] Opération { $operation } : SERVICE { $what } interroge ailleurs. Une modification ne connaît que sa fiche.
        [other-graph] Opération { $operation } : le graphe { $what } n’est pas la fiche. Une modification ne parle que de sa fiche.
        [other-dataset] Opération { $operation } : USING ou WITH de { $what }. Une modification ne lit que sa fiche.
        [question] Opération { $operation } : son WHERE n’a pas de réponse ici : { $what }
        [many-operations] Une modification compte au plus { $what } opérations. Envoyez-en plusieurs.
        [many-questions] À partir de l’opération { $operation }, plus de { $what } ont un WHERE qui est plus qu’une liste d’affirmations. Envoyez plusieurs modifications.
        [many-operators] Une modification compte au plus { $what } opérateurs hors de INSERT DATA et DELETE DATA. Simplifiez-la.
        [many-matches] Opération { $operation } : sa condition est remplie à plus de { $what } endroits. Précisez-la.
        [costly] Opération { $operation } : trouver où sa condition est remplie demande plus de { $what } pas. Précisez-la.
        [no-patch] Aucune modification n’est décrite : il faut un nœud du type solid:InsertDeletePatch, nommé par un IRI ou un nœud anonyme, et non { $what }.
        [several-patches] Une deuxième chose est décrite, { $what }. Une seule modification l’est.
        [patch-type] Il manque à la modification le type { $what }.
        [repeated] { $what } est là deux fois. Une fois suffit.
        [no-formula] Une formule entre accolades est attendue : { $what }
        [nested] Une formule est dans une formule : { $what }
        [no-statement] Ce n’est pas une affirmation de RDF : { $what }
        [blank-node] Le nœud anonyme { $what } est dans solid:inserts ou solid:deletes. Donnez-lui une adresse, par exemple <#partie>.
        [unbound-variable] La variable { $what } n’est pas dans solid:where.
        [unknown-word] Le mot { $what } n’est pas connu ici. Connus : solid:where, solid:deletes, solid:inserts.
        [no-object] Une modification par fusion est un objet JSON, et non { $what }
        [context] Le @context reste ce qu’il est : { $what } ne peut pas prendre sa place.
        [unknown-key] Le mot { $what } n’est pas dans le @context de la fiche : il ne dirait rien.
       *[no-json-ld] Ce que laisse la modification n’est pas du JSON-LD : { $what }
    }
problem-not-allowed = Réservé à d’autres
    .detail = Votre rôle ne le permet pas. Demandez à qui tient le site.
problem-not-in-control = À d’autres de le dire
    .detail = Qui peut faire quoi de { $document }, son propriétaire le dit, et les administrateurs.
problem-unusable-acl = Règles d’accès à corriger
    .detail = { $reason ->
        [agent] { $authorization } nomme { $what }. Hors le propriétaire, personne n’est nommé ici : qui doit lire appartient à un groupe.
        [class] { $authorization } vaut pour { $what }. Ici, c’est foaf:Agent, tout le monde, ou acl:AuthenticatedAgent, les membres.
        [origin] { $authorization } vaut pour le seul site { $what }. D’où l’on vient ne joue pas ici : retirez acl:origin.
        [mode] { $authorization } accorde { $what }. Hors le propriétaire, on lit ; ce que l’on peut changer vient avec le rôle.
        [group] { $authorization } vaut pour { $what }, qui n’est pas un groupe de ce site que vous pouvez lire.
        [groups] { $authorization } ajoute le groupe { $what }. Une fiche est pour un seul groupe : réunissez-les.
        [network] { $authorization } n’ouvre qu’au réseau. Les membres de ce site lisent ce que lit le réseau : accordez aussi acl:AuthenticatedAgent.
        [target] { $authorization } porte sur { $what }. Ici, on parle de la seule fiche, par acl:accessTo.
        [owner] { $authorization } : le propriétaire perdrait { $what }. Qui possède une fiche la lit, l’écrit et la contrôle.
        [unstated-owner] La fiche ne dit pas à qui elle est. Pour la donner à { $what }, écrivez cs:owner dans la fiche même : ses lecteurs le verront.
        [untyped] Il manque à { $authorization } le type { $what }.
        [bound] { $what } appartient à une fiche moins ouverte. Ouvrez d’abord celle-là.
       *[statement] { $authorization } dit { $what }, qui n’est pas gardé ici. Retirez-le.
    }
problem-wrong-password = Adresse ou mot de passe à corriger
    .detail = L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les deux, puis réessayez.
problem-unknown-identity = Aucun compte pour cette identité
    .detail = Aucun compte d’ici ne se connecte avec cette identité. Connectez-vous avec votre adresse, ou demandez une invitation.
problem-cross-site = Envoyé depuis un autre site
    .detail = Ce formulaire n’a pas été envoyé depuis une page de ce site. Ouvrez la page ici et renvoyez-le.
problem-stale-form = La page est restée ouverte trop longtemps
    .detail = Le formulaire n’appartient plus à votre session. Rechargez la page, puis renvoyez-le.
problem-last-administrator = La dernière personne à administrer
    .detail = Quelqu’un doit continuer à tenir le site. Nommez d’abord une autre personne.
problem-sign-in-first = Connectez-vous d’abord
    .detail = Cette invitation est pour une personne qui a un compte ici. Connectez-vous à ce compte, puis rouvrez le lien.
problem-identity-taken = Identité d’un autre compte
    .detail = Cette identité sert déjà à se connecter à un autre compte.
problem-link-ended = Le lien ne sert plus
    .detail = Il a servi, a été repris ou est arrivé à son terme. Demandez-en un autre à qui vous l’a envoyé.
problem-weak-password = Mot de passe à changer
    .detail = { $reason ->
        [too-short] Prenez au moins { $least } caractères.
        [too-long] Prenez au plus { $most } caractères.
       *[common] Ce mot de passe est parmi les plus répandus. Choisissez-en un autre.
    }
problem-not-an-email = Adresse à corriger
    .detail = « { $value } » n’est pas une adresse électronique.
problem-not-an-activity = Activité incomprise
    .detail = Le contenu ne se lit pas comme une activité : { $reason }.
problem-not-shown = Rien à montrer
    .detail = { $reason ->
        [unfit] Ce qui attend sous le numéro { $what } ne peut pas être gardé : { $cause }.
        [no-document] { $what } n’est pas une fiche d’ici que tout le monde peut lire : rien ne peut être montré dessous.
       *[nothing] De ce qui attend sous le numéro { $what }, rien ne peut être montré. Réexaminez-le, ou écartez-le.
    }
problem-not-followable = Adresse qui ne se suit pas
    .detail = { $reason ->
        [own] { $address } est de ce site.
        [not-heard] { $address } n’est pas écouté ici : rien ne s’y suit.
        [nobody] { $address } ne dit pas qui en répond.
        [not-an-address] « { $address } » n’est pas une adresse. Écrivez-la entière : https://vallee.example/
       *[not-found] Rien ne peut être suivi à { $address } ({ $cause }). Vérifiez l’adresse, ou réessayez plus tard.
    }
problem-crowded = Trop de choses attendent
    .detail = Tant de choses de votre hôte attendent déjà ici d’être lues. Réessayez plus tard.
problem-too-many-attempts = Trop d’essais
    .detail = Trop d’essais. Réessayez dans { $minutes } minutes.
problem-sign-in-refused = Connexion refusée
    .detail = La connexion avec l’autre site n’a pas abouti. Recommencez depuis cette page ; si cela se répète, prévenez qui tient ce site.
problem-provider-failed = L’autre site ne répond pas
    .detail = Le site avec lequel se connecter ne peut être interrogé. Réessayez plus tard, ou connectez-vous avec votre adresse.
problem-decided = Déjà tranché
    .detail = La proposition { $document } a déjà été reprise, refusée ou retirée.
problem-conflicts = À trancher d’abord
    .detail = { $document } et la proposition ont changé les mêmes passages. Dites pour chacun lequel garder.
problem-no-copy = Pas une copie
    .detail = { $document } ne dit pas de quelle version elle est partie. Donnez cs:forkOf et prov:wasDerivedFrom.
problem-not-for-claiming = Fiche à ne pas reprendre
    .detail = { $document } ne se reprend pas : quelqu’un en répond ici, ou elle est d’un genre que personne n’est.
problem-claimed = Fiche déjà reprise
    .detail = Quelqu’un a repris { $document } ({ $since }), preuve à l’appui. Demandez à celles et ceux qui tiennent ce site : ils voient ce qui l’a prouvé, et peuvent la retirer.
problem-no-challenge = Pas de défi
    .detail = Il n’y a pas de défi à chercher : aucun n’a été demandé, ou il est périmé. Demandez-en un.
problem-no-site = Pas de site web
    .detail = { $document } ne nomme pas de site web : rien ne prouve à qui elle est. Faites ajouter le site, ou demandez à celles et ceux qui tiennent ce site-ci.
problem-unprovable-site = Un site web qui ne prouve rien
    .detail = { $reason ->
        [not-of-the-web] Ce que la fiche donne pour son site web, { $site }, n’est pas une adresse du web. Faites-la corriger, ou demandez à celles et ceux qui tiennent ce site-ci.
        [shared-mailboxes] Qui lit le courrier de { $site } n’est pas forcément qui tient le site web : beaucoup le peuvent, ou personne. Prouvez-le autrement, ou demandez à celles et ceux qui tiennent ce site-ci.
       *[other] Ce que la fiche donne pour son site web, { $site }, n’est pas à quelqu’un seul : les noms ou les pages de beaucoup s’y trouvent. Demandez à celles et ceux qui tiennent ce site-ci.
    }
problem-not-proven = Non prouvé
    .detail = Le défi n’a pas été vu sur le site web de cette fiche.
problem-no-mail = Aucun courriel ne part d’ici
    .detail = Ce site n’envoie pas de courriel : aucun code ne peut être envoyé. Prouvez-le autrement, ou demandez à celles et ceux qui tiennent ce site.
problem-no-code = Pas de code
    .detail = Il n’y a pas de code à entrer : aucun n’a été envoyé, il a été faux trop souvent, ou il est périmé. Faites-en envoyer un.
problem-not-at-site = Une adresse ailleurs
    .detail = Un code part à une adresse de { $host }, et nulle part ailleurs.
problem-wrong-code = Un autre code
    .detail = Ce n’est pas le code qui a été envoyé. Essais restants : { $left } ; ensuite, faites-en envoyer un autre.
problem-no-such-account = Compte inconnu
    .detail = Aucun compte qui puisse écrire n’a l’adresse { $value }.
problem-too-many-webhooks = Trop de webhooks
    .detail = Un compte peut en avoir { $limit }. Retirez-en un d’abord.
problem-unusable-webhook = Adresse qui ne peut être prévenue
    .detail = { $reason ->
        [blocked] Celles et ceux qui tiennent ce site ne disent rien à { $address }.
        [unencrypted] Rien n’est dit à { $address } : il faut https, ou un hôte inscrit par celles et ceux qui tiennent ce site ({ $cause }).
        [userinfo] { $address } : rien n’est dit à une adresse avec nom d’utilisateur ou mot de passe.
        [not-public] { $address } n’est pas sur l’internet public ({ $cause }).
       *[unreadable] « { $address } » n’est pas une adresse. Écrivez-la entière : https://carte.example/webhook
    }
