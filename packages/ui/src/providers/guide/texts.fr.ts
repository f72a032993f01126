import { REVIEW } from './texts.en.ts';
import type { GuideWords } from './words.ts';

/** Les textes plus longs à coller. Ceux des examinateurs restent en anglais. */
export const textsFr: GuideWords['texts'] = {
  justification: {
    label: 'Raison du champ d’application (en anglais)',
    text: REVIEW.justification,
  },
  video: { label: 'Scénario de la vidéo (en anglais)', text: REVIEW.video },
  privacy: {
    label: 'Règles de confidentialité, un projet',
    text: `Règles de confidentialité de {appName} sur {host}

Qui nous sommes
[Nom et adresse de votre organisation] exploite {appName} sur {url}. Questions : [adresse de contact].

Ce à quoi nous accédons
Quand vous reliez une boîte Google, {appName} reçoit votre adresse et votre nom, et l’autorisation de lire, rédiger, envoyer et supprimer le courrier de cette boîte ({scope}).

À quoi cela sert
Uniquement à vous montrer votre courrier et à faire ce que vous demandez : lire, chercher, ranger, écrire et envoyer. Rien ne sert à la publicité, rien n’est vendu, rien n’entraîne d’intelligence artificielle. Personne ne lit votre courrier, sauf si vous le demandez, si la sécurité l’exige ou si la loi l’impose.

Usage limité
L’utilisation et le transfert par {appName} des informations reçues des API Google respectent le Règlement sur les données utilisateur dans les services d’API Google, y compris ses exigences d’usage limité :
https://developers.google.com/terms/api-services-user-data-policy

Où c’est gardé, et comment
Sur notre propre serveur en [pays]. Les autorisations sont chiffrées. Chaque membre ne voit que les boîtes qu’il a reliées. Nous ne donnons rien à d’autres, sauf à [votre hébergeur, s’il y en a un], qui garde des données pour notre compte.

Combien de temps
Jusqu’à ce que vous retiriez la boîte : l’autorisation est alors rendue et la copie supprimée. Les sauvegardes disparaissent au bout de [nombre] jours. Vous pouvez aussi retirer l’autorisation sur https://myaccount.google.com/connections

Vos droits
Vous pouvez demander une copie, une rectification ou la suppression de vos données : [adresse de contact].

[Date]`,
  },
};
