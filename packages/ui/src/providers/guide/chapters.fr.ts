import type { ChapterWords } from './chapters.en.ts';

/** Les chapitres facultatifs en français. */
export const chaptersFr: ChapterWords = {
  chapters: {
    consent: {
      title: 'Ce que vos utilisateurs verront chez Google',
      lead: 'Deux pages devant lesquelles on s’arrête. Prévenez-les.',
    },
    publishing: {
      title: 'En test, en production, validée',
      lead: 'Ce que signifient les trois états d’une application externe, et comment passer de l’un à l’autre.',
    },
    verification: {
      title: 'La validation par Google',
      lead: 'La plupart des installations n’en ont jamais besoin. Sinon, comptez des semaines.',
    },
    push: {
      title: 'Le nouveau courrier en quelques secondes (Pub/Sub)',
      lead: 'Sans notifications, Mailroom demande toutes les 30 secondes tant que quelqu’un lit, sinon toutes les cinq minutes. Avec elles, c’est Google qui prévient.',
    },
    delegation: {
      title: 'Relier les boîtes de tout un Workspace',
      lead: 'Un compte de service relie les boîtes sans demander à chaque utilisateur. Il faut un super-administrateur, et cela ouvre toutes les boîtes du domaine : décidez avec soin.',
    },
    trust: {
      title: 'Si votre Workspace bloque l’application',
      lead: 'Pour l’erreur admin_policy_enforced, ou pour épargner une page à vos utilisateurs.',
    },
    secret: {
      title: 'Changer le secret',
      lead: 'Les boîtes reliées le restent, tant que l’ID client reste.',
    },
  },
  steps: {
    warning: {
      title: 'La page d’avertissement',
      why: 'Google n’a pas validé votre application, et le dit ; l’application est votre propre Mailroom.',
      do: [
        'La page dit **Google hasn’t verified this app** (« Google n’a pas validé cette application »).',
        'Cliquez sur **Advanced** (« Paramètres avancés »), en bas à gauche.',
        'Cliquez sur **Go to {appName} (unsafe)** (« Accéder à {appName} (non sécurisé) »). Le nom peut aussi être celui de votre domaine.',
      ],
      notes: [
        'En test, la page est plus douce : cliquez sur **Continue** (« Continuer »).',
        'Dites à vos utilisateurs que c’est vous qui faites tourner ce Mailroom, et de ne passer outre pour aucune autre application.',
      ],
    },
    boxes: {
      title: 'Les cases de l’autorisation',
      why: 'On peut décocher des cases, et alors le courrier ne peut pas être lu.',
      do: [
        'Laissez cochée, ou cochez, la case **Read, compose, send, and permanently delete all your email from Gmail** (« Lire, rédiger, envoyer et supprimer définitivement tous vos e-mails dans Gmail »).',
        'Cliquez sur **Continue** (« Continuer »).',
      ],
      notes: ['Mailroom remarque aussitôt une case manquante, rend l’autorisation et le dit.'],
    },
    states: {
      title: 'Les trois états',
      why: 'Ils décident qui peut relier une boîte, et pour combien de temps.',
      do: [
        '**Testing** (« En test ») : seulement les utilisateurs tests inscrits, cent au plus. Les autorisations meurent au bout de sept jours. Pour essayer, rien d’autre.',
        '**In production** (« En production »), non validée : quiconque a un compte Google, cent utilisateurs sur toute la vie du projet, et une page d’avertissement. Les autorisations durent. Ce qu’il faut à la plupart des équipes.',
        '**In production** (« En production »), validée : ni page d’avertissement ni limite. Le courrier étant un champ d’application restreint, Google veut chaque année une évaluation de sécurité.',
      ],
      notes: [
        'Une application **Internal** (« Interne ») n’a rien de tout cela : ni avertissement, ni limite, ni validation.',
      ],
    },
    toProduction: {
      title: 'Du test à la production',
      why: 'Les nouvelles autorisations durent ; celles d’avant meurent quand même.',
      link: 'Ouvrir « Audience »',
      do: [
        'Cliquez sur **Publish app** (« Publier l’application »), puis sur **Confirm** (« Confirmer »).',
        'Demandez à tous ceux qui ont relié une boîte en test de cliquer une fois sur **Reconnecter** dans Mailroom. La carte du compte dit quel jour son autorisation prend fin.',
      ],
    },
    toTesting: {
      title: 'Revenir au test',
      why: 'Rarement utile : la liste des testeurs et les sept jours reviennent.',
      link: 'Ouvrir « Audience »',
      do: [
        'Cliquez sur **Back to testing** (« Retour au mode test »), puis sur **Confirm** (« Confirmer »).',
        'Ajoutez chaque utilisateur sous **Test users** (« Utilisateurs tests ») : les autres ne peuvent plus donner leur autorisation.',
      ],
      notes: ['Pour faire un essai, mieux vaut un second projet avec son propre client.'],
    },
    needed: {
      title: 'En avez-vous besoin ?',
      why: 'La validation coûte des semaines et, pour le courrier, le plus souvent de l’argent.',
      do: [
        'Vous n’en avez pas besoin si l’application est **Internal** (« Interne »), si seules moins de cent personnes que vous connaissez l’utilisent, ou si les boîtes sont reliées par un compte de service de votre propre Workspace.',
        'Il vous la faut si plus de cent utilisateurs doivent relier une boîte, ou si la page d’avertissement doit disparaître.',
      ],
      notes: [
        'Tous membres d’un même Workspace ? Une application interne vous épargne tout ce chapitre.',
      ],
    },
    home: {
      title: 'Page d’accueil, règles de confidentialité, domaine',
      why: 'Google compare ce que disent ces pages avec ce que fait l’application.',
      link: 'Ouvrir « Branding »',
      do: [
        'Mettez une page d’accueil publique sur un domaine à vous. Elle nomme l’application, dit ce qu’elle fait, et renvoie aux règles de confidentialité. Une simple page de connexion est refusée.',
        'Mettez les règles de confidentialité sur le même domaine. Le projet ci-dessous est rempli pour {host} : lisez-le, complétez ce qui est entre crochets, faites-le relire par quelqu’un qui connaît votre droit.',
        'Prouvez dans la Search Console de Google que le domaine est à vous, avec le compte qui possède le projet.',
        'Sous **App domain** (« Domaine de l’application »), saisissez les deux adresses ; sous **Authorized domains** (« Domaines autorisés »), votre domaine. Cliquez sur **Save** (« Enregistrer »).',
      ],
    },
    submit: {
      title: 'Envoyer la demande',
      why: 'Les examinateurs de Google lisent l’anglais : ces textes sont en anglais à dessein.',
      link: 'Ouvrir « Verification center »',
      do: [
        'Cliquez sur **Prepare for verification** (« Préparer la validation ») et parcourez les pages.',
        'Collez la raison du champ d’application.',
        'Enregistrez la vidéo d’après le scénario ci-dessous, en anglais, et mettez-la sur YouTube en non répertoriée. Donnez son adresse.',
        'Cliquez sur **Submit for verification** (« Envoyer pour validation »), et répondez aux e-mails de Google : le silence clôt le dossier.',
      ],
    },
    assessment: {
      title: 'L’évaluation de sécurité',
      why: 'Un serveur qui garde du courrier est évalué chaque année par un laboratoire que Google reconnaît.',
      do: [
        'L’e-mail de Google indique le niveau et la date. Le programme s’appelle CASA.',
        'Choisissez un laboratoire dans la liste de Google et répondez à ses questions. Les règles et les décisions de Mailroom sont écrites dans le projet ; elles aident.',
        'Quand Google a dit oui, choisissez « validée » comme état de publication, à l’étape de la publication.',
      ],
      notes: ['Le prix se règle entre vous et le laboratoire. Demandez-le avant de commencer.'],
    },
    pushTopic: {
      title: 'Créer un sujet',
      why: 'Gmail écrit ses avis dans un sujet de votre projet.',
      link: 'Ouvrir « Topics »',
      do: [
        'Si la console le demande, activez l’API Pub/Sub.',
        'Cliquez sur **Create topic** (« Créer un sujet ») et saisissez un **Topic ID** (« ID du sujet »), par exemple mailroom.',
        'Décochez **Add a default subscription** (« Ajouter un abonnement par défaut »). Cliquez sur **Create** (« Créer »).',
      ],
      notes: [
        'Les petites quantités sont gratuites. Si Google exige un compte de facturation, vous pouvez rester sans notifications : on n’y perd qu’un délai.',
      ],
    },
    pushRight: {
      title: 'Laisser Gmail publier',
      why: 'Un sujet n’accepte de messages que de ceux qui ont le droit de publier.',
      link: 'Ouvrir « Topics »',
      do: [
        'Cochez le sujet ; le volet de droite montre **Permissions** (« Autorisations »). Cliquez sur **Add principal** (« Ajouter un compte principal »).',
        'Collez le compte de Gmail sous **New principals** (« Nouveaux comptes principaux »).',
        'Comme rôle, choisissez **Pub/Sub Publisher** (cherchez `pubsub.publisher`). Cliquez sur **Save** (« Enregistrer »).',
      ],
      notes: [
        'Refusé à cause de **Domain restricted sharing** (« Partage restreint au domaine ») ? Une règle de votre organisation interdit les comptes étrangers : son administrateur doit faire une exception pour celui-ci.',
      ],
    },
    pushSigner: {
      title: 'Un compte qui signe',
      why: 'Google signe chaque notification avec lui, et Mailroom n’en croit aucune sans signature.',
      link: 'Ouvrir « Create service account »',
      do: [
        'Saisissez un nom, par exemple mailroom-push. Cliquez sur **Create and continue** (« Créer et continuer »).',
        'Il n’a besoin ni de rôle ni de clé : cliquez sur **Done** (« OK »).',
        'Notez son adresse, nom@projet.iam.gserviceaccount.com.',
      ],
    },
    pushSubscription: {
      title: 'Créer l’abonnement',
      why: 'Il porte à ce Mailroom ce qui est dans le sujet.',
      link: 'Ouvrir « Create subscription »',
      do: [
        'Saisissez un **Subscription ID** (« ID d’abonnement ») et choisissez le sujet.',
        '**Delivery type** (« Type de distribution ») : **Push**. Collez l’URL du point de terminaison.',
        'Cochez **Enable authentication** (« Activer l’authentification ») et choisissez le compte de service. Laissez **Audience** vide : Google y met alors le point de terminaison lui-même, comme Mailroom l’attend.',
        '**Expiration period** (« Période d’expiration ») : **Never expire** (« N’expire jamais »). Cliquez sur **Create** (« Créer »).',
      ],
      notes: [
        'Le point de terminaison doit être en https et joignable depuis Internet. Rien d’autre que les messages signés de Google n’y est accepté.',
        'Dans les projets d’avant avril 2021, l’agent de service de Pub/Sub a aussi besoin du rôle **Service Account Token Creator** (« Créateur de jetons du compte de service »).',
      ],
    },
    pushTest: {
      title: 'Le saisir ici et essayer',
      why: 'Une vraie notification de Google est la seule preuve.',
      do: [
        'Saisissez le sujet et le compte de service sur la carte Google, sous « Notifications par Pub/Sub », et enregistrez.',
        'Lancez-y l’essai : la coche vient quand la notification arrive, d’ordinaire en quelques secondes.',
      ],
    },
    serviceAccount: {
      title: 'Créer un compte de service',
      why: 'Il agit pour les utilisateurs de votre domaine, là où vous le permettez.',
      link: 'Ouvrir « Service accounts »',
      do: [
        'Cliquez sur **Create service account** (« Créer un compte de service ») et saisissez un nom, par exemple mailroom-delegation.',
        'Il n’a besoin d’aucun rôle : **Create and continue** (« Créer et continuer »), puis **Done** (« OK »).',
        'Ouvrez-le, puis **Keys › Add key › Create new key** (« Clés › Ajouter une clé › Créer une clé »), type **JSON**, **Create** (« Créer »). La clé est téléchargée.',
      ],
      notes: [
        'Google refuse la clé en nommant **iam.disableServiceAccountKeyCreation** ? Les organisations récentes interdisent les clés : l’administrateur des règles de l’organisation peut lever cela pour le projet.',
      ],
    },
    serviceKey: {
      title: 'Apporter la clé ici',
      why: 'Mailroom la garde chiffrée, et elle ne quitte plus jamais le serveur.',
      do: [
        'Déposez le fichier JSON de la clé dans la partie « Délégation au niveau du domaine » de la carte Google.',
        'Supprimez ensuite le fichier de votre ordinateur : qui l’a peut lire le courrier de votre domaine.',
      ],
    },
    delegate: {
      title: 'Le permettre dans la console d’administration',
      why: 'Seul un super-administrateur du Workspace peut dire que le compte agit pour les utilisateurs.',
      link: 'Ouvrir « Délégation au niveau du domaine »',
      do: [
        'Cliquez sur **Add new** (« Ajouter »).',
        'Collez le **Client ID** (« ID client ») : un nombre, pas une adresse.',
        'Collez les **OAuth scopes** (« Champs d’application OAuth »). Cliquez sur **Authorize** (« Autoriser »).',
      ],
      notes: [
        'À la main : **Security › Access and data control › API controls › Manage domain-wide delegation** (« Sécurité › Contrôle des accès et des données › Commandes des API › Gérer la délégation au niveau du domaine »).',
        'Cela peut prendre jusqu’à 24 heures, et d’ordinaire quelques minutes.',
      ],
    },
    delegatedLink: {
      title: 'Relier les boîtes',
      why: 'La première qui fonctionne est la preuve.',
      do: [
        'Saisissez les adresses dans la même partie de la carte Google. Commencez par la vôtre.',
        'Chaque adresse dit comment cela s’est passé. Un échec nomme son remède.',
      ],
    },
    trust: {
      title: 'Faire confiance à l’ID client',
      why: 'Un Workspace peut refuser toutes les applications que son administrateur ne connaît pas.',
      link: 'Ouvrir « Contrôle d’accès des applications »',
      do: [
        'Connectez-vous comme administrateur du Workspace. Cliquez sur **Configure new app** (« Configurer une nouvelle application »).',
        'Collez l’ID client, cliquez sur **Search** (« Rechercher »), et choisissez l’application.',
        'Choisissez les unités organisationnelles, puis **Trusted** (« Approuvée »). Cliquez sur **Continue** (« Continuer »), puis sur **Finish** (« Terminer »).',
      ],
      notes: [
        'À la main : **Security › Access and data control › API controls › Manage third-party app access** (« Sécurité › Contrôle des accès et des données › Commandes des API › Gérer l’accès des applications tierces »).',
        'Applications internes : sous **API controls** (« Commandes des API »), **Trust internal apps** (« Approuver les applications internes ») fait de même pour toutes.',
        'Cela peut prendre jusqu’à 24 heures.',
      ],
    },
    newSecret: {
      title: 'Un nouveau secret, sans interruption',
      why: 'Un client peut avoir deux secrets pendant un temps : rien ne s’arrête entre les deux.',
      link: 'Ouvrir « Clients »',
      do: [
        'Ouvrez le client et cliquez sur **Add secret** (« Ajouter un secret »). Copiez-le, ou téléchargez le JSON, aussitôt : Google ne le montre que cette fois-là.',
        'Saisissez-le sur la carte Google, et enregistrez. Mailroom l’essaie d’abord.',
        'Cliquez sur **Contrôler de nouveau**. Quand tout est en ordre, désactivez l’ancien secret dans la console (**Disable**, « Désactiver »), et supprimez-le plus tard.',
      ],
      notes: ['Un autre ID client, c’est autre chose : il faudrait reconnecter chaque boîte.'],
    },
  },
  sketches: {
    warning: {
      alt: 'Croquis de la page d’avertissement : 1 le lien Paramètres avancés, 2 le lien Accéder à Mailroom (non sécurisé), qui apparaît ensuite. Pas le bouton Retour à la sécurité.',
      title: 'accounts.google.com',
      rows: [
        { kind: 'heading', text: 'Google n’a pas validé cette application' },
        { kind: 'text', text: 'L’application demande l’accès à des informations sensibles …' },
        { kind: 'button', text: 'Retour à la sécurité', look: 'main' },
        { kind: 'button', text: 'Paramètres avancés', look: 'link', mark: 1 },
        { kind: 'button', text: 'Accéder à Mailroom (non sécurisé)', look: 'link', mark: 2 },
      ],
    },
    boxes: {
      alt: 'Croquis de la page des autorisations : 1 la case cochée du courrier, 2 le bouton Continuer.',
      title: 'accounts.google.com',
      rows: [
        { kind: 'heading', text: 'Mailroom souhaite accéder à votre compte Google' },
        {
          kind: 'check',
          text: 'Lire, rédiger, envoyer et supprimer définitivement tous vos e-mails dans Gmail',
          isOn: true,
          mark: 1,
        },
        { kind: 'button', text: 'Annuler', look: 'link' },
        { kind: 'button', text: 'Continuer', look: 'main', mark: 2 },
      ],
    },
    right: {
      alt: 'Croquis de « Accorder l’accès » sur un sujet Pub/Sub : 1 le champ Nouveaux comptes principaux avec le compte de Gmail, 2 le rôle Pub/Sub Publisher, 3 le bouton Enregistrer.',
      title: 'Accorder l’accès à « mailroom »',
      rows: [
        {
          kind: 'field',
          label: 'Nouveaux comptes principaux',
          value: 'gmail-api-push@system.gserviceacc…',
          mark: 1,
        },
        { kind: 'field', label: 'Rôle', value: 'Pub/Sub Publisher  ▾', mark: 2 },
        { kind: 'button', text: 'Enregistrer', look: 'main', mark: 3 },
      ],
    },
  },
};
