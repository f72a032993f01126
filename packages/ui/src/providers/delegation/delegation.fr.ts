import type { delegationEn } from './delegation.en.ts';

/** Les mots de la délégation au niveau du domaine. */
export const delegationFr: Record<keyof typeof delegationEn, string> = {
  'delegation.title': 'Délégation au niveau du domaine',
  'delegation.lead':
    'Pour qui administre un Google Workspace : relier d’un coup les boîtes de tout le monde, sans demander à chacun. Un compte de service agit en leur nom.',
  'delegation.state.none': 'Désactivée',
  'delegation.state.ready': 'Clé enregistrée',
  'delegation.state.working': 'Liaison en cours…',
  'delegation.state.linked_one': '{{count}} boîte',
  'delegation.state.linked_other': '{{count}} boîtes',
  'delegation.state.failed_one': '{{count}} échec',
  'delegation.state.failed_other': '{{count}} échecs',
  'delegation.step1': '1. La clé du compte de service',
  'delegation.step1Hint':
    'Dans la console : IAM et administration › Comptes de service › Clés › Ajouter une clé › JSON. Le compte n’a besoin d’aucun rôle.',
  'delegation.openServiceAccounts': 'Ouvrir les comptes de service dans la console',
  'delegation.drop': 'Déposez le fichier de clé ici, ou choisissez-le',
  'delegation.dropHint':
    'Un fichier JSON de type « service_account ». La clé est conservée chiffrée.',
  'delegation.paste': 'Coller plutôt le texte du fichier',
  'delegation.pasteLabel': 'Texte du fichier de clé',
  'delegation.pasteSave': 'Enregistrer la clé',
  'delegation.keySaved': 'La clé est enregistrée.',
  'delegation.keyId': 'Clé {{keyId}}, enregistrée le {{when}}',
  'delegation.replace': 'Remplacer la clé…',
  'delegation.replaceCancel': 'Garder la clé actuelle',
  'delegation.keyInvalid': 'Cette clé ne peut pas servir',
  'delegation.file.not_json':
    'Ce n’est pas un fichier JSON. Choisissez celui que la console de Google a téléchargé.',
  'delegation.file.oauth_client':
    'C’est un client OAuth, non la clé d’un compte de service : il va dans « Client et URI de redirection ».',
  'delegation.file.user_credentials':
    'Il contient les identifiants personnels de quelqu’un, non la clé d’un compte de service.',
  'delegation.file.external_account':
    'Il décrit des identifiants fédérés, qui ne contiennent pas de clé. Créez une clé de type JSON pour le compte de service.',
  'delegation.file.unknown': 'Il ne décrit pas une clé de compte de service.',
  'delegation.file.key_missing':
    'Il ne contient pas de clé privée. Créez une nouvelle clé dans la console et téléchargez son fichier.',
  'delegation.file.key_unreadable':
    'Sa clé privée est abîmée. Créez une nouvelle clé dans la console et téléchargez son fichier.',
  'delegation.file.foreign_token_uri':
    'Il nomme une adresse de jetons qui n’est pas celle de Google.',
  'delegation.step2': '2. La confiance dans la console d’administration',
  'delegation.step2Text':
    'Sécurité › Contrôle des accès et des données › Commandes des API › Délégation au niveau du domaine › Ajouter. Collez les deux valeurs. Il faut des minutes, rarement un jour, pour que cela compte.',
  'delegation.openAdmin': 'Ouvrir la délégation dans la console d’administration',
  'delegation.clientId': 'ID client du compte de service',
  'delegation.scopes': 'Champs d’application OAuth, séparés par des virgules',
  'delegation.step3': '3. Le choix des boîtes',
  'delegation.addresses': 'Adresses, une par ligne',
  'delegation.addressesHint':
    'Ou déposez ici un fichier CSV : la colonne des adresses est trouvée d’elle-même.',
  'delegation.chooseCsv': 'Choisir un fichier CSV…',
  'delegation.count_one': '{{count}} boîte à relier',
  'delegation.count_other': '{{count}} boîtes à relier',
  'delegation.duplicates_one': '{{count}} doublon laissé de côté',
  'delegation.duplicates_other': '{{count}} doublons laissés de côté',
  'delegation.heading': 'colonne « {{column}} »',
  'delegation.invalid_one':
    '{{count}} ligne n’est pas une adresse. Rien ne part avant qu’elle soit corrigée ou retirée.',
  'delegation.invalid_other':
    '{{count}} lignes ne sont pas des adresses. Rien ne part avant qu’elles soient corrigées ou retirées.',
  'delegation.invalidLine': 'Ligne {{line}} : {{text}}',
  'delegation.invalidMore_one': 'et {{count}} autre',
  'delegation.invalidMore_other': 'et {{count}} autres',
  'delegation.removeInvalid': 'Retirer ces lignes',
  'delegation.tooMany': '{{max}} adresses au plus à la fois : partagez la liste.',
  'delegation.fileTooLarge': 'Ce fichier dépasse 1 Mo : ce n’est pas une liste d’adresses.',
  'delegation.members':
    'Chacun doit d’abord avoir un utilisateur Mailroom avec la même adresse ; ceux qui n’en ont pas sont nommés ci-dessous.',
  'delegation.link_one': 'Relier {{count}} boîte',
  'delegation.link_other': 'Relier {{count}} boîtes',
  'delegation.linkNone': 'Relier des boîtes',
  'delegation.results': 'Boîtes',
  'delegation.progress': '{{done}} sur {{total}} traitées',
  'delegation.linkedCount_one': '{{count}} reliée',
  'delegation.linkedCount_other': '{{count}} reliées',
  'delegation.finished': 'La liaison est terminée : reliées {{linked}}, en échec {{failed}}.',
  'delegation.status.waiting': 'En attente',
  'delegation.status.linking': 'En cours',
  'delegation.status.linked': 'Reliée',
  'delegation.status.failed': 'Échec',
  'delegation.filter': 'Afficher',
  'delegation.filter.all': 'Toutes ({{count}})',
  'delegation.filter.failed': 'En échec ({{count}})',
  'delegation.showMore_one': 'Afficher {{count}} de plus',
  'delegation.showMore_other': 'Afficher {{count}} de plus',
  'delegation.retry_one': 'Réessayer {{count}} boîte',
  'delegation.retry_other': 'Réessayer {{count}} boîtes',
  'delegation.export': 'Exporter les résultats',
  'delegation.openMembers': 'Inviter des membres',
  'delegation.remove': 'Supprimer la clé…',
  'delegation.removeTitle': 'Supprimer le compte de service ?',
  'delegation.removeText':
    'Aucune boîte ne l’utilise. La confiance dans la console d’administration demeure jusqu’à ce que vous l’y retiriez.',
  'delegation.removeWithAccounts_one':
    '{{count}} boîte a été reliée par lui. Elle part aussi, avec son courrier dans Mailroom ; le courrier chez Google reste.',
  'delegation.removeWithAccounts_other':
    '{{count}} boîtes ont été reliées par lui. Elles partent aussi, avec leur courrier dans Mailroom ; le courrier chez Google reste.',
  'delegation.removeConfirm': 'Supprimer',
  'delegation.removeConfirmAccounts': 'Supprimer avec les boîtes',
  'delegation.removed': 'Le compte de service est supprimé.',
  'delegation.loadFailed': 'La délégation ne peut pas être affichée',
  'delegation.csv.email': 'Adresse',
  'delegation.csv.state': 'État',
  'delegation.csv.problem': 'Problème',
  'delegation.csv.mend': 'Remède',
  'delegation.problem.service_account_missing': 'Aucune clé n’est enregistrée.',
  'delegation.problem.service_account_missing.mend':
    'Enregistrez la clé du compte de service, puis réessayez.',
  'delegation.problem.service_account_invalid':
    'Google refuse la clé : elle a été supprimée ou désactivée.',
  'delegation.problem.service_account_invalid.mend':
    'Créez une nouvelle clé dans la console et remplacez celle-ci.',
  'delegation.problem.delegation_missing':
    'Le Workspace ne fait pas encore confiance au compte de service (unauthorized_client).',
  'delegation.problem.delegation_missing.mend':
    'Collez l’ID client et les champs d’application dans la console d’administration (étape 2). Si c’est tout récent : cela peut prendre un jour, puis réessayez.',
  'delegation.problem.delegation_scope_missing':
    'Le Workspace fait confiance au compte de service, mais pas pour tous les champs d’application.',
  'delegation.problem.delegation_scope_missing.mend':
    'Collez de nouveau les champs d’application de l’étape 2 dans la console d’administration, tous.',
  'delegation.problem.delegation_wrong_domain':
    'Cette adresse n’appartient à aucun domaine du Workspace.',
  'delegation.problem.delegation_wrong_domain.mend':
    'La délégation n’atteint que les adresses de votre Workspace. Cette personne relie sa boîte par la page de Google.',
  'delegation.problem.admin_policy': 'Une règle du Workspace interdit cet accès (access_denied).',
  'delegation.problem.admin_policy.mend':
    'Dans la console d’administration, sous Sécurité › Commandes des API › Contrôle de l’accès des applications, faites confiance à l’ID client de l’étape 2.',
  'delegation.problem.delegated_user_unknown':
    'Le Workspace n’a pas d’utilisateur avec cette adresse.',
  'delegation.problem.delegated_user_unknown.mend':
    'Comparez l’orthographe avec la console d’administration ; un alias ou un groupe n’est pas un utilisateur.',
  'delegation.problem.delegated_user_blocked': 'Le Workspace a suspendu cet utilisateur.',
  'delegation.problem.delegated_user_blocked.mend':
    'Rétablissez l’utilisateur dans la console d’administration, puis réessayez.',
  'delegation.problem.no_mailbox': 'Cet utilisateur n’a pas de boîte Gmail.',
  'delegation.problem.no_mailbox.mend':
    'Activez Gmail pour cet utilisateur dans la console d’administration, puis réessayez.',
  'delegation.problem.api_disabled':
    'L’API Gmail est désactivée dans le projet du compte de service.',
  'delegation.problem.api_disabled.mend':
    'Activez-la dans la console, attendez une minute et réessayez.',
  'delegation.problem.no_member': 'Personne dans ce Mailroom n’a cette adresse.',
  'delegation.problem.no_member.mend': 'Invitez d’abord cette personne, puis réessayez.',
  'delegation.problem.wrong_mailbox':
    'Cette adresse mène à la boîte d’une autre personne : elle y est un alias.',
  'delegation.problem.wrong_mailbox.mend':
    'Demandez l’adresse propre de cette boîte, une fois son titulaire membre ici.',
  'delegation.problem.already_linked': 'Cette personne a déjà relié la boîte.',
  'delegation.problem.already_linked.mend': 'Il n’y a rien à faire.',
  'delegation.problem.account_unlinked': 'La boîte avait été reliée, puis elle a été détachée.',
  'delegation.problem.account_unlinked.mend': 'Réessayez pour la relier de nouveau.',
  'delegation.problem.clock_wrong':
    'L’horloge de ce serveur est fausse : Google refuse ce qu’il signe.',
  'delegation.problem.clock_wrong.mend': 'Réglez l’horloge du serveur (NTP), puis réessayez.',
  'delegation.problem.other.mend':
    'Réessayez dans un instant. Si cela persiste, lancez les contrôles ci-dessus.',
};
