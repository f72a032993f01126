import type { signaturesEn } from './messages.en.ts';

/** Les mots des signatures et des expéditeurs. */
export const signaturesFr: Record<keyof typeof signaturesEn, string> = {
  'signatures.lead': 'Ce qui figure sous vos messages, et au nom de qui vous les envoyez.',
  'signatures.own': 'Signatures',
  'signatures.add': 'Nouvelle signature',
  'signatures.addShared': 'Signature pour tous',
  'signatures.shared': 'Signature de tous',
  'signatures.locked': 'Sous chaque message',
  'signatures.empty':
    'Aucune signature pour l’instant. Créez-en une, puis choisissez plus bas quelle adresse l’utilise.',
  'signatures.edit': 'Modifier',
  'signatures.editOne': 'Modifier {{name}}',
  'signatures.remove': 'Supprimer',
  'signatures.removeOne': 'Supprimer {{name}}',
  'signatures.removeTitle': 'Supprimer « {{name}} » ?',
  'signatures.removeText':
    'Les messages déjà envoyés la gardent. Les adresses qui l’utilisent n’auront plus de signature.',
  'signatures.newTitle': 'Nouvelle signature',
  'signatures.editTitle': 'Modifier la signature',
  'signatures.name': 'Nom, pour vous seul',
  'signatures.namePlaceholder': 'Travail',
  'signatures.text': 'Texte de la signature',
  'signatures.fields':
    'Champs remplis pour chaque expéditeur : {{fields}}. Une ligne dont les champs sont vides est omise.',
  'signatures.lock': 'La placer sous chaque message ; personne ne peut la retirer',
  'signatures.layout': 'Cette signature a sa propre mise en page',
  'signatures.layoutText':
    'L’éditeur garde le texte, les liens et les images, mais ni les tableaux, ni les couleurs, ni les polices.',
  'signatures.layoutEdit': 'Modifier quand même',
  'signatures.preview': 'Signature',
  'signatures.previewOf': 'Aperçu de {{name}}',
  'signatures.saved': 'Signature enregistrée.',
  'signatures.picture': 'Insérer une image',
  'signatures.pictureWidth': 'Largeur de l’image',
  'signatures.pictureWidth.60': 'Petite',
  'signatures.pictureWidth.120': 'Moyenne',
  'signatures.pictureWidth.240': 'Grande',
  'signatures.pictureWidth.480': 'Très grande',
  'signatures.profile': 'Vos coordonnées',
  'signatures.profileText': 'Pour les champs des signatures.',
  'signatures.profileTitle': 'Fonction',
  'signatures.profilePhone': 'Téléphone',
  'signatures.profileSave': 'Enregistrer les coordonnées',
  'signatures.profileSaved': 'Coordonnées enregistrées.',
  'signatures.senderName': 'Nom de l’expéditeur',
  'signatures.senderNameText':
    'Ce que voient les destinataires. Vide : le nom que le fournisseur donne à chaque adresse.',
  'signatures.senderSave': 'Enregistrer le nom',
  'signatures.senderSaved': 'Nom de l’expéditeur enregistré.',
  'signatures.newSignatureId': 'Pour les nouveaux messages',
  'signatures.replySignatureId': 'Pour les réponses et transferts',
  'signatures.replyTo': 'Les réponses vont à (Reply-To)',
  'signatures.replyToSave': 'Enregistrer l’adresse de réponse',
  'signatures.identitySaved': 'Enregistré.',
  'signatures.none': 'Aucune',
  'signatures.take': 'Reprendre celle de Gmail',
  'signatures.taken': 'Signature reprise : cette adresse l’utilise désormais.',
  'signatures.takenLost_one':
    'Signature reprise, sans une image qui n’a pas pu être récupérée. Ajoutez-la en modifiant la signature.',
  'signatures.takenLost_other':
    'Signature reprise, sans {{count}} images qui n’ont pas pu être récupérées. Ajoutez-les en modifiant la signature.',
  'signatures.noAccounts':
    'Liez un compte de messagerie pour choisir la signature de ses adresses.',
  'signatures.inMessage': 'Signature',
  'signatures.removeFromMessage': 'Retirer la signature',
  'signatures.fixed': 'Ajoutée par votre organisation',
  'signatures.loadFailed': 'Les signatures n’ont pas pu être chargées.',
  'signatures.otherSender':
    'Le message a été reçu par {{email}} ; vous écrivez depuis une autre adresse.',
  'signatures.senderUse': 'Utiliser {{email}}',
};
