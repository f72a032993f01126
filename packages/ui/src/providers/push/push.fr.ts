import type { pushEn } from './push.en.ts';

/** Les mots des notifications par Pub/Sub. */
export const pushFr: Record<keyof typeof pushEn, string> = {
  'push.title': 'Notifications par Pub/Sub',
  'push.lead':
    'Facultatif. Avec elles, Google annonce le nouveau courrier en une ou deux secondes ; sans elles, Mailroom demande toutes les 30 secondes tant que quelqu’un lit, sinon toutes les 5 minutes.',
  'push.state.off': 'Désactivées',
  'push.state.incomplete': 'Incomplètes',
  'push.state.untested': 'Non testées',
  'push.state.waiting': 'Test en cours',
  'push.state.received': 'En service',
  'push.state.failed': 'En échec',
  'push.noClient': 'Enregistrez d’abord un client : les notifications appartiennent à son projet.',
  'push.topic': 'Sujet',
  'push.topicHint': 'projects/votre-projet/topics/votre-sujet, dans le projet du client',
  'push.topicWrong': 'Un sujet s’écrit projects/votre-projet/topics/votre-sujet.',
  'push.publisher': 'Compte qui publie sur le sujet',
  'push.publisherHint':
    'Donnez-lui le rôle « Éditeur Pub/Sub » sur le sujet. C’est le compte de Gmail lui-même, le même pour tous.',
  'push.webhook': 'Point de terminaison de l’abonnement',
  'push.webhookHint':
    'Créez un abonnement de type « Push » vers cette adresse, avec authentification ; laissez son audience vide.',
  'push.account': 'Compte de service de l’abonnement',
  'push.accountHint':
    'nom@votre-projet.iam.gserviceaccount.com : Google signe avec lui, et Mailroom n’en accepte aucun autre.',
  'push.accountWrong': 'Un compte de service s’écrit comme une adresse électronique.',
  'push.save': 'Enregistrer les notifications',
  'push.saved': 'Les réglages des notifications sont enregistrés.',
  'push.test': 'Demander une notification d’essai',
  'push.testAgain': 'Tester de nouveau',
  'push.why.no_topic': 'Le test demande un sujet : enregistrez-en un d’abord.',
  'push.why.no_account': 'Le test demande une boîte Google reliée : reliez-en une d’abord.',
  'push.why.unsaved': 'Enregistrez vos changements avant de les tester.',
  'push.waiting': 'En attente de la notification de Google… {{seconds}} s',
  'push.waitingSaid': 'En attente de la notification de Google…',
  'push.waitingText':
    'Elle devrait arriver en quelques secondes ; après une minute, Mailroom cesse d’attendre.',
  'push.received': 'La notification est arrivée après {{seconds}} s.',
  'push.failed': 'Le test a échoué.',
  'push.copyPublisher': 'Copier le compte',
  'push.copyWebhook': 'Copier le point de terminaison',
  'push.openTopics': 'Ouvrir les sujets dans la console',
  'push.openSubscriptions': 'Ouvrir les abonnements dans la console',
  'push.openApi': 'Ouvrir la page qui l’active',
  'push.problem.push_topic_missing': 'Le sujet n’existe pas.',
  'push.problem.push_topic_missing.mend':
    'Créez-le dans la console, ou copiez-y son nom complet : projects/votre-projet/topics/votre-sujet.',
  'push.problem.push_right_missing': 'Gmail n’a pas le droit de publier sur le sujet.',
  'push.problem.push_right_missing.mend':
    'Sur le sujet, dans Autorisations, donnez au compte de Gmail le rôle « Éditeur Pub/Sub ». Si une règle interdit les comptes d’autres domaines, un administrateur de l’organisation doit l’admettre.',
  'push.problem.push_project_wrong': 'Le sujet se trouve dans un autre projet que le client.',
  'push.problem.push_project_wrong.mend':
    'Gmail n’accepte que des sujets du projet du client : créez le sujet dans celui-ci.',
  'push.problem.pubsub_disabled': 'L’API Pub/Sub est désactivée dans le projet du sujet.',
  'push.problem.pubsub_disabled.mend':
    'Activez-la dans la console, attendez une minute et testez de nouveau.',
  'push.problem.push_rejected':
    'Une notification est venue, mais signée autrement que ce qui est réglé ici.',
  'push.problem.push_rejected.mend':
    'Comparez le compte de service de l’abonnement avec celui ci-dessus, et l’audience avec le point de terminaison : laissez-la vide, ou entrez exactement cette adresse.',
  'push.problem.push_timeout': 'Aucune notification n’est venue en une minute.',
  'push.problem.push_timeout.mend':
    'Vérifiez que le sujet a un abonnement de type « Push » vers le point de terminaison ci-dessus, et qu’Internet atteint cette adresse.',
  'push.problem.not_found': 'Il n’y a pas de boîte pour le test.',
  'push.problem.not_found.mend': 'Reliez une boîte Google, puis testez de nouveau.',
  'push.problem.other.mend':
    'Testez de nouveau dans un instant. Si cela persiste, lancez les contrôles ci-dessus.',
};
