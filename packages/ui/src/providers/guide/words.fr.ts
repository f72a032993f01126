import { chaptersFr } from './chapters.fr.ts';
import { textsFr } from './texts.fr.ts';
import type { GuideWords } from './words.ts';

/** Le guide en français. En gras, les mots de la console, avec ceux de la console française. */
export const wordsFr: GuideWords = {
  document: {
    generated:
      'Tiré du guide de Mailroom : modifiez packages/ui/src/providers/guide, puis npm run docs.',
    title: 'Relier Mailroom à Google',
    lead: 'Pour les administrateurs qui n’ont jamais vu la console Google Cloud. Comptez un quart d’heure ; c’est gratuit, et c’est à faire une seule fois pour tout le monde. Mailroom affiche ce même guide à côté de la carte Google, avec vos propres adresses, des liens qui mènent dans votre projet et des coches qui viennent toutes seules.',
    question: 'D’abord : tous vos utilisateurs appartiennent-ils à un même Google Workspace ?',
    paste: 'À coller',
    inputs: 'En tout, vous saisirez, collerez ou déposerez',
    only: { internal: 'Interne', external: 'Externe', testing: 'Externe, en test seulement' },
  },
  chapters: {
    setup: {
      title: 'Configurer Google',
      lead: 'Six choses à saisir, coller ou déposer en tout. Google modifie souvent cette console : si un nom diffère, cherchez le plus proche.',
    },
    ...chaptersFr.chapters,
  },
  steps: {
    project: {
      title: 'Créer un projet',
      why: 'Un projet est le dossier où Google range tout ce qui appartient à votre Mailroom.',
      link: 'Ouvrir « Nouveau projet »',
      do: [
        'Connectez-vous avec le compte Google qui doit posséder le projet. À la première visite, acceptez les conditions.',
        'Saisissez un **Project name** (« Nom du projet »), par exemple {appName}.',
        {
          when: { audience: 'internal' },
          text: 'Sous **Organization** (« Organisation »), choisissez la vôtre, et non **No organization** (« Aucune organisation ») : sans cela, l’application ne peut pas être interne.',
        },
        'Cliquez sur **Create** (« Créer »), attendez un instant, puis choisissez le projet dans la liste en haut de la page.',
      ],
      notes: [
        'Aucun compte de facturation n’est nécessaire : si la console propose un essai gratuit, vous pouvez passer.',
        'L’ID du projet est écrit sous le nom. Avec lui, les liens de ce guide mènent droit dans votre projet.',
      ],
    },
    api: {
      title: 'Activer l’API Gmail',
      why: 'Google ne laisse un projet lire et envoyer du courrier que si cette interface y est activée.',
      link: 'Ouvrir « Gmail API »',
      do: [
        'Vérifiez que c’est bien votre projet qui est nommé en haut de la page.',
        'Cliquez sur **Enable** (« Activer »). Si la page affiche **Manage** (« Gérer »), c’est déjà fait.',
      ],
      notes: [
        'À la main : **APIs & Services › Library** (« API et services › Bibliothèque »), puis cherchez Gmail API.',
      ],
    },
    app: {
      title: 'Présenter votre Mailroom à Google',
      why: 'Vos utilisateurs liront ce nom et cette adresse au moment de donner leur autorisation.',
      link: 'Ouvrir « Google Auth Platform »',
      do: [
        'Cliquez sur **Get started** (« Commencer »).',
        '**App information** (« Informations sur l’application ») : saisissez l’**App name** (« Nom de l’application ») {appName}, et choisissez dans la liste une **User support email** (« Adresse e-mail d’assistance utilisateur »). Cliquez sur **Next** (« Suivant »).',
        {
          when: { audience: 'internal' },
          text: '**Audience** : choisissez **Internal** (« Interne »). Personne hors de votre organisation ne pourra relier de boîte ; Google ne demande ni validation ni utilisateurs tests. Cliquez sur **Next** (« Suivant »).',
        },
        {
          when: { audience: 'external' },
          text: '**Audience** : choisissez **External** (« Externe »). Cliquez sur **Next** (« Suivant »).',
        },
        '**Contact information** (« Coordonnées ») : saisissez une adresse où Google peut vous écrire. Cliquez sur **Next** (« Suivant »).',
        '**Finish** (« Terminer ») : cochez **I agree to the Google API Services: User Data Policy** (le règlement sur les données utilisateur), cliquez sur **Continue** (« Continuer »), puis sur **Create** (« Créer »).',
      ],
      notes: [
        'Ne mettez pas de logo : il demande une validation à lui seul.',
        'Aucune marque de Google dans le nom : Gmail ou Google y est refusé.',
        {
          when: { audience: 'internal' },
          text: 'Si **Internal** est grisé, le projet n’appartient pas à votre organisation : recréez-le en choisissant l’organisation.',
        },
        'Si **Get started** n’apparaît pas, c’est déjà fait : les pages sont **Branding** et **Audience**, à gauche.',
      ],
    },
    scope: {
      title: 'Dire qu’il s’agit de courrier',
      why: 'Google compare ce que l’application demande avec ce qui est déclaré ici.',
      link: 'Ouvrir « Data access »',
      do: [
        'Cliquez sur **Add or remove scopes** (« Ajouter ou supprimer des champs d’application »).',
        'Tapez Gmail dans le filtre et cochez la ligne de **Gmail API** qui porte `{scope}`. Si elle n’y est pas, collez ce champ sous **Manually add scopes** (« Ajouter manuellement des champs d’application ») et cliquez sur **Add to table** (« Ajouter au tableau »).',
        'Cliquez sur **Update** (« Mettre à jour »), puis sur **Save** (« Enregistrer ») en bas de la page.',
      ],
      notes: [
        'Il figure ensuite parmi **Your restricted scopes** (« Vos champs d’application restreints »). C’est normal : le courrier est ce que Google protège le mieux.',
        'Le champ peut être refusé tant qu’un client du projet a une adresse en http simple autre que localhost.',
      ],
    },
    client: {
      title: 'Créer le client',
      why: 'C’est au client que Google reconnaît ce Mailroom, et c’est le seul endroit où il ramène les gens.',
      link: 'Ouvrir « Create client »',
      do: [
        '**Application type** (« Type d’application ») : choisissez **Web application** (« Application Web »).',
        '**Name** (« Nom ») : ce que vous reconnaîtrez, par exemple {appName}. Vous seul le voyez.',
        '**Authorized redirect URIs** (« URI de redirection autorisés ») : cliquez sur **Add URI** (« Ajouter un URI ») et collez l’URI de redirection ci-dessous. Chaque lettre compte.',
        'Cliquez sur **Create** (« Créer »).',
        'Tout de suite, avant de fermer la fenêtre qui apparaît : **Download JSON** (« Télécharger au format JSON »). Google ne montre le secret que cette fois-là.',
      ],
      notes: [
        '**Authorized JavaScript origins** (« Origines JavaScript autorisées ») peut rester vide. Si vos règles l’exigent, collez l’origine.',
        'Fenêtre fermée trop tôt ? Ouvrez le client, cliquez sur **Add secret** (« Ajouter un secret »), et copiez le nouveau.',
        'Un changement met de cinq minutes à quelques heures à atteindre tout Google.',
      ],
    },
    file: {
      title: 'Apporter le fichier ici',
      why: 'Il contient l’ID et le secret du client, et Mailroom vérifie aussitôt les deux.',
      do: [
        'Déposez le fichier `client_secret_….json` sur la carte Google de cette page, ou collez-y l’ID et le secret.',
        'Supprimez ensuite le fichier de votre ordinateur : Mailroom garde le secret chiffré.',
      ],
    },
    doctor: {
      title: 'Tout contrôler',
      why: 'Mailroom demande à Google ce que demanderont les navigateurs de vos utilisateurs, avant que quiconque ne rencontre une page d’erreur.',
      do: [
        'Cliquez sur **Contrôler maintenant**, ici ou sur la carte Google. Chaque contrôle qui échoue y dit ce qui a été vu, et le remède.',
        'Ce que seule une vraie autorisation peut montrer reste ouvert jusqu’à la première boîte reliée.',
      ],
    },
    publish: {
      title: 'Publier avant que quiconque ne relie',
      why: 'Tant que l’application est en test, chaque autorisation meurt au bout de sept jours.',
      link: 'Ouvrir « Audience »',
      do: [
        'Sous **Publishing status** (« État de publication »), cliquez sur **Publish app** (« Publier l’application »), puis sur **Confirm** (« Confirmer »).',
        'La page affiche maintenant **In production** (« En production »). Dites-le ici.',
      ],
      notes: [
        'Publier ne montre votre Mailroom à personne : cela met seulement fin au test. Google dira peut-être qu’une validation est nécessaire ; vous pouvez continuer sans elle, avec la page d’avertissement et 100 utilisateurs au plus.',
        'Les autorisations données en test gardent leurs sept jours : demandez à ces utilisateurs de reconnecter leur boîte une fois.',
      ],
    },
    testers: {
      title: 'Inscrire les utilisateurs tests',
      why: 'En test, Google ne laisse passer que les adresses inscrites, cent au plus.',
      link: 'Ouvrir « Audience »',
      do: [
        'Sous **Test users** (« Utilisateurs tests »), cliquez sur **Add users** (« Ajouter des utilisateurs »).',
        'Collez les adresses de ceux qui relieront une boîte, la vôtre comprise. Cliquez sur **Save** (« Enregistrer »).',
      ],
      notes: ['Un utilisateur test retiré compte toujours parmi les cent.'],
    },
    link: {
      title: 'Relier la première boîte',
      why: 'Seule une vraie autorisation prouve que tout s’accorde.',
      link: 'Ouvrir « Comptes de messagerie »',
      do: [
        'Cliquez sur **Relier un compte** et choisissez Google.',
        {
          when: { audience: 'external' },
          text: 'Google avertit qu’il n’a pas validé l’application : le chapitre sur la page d’avertissement dit où cliquer.',
        },
        'Laissez toutes les cases cochées, cliquez sur **Continue** (« Continuer »), et confirmez la boîte.',
      ],
      notes: [
        'Quoi que Google affiche à la place, la fenêtre de Mailroom vous le demande et dit le remède.',
      ],
    },
    ...chaptersFr.steps,
  },
  copies: {
    appName: 'Nom de l’application',
    redirectUri: 'URI de redirection',
    origin: 'Origine JavaScript (seulement si vos règles l’exigent)',
    scope: 'Champ d’application',
    url: 'Adresse de ce Mailroom',
    host: 'Domaine autorisé',
    webhookUrl: 'URL du point de terminaison',
    pushAccount: 'Nouveau compte principal',
    clientId: 'ID client',
    serviceClientId: 'ID client du compte de service',
    delegationScopes: 'Champs d’application OAuth',
  },
  inputs: {
    projectName: 'un nom de projet',
    appName: 'un nom d’application',
    contactMail: 'une adresse de contact',
    testerMails: 'les adresses des utilisateurs tests',
    clientName: 'un nom de client',
    redirectUri: 'l’URI de redirection',
    clientFile: 'le fichier du client',
  },
  sketches: {
    client: {
      alt: 'Croquis de la page « Créer un ID client OAuth » : 1 le type Application Web, 2 le champ de l’URI de redirection, 3 le bouton Créer.',
      title: 'Créer un ID client OAuth',
      rows: [
        { kind: 'field', label: 'Type d’application', value: 'Application Web  ▾', mark: 1 },
        { kind: 'field', label: 'Nom', value: 'Mailroom' },
        { kind: 'heading', text: 'URI de redirection autorisés' },
        { kind: 'field', label: 'URI 1', value: 'https://…/admin/settings/mail/oauth2', mark: 2 },
        { kind: 'button', text: '+ Ajouter un URI', look: 'link' },
        { kind: 'button', text: 'Créer', look: 'main', mark: 3 },
      ],
    },
    audience: {
      alt: 'Croquis de la page « Audience » : l’état de publication En test, 1 le bouton Publier l’application, et plus bas la liste des utilisateurs tests, dont on n’a plus besoin ensuite.',
      title: 'Audience',
      rows: [
        { kind: 'heading', text: 'État de publication' },
        { kind: 'text', text: 'En test' },
        { kind: 'button', text: 'Publier l’application', look: 'plain', mark: 1 },
        { kind: 'heading', text: 'Type d’utilisateur' },
        { kind: 'text', text: 'Externe' },
        { kind: 'heading', text: 'Utilisateurs tests' },
        { kind: 'button', text: '+ Ajouter des utilisateurs', look: 'link' },
      ],
    },
    ...chaptersFr.sketches,
  },
  texts: textsFr,
};
