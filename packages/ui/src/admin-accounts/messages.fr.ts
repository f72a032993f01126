import type { overviewEn } from './messages.en.ts';

/** Les mots de la liste de toutes les boîtes. */
export const overviewFr: Record<keyof typeof overviewEn, string> = {
  'settings.nav.allAccounts': 'Toutes les boîtes',
  'overview.title': 'Toutes les boîtes',
  'overview.lead':
    'Chaque boîte que les membres ont reliée, et comment elle se porte. Leur courrier n’est qu’à eux : il ne s’ouvre pas d’ici.',
  'overview.search': 'Chercher une adresse ou un propriétaire',
  'overview.state': 'État',
  'overview.sort': 'Trier par',
  'overview.filter.all': 'Toutes',
  'overview.filter.working': 'En marche',
  'overview.filter.trouble': 'Avec un problème',
  'overview.filter.needs_reconnect': 'À reconnecter',
  'overview.filter.ending': 'Autorisation limitée',
  'overview.filter.paused': 'En pause',
  'overview.filter.confirming': 'Pas encore confirmées',
  'overview.column.email': 'Boîte',
  'overview.column.owner': 'Propriétaire',
  'overview.column.state': 'État',
  'overview.column.lastSynced': 'Dernière synchronisation',
  'overview.column.grant': 'Autorisation',
  'overview.sortedBy': 'Trier par {{name}}',
  'overview.unknownOwner': 'Inconnu ({{id}})',
  'overview.count_one': '{{count, number}} boîte',
  'overview.count_other': '{{count, number}} boîtes',
  'overview.status.working': 'En marche',
  'overview.never': 'Jamais',
  'overview.grant.consent': 'Par consentement',
  'overview.grant.delegated': 'Par délégation',
  'overview.grantedAt': 'donnée {{when}}',
  'overview.endsAt': 'Prend fin {{when}} ({{date}})',
  'overview.endedAt': 'A pris fin le {{date}}',
  'overview.empty': 'Aucune boîte n’est encore reliée',
  'overview.emptyText':
    'Les membres relient la leur sous Comptes de messagerie, dès qu’un fournisseur est configuré.',
  'overview.none': 'Aucune boîte ne correspond',
  'overview.reset': 'Tout afficher',
  'overview.more': 'En afficher plus',
  'overview.ending_one':
    'L’autorisation de {{count, number}} boîte prend fin d’elle-même : le projet Google est en test',
  'overview.ending_other':
    'Les autorisations de {{count, number}} boîtes prennent fin d’elles-mêmes : le projet Google est en test',
  'overview.endingText':
    'Publiez l’application : Google Auth Platform › Audience › Publier l’application. Les autorisations données avant gardent leurs sept jours : leurs utilisateurs les renouvellent une fois ensuite. Mailroom leur montre comment, et leur écrit trois jours et un jour avant la fin.',
  'overview.openAudience': 'Ouvrir la page Audience de Google',
  'overview.showEnding': 'Afficher ces boîtes',
  'overview.mend.reconnect':
    'Son propriétaire doit la reconnecter, sous Comptes de messagerie ; Mailroom lui montre comment.',
  'overview.mend.administrator': 'Consultez la page des fournisseurs : elle dit quoi corriger.',
  'overview.mend.wait': 'Cela reprend tout seul ; il n’y a rien à faire.',
  'overview.mend.other':
    'Si cela persiste, son propriétaire peut mettre la boîte en pause puis la relancer.',
};
