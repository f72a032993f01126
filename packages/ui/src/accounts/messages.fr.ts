import type { accountsEn } from './messages.en.ts';

/** Les mots de la liaison, des réponses de Google et des autorisations qui prennent fin. */
export const accountsFr: Record<keyof typeof accountsEn, string> = {
  'link.step2Testing':
    'Google indique qu’il n’a pas validé cette application et qu’elle est en cours de test. Cliquez sur « Continuer » : l’application est votre propre Mailroom.',
  'link.internalHint':
    'Choisissez votre compte de votre organisation : Google n’en admet pas d’autre.',
  'link.testingHint':
    'Tant que le projet Google est en test, seuls les utilisateurs de test inscrits peuvent entrer, et l’autorisation prend fin au bout de sept jours. Un administrateur lève les deux en publiant l’application.',
  'link.sketch.label': 'Esquisse de la page d’avertissement de Google',
  'link.sketch.unverified':
    'Esquisse de la page de Google. Cliquez d’abord sur « Paramètres avancés », puis sur « Accéder à … (non sécurisé) ».',
  'link.sketch.testing': 'Esquisse de la page de Google. Cliquez sur « Continuer ».',
  'link.sketch.title': 'Google n’a pas validé cette application',
  'link.sketch.advanced': 'Paramètres avancés',
  'link.sketch.goTo': 'Accéder à … (non sécurisé)',
  'link.sketch.back': 'Retour à la sécurité',
  'link.sketch.continue': 'Continuer',
  'link.giveMissing': 'Donner l’autorisation manquante',
  'link.missingTitle': 'Il manque cette autorisation :',
  'link.scope.mail':
    'Lire, rédiger, envoyer et supprimer définitivement tous vos e-mails dans Gmail',
  'linkError.scope_missing': 'Une case n’était pas cochée sur la page de Google.',
  'linkError.scope_missing.mend':
    'Donnez-la maintenant : Google ne demandera que cela, et ce que vous avez déjà autorisé reste. Laissez la case cochée et cliquez sur « Continuer ».',
  'link.page.access_denied':
    '« n’a pas terminé la procédure de validation de Google », Erreur 403 : access_denied',
  'link.page.admin_policy_enforced': 'Erreur 400 : admin_policy_enforced',
  'link.page.org_internal': 'Erreur 403 : org_internal',
  'link.page.redirect_uri_mismatch': 'Erreur 400 : redirect_uri_mismatch',
  'link.page.invalid_client': 'Erreur 401 : invalid_client',
  'link.page.disabled_client': 'Erreur 401 : disabled_client ou deleted_client',
  'link.page.disallowed_useragent': 'Erreur 403 : disallowed_useragent',
  'link.page.policy':
    'Erreur 400 : invalid_request, « ne respecte pas le règlement OAuth 2.0 de Google »',
  'link.page.user_cap':
    '« Connexion avec Google temporairement désactivée pour cette application »',
  'link.page.something_wrong': '« Une erreur s’est produite »',
  'linkError.page.access_denied':
    'Le projet Google est en test, et vous n’y êtes pas utilisateur de test.',
  'linkError.page.access_denied.mend':
    'Un administrateur doit ajouter votre adresse dans Google Auth Platform › Audience › Utilisateurs de test, ou mieux, publier l’application sur la même page. Recommencez ensuite.',
  'linkError.page.admin_policy_enforced':
    'Votre Google Workspace ne fait pas encore confiance à ce Mailroom.',
  'linkError.page.admin_policy_enforced.mend':
    'L’administrateur de votre Google Workspace doit faire confiance à l’ID client de Mailroom : console d’administration › Sécurité › Contrôle des accès et des données › Commandes des API › Gérer l’accès des applications tierces › Configurer une nouvelle application.',
  'linkError.page.org_internal':
    'Seuls les membres d’une organisation peuvent utiliser ce projet Google.',
  'linkError.page.org_internal.mend':
    'Choisissez votre compte de cette organisation. Pour les autres, un administrateur doit rendre l’audience « Externe » : Google Auth Platform › Audience.',
  'linkError.page.redirect_uri_mismatch': 'Google ne connaît pas l’adresse de retour.',
  'linkError.page.redirect_uri_mismatch.mend':
    'Un administrateur doit enregistrer dans le client OAuth l’URI de redirection de la page des fournisseurs, à la lettre près. Google met quelques minutes à s’en apercevoir.',
  'linkError.page.invalid_client': 'Google ne connaît pas l’ID client de Mailroom.',
  'linkError.page.invalid_client.mend':
    'Un administrateur doit vérifier l’ID client sur la page des fournisseurs : il est mal saisi ou n’a jamais existé.',
  'linkError.page.disabled_client':
    'Le client OAuth de Mailroom a été désactivé ou supprimé chez Google.',
  'linkError.page.disabled_client.mend':
    'Un administrateur doit le réactiver dans Google Auth Platform › Clients (un client supprimé peut être restauré pendant 30 jours), ou en enregistrer un autre sur la page des fournisseurs.',
  'linkError.page.disallowed_useragent': 'Google refuse ce navigateur.',
  'linkError.page.disallowed_useragent.mend':
    'Ouvrez Mailroom directement dans Chrome, Edge, Firefox ou Safari, pas à l’intérieur d’une autre application.',
  'linkError.page.policy': 'Google n’accepte pas la façon dont on atteint ce Mailroom.',
  'linkError.page.policy.mend':
    'Un administrateur doit servir Mailroom en https sous un nom de domaine public ; la page des fournisseurs dit ce que Google refuse dans l’URI de redirection.',
  'linkError.page.user_cap': 'Le projet Google a épuisé ses 100 utilisateurs.',
  'linkError.page.user_cap.mend':
    'Google admet 100 utilisateurs, pour toute la durée de vie d’une application non validée. Un administrateur doit la soumettre à la validation, ou rendre l’audience « Interne » si tout le monde appartient au même Google Workspace.',
  'linkError.page.something_wrong': 'La page de Google a elle-même échoué.',
  'linkError.page.something_wrong.mend':
    'Recommencez. Si cela persiste : fermez les autres fenêtres de Google, essayez une fenêtre privée et connectez-vous avec le bon compte seulement. Un client tout juste créé peut demander quelques minutes.',
  'link.reported': 'Vos administrateurs voient cette page parmi ce qui leur est dit des liaisons.',
  'link.clientId': 'ID client de Mailroom',
  'link.openAdminConsole': 'Ouvrir la console d’administration Google',
  'link.openProviders': 'Ouvrir la page des fournisseurs',
  'link.message': 'Texte pour votre administrateur',
  'link.copyMessage': 'Copier le texte',
  'link.message.admin':
    'Bonjour,\n\nJe voudrais relier ma boîte à Mailroom ({{address}}), et Google m’a arrêté : {{page}}\n\n{{title}} {{mend}}\n\nID client de Mailroom : {{clientId}}\n{{adminUrl}}',
  'accounts.grantDies':
    'L’autorisation de Google pour ce compte prend fin {{when}} ({{date}}) : le projet Google est en test. La renouveler donne sept jours de plus. Un administrateur y remédie pour de bon en publiant l’application ; renouvelez encore une fois ensuite.',
  'accounts.grantEnded':
    'L’autorisation de Google a pris fin le {{date}}, car le projet Google est en test. Autorisez à nouveau cette boîte pour continuer ; son courrier reste.',
  'accounts.renew': 'Renouveler',
  'accounts.grantBanner': 'L’autorisation de Google pour {{email}} prend fin {{when}}.',
  'accounts.grantBannerMany':
    'L’autorisation de Google pour {{count, number}} boîtes prend bientôt fin, d’abord {{when}}.',
  'accounts.grantBannerShow': 'Les afficher',
  'accounts.delegated':
    'Un administrateur a relié cette boîte pour vous. Son courrier n’est qu’à vous : aucun administrateur ne peut l’ouvrir ici.',
  'accounts.unlinkDelegated_one':
    'Mailroom supprime sa copie de cette boîte : {{count, number}} message. Un administrateur l’a reliée : rien n’est révoqué chez Google, et le courrier y reste intact. Les administrateurs voient que vous l’avez retirée, et peuvent la relier à nouveau.',
  'accounts.unlinkDelegated_other':
    'Mailroom supprime sa copie de cette boîte : {{count, number}} messages. Un administrateur l’a reliée : rien n’est révoqué chez Google, et le courrier y reste intact. Les administrateurs voient que vous l’avez retirée, et peuvent la relier à nouveau.',
  'accounts.addresses': 'Actualiser les adresses…',
  'addresses.title': 'Adresses de {{email}}',
  'addresses.lead':
    'Vous pouvez écrire depuis celles-ci. Les nouvelles se créent chez votre fournisseur ; Mailroom les reprend une fois par jour, et maintenant.',
  'addresses.list': 'Adresses d’expédition',
  'addresses.refresh': 'Actualiser les adresses',
  'addresses.asking': 'Interrogation du fournisseur…',
  'addresses.asked': 'Les adresses sont à jour.',
  'addresses.empty': 'Aucune adresse n’est encore connue.',
  'addresses.default': 'Par défaut',
  'addresses.verified': 'Vérifiée',
  'addresses.unverified': 'Non vérifiée',
  'addresses.unverifiedText':
    'Rien ne part d’une adresse non vérifiée. Suivez le lien que Gmail y a envoyé, puis actualisez.',
  'timeline.kind.grant_warning': 'Avertissement : l’autorisation prend bientôt fin',
};
