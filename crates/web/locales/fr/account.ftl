# Les comptes : se connecter, son propre compte, ceux de tous, les liens que l’on donne.
nav-account = Mon compte
field-email = Adresse électronique
field-password = Mot de passe
field-present-password = Mot de passe actuel
field-new-password = Nouveau mot de passe
field-role = Rôle
field-state = État
password-help = Au moins 12 caractères : plusieurs mots sans rapport entre eux se retiennent bien. Les mots de passe les plus répandus sont refusés.
since = depuis le
until = jusqu’au
days = { $count ->
    [1] 1 jour
   *[other] { $shown } jours
}
no-end = Jusqu’à sa révocation
role-reader = Lecture
role-contributor = Contribution
role-editor = Édition
role-administrator = Administration
scope-read = Lire ce que je peux lire
scope-write = Modifier ce que je peux modifier
scope-admin = Administrer le site, dans les limites de mon rôle

login-title = Se connecter
login-do = Se connecter
login-providers = Se connecter avec un autre site
login-help = Les comptes se créent sur invitation : demandez à qui tient ce site. Mot de passe oublié ? Demandez une nouvelle invitation.
logout-title = Se déconnecter
logout-who = Vous êtes connecté avec l’adresse { $email }.
logout-do = Déconnecter

account-title = Mon compte
password-do = Changer le mot de passe
tokens-title = Clés d’accès
tokens-what = Une clé permet à un programme de lire ou d’écrire en votre nom. Révoquez celles qui ne servent plus.
tokens-none = Aucune clé.
tokens-once = Voici la nouvelle clé. Elle ne s’affiche que maintenant : copiez-la.
tokens-unnamed = Clé sans nom
tokens-label = À quoi sert-elle ?
tokens-scopes = Elle permet de
tokens-lasts = Elle vaut pendant
tokens-do = Créer une clé
tokens-revoke = Révoquer
sessions-title = Où je suis connecté
sessions-this = ce navigateur
sessions-unnamed = Navigateur inconnu
sessions-began = connecté le
sessions-used = vu pour la dernière fois le
sessions-end-all = Déconnecter partout
groups-title = Groupes
groups-none = Aucun groupe.
groups-leave = Quitter
groups-manage = Gérer les membres de
identities-title = Autres sites
identities-what = Vous pouvez vous connecter ici avec ces sites.
identities-none = Aucun autre site.
identities-unlink = Délier
identities-link = Lier
members-title = Membres d’un groupe
members-what = Les membres lisent ce qui est réservé au groupe. Une adresse sans compte ici est attendue : elle devient membre avec son compte.
members-none = Pas encore de membre.
members-add = Ajouter
members-remove = Retirer

accounts-title = Comptes
account-disabled = désactivé
account-guest = invité par un lien de modification
account-shut = Accès
account-disable = Désactiver
account-disable-what = Personne ne se connecte à un compte désactivé : ses sessions finissent aussitôt, ses clés, ses invitations et ses liens de modification ne servent plus.
account-enable = Réactiver
account-enable-what = Ce compte est désactivé. Réactivé, il se connecte à nouveau et ses clés servent à nouveau.
account-erase = Effacer
account-erase-what = L’adresse, le mot de passe, les clés et les sessions sont oubliés. Rien ne les fait revenir.
account-erase-content = Ce qu’il a écrit
account-erase-kept = reste, sans propriétaire
account-erase-handed = passe à un autre compte
account-erase-heir = Adresse de cet autre compte
account-erase-confirm = Tapez l’adresse du compte à effacer
account-erase-do = Effacer pour toujours
role-do = Changer le rôle

invitations-title = Invitations
invitations-do = Créer une invitation
invitations-open = Invitations ouvertes
invitations-none = Aucune invitation ouverte.
invitation-title = Invitation
invitation-to = Invitation à { $site }
invitation-accept = Accepter
invitation-sign-in = J’ai déjà un compte ici : me connecter
handed-once = Voici le lien. Il ne s’affiche que maintenant : envoyez-le à la personne, et à elle seule.
handed-letter = Message à envoyer
handed-mail = Ouvrir dans mon logiciel de courrier
handed-back = Reprendre
edit-links-title = Liens de modification
edit-links-what = Un lien permet à une personne sans compte de modifier cette fiche, dans un seul navigateur, jusqu’à son terme.
edit-links-lasts = Il vaut pendant
edit-links-do = Créer un lien
edit-links-open = Liens valables
edit-links-none = Aucun lien.
edit-links-taken = ouvert
edit-links-waiting = pas encore ouvert
edit-link-title = Modifier une fiche
edit-link-what = Ce lien est pour { $email }. Il ne s’ouvre que dans un navigateur : choisissez le vôtre. Il vaut
edit-link-open = Ouvrir dans ce navigateur
source-title = Modifier
source-new = Décrire
source-name = Nom dans l’adresse (laissé vide : tiré du nom)
beginning-what = Écrivez entre les guillemets ce qui manque. <> est l’adresse de la fiche.
beginning-or = Ou bien : { $class }
source-text = Le texte de la fiche
source-help = En Turtle, tel qu’il est conservé.
source-save = Enregistrer

done-password = Le mot de passe est changé. Les autres navigateurs sont déconnectés.
done-taken-back = C’est fait : cela ne sert plus.
done-signed-out = Ce navigateur est déconnecté.
done-left = Vous avez quitté le groupe.
done-members = Les membres sont modifiés.
done-rules = C’est enregistré : qui peut faire quoi a changé.
done-linked = Vous pouvez désormais vous connecter avec ce site.
done-unlinked = Ce site ne vous connecte plus.
done-role = Le rôle est changé.
done-disabled = Le compte est désactivé.
done-enabled = Le compte est réactivé.
done-erased = Le compte est effacé.
done-erasing = Le compte est effacé. Des fichiers de cette machine gardent encore son adresse : ils la perdent au prochain démarrage.
done-accepted = Bienvenue : l’invitation est acceptée.

letter-invitation-subject = Invitation à { $site }
letter-invitation = Bonjour,

    vous êtes invité à { $site }. Ouvrez ce lien pour choisir un mot de passe et participer :

    { $link }

    Le lien est pour vous seul, sert une fois et vaut jusqu’au { $until }. Si vous ne l’attendiez pas, vous n’avez rien à faire.
letter-edit-subject = { $site } : une fiche à modifier
letter-edit = Bonjour,

    vous pouvez modifier la fiche { $document } de { $site } sans compte. Ouvrez ce lien dans le navigateur avec lequel vous allez travailler :

    { $link }

    Le lien est pour vous seul, ne s’ouvre que dans un navigateur et vaut jusqu’au { $until }. Ce que vous écrivez porte cette adresse.
