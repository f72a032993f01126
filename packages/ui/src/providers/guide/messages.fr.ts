import type { guideEn } from './messages.en.ts';

/** Les mots autour du guide ; ce que disent ses étapes est dans words.fr.ts. */
export const guideFr: Record<keyof typeof guideEn, string> = {
  'guide.title': 'Configurer Google, pas à pas',
  'guide.progress': '{{done}} sur {{total}}',
  'guide.progressLong': '{{done}} étapes faites sur {{total}}',
  'guide.loadFailed': 'Le guide n’a pas pu être chargé.',
  'guide.audience': 'Tous vos utilisateurs appartiennent-ils à un même Google Workspace ?',
  'guide.audienceHint': 'Cela décide de presque tout chez Google, donc cela vient en premier.',
  'guide.audience.internal': 'Oui, à un seul Workspace',
  'guide.audience.internalText':
    'L’audience sera interne : ni validation, ni page d’avertissement, ni utilisateurs tests.',
  'guide.audience.external': 'Non, ou certains ont une adresse gmail.com',
  'guide.audience.externalText':
    'L’audience sera externe : un peu plus à faire, et une page d’avertissement tant que Google n’a pas validé l’application.',
  'guide.tick': 'Fait : {{step}}',
  'guide.seen': 'Fait, Mailroom le voit de lui-même',
  'guide.notDone': 'Pas encore fait ; la coche vient toute seule',
  'guide.info': 'À lire',
  'guide.contradicted':
    'Mailroom voit autre chose. Les contrôles de la carte Google disent ce qui a été trouvé, et le remède.',
  'guide.announceDone': 'Fait : {{step}}.',
  'guide.newTab': '(s’ouvre dans un nouvel onglet)',
  'guide.unknownValue': '{{label}} : apparaît ici dès que c’est connu.',
  'guide.notes': 'Bon à savoir',
  'guide.projectId': 'ID du projet (facultatif)',
  'guide.projectIdHint': 'Avec lui, chaque lien de ce guide mène droit dans votre projet.',
  'guide.projectIdWrong':
    'Les ID de projet de Google ont 6 à 30 lettres minuscules, chiffres et tirets, et commencent par une lettre. Le numéro et le nom du projet sont autre chose : l’ID est écrit à côté.',
  'guide.projectIdKnown':
    'Les liens mènent dans le projet {{project}}, d’après le fichier de votre client.',
  'guide.publishing': 'Qu’affiche la page sous Publishing status (« État de publication ») ?',
  'guide.publishing.testing': 'En test',
  'guide.publishing.production': 'En production',
  'guide.publishing.verified': 'En production, et validée par Google',
  'guide.shortGrants':
    'Au moins une boîte reliée a encore une autorisation de sept jours. Elle a été donnée en test : demandez à son utilisateur de cliquer sur Reconnecter.',
  'guide.checks': 'Ce que Mailroom a trouvé',
  'guide.notChecked': 'Pas encore contrôlé',
  'guide.chapters': 'Quand vous en aurez besoin',
  'guide.chapterProgress': '{{done}} sur {{total}}',
  'guide.complete': 'Google est configuré. Les membres peuvent relier leurs boîtes.',
  'guide.offline':
    'Vous êtes hors ligne. Vos coches restent sur cette page et seront enregistrées au retour de la connexion.',
  'guide.saveFailed': 'Vos dernières coches n’ont pas pu être enregistrées.',
};
