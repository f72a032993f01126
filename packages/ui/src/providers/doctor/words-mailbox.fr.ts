import type { doctorMailboxEn } from './words-mailbox.en.ts';

/** Ce que le contrôle dit d'une autorisation et d'une boîte ; voir words.en.ts. */
export const doctorMailboxFr: Record<keyof typeof doctorMailboxEn, string> = {
  'doctor.scopes.title': 'Permissions des boîtes reliées',
  'doctor.scopes.pass': 'La dernière autorisation a apporté toutes les permissions.',
  'doctor.scopes.scope_missing': 'Une permission n’a pas été cochée : {{missing}}',
  'doctor.scopes.scope_missing.mend':
    'Reliez ou reconnectez la boîte et laissez toutes les cases cochées sur la page de Google.',
  'doctor.scopes.consent_denied': 'La dernière personne à essayer a dit non sur la page de Google.',
  'doctor.scopes.consent_denied.mend':
    'Recommencez et choisissez Continuer. Sur « Google n’a pas validé cette application », choisissez Paramètres avancés, puis « Accéder à … ».',
  'doctor.scopes.access_denied':
    'Google a bloqué le dernier essai : le compte n’est pas un utilisateur test.',
  'doctor.scopes.access_denied.mend':
    'Publiez l’application sous « Audience » (recommandé), ou ajoutez-y le compte comme utilisateur test.',
  'doctor.scopes.admin_policy_enforced':
    'Google a bloqué le dernier essai : l’administrateur Workspace du compte n’autorise pas ce client.',
  'doctor.scopes.admin_policy_enforced.mend':
    'Demandez à l’administrateur Workspace d’approuver l’ID client {{clientId}} sous Sécurité, Commandes des API, Contrôle des accès des applications.',
  'doctor.scopes.org_internal':
    'Google a bloqué le dernier essai : le client est réservé aux utilisateurs de sa propre organisation.',
  'doctor.scopes.org_internal.mend':
    'Reliez une boîte de cette organisation, ou passez l’audience à « Externe ».',
  'doctor.scopes.redirect_uri_mismatch':
    'Google a bloqué le dernier essai : le client ne connaît pas l’URI de redirection {{redirectUri}}.',
  'doctor.scopes.redirect_uri_mismatch.mend':
    'Ajoutez exactement cette adresse sous « URI de redirection autorisés » sur la page du client.',
  'doctor.scopes.disallowed_useragent':
    'Google a bloqué le dernier essai : il venait d’un navigateur intégré à une autre application.',
  'doctor.scopes.disallowed_useragent.mend': 'Reliez les boîtes dans un navigateur ordinaire.',
  'doctor.scopes.invalid_client': 'Google a bloqué le dernier essai : il ne connaît pas le client.',
  'doctor.scopes.invalid_client.mend':
    'Comparez l’ID client à celui de la page du client, et voyez si le client est activé.',
  'doctor.scopes.policy':
    'Google a bloqué le dernier essai : l’application ne respecte pas ses règles.',
  'doctor.scopes.policy.mend':
    'Le plus souvent, l’URI de redirection n’est pas permis : voyez les contrôles de l’adresse publique et de l’URI de redirection.',
  'doctor.scopes.user_cap':
    'Google a bloqué le dernier essai : l’application a atteint sa limite de 100 utilisateurs.',
  'doctor.scopes.user_cap.mend':
    'Faites valider l’application, ou passez l’audience à « Interne » si tous les utilisateurs sont d’une même organisation.',
  'doctor.scopes.blocked': 'Google a retenu la dernière personne à essayer sur une page à lui.',
  'doctor.scopes.blocked.mend':
    'Voyez ce que disait cette page ; le plus souvent, le compte n’est pas un utilisateur test, ou un administrateur bloque l’application.',
  'doctor.scopes.link_failed': 'Le dernier essai de relier une boîte a échoué ({{code}}).',
  'doctor.scopes.link_failed.mend':
    'Corrigez ce que nomment les autres contrôles, puis reliez de nouveau la boîte.',

  'doctor.refresh_token.title': 'Permission durable',
  'doctor.refresh_token.pass': 'Google renouvelle la permission.',
  'doctor.refresh_token.missing': 'La dernière autorisation n’a apporté aucune permission durable.',
  'doctor.refresh_token.missing.mend':
    'Retirez Mailroom sous myaccount.google.com/connections dans ce compte, puis reliez de nouveau la boîte.',
  'doctor.refresh_token.revoked': 'La permission a été retirée.',
  'doctor.refresh_token.revoked.mend':
    'Son propriétaire doit reconnecter la boîte. Un nouveau mot de passe, un retrait par le propriétaire ou un administrateur, ou six mois sans usage mettent fin à une permission.',
  'doctor.refresh_token.expired':
    'La permission est arrivée à son terme : elle avait été donnée pendant la phase de test de l’application.',
  'doctor.refresh_token.expired.mend':
    'Publiez l’application sous « Audience », puis reconnectez la boîte. Les permissions données en phase de test meurent après sept jours.',
  'doctor.refresh_token.account_disabled':
    'Google indique que le compte est désactivé, suspendu ou supprimé.',
  'doctor.refresh_token.account_disabled.mend':
    'L’administrateur du Workspace, ou Google, peut le rétablir. Son propriétaire reconnecte ensuite la boîte.',
  'doctor.refresh_token.client_refused':
    'Google refuse le client quand la permission doit être renouvelée.',
  'doctor.refresh_token.client_refused.mend':
    'Corrigez l’ID client et le code secret ; aucune boîte n’est en cause.',

  'doctor.grant_lifetime.title': 'Durée des permissions',
  'doctor.grant_lifetime.pass': 'Les permissions n’ont pas de date de fin.',
  'doctor.grant_lifetime.testing_mode':
    'La permission prend fin dans {{days}} jours ({{diesAt}}) : l’application était en phase de test quand elle a été donnée.',
  'doctor.grant_lifetime.testing_mode.mend':
    'Publiez l’application sous « Audience », puis reconnectez la boîte : l’ancienne permission garde sa date de fin.',

  'doctor.api_enabled.title': 'API Gmail activée',
  'doctor.api_enabled.pass': 'L’API Gmail répond.',
  'doctor.api_enabled.api_disabled': 'L’API Gmail est désactivée dans le projet.',
  'doctor.api_enabled.api_disabled.mend':
    'Ouvrez la page, choisissez Activer et attendez quelques minutes. Si aucune boîte n’est encore reliée, reliez-en une de nouveau ensuite.',

  'doctor.mailbox.title': 'Boîte derrière le compte',
  'doctor.mailbox.pass': 'Le compte a une boîte qui répond.',
  'doctor.mailbox.no_mailbox': 'Le compte Google n’a pas de boîte Gmail.',
  'doctor.mailbox.no_mailbox.mend':
    'Reliez un autre compte, ou demandez à l’administrateur Workspace d’activer Gmail pour cet utilisateur.',
  'doctor.mailbox.suspended': 'Le compte est suspendu.',
  'doctor.mailbox.suspended.mend': 'L’administrateur Workspace ou Google peut le rétablir.',
  'doctor.mailbox.domain_policy':
    'L’administrateur Workspace a désactivé l’API de Gmail pour le domaine.',
  'doctor.mailbox.domain_policy.mend':
    'Autorisez-la dans la console d’administration : Applications, Google Workspace, Gmail, et Sécurité, Commandes des API.',
  'doctor.mailbox.rate_limited': 'Le quota de Gmail est épuisé pour le moment.',
  'doctor.mailbox.rate_limited.mend':
    'Attendez quelques minutes. Si cela arrive souvent, voyez les quotas de l’API Gmail dans la console.',
  'doctor.mailbox.refused': 'Gmail refuse de montrer la boîte.',
  'doctor.mailbox.refused.mend': 'Les mots de Google disent pourquoi.',

  'doctor.identities.title': 'Adresses d’expédition',
  'doctor.identities.pass': 'Les adresses d’expédition sont lisibles.',
  'doctor.identities.forbidden': 'Les adresses d’expédition ne peuvent être lues.',
  'doctor.identities.forbidden.mend':
    'Reconnectez la boîte avec toutes les cases cochées. D’ici là, le courrier part de son adresse principale.',
  'doctor.identities.none': 'Gmail ne nomme aucune adresse d’expédition.',
  'doctor.identities.none.mend':
    'Le courrier part de l’adresse principale ; voyez les paramètres de Gmail, Comptes.',
  'doctor.identities.refused': 'Gmail refuse de nommer les adresses d’expédition.',
  'doctor.identities.refused.mend':
    'Les mots de Google disent pourquoi. Le courrier part de l’adresse principale.',

  'doctor.test_mail.title': 'Message d’essai',
  'doctor.test_mail.pass':
    'Le message d’essai est arrivé après {{seconds}} s et se trouve dans la corbeille.',
  'doctor.test_mail.not_asked': 'Aucun message d’essai n’a été demandé.',
  'doctor.test_mail.not_asked.mend':
    'Choisissez une boîte et envoyez un message d’essai pour voir tout le chemin.',
  'doctor.test_mail.inactive': 'La boîte est en pause, pas confirmée, ou doit être reconnectée.',
  'doctor.test_mail.inactive.mend': 'Remettez d’abord la boîte en service.',
  'doctor.test_mail.refused': 'Gmail refuse d’envoyer le message d’essai.',
  'doctor.test_mail.refused.mend':
    'Les mots de Google disent pourquoi ; une limite d’envoi ou une permission manquante est probable.',
  'doctor.test_mail.unconfirmed': 'Nul ne peut dire si Gmail a envoyé le message d’essai.',
  'doctor.test_mail.unconfirmed.mend':
    'Regardez dans le dossier des messages envoyés, puis recommencez.',
  'doctor.test_mail.not_arrived':
    'Le message d’essai est parti, mais n’est pas arrivé en {{seconds}} s.',
  'doctor.test_mail.not_arrived.mend':
    'Cherchez « {{subject}} » dans la boîte et dans les indésirables ; un filtre peut le déplacer. Vous pouvez le supprimer.',
  'doctor.test_mail.left_behind':
    'Le message d’essai est arrivé après {{seconds}} s, mais n’a pas pu être mis à la corbeille.',
  'doctor.test_mail.left_behind.mend': 'Vous pouvez supprimer « {{subject}} » vous-même.',

  'doctor.push.title': 'Notifications par Pub/Sub',
  'doctor.push.pass': 'Gmail envoie ses notifications au sujet.',
  'doctor.push.no_topic':
    'Les notifications ne sont pas configurées ; Mailroom interroge Gmail à intervalles.',
  'doctor.push.no_topic.mend':
    'Cela suffit. Avec un sujet, les nouveaux messages arrivent en quelques secondes.',
  'doctor.push.topic_invalid': 'Le nom du sujet n’est pas valable : {{topic}}',
  'doctor.push.topic_invalid.mend':
    'Copiez le nom entier depuis la console : projects/PROJET/topics/SUJET.',
  'doctor.push.wrong_project':
    'Le sujet est dans le projet {{project}}, le client dans {{expected}}.',
  'doctor.push.wrong_project.mend':
    'Gmail n’accepte que les sujets du projet du client : créez-le dans celui-ci.',
  'doctor.push.topic_missing': 'Il n’existe pas de sujet {{topic}}.',
  'doctor.push.topic_missing.mend': 'Créez le sujet, ou corrigez son nom ici.',
  'doctor.push.not_permitted': 'Gmail n’a pas le droit de publier dans le sujet.',
  'doctor.push.not_permitted.mend':
    'Donnez à {{publisher}} le rôle « Éditeur Pub/Sub » (Publisher) sur le sujet. Si l’organisation restreint le partage par domaine, faites une exception.',
  'doctor.push.no_service_account':
    'Aucun compte de service signant les notifications n’est nommé : elles sont donc refusées.',
  'doctor.push.no_service_account.mend':
    'Activez l’authentification dans l’abonnement push et saisissez ici son compte de service.',
  'doctor.push.not_reachable': 'Google ne peut pas envoyer de notifications à {{webhookUrl}}.',
  'doctor.push.not_reachable.mend':
    'Les notifications demandent une adresse https:// joignable depuis Internet. Sans elle, Mailroom interroge Gmail à intervalles.',
  'doctor.push.pubsub_disabled': 'L’API Pub/Sub est désactivée dans le projet.',
  'doctor.push.pubsub_disabled.mend':
    'Ouvrez la page, choisissez Activer et attendez quelques minutes.',
  'doctor.push.push_rejected': 'Une notification est venue, que Mailroom n’a pas pu croire.',
  'doctor.push.push_rejected.mend':
    'Comparez le compte de service et l’audience de l’abonnement push à ceux qui sont enregistrés ici ; l’audience est {{webhookUrl}}.',
  'doctor.push.no_push_seen':
    'Gmail accepte le sujet, mais aucune notification n’est encore arrivée ici.',
  'doctor.push.no_push_seen.mend':
    'Essayez les notifications. Si aucune n’arrive, vérifiez que l’abonnement envoie à {{webhookUrl}}.',
  'doctor.push.watch_refused': 'Gmail refuse d’envoyer des notifications.',
  'doctor.push.watch_refused.mend': 'Les mots de Google disent pourquoi.',

  'doctor.delegation.title': 'Délégation au niveau du domaine',
  'doctor.delegation.pass': 'Le compte de service peut agir pour {{email}}.',
  'doctor.delegation.no_key': 'Aucun compte de service n’est enregistré.',
  'doctor.delegation.no_key.mend':
    'Il n’en faut un que pour relier des boîtes sans demander à chaque utilisateur.',
  'doctor.delegation.no_user': 'Aucune boîte pour essayer le compte de service.',
  'doctor.delegation.no_user.mend':
    'Saisissez une adresse du domaine à relier, puis contrôlez de nouveau.',
  'doctor.delegation.unauthorized_client':
    'Le domaine n’a pas autorisé le compte de service pour ces permissions.',
  'doctor.delegation.unauthorized_client.mend':
    'Dans la console d’administration, Sécurité, Commandes des API, Délégation au niveau du domaine, ajoutez l’ID client {{clientId}} avec exactement les champs d’application montrés ici. L’effet peut demander jusqu’à un jour.',
  'doctor.delegation.access_denied': 'Le domaine refuse l’accès au compte de service.',
  'doctor.delegation.access_denied.mend':
    'Comparez les champs d’application de la console d’administration à ceux montrés ici, et voyez si les commandes des API les bloquent.',
  'doctor.delegation.wrong_domain':
    'Le compte de service est réservé aux utilisateurs de sa propre organisation.',
  'doctor.delegation.wrong_domain.mend':
    'Reliez des adresses de cette organisation, ou prenez un projet qui n’est pas réservé à une autre.',
  'doctor.delegation.admin_policy_enforced':
    'L’administrateur du domaine bloque le compte de service.',
  'doctor.delegation.admin_policy_enforced.mend':
    'Approuvez l’ID client {{clientId}} dans la console d’administration, Sécurité, Commandes des API, Contrôle des accès des applications.',
  'doctor.delegation.user_unknown': 'Google ne connaît pas d’utilisateur {{email}}.',
  'doctor.delegation.user_unknown.mend':
    'Saisissez l’adresse principale d’un utilisateur : alias, groupes et autres domaines ne conviennent pas.',
  'doctor.delegation.user_blocked': 'L’utilisateur {{email}} est suspendu.',
  'doctor.delegation.user_blocked.mend': 'L’administrateur Workspace peut le rétablir.',
  'doctor.delegation.key_wrong': 'Google n’accepte pas la clé du compte de service.',
  'doctor.delegation.key_wrong.mend':
    'Elle a été supprimée, désactivée, ou appartient à un compte supprimé : créez une nouvelle clé et enregistrez son fichier ici.',
  'doctor.delegation.clock_wrong': 'Google refuse la demande à cause de son heure.',
  'doctor.delegation.clock_wrong.mend':
    'Réglez l’horloge de ce serveur par NTP (par exemple : timedatectl set-ntp true).',
  'doctor.delegation.refused': 'Google refuse un jeton pour {{email}}.',
  'doctor.delegation.refused.mend': 'Les mots de Google disent pourquoi.',
};
