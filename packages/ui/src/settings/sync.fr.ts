import type { syncEn } from './sync.en.ts';

/** Ce qu’a fait la synchronisation, et les erreurs que montrent comptes et fournisseurs. */
export const syncFr: Record<keyof typeof syncEn, string> = {
  'timeline.title': 'Ce qu’a fait la synchronisation pour {{email}}',
  'timeline.empty': 'Rien pour l’instant.',
  'timeline.older': 'Afficher les entrées plus anciennes',
  'timeline.next': 'Reprise {{when}}.',
  'timeline.goesOn': 'reprise : {{when}}',
  'timeline.took': 'en {{time}}',
  'timeline.count.messages_one': '{{count, number}} message',
  'timeline.count.messages_other': '{{count, number}} messages',
  'timeline.count.added_one': '{{count, number}} nouveau',
  'timeline.count.added_other': '{{count, number}} nouveaux',
  'timeline.count.updated_one': '{{count, number}} modifié',
  'timeline.count.updated_other': '{{count, number}} modifiés',
  'timeline.count.deleted_one': '{{count, number}} supprimé',
  'timeline.count.deleted_other': '{{count, number}} supprimés',
  'timeline.count.checked_one': '{{count, number}} vérifié',
  'timeline.count.checked_other': '{{count, number}} vérifiés',
  'timeline.kind.linked': 'Boîte reliée',
  'timeline.kind.reconnected': 'Boîte reconnectée',
  'timeline.kind.sync_started': 'Début de la synchronisation',
  'timeline.kind.first_screen': 'Les conversations les plus récentes sont là',
  'timeline.kind.backfill_done': 'Tout le courrier depuis la date de début est là',
  'timeline.kind.synced': 'Changements récupérés',
  'timeline.kind.history_expired':
    'Le journal des changements du fournisseur avait expiré : tout est comparé',
  'timeline.kind.reconciled': 'Tout a été comparé avec la boîte',
  'timeline.kind.originals_done': 'Tous les messages d’origine sont conservés',
  'timeline.kind.quota_wait': 'En attente du quota du fournisseur',
  'timeline.kind.error': 'Échec, nouvel essai prévu',
  'timeline.kind.change_refused': 'Le fournisseur a refusé un changement ; il a été annulé',
  'timeline.kind.checked': 'Comparaison avec toute la boîte',
  'timeline.nothingMissing': 'il ne manquait rien',
  'timeline.count.missing_one': '{{count}} message manquant récupéré',
  'timeline.count.missing_other': '{{count}} messages manquants récupérés',
  'timeline.count.extra_one': '{{count}} message disparu retiré',
  'timeline.count.extra_other': '{{count}} messages disparus retirés',
  'timeline.kind.paused': 'Mise en pause',
  'timeline.kind.resumed': 'Reprise',
  'timeline.kind.start_changed': 'Date de début modifiée',
  'timeline.kind.needs_reconnect': 'Autorisation perdue : la boîte est à reconnecter',
  'timeline.kind.messages_failed':
    'Des messages n’ont pas pu être récupérés ; ils seront redemandés',
  'timeline.kind.messages_recovered': 'Les messages manquants sont arrivés',
  'timeline.kind.watch_failed':
    'Les notifications n’ont pas pu être activées ; Mailroom demande lui-même le nouveau courrier',
  'timeline.kind.watch_recovered': 'Les notifications immédiates fonctionnent de nouveau',

  'error.account_disabled':
    'Google indique que ce compte est désactivé, suspendu ou supprimé. L’administrateur de son organisation ou Google peut le rétablir ; reconnectez-le ensuite.',
  'error.api_disabled': 'L’API Gmail est désactivée dans le projet Google.',
  'error.cancelled': 'Arrêté.',
  'error.client_file_invalid': 'Ce n’est pas le fichier d’un client pour application Web.',
  'error.client_invalid':
    'Google refuse l’ID et le secret client de Mailroom. Un administrateur doit les saisir à nouveau.',
  'error.client_secret_wrong': 'Google refuse le secret client.',
  'error.client_unknown': 'Google ne connaît pas cet ID client.',
  'error.consent_denied': 'L’autorisation a été refusée sur la page de Google.',
  'error.cursor_expired': 'Le fournisseur ne sait plus ce qui a changé. Tout est comparé.',
  'error.identity_invalid': 'La réponse de Google sur votre identité n’est pas valable.',
  'error.link_expired': 'Cette tentative est trop ancienne ou a déjà servi.',
  'error.link_wrong_user': 'Cette tentative a été lancée par quelqu’un d’autre.',
  'error.no_mailbox': 'Ce compte Google n’a pas de boîte Gmail.',
  'error.provider_not_configured': 'Aucun client n’est configuré pour ce fournisseur.',
  'error.refresh_token_missing': 'Google n’a pas donné d’autorisation durable.',
  'error.scope_missing': 'Une autorisation n’a pas été cochée.',
  'error.secret_key_wrong':
    'La clé secrète du serveur n’est pas celle avec laquelle les secrets ont été scellés.',
  'error.token_expired': 'L’autorisation doit être renouvelée ; cela se fait tout seul.',
  'error.too_many_attempts': 'Trop d’essais. Attendez quelques minutes, puis réessayez.',
  'error.admin_policy':
    'Une règle de votre organisation interdit cet accès. Un administrateur doit faire confiance à Mailroom.',
  'error.clock_wrong': 'L’horloge du serveur est fausse. Un administrateur doit la régler.',
  'error.delegated_user_blocked': 'Votre organisation a suspendu cet utilisateur.',
  'error.delegated_user_unknown': 'Votre organisation n’a plus d’utilisateur à cette adresse.',
  'error.delegation_missing':
    'Votre organisation ne laisse plus Mailroom ouvrir cette boîte. Un administrateur doit l’autoriser à nouveau.',
  'error.delegation_scope_missing':
    'L’autorisation de votre organisation est incomplète. Un administrateur doit la compléter.',
  'error.delegation_wrong_domain':
    'Cette adresse n’appartient à aucun domaine de votre organisation.',
  'error.service_account_invalid':
    'Google refuse la clé du compte de service. Un administrateur doit en enregistrer une nouvelle.',
  'error.service_account_missing': 'Aucun compte de service n’est configuré pour ce fournisseur.',
  'error.wrong_mailbox': 'Ce n’est pas la boîte à reconnecter.',

  'redirectUri.invalid': 'L’URL publique n’est pas une adresse valable. Définissez PUBLIC_URL.',
  'redirectUri.scheme': 'L’URL publique doit commencer par https://. Définissez PUBLIC_URL.',
  'redirectUri.plain_http':
    'Google refuse le http simple pour tout autre hôte que localhost. Servez Mailroom en https et définissez PUBLIC_URL.',
  'redirectUri.ip_address':
    'Google refuse les adresses IP nues. Donnez un nom de domaine au serveur et définissez PUBLIC_URL.',
  'redirectUri.no_domain':
    'Google refuse un hôte sans domaine. Définissez PUBLIC_URL avec le nom de domaine complet.',
  'redirectUri.private_domain':
    'Google refuse les terminaisons privées comme .local ou .lan. Définissez PUBLIC_URL avec un nom à terminaison publique.',
  'redirectUri.userinfo': 'Google refuse un nom d’utilisateur ou un mot de passe dans l’adresse.',
  'redirectUri.fragment': 'Google refuse un fragment (#) dans l’adresse.',
  'redirectUri.query': 'L’URL publique ne doit pas contenir de requête (?).',
  'redirectUri.wildcard': 'Google refuse un joker (*) dans l’adresse.',
  'redirectUri.path_steps': 'Google refuse les remontées de chemin (..) dans l’adresse.',
};
