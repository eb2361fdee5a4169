# Le courriel qui porte le code d’une reprise. Il est dans les deux langues : on ne sait pas qui le lit.
letter-subject = { $site } : un code pour reprendre une fiche
letter-body =
    Bonjour,

    Sur { $site }, le compte { $asks } demande à reprendre cette fiche, et dit lire le courrier de cette adresse :

    { $document }

    Si cela vient de vous, entrez ce code à l’endroit où vous l’avez demandé, dans l’heure :

    { $code }

    C’est ici : { $page }

    Sinon, ne faites rien, et ne donnez ce code à personne : qui l’a peut modifier la fiche.
