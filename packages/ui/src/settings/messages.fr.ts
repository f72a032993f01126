import { accountsFr } from '../accounts/messages.fr.ts';
import { overviewFr } from '../admin-accounts/messages.fr.ts';
import { delegationFr } from '../providers/delegation/delegation.fr.ts';
import { doctorPanelFr } from '../providers/doctor/panel.fr.ts';
import { doctorFr } from '../providers/doctor/words.fr.ts';
import { guideFr } from '../providers/guide/messages.fr.ts';
import { pushFr } from '../providers/push/push.fr.ts';
import { signaturesFr } from '../signatures/messages.fr.ts';
import type { settingsEn } from './messages.en.ts';
import { signInFr } from './sign-in.fr.ts';
import { syncFr } from './sync.fr.ts';

/** Les mots des réglages, des comptes, de la connexion et de l'administration. */
export const settingsFr: Record<keyof typeof settingsEn, string> = {
  ...signaturesFr,
  ...signInFr,
  ...syncFr,
  ...accountsFr,
  ...overviewFr,
  ...doctorPanelFr,
  ...doctorFr,
  ...guideFr,
  ...pushFr,
  ...delegationFr,
  'settings.title': 'Réglages',
  'settings.back': 'Retour au courrier',
  'settings.group.mine': 'Mon Mailroom',
  'settings.group.admin': 'Administration',
  'settings.nav.accounts': 'Comptes de messagerie',
  'settings.nav.signatures': 'Signatures et expéditeurs',
  'settings.nav.appearance': 'Apparence',
  'settings.nav.security': 'Connexion et sécurité',
  'settings.nav.keys': 'Clés d’API',
  'settings.nav.mail': 'Fournisseurs de messagerie',
  'settings.nav.members': 'Membres',
  'settings.copy': 'Copier',
  'settings.copied': 'Copié',
  'settings.save': 'Enregistrer',
  'settings.cancel': 'Annuler',
  'settings.close': 'Fermer',
  'settings.show': 'Montrer ce qui est masqué',
  'settings.hide': 'Masquer à nouveau',
  'settings.retry': 'Réessayer',
  'settings.loadFailed': 'Le chargement a échoué.',
  'settings.adminOnly': 'Seuls les administrateurs peuvent voir cette page.',
  'settings.adminOnlyText':
    'Demandez à un administrateur de votre Mailroom de modifier ces réglages.',

  'appearance.title': 'Apparence',
  'appearance.lead': 'Conservée dans ce navigateur.',
  'appearance.language': 'Langue',
  'appearance.language.auto': 'Comme le navigateur',
  'appearance.theme': 'Couleurs',
  'appearance.theme.system': 'Comme le système',
  'appearance.theme.light': 'Clair',
  'appearance.theme.dark': 'Sombre',
  'appearance.density': 'Densité',
  'appearance.density.comfortable': 'Aérée',
  'appearance.density.compact': 'Compacte',

  'accounts.title': 'Comptes de messagerie',
  'accounts.lead':
    'Les boîtes que vous lisez et d’où vous écrivez dans Mailroom. Vous seul voyez leur courrier.',
  'accounts.link': 'Relier un compte',
  'accounts.empty': 'Aucune boîte n’est encore reliée',
  'accounts.emptyText':
    'Reliez votre boîte, choisissez jusqu’où remonter, et votre courrier arrive en quelques secondes.',
  'accounts.noProvider': 'Aucun fournisseur n’est encore configuré',
  'accounts.noProviderAdmin':
    'Configurez d’abord Google, ou activez des comptes Google simulés pour tout essayer sans Google.',
  'accounts.noProviderMember': 'Un administrateur doit d’abord configurer un fournisseur.',
  'accounts.openProviders': 'Configurer un fournisseur',
  'accounts.simulated': 'Simulé',
  'accounts.simulatedHint':
    'Un compte Google simulé sur cette machine. Aucun courrier ne la quitte.',
  'accounts.messages_one': '{{count, number}} message',
  'accounts.messages_other': '{{count, number}} messages',
  'accounts.since': 'depuis le {{date}}',
  'accounts.everything': 'tout',
  'accounts.lastSynced': 'Synchronisé {{when}}',
  'accounts.neverSynced': 'Pas encore synchronisé',
  'accounts.status.active': 'À jour',
  'accounts.status.syncing': 'Synchronisation',
  'accounts.status.paused': 'En pause',
  'accounts.status.confirming': 'Vous attend',
  'accounts.status.needs_reconnect': 'À reconnecter',
  'accounts.status.unlinking': 'En cours de retrait',
  'accounts.status.trouble': 'Difficulté, nouvel essai',
  'accounts.phase.waiting': 'En attente de démarrage',
  'accounts.phase.listing': 'Examen du contenu de la boîte',
  'accounts.phase.first_screen': 'Récupération des conversations les plus récentes',
  'accounts.phase.backfill': 'Récupération du courrier plus ancien',
  'accounts.phase.incremental': 'Récupération des changements',
  'accounts.phase.reconcile': 'Comparaison avec la boîte',
  'accounts.phase.originals': 'Conservation des messages d’origine',
  'accounts.phase.idle': 'À jour',
  'accounts.progress': '{{done, number}} messages sur {{total, number}}',
  'accounts.progressOpen': '{{done, number}} messages jusqu’ici',
  'accounts.timeLeft': 'encore {{time}} environ',
  'accounts.quotaWait': 'Le quota de Google est épuisé pour l’instant ; reprise dans {{time}}.',
  'accounts.readable': 'Vous pouvez lire votre courrier pendant ce temps.',
  'accounts.readMail': 'Lire le courrier',
  'accounts.syncNow': 'Synchroniser maintenant',
  'accounts.pause': 'Mettre en pause',
  'accounts.resume': 'Reprendre',
  'accounts.changeStart': 'Changer la date de départ…',
  'accounts.history': 'Ce que la synchronisation a fait…',
  'accounts.unlink': 'Retirer…',
  'accounts.reconnect': 'Reconnecter',
  'accounts.continue': 'Continuer',
  'accounts.more': 'Plus pour {{email}}',
  'accounts.unlinkTitle': 'Retirer {{email}} ?',
  'accounts.unlinkText_one':
    'Mailroom rend son autorisation et supprime sa copie de cette boîte : {{count, number}} message. Le courrier chez le fournisseur reste intact. C’est irréversible ici, mais vous pourrez relier la boîte à nouveau.',
  'accounts.unlinkText_other':
    'Mailroom rend son autorisation et supprime sa copie de cette boîte : {{count, number}} messages. Le courrier chez le fournisseur reste intact. C’est irréversible ici, mais vous pourrez relier la boîte à nouveau.',
  'accounts.unlinkConfirm': 'Retirer et supprimer la copie',
  'accounts.unlinked': '{{email}} a été retiré.',
  'accounts.paused': '{{email}} est en pause.',
  'accounts.resumed': '{{email}} reprend.',

  'accounts.duration.seconds_one': '{{count}} seconde',
  'accounts.duration.seconds_other': '{{count}} secondes',
  'accounts.duration.minutes_one': '{{count}} minute',
  'accounts.duration.minutes_other': '{{count}} minutes',
  'accounts.duration.hours_one': '{{count}} heure',
  'accounts.duration.hours_other': '{{count}} heures',

  'start.label': 'Synchroniser le courrier depuis',
  'start.week': 'une semaine',
  'start.month': 'un mois',
  'start.quarter': 'trois mois',
  'start.year': 'un an',
  'start.everything': 'le début (tout)',
  'start.date': 'une date de votre choix',
  'start.dateLabel': 'Premier jour',
  'start.everythingHint':
    'Les grandes boîtes prennent du temps. Le courrier le plus récent arrive d’abord.',
  'start.changeTitle': 'Date de départ de {{email}}',
  'start.changeText':
    'Une date antérieure récupère le courrier plus ancien. Une date ultérieure garde ce qui est là.',
  'start.changed': 'La date de départ a été modifiée.',

  'confirm.title': 'Est-ce bien votre boîte ?',
  'confirm.text': 'Google a autorisé Mailroom pour',
  'confirm.start': 'Lancer la synchronisation',
  'confirm.wrong': 'Non, annuler',
  'confirm.undone': 'Rien n’a été gardé. L’autorisation a été rendue.',

  'link.title': 'Relier une boîte',
  'link.google': 'Google',
  'link.googleText': 'Gmail et Google Workspace',
  'link.google-simulated': 'Google simulé',
  'link.google-simulatedText': 'Tout essayer sur cette machine ; rien n’est réel',
  'link.what': 'Ce qui va se passer',
  'link.step1': 'Une fenêtre de Google s’ouvre. Choisissez le compte dont vous voulez le courrier.',
  'link.step2':
    'Google dira peut-être qu’il n’a pas validé cette application. Cliquez sur « Paramètres avancés », puis sur « Accéder à … » : l’application est votre propre Mailroom.',
  'link.step3': 'Laissez toutes les cases cochées et cliquez sur « Continuer ».',
  'link.open': 'Ouvrir la fenêtre de Google',
  'link.openHere': 'L’ouvrir plutôt dans cette fenêtre',
  'link.waiting': 'En attente de la fenêtre de Google…',
  'link.waitingText': 'Terminez là-bas. Cette page continue toute seule.',
  'link.closed': 'La fenêtre de Google semble fermée',
  'link.closedText':
    'Si elle est encore ouverte, terminez-y : cette page continue toute seule. Si elle est fermée, rien n’a changé.',
  'link.blocked': 'Votre navigateur a bloqué la fenêtre',
  'link.blockedText':
    'Autorisez les fenêtres surgissantes pour cette page, ou ouvrez Google dans cette fenêtre.',
  'link.blockedBy': 'Google a-t-il affiché une page d’erreur ? Quels mots y figuraient ?',
  'link.blockedByNone': 'Aucune page d’erreur',
  'link.reconnectTitle': 'Reconnecter {{email}}',
  'link.reconnectText': 'Redonnez l’autorisation pour cette boîte précisément.',
  'link.finishing': 'Vérification de la réponse de Google…',
  'link.done': '{{email}} est reconnecté.',
  'link.doneClose': 'Terminé. Vous pouvez fermer cette fenêtre.',
  'link.failedTitle': 'La boîte n’a pas été reliée',
  'link.backToAccounts': 'Retour aux comptes de messagerie',

  'linkError.link_expired': 'Cette tentative est trop ancienne ou a déjà servi.',
  'linkError.link_expired.mend':
    'Recommencez : une tentative dure dix minutes et ne sert qu’une fois.',
  'linkError.link_wrong_user': 'Quelqu’un d’autre a commencé cette tentative.',
  'linkError.link_wrong_user.mend':
    'Connectez-vous avec le compte qui l’a commencée, ou recommencez avec le vôtre, dans ce navigateur.',
  'linkError.consent_denied': 'L’autorisation a été refusée sur la page de Google.',
  'linkError.consent_denied.mend':
    'Rien n’a changé. Pour relier la boîte, recommencez et cliquez sur « Continuer » sur la page de Google.',
  'linkError.refresh_token_missing': 'Google n’a pas envoyé d’autorisation durable.',
  'linkError.refresh_token_missing.mend':
    'Retirez Mailroom sur myaccount.google.com/connections, puis recommencez.',
  'linkError.no_mailbox': 'Ce compte Google n’a pas de boîte Gmail.',
  'linkError.no_mailbox.mend':
    'Choisissez un compte avec Gmail. Dans Google Workspace, un administrateur doit peut-être activer Gmail pour ce compte.',
  'linkError.api_disabled': 'L’API Gmail est désactivée dans le projet Google.',
  'linkError.api_disabled.mend':
    'Un administrateur doit l’activer, attendre une minute, puis vous recommencez.',
  'linkError.api_disabled.open': 'Ouvrir la page où elle s’active',
  'linkError.already_linked': 'Vous avez déjà relié cette boîte.',
  'linkError.already_linked.mend':
    'Rien n’a changé. Elle est dans la liste de vos comptes de messagerie.',
  'linkError.wrong_mailbox': 'C’est une autre boîte que celle à reconnecter.',
  'linkError.wrong_mailbox.mend':
    'Vous avez choisi {{actual}} ; cette liaison appartient à {{expected}}. Recommencez et choisissez ce compte.',
  'linkError.identity_invalid': 'La réponse de Google sur votre identité n’est pas valable.',
  'linkError.identity_invalid.mend':
    'Recommencez. Si cela persiste, l’horloge du serveur est peut-être fausse : prévenez votre administrateur.',
  'linkError.client_secret_wrong': 'Google refuse le secret client de Mailroom.',
  'linkError.client_secret_wrong.mend':
    'Un administrateur doit saisir à nouveau le secret sur la page des fournisseurs.',
  'linkError.client_unknown': 'Google ne connaît pas l’ID client de Mailroom.',
  'linkError.client_unknown.mend':
    'Un administrateur doit vérifier l’ID client sur la page des fournisseurs.',
  'linkError.client_invalid': 'Google refuse le client de Mailroom.',
  'linkError.client_invalid.mend':
    'Un administrateur doit vérifier l’ID et le secret client sur la page des fournisseurs.',
  'linkError.provider_not_configured': 'Google n’est pas configuré dans ce Mailroom.',
  'linkError.provider_not_configured.mend': 'Un administrateur doit d’abord le configurer.',
  'linkError.network': 'Mailroom n’a pas pu joindre Google.',
  'linkError.network.mend':
    'Recommencez dans un instant. Si cela persiste, le serveur n’a pas accès à Internet : prévenez votre administrateur.',
  'linkError.provider_unavailable': 'Google n’a pas répondu correctement.',
  'linkError.provider_unavailable.mend': 'Cela vient de Google. Recommencez dans un instant.',
  'linkError.rate_limited': 'Le quota de Gmail est épuisé pour le moment.',
  'linkError.rate_limited.mend':
    'Rien n’a été modifié. Patientez quelques minutes, puis recommencez. Si cela se répète, un administrateur doit regarder les quotas de l’API Gmail dans la console.',
  'linkError.provider_rejected': 'Google a refusé la demande.',
  'linkError.provider_rejected.mend': 'Montrez ces mots à votre administrateur : {{detail}}',
  'linkError.other': 'Quelque chose s’est mal passé.',
  'linkError.other.mend':
    'Recommencez. Si cela persiste, prévenez votre administrateur : {{detail}}',

  'providers.title': 'Fournisseurs de messagerie',
  'providers.lead':
    'Connectez Mailroom à un fournisseur une seule fois ; ensuite chaque membre peut relier ses boîtes.',
  'providers.google': 'Google',
  'providers.googleText': 'Gmail et Google Workspace, par votre propre client OAuth.',
  'providers.status.none': 'Non configuré',
  'providers.status.untested': 'Enregistré, non testé',
  'providers.status.working': 'Fonctionne',
  'providers.status.attention': 'À examiner',
  'providers.status.broken': 'En panne',
  'providers.testedAt': 'Testé le {{when}}',
  'providers.accounts_one': '{{count}} compte l’utilise',
  'providers.accounts_other': '{{count}} comptes l’utilisent',
  'providers.redirectUri': 'URI de redirection autorisé',
  'providers.redirectUriHint':
    'Inscrivez exactement cette adresse dans votre client OAuth, sous « URI de redirection autorisés ».',
  'providers.clientId': 'ID client',
  'providers.clientIdHint': 'Se termine par .apps.googleusercontent.com',
  'providers.clientSecret': 'Secret client',
  'providers.secretStored': 'Un secret est enregistré. Laissez vide pour le garder.',
  'providers.secretOther': 'Un autre ID client a son propre secret : saisissez-le aussi.',
  'providers.secretHint': 'Enregistré chiffré ; il n’est plus jamais affiché.',
  'providers.dropFile': 'Déposez ici le fichier client_secret_….json téléchargé, ou choisissez-le',
  'providers.dropFileHint': 'Il apporte l’ID et le secret, et il est vérifié aussitôt.',
  'providers.or': 'ou',
  'providers.save': 'Enregistrer et tester',
  'providers.remove': 'Retirer…',
  'providers.removeTitle': 'Retirer le client Google ?',
  'providers.removeText':
    'Aucun compte ne l’utilise. Les membres ne pourront plus relier de boîtes Google.',
  'providers.removeWithAccounts_one':
    '{{count}} compte relié et son courrier dans Mailroom partent aussi. Le courrier chez Google reste.',
  'providers.removeWithAccounts_other':
    '{{count}} comptes reliés et leur courrier dans Mailroom partent aussi. Le courrier chez Google reste.',
  'providers.removeConfirm': 'Retirer',
  'providers.removed': 'Le client Google a été retiré.',
  'providers.saved.working': 'Enregistré. Google accepte ce client.',
  'providers.saved.untested': 'Enregistré, mais Google n’a pas pu être joint pour le test.',
  'providers.saved.broken': 'Enregistré, mais Google refuse ce client.',
  'providers.problem.client_unknown':
    'Google ne connaît pas cet ID client. Copiez-le à nouveau depuis la console : Google Auth Platform › Clients.',
  'providers.problem.client_secret_wrong':
    'Google connaît l’ID client mais refuse le secret. Ajoutez un nouveau secret au client dans la console et collez-le ici.',
  'providers.problem.client_invalid':
    'Google refuse ce couple. Copiez l’ID et un nouveau secret depuis la console.',
  'providers.problem.network':
    'Mailroom n’a pas pu joindre Google. Vérifiez l’accès du serveur à Internet, son proxy et son horloge.',
  'providers.problem.provider_unavailable':
    'Google n’a pas répondu correctement. Testez à nouveau plus tard.',
  'providers.fileInvalid': 'Ce fichier ne convient pas',
  'providers.file.not_json':
    'Ce n’est pas un fichier JSON. Choisissez celui que la console Google a téléchargé.',
  'providers.file.installed':
    'C’est un client de type « Application de bureau », qui ne peut pas ramener à une page Web. Créez-en un de type « Application Web ».',
  'providers.file.service_account': 'C’est la clé d’un compte de service, pas un client OAuth.',
  'providers.file.unknown': 'Il ne décrit pas un client OAuth de type « Application Web ».',
  'providers.file.secret_missing':
    'Il ne contient aucun secret client. Ajoutez un secret au client dans la console et téléchargez aussitôt son fichier.',
  'providers.file.redirect_uri_missing':
    'Le client n’a pas {{redirectUri}} parmi ses URI de redirection. Ajoutez-la dans la console et téléchargez à nouveau le fichier.',
  'providers.simulated': 'Google simulé',
  'providers.simulatedText':
    'Tout essayer sans client Google : des comptes inventés sur cette machine, avec une page de consentement et quelques centaines de messages. Rien ne quitte cette machine.',
  'providers.simulatedOn': 'Utiliser des comptes Google simulés',
  'providers.simulatedOffTitle': 'Désactiver Google simulé ?',
  'providers.simulatedOffText':
    'Les comptes simulés qui étaient reliés partent, avec tout leur courrier simulé.',
  'providers.simulatedOffConfirm': 'Désactiver et supprimer',
  'providers.simulatedUnavailable':
    'Possible seulement quand Mailroom n’écoute que cette machine (HOST=127.0.0.1).',
  'providers.simulatedAccounts': 'Comptes à relier : {{emails}}',
  'providers.simulatedLink': 'Relier un compte simulé',
  'providers.starting': 'Démarrage…',
};
