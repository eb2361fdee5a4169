# Des fiches importées, reprises par celles et ceux dont elles parlent.
claim-title = C’est vous ?
claim-what = Cette fiche a été importée, et personne ici n’en répond encore. Qui tient { $host } peut la reprendre : elle se modifie alors ici, parle d’elle-même aux autres sites, et ce que sa source dit ensuite ne remplace rien de ce que vous avez écrit.
claim-how = Demandez un défi, déposez-le à l’un de ces endroits, puis faites-nous vérifier. Une fois la fiche à vous, vous pouvez l’enlever.
claim-ask = Demander un défi
claim-ask-again = Demander un autre défi
claim-asked = Vous avez demandé un défi, montré une seule fois. Un autre le remplace.
claim-challenge = Votre défi. Il est montré maintenant et plus jamais : déposez-le, ou gardez-le.
claim-until = Il vaut jusqu’au { $date }.
claim-check = Vérifier maintenant
claim-sign-in = Se connecter d’abord
claim-file = Un fichier sur votre site
claim-file-how = Un fichier de texte (text/plain) à cette adresse, avec le défi seul sur une ligne.
claim-link = Un lien sur votre site
claim-link-how = Un lien vers cette fiche, avec rel="me" et le défi après #, dans le HTML de cette page de votre site.
claim-link-shared = Beaucoup de gens ont des pages sur ce site : seule votre page y prouve qu’elle est à vous. Un lien vers cette fiche, avec rel="me" et le défi après #, dans son HTML.
claim-dns = Un enregistrement TXT dans le DNS
claim-dns-how = Un enregistrement TXT sous ce nom, avec le défi et rien d’autre.
claim-no-mail = Rien de cela n’est possible ? Écrivez à celles et ceux qui tiennent ce site : ils peuvent remettre une fiche à la main. Aucune preuve ne se fait par courriel, ce site n’en envoie pas.
claim-not-seen = Le défi n’a pas été vu. Voici ce qui a été trouvé :
claim-seen-nothing = { $place } : rien qui soit un défi.
claim-seen-another = { $place } : un défi, mais un autre que le vôtre, ou un défi périmé.
claim-seen-absent = { $place } : il n’y a rien.
claim-seen-elsewhere = { $place } : mène à { $to }, qui n’est pas au même endroit.
claim-seen-refused = { $place } : ne peut pas être regardé, faute d’être joignable en https sur l’internet public.
claim-seen-too-long = { $place } : trop long pour être lu.
claim-seen-too-slow = { $place } : ne répond pas à temps.
claim-seen-not-text = { $place } : n’est pas du genre demandé (texte brut pour un fichier, HTML pour une page).
claim-seen-status = { $place } : répond { $status }.
claim-seen-unreachable = { $place } : personne ne répond.
claims-title = Fiches reprises
claims-what = Les fiches importées que quelqu’un a reprises, et ce qui l’a prouvé. Une fiche retirée n’est de nouveau à personne et dit ce qu’elle dit.
claims-none = Aucune fiche importée n’a encore été reprise.
claims-proven = Prouvé le { $date } : { $place }
claims-given = Remise à la main le { $date }.
claims-ended = Retirée le { $date }.
claims-end = Retirer
done-claim-ended = C’est fait : la fiche n’est de nouveau à personne.
