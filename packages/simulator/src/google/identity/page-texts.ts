/** The languages of the simulated pages. */
export type PageLanguage = 'en' | 'fr';

const en = {
  banner: 'Simulated Google — not Google',
  bannerMore: 'Nothing here reaches Google. Accounts and mail are made up.',
  chooseAccount: 'Choose an account',
  toContinue: (app: string) => `to continue to ${app}`,
  accountBlocked: 'No account with that address exists in this simulation.',
  noAccounts: 'This simulation has no accounts yet.',
  unverifiedTitle: 'Google hasn’t verified this app',
  unverifiedText: (app: string) =>
    `${app} asks for sensitive information in your account. Until its developer has it verified, you should not use it unless you know and trust the developer.`,
  testingText: (app: string) =>
    `${app} is being tested. You were given access to it as a test user. Continue only if you know the developer who invited you.`,
  advanced: 'Advanced',
  goTo: (app: string) => `Go to ${app} (unsafe)`,
  unsafeHint: 'Continue only if you understand the risks and trust the developer.',
  backToSafety: 'Back to safety',
  continue: 'Continue',
  deny: 'Deny',
  cancel: 'Cancel',
  consentTitle: (app: string) => `${app} wants access to your account`,
  selectScopes: (app: string) => `Select what ${app} can access`,
  alreadyHas: 'It already has:',
  signInScopes: 'Signing in shares:',
  consentHint: 'You can remove this access later. Unticked boxes are not granted.',
  signedInAs: 'Signed in as',
  switchAccount: 'Use another account',
  blockedTitle: 'Access blocked',
  errorLine: (status: number, code: string) => `Error ${status}: ${code}`,
  closeHint: 'You can close this window and return to the application.',
  details: 'Request details',
  pageExpired: 'This page has expired',
  pageExpiredText: 'Start again from the application.',
  errors: {
    redirect_uri_mismatch:
      'This app sent an invalid request: its redirect URI is not registered for the OAuth client.',
    invalid_client: 'The OAuth client was not found.',
    disabled_client: 'The OAuth client was disabled.',
    deleted_client: 'The OAuth client was deleted.',
    account_disabled: 'This account has been disabled.',
    rate_limit_exceeded: 'This app has reached its cap of new users and must be verified first.',
    access_denied:
      'This app is being tested and can only be used by testers approved by its developer.',
    org_internal: 'This app can only be used by members of its own organisation.',
    admin_policy_enforced:
      'Your organisation’s administrator must review this app before you can use it.',
    disallowed_useragent: 'This browser or embedded view may not be used to sign in.',
    invalid_scope: 'The app asked for access that does not exist.',
    other: 'This app’s request is invalid.',
  } as Record<string, string>,
};

const fr: typeof en = {
  banner: 'Google simulé — ce n’est pas Google',
  bannerMore: 'Rien ici n’atteint Google. Comptes et messages sont inventés.',
  chooseAccount: 'Choisissez un compte',
  toContinue: (app) => `pour continuer vers ${app}`,
  accountBlocked: 'Aucun compte de cette simulation ne porte cette adresse.',
  noAccounts: 'Cette simulation n’a pas encore de compte.',
  unverifiedTitle: 'Google n’a pas validé cette application',
  unverifiedText: (app) =>
    `${app} demande des informations sensibles de votre compte. Tant que son développeur ne l’a pas fait valider, ne l’utilisez que si vous le connaissez et lui faites confiance.`,
  testingText: (app) =>
    `${app} est en cours de test et vous y avez accès comme utilisateur test. Ne continuez que si vous connaissez le développeur qui vous a invité.`,
  advanced: 'Paramètres avancés',
  goTo: (app) => `Accéder à ${app} (non sécurisé)`,
  unsafeHint: 'Ne continuez que si vous comprenez les risques et faites confiance au développeur.',
  backToSafety: 'Retour à la sécurité',
  continue: 'Continuer',
  deny: 'Refuser',
  cancel: 'Annuler',
  consentTitle: (app) => `${app} souhaite accéder à votre compte`,
  selectScopes: (app) => `Choisissez ce à quoi ${app} peut accéder`,
  alreadyHas: 'Accès déjà accordés :',
  signInScopes: 'La connexion partage :',
  consentHint: 'Vous pourrez retirer cet accès. Les cases décochées ne sont pas accordées.',
  signedInAs: 'Connecté en tant que',
  switchAccount: 'Utiliser un autre compte',
  blockedTitle: 'Accès bloqué',
  errorLine: (status, code) => `Erreur ${status} : ${code}`,
  closeHint: 'Vous pouvez fermer cette fenêtre et revenir à l’application.',
  details: 'Détails de la requête',
  pageExpired: 'Cette page a expiré',
  pageExpiredText: 'Recommencez depuis l’application.',
  errors: {
    redirect_uri_mismatch:
      'Cette application a envoyé une requête non valide : son URI de redirection n’est pas enregistré pour le client OAuth.',
    invalid_client: 'Le client OAuth est introuvable.',
    disabled_client: 'Le client OAuth est désactivé.',
    deleted_client: 'Le client OAuth a été supprimé.',
    account_disabled: 'Ce compte a été désactivé.',
    rate_limit_exceeded:
      'Cette application a atteint son plafond de nouveaux utilisateurs et doit d’abord être validée.',
    access_denied:
      'Cette application est en cours de test et réservée aux testeurs approuvés par son développeur.',
    org_internal: 'Cette application est réservée aux membres de son organisation.',
    admin_policy_enforced:
      'L’administrateur de votre organisation doit examiner cette application avant que vous puissiez l’utiliser.',
    disallowed_useragent: 'Ce navigateur ou cette vue intégrée ne permet pas de se connecter.',
    invalid_scope: 'L’application demande un accès qui n’existe pas.',
    other: 'La requête de cette application n’est pas valide.',
  },
};

/** The words of the pages in one language. */
export type PageTexts = typeof en;

/** The words for a language. */
export function pageTexts(language: PageLanguage): PageTexts {
  return language === 'fr' ? fr : en;
}

/** `hl` first, then the browser's preference, English otherwise. */
export function pickLanguage(hl: string | null, acceptLanguage: string | null): PageLanguage {
  const wishes = [hl ?? '', ...(acceptLanguage ?? '').slice(0, 1_000).split(',')];
  for (const wish of wishes) {
    const language = wish.trim().slice(0, 2).toLowerCase();
    if (language === 'fr' || language === 'en') return language;
  }
  return 'en';
}
