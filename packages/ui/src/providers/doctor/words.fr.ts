import { withSharedWords } from './word-families.ts';
import type { doctorEn } from './words.en.ts';
import { doctorMailboxFr } from './words-mailbox.fr.ts';

/** Les mots du contrôle ; voir words.en.ts. */
export const doctorFr: Record<keyof typeof doctorEn, string> = withSharedWords({
  'doctor.any.timed_out': 'Pas de réponse dans le temps accordé à un contrôle.',
  'doctor.any.timed_out.mend':
    'Relancez les contrôles. Si rien ne change, regardez d’abord les contrôles du réseau plus haut.',
  'doctor.any.crashed': 'Le contrôle lui-même a échoué.',
  'doctor.any.crashed.mend':
    'C’est un défaut de Mailroom. Le journal du serveur contient les détails ; merci de les signaler.',
  'doctor.any.no_client': 'Aucun ID client ni code secret n’est encore enregistré.',
  'doctor.any.no_client.mend':
    'Suivez le guide et enregistrez le client ; ce contrôle sera alors possible.',
  'doctor.any.never_linked': 'Personne n’a encore relié de boîte.',
  'doctor.any.never_linked.mend':
    'Reliez une boîte : seule une autorisation montre si ceci est en ordre.',
  'doctor.any.no_answer': 'Google n’a pas pu être interrogé.',
  'doctor.any.no_answer.mend':
    'Corrigez d’abord les contrôles du réseau, puis relancez les contrôles.',
  'doctor.any.no_token': 'Sans permission valable de cette boîte, rien ne peut être demandé.',
  'doctor.any.no_token.mend': 'Reconnectez la boîte, puis relancez les contrôles.',

  'doctor.public_url.title': 'Adresse publique',
  'doctor.public_url.pass': 'Google et les navigateurs peuvent revenir à cette adresse.',
  'doctor.public_url.plain_http': 'L’adresse publique {{publicUrl}} n’est pas chiffrée.',
  'doctor.public_url.plain_http.mend':
    'Placez devant Mailroom un proxy muni d’un certificat et donnez à PUBLIC_URL son adresse en https://.',
  'doctor.public_url.not_a_name': 'L’adresse publique est un nombre ({{host}}), pas un nom.',
  'doctor.public_url.not_a_name.mend':
    'Donnez à ce serveur un nom dans le DNS et mettez-le dans PUBLIC_URL. Google n’accepte aucune adresse IP sauf celle de cette machine même.',
  'doctor.public_url.localhost_only':
    'Les boîtes ne peuvent être reliées que depuis cette machine.',
  'doctor.public_url.localhost_only.mend':
    'C’est suffisant pour essayer. Pour d’autres personnes, donnez à PUBLIC_URL l’adresse https:// qu’elles utilisent.',
  'doctor.public_url.browser_elsewhere':
    'Votre navigateur est à {{browserOrigin}}, mais Mailroom est configuré pour {{publicUrl}}.',
  'doctor.public_url.browser_elsewhere.mend':
    'Ouvrez Mailroom à {{publicUrl}}, ou donnez à PUBLIC_URL l’adresse que les gens utilisent. Google les renvoie à PUBLIC_URL, où ils ne seraient pas connectés.',
  'doctor.public_url.proxy_scheme':
    'Votre navigateur utilise {{browserOrigin}}, mais PUBLIC_URL vaut {{publicUrl}} : http et https diffèrent.',
  'doctor.public_url.proxy_scheme.mend':
    'Donnez à PUBLIC_URL la valeur {{browserOrigin}} si c’est l’adresse utilisée ; sinon, faites rediriger http vers https par le proxy.',

  'doctor.redirect_uri.title': 'URI de redirection conforme aux règles de Google',
  'doctor.redirect_uri.pass': 'La console de Google l’accepte.',
  'doctor.redirect_uri.invalid': 'L’URI de redirection n’est pas une adresse web.',
  'doctor.redirect_uri.invalid.mend':
    'Donnez à PUBLIC_URL une adresse telle que https://mail.example.org.',
  'doctor.redirect_uri.scheme': 'L’URI de redirection ne commence pas par https://.',
  'doctor.redirect_uri.scheme.mend': 'Donnez à PUBLIC_URL une adresse qui commence par https://.',
  'doctor.redirect_uri.plain_http': 'Google refuse http:// sauf sur localhost.',
  'doctor.redirect_uri.plain_http.mend':
    'Placez devant Mailroom un proxy muni d’un certificat et donnez à PUBLIC_URL son adresse en https://.',
  'doctor.redirect_uri.ip_address': 'Google refuse une adresse IP ({{host}}).',
  'doctor.redirect_uri.ip_address.mend':
    'Donnez à ce serveur un nom dans le DNS et mettez-le dans PUBLIC_URL.',
  'doctor.redirect_uri.no_domain': 'Google refuse le nom {{host}} : il n’a pas de domaine.',
  'doctor.redirect_uri.no_domain.mend':
    'Mettez dans PUBLIC_URL un nom sous un domaine à vous, par exemple mail.example.org.',
  'doctor.redirect_uri.private_domain':
    'Google refuse {{host}} : sa terminaison n’est pas un domaine public.',
  'doctor.redirect_uri.private_domain.mend':
    'Prenez un nom sous un domaine public à vous. Il peut mener à une adresse privée : seuls les navigateurs doivent l’atteindre.',
  'doctor.redirect_uri.google_domain': 'Google refuse les noms sous googleusercontent.com.',
  'doctor.redirect_uri.google_domain.mend': 'Mettez dans PUBLIC_URL un nom sous un domaine à vous.',
  'doctor.redirect_uri.shortener': 'Google refuse le raccourcisseur de liens {{host}}.',
  'doctor.redirect_uri.shortener.mend':
    'Mettez dans PUBLIC_URL la véritable adresse de ce serveur.',
  'doctor.redirect_uri.userinfo': 'L’adresse contient un nom d’utilisateur ou un mot de passe.',
  'doctor.redirect_uri.userinfo.mend': 'Retirez de PUBLIC_URL tout ce qui précède le @.',
  'doctor.redirect_uri.fragment': 'L’adresse contient un fragment (#).',
  'doctor.redirect_uri.fragment.mend': 'Retirez de PUBLIC_URL le # et ce qui le suit.',
  'doctor.redirect_uri.query': 'L’adresse contient des paramètres après un point d’interrogation.',
  'doctor.redirect_uri.query.mend':
    'Retirez de PUBLIC_URL le point d’interrogation et ce qui le suit.',
  'doctor.redirect_uri.wildcard': 'L’adresse contient un joker (*).',
  'doctor.redirect_uri.wildcard.mend': 'Écrivez le nom entier dans PUBLIC_URL.',
  'doctor.redirect_uri.path_steps': 'L’adresse remonte dans les dossiers (..).',
  'doctor.redirect_uri.path_steps.mend': 'Écrivez le chemin simple dans PUBLIC_URL.',
  'doctor.redirect_uri.bad_characters': 'L’adresse contient des caractères que Google refuse.',
  'doctor.redirect_uri.bad_characters.mend':
    'Retirez de PUBLIC_URL les caractères de contrôle et les suites % incomplètes.',

  'doctor.reach_identity.title': 'Chemin vers la connexion de Google',
  'doctor.reach_token.title': 'Chemin vers les jetons de Google',
  'doctor.reach_api.title': 'Chemin vers l’API Gmail',
  'doctor.reach.pass': 'Ce serveur atteint {{host}}.',
  'doctor.reach.dns_failed': 'Le nom {{host}} ne peut être résolu.',
  'doctor.reach.dns_failed.mend':
    'Vérifiez les serveurs DNS de cette machine ou de ce conteneur, et son accès à Internet.',
  'doctor.reach.refused': '{{host}} refuse la connexion.',
  'doctor.reach.refused.mend':
    'Un pare-feu ou une adresse fausse fait obstacle : autorisez le port TCP 443 vers {{host}}.',
  'doctor.reach.unreachable': 'Aucun chemin du réseau ne mène à {{host}}.',
  'doctor.reach.unreachable.mend':
    'Vérifiez les routes de cette machine. Si elle a une adresse IPv6 sans sortie, désactivez IPv6 ou corrigez-le.',
  'doctor.reach.timeout': '{{host}} ne répond pas à temps.',
  'doctor.reach.timeout.mend':
    'Un pare-feu rejette sans doute les paquets : autorisez le port TCP 443 vers {{host}}, ou remédiez à la lenteur du réseau.',
  'doctor.reach.cut': 'La connexion vers {{host}} a été coupée.',
  'doctor.reach.cut.mend':
    'Quelque chose la coupe en chemin, souvent un pare-feu qui inspecte le trafic : faites une exception pour {{host}}.',
  'doctor.reach.tls_untrusted':
    'Le certificat de {{host}} ne vient pas d’une autorité à laquelle ce serveur fait confiance.',
  'doctor.reach.tls_untrusted.mend':
    'Un proxy ouvre les connexions chiffrées. Faites une exception pour {{host}}, ou donnez à Node.js l’autorité du proxy par NODE_EXTRA_CA_CERTS.',
  'doctor.reach.tls_expired': 'Le certificat de {{host}} n’est pas valable aujourd’hui.',
  'doctor.reach.tls_expired.mend':
    'Vérifiez d’abord la date de ce serveur. Si elle est juste, un proxy montre en chemin un certificat périmé.',
  'doctor.reach.tls_name': 'Le certificat est au nom d’un autre que {{host}}.',
  'doctor.reach.tls_name.mend':
    'Un autre serveur répond pour {{host}} : vérifiez le DNS, le fichier hosts et les proxys.',
  'doctor.reach.tls_failed': 'Aucune connexion chiffrée ne s’établit avec {{host}}.',
  'doctor.reach.tls_failed.mend':
    'Ce qui répond ne parle pas TLS comme Google : vérifiez les proxys et pare-feu en chemin.',
  'doctor.reach.proxy_refused': 'Un proxy refuse le chemin vers {{host}}.',
  'doctor.reach.proxy_refused.mend':
    'Autorisez {{host}} dans le proxy, ou donnez à Mailroom son nom d’utilisateur et son mot de passe.',
  'doctor.reach.http_error': '{{host}} répond par l’erreur {{status}}.',
  'doctor.reach.http_error.mend':
    'Réessayez dans quelques minutes. Si cela dure, voyez si un proxy répond à la place de Google.',
  'doctor.reach.not_google': 'Quelque chose répond pour {{host}}, mais pas comme Google.',
  'doctor.reach.not_google.mend':
    'Une page de connexion du réseau ou un proxy fait obstacle : ouvrez à ce serveur l’accès à Internet.',

  'doctor.clock.title': 'Horloge de ce serveur',
  'doctor.clock.pass': 'Elle s’accorde avec celle de Google.',
  'doctor.clock.skewed': 'L’horloge de ce serveur s’écarte de {{offBy}} s.',
  'doctor.clock.skewed.mend':
    'Réglez l’horloge par NTP (par exemple : timedatectl set-ntp true). Les jetons de Google sont refusés tant qu’elle s’écarte de plus d’une minute.',

  'doctor.client.title': 'ID client et code secret',
  'doctor.client.pass': 'Google connaît les deux.',
  'doctor.client.client_unknown': 'Google ne connaît pas l’ID client.',
  'doctor.client.client_unknown.mend':
    'Copiez de nouveau l’ID client entier depuis la page du client. Il se termine par .apps.googleusercontent.com.',
  'doctor.client.client_deleted': 'Le client a été supprimé.',
  'doctor.client.client_deleted.mend':
    'Rétablissez-le dans les 30 jours sous « Clients », identifiants supprimés, ou créez-en un autre et enregistrez-le ici.',
  'doctor.client.client_disabled': 'Le client est désactivé.',
  'doctor.client.client_disabled.mend': 'Réactivez-le sur la page du client.',
  'doctor.client.client_secret_wrong': 'Le code secret du client est faux.',
  'doctor.client.client_secret_wrong.mend':
    'Ajoutez un nouveau code secret sur la page du client, copiez-le aussitôt (Google ne le montre qu’une fois) et enregistrez-le ici.',
  'doctor.client.wrong_type': 'Le client n’est pas du type « Application Web ».',
  'doctor.client.wrong_type.mend':
    'Créez un client du type « Application Web » et enregistrez-le ici.',
  'doctor.client.unclear': 'La réponse de Google ne dit rien du client.',
  'doctor.client.unclear.mend':
    'Aucun défaut n’est connu. Reliez une boîte pour en avoir le cœur net.',
  'doctor.client.not_asked': 'Google n’a pas pu être interrogé au sujet du client.',
  'doctor.client.not_asked.mend': 'Corrigez d’abord les contrôles du réseau.',

  'doctor.redirect_registered.title': 'URI de redirection enregistré auprès du client',
  'doctor.redirect_registered.pass': 'La page de connexion de Google l’accepte.',
  'doctor.redirect_registered.redirect_uri_mismatch':
    'Le client ne connaît pas l’URI de redirection {{redirectUri}}.',
  'doctor.redirect_registered.redirect_uri_mismatch.mend':
    'Ajoutez exactement cette adresse sous « URI de redirection autorisés » sur la page du client. L’effet peut demander cinq minutes et plus.',
  'doctor.redirect_registered.disallowed_useragent':
    'La page de Google refuse ce genre de navigateur.',
  'doctor.redirect_registered.disallowed_useragent.mend':
    'Reliez les boîtes dans un navigateur ordinaire, pas dans une autre application.',
  'doctor.redirect_registered.org_internal':
    'Le client est réservé aux utilisateurs de sa propre organisation.',
  'doctor.redirect_registered.org_internal.mend':
    'Reliez des boîtes de cette organisation, ou passez l’audience à « Externe ».',
  'doctor.redirect_registered.admin_policy_enforced':
    'Un administrateur Workspace bloque le client.',
  'doctor.redirect_registered.admin_policy_enforced.mend':
    'Demandez à l’administrateur Workspace d’approuver l’ID client {{clientId}} sous Sécurité, Commandes des API.',
  'doctor.redirect_registered.access_denied': 'La page de Google refuse l’accès.',
  'doctor.redirect_registered.access_denied.mend':
    'Voyez « Audience » dans la console : publiez l’application, ou ajoutez les utilisateurs comme utilisateurs tests.',
  'doctor.redirect_registered.invalid_client': 'La page de Google ne connaît pas le client.',
  'doctor.redirect_registered.invalid_client.mend':
    'Comparez l’ID client à celui de la page du client ; le contrôle du client en dit plus.',
  'doctor.redirect_registered.invalid_request': 'La page de Google refuse la demande.',
  'doctor.redirect_registered.invalid_request.mend':
    'Les mots de Google disent pourquoi ; le plus souvent, l’URI de redirection ou le type du client n’est pas permis.',
  'doctor.redirect_registered.invalid_scope': 'La page de Google refuse les permissions demandées.',
  'doctor.redirect_registered.invalid_scope.mend':
    'Activez l’API Gmail et ajoutez le champ d’application https://mail.google.com/ sous « Accès aux données ».',
  'doctor.redirect_registered.other_error': 'La page de Google montre l’erreur « {{error}} ».',
  'doctor.redirect_registered.other_error.mend': 'Les mots de Google disent pourquoi.',
  'doctor.redirect_registered.unclear': 'La réponse de Google ne dit rien de l’URI de redirection.',
  'doctor.redirect_registered.unclear.mend':
    'Aucun défaut n’est connu. Reliez une boîte pour en avoir le cœur net.',
  'doctor.redirect_registered.not_asked':
    'La page de connexion de Google n’a pas pu être interrogée.',
  'doctor.redirect_registered.not_asked.mend': 'Corrigez d’abord les contrôles du réseau.',

  ...doctorMailboxFr,
});
