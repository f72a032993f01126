/** Words of linking, of what Google answers, and of permissions that end. */
export const accountsEn = {
  'link.step2Testing':
    'Google says that it hasn’t verified this app, and that it is being tested. Press Continue: the app is your own Mailroom.',
  'link.internalHint': 'Choose your account of your organisation: Google lets no other in.',
  'link.testingHint':
    'While the Google project is in testing, only listed test users get in, and the permission ends after seven days. An administrator ends both by publishing the app.',
  'link.sketch.label': 'Sketch of Google’s warning page',
  'link.sketch.unverified':
    'Sketch of Google’s page. First press Advanced, then “Go to … (unsafe)”.',
  'link.sketch.testing': 'Sketch of Google’s page. Press Continue.',
  'link.sketch.title': 'Google hasn’t verified this app',
  'link.sketch.advanced': 'Advanced',
  'link.sketch.goTo': 'Go to … (unsafe)',
  'link.sketch.back': 'Back to safety',
  'link.sketch.continue': 'Continue',
  'link.giveMissing': 'Give the missing permission',
  'link.missingTitle': 'This permission is missing:',
  'link.scope.mail': 'Read, compose, send and permanently delete all your email from Gmail',
  'linkError.scope_missing': 'A box was left unticked on Google’s page.',
  'linkError.scope_missing.mend':
    'Give it now: Google asks for this alone, and what you allowed already stays. Leave the box ticked and press Continue.',
  'link.page.access_denied':
    '“has not completed the Google verification process”, Error 403: access_denied',
  'link.page.admin_policy_enforced': 'Error 400: admin_policy_enforced',
  'link.page.org_internal': 'Error 403: org_internal',
  'link.page.redirect_uri_mismatch': 'Error 400: redirect_uri_mismatch',
  'link.page.invalid_client': 'Error 401: invalid_client',
  'link.page.disabled_client': 'Error 401: disabled_client or deleted_client',
  'link.page.disallowed_useragent': 'Error 403: disallowed_useragent',
  'link.page.policy': 'Error 400: invalid_request, “doesn’t comply with Google’s OAuth 2.0 policy”',
  'link.page.user_cap': '“Sign in with Google temporarily disabled for this app”',
  'link.page.something_wrong': '“Something went wrong”',
  'linkError.page.access_denied': 'The Google project is in testing, and you are no test user.',
  'linkError.page.access_denied.mend':
    'An administrator has to add your address under Google Auth Platform › Audience › Test users, or better publish the app on the same page. Then start again.',
  'linkError.page.admin_policy_enforced': 'Your Google Workspace does not trust this Mailroom yet.',
  'linkError.page.admin_policy_enforced.mend':
    'The administrator of your Google Workspace has to trust Mailroom’s client ID: Admin console › Security › Access and data control › API controls › Manage third-party app access › Configure new app.',
  'linkError.page.org_internal': 'Only members of one organisation may use this Google project.',
  'linkError.page.org_internal.mend':
    'Choose your account of that organisation. For others, an administrator has to make the audience External: Google Auth Platform › Audience.',
  'linkError.page.redirect_uri_mismatch': 'Google does not know the address to come back to.',
  'linkError.page.redirect_uri_mismatch.mend':
    'An administrator has to register the redirect URI of the mail providers page with the OAuth client, letter for letter. Google takes a few minutes to notice.',
  'linkError.page.invalid_client': 'Google does not know Mailroom’s client ID.',
  'linkError.page.invalid_client.mend':
    'An administrator has to check the client ID on the mail providers page: the client was mistyped or never existed.',
  'linkError.page.disabled_client':
    'Mailroom’s OAuth client was switched off or deleted at Google.',
  'linkError.page.disabled_client.mend':
    'An administrator has to switch it on again under Google Auth Platform › Clients (a deleted one can be restored for 30 days), or save another one on the mail providers page.',
  'linkError.page.disallowed_useragent': 'Google refuses this browser.',
  'linkError.page.disallowed_useragent.mend':
    'Open Mailroom in Chrome, Edge, Firefox or Safari itself, not inside another app.',
  'linkError.page.policy': 'Google does not accept how this Mailroom is reached.',
  'linkError.page.policy.mend':
    'An administrator has to serve Mailroom over https under a public domain name; the mail providers page says what Google refuses about the redirect URI.',
  'linkError.page.user_cap': 'The Google project has used up its 100 users.',
  'linkError.page.user_cap.mend':
    'Google admits 100 users to an app that it has not verified, over its whole life. An administrator has to submit the app for verification, or make the audience Internal where everybody belongs to one Google Workspace.',
  'linkError.page.something_wrong': 'Google’s own page failed.',
  'linkError.page.something_wrong.mend':
    'Start again. If it stays: close other Google windows, try a private window, and sign in with the right account alone. A client that was just made may need a few minutes.',
  'link.reported': 'Your administrators see this page among what they are told about linking.',
  'link.clientId': 'Mailroom’s client ID',
  'link.openAdminConsole': 'Open the Google admin console',
  'link.openProviders': 'Open the mail providers page',
  'link.message': 'Text for your administrator',
  'link.copyMessage': 'Copy the text',
  'link.message.admin':
    'Hello,\n\nI would like to link my mailbox with Mailroom ({{address}}), and Google stopped me: {{page}}\n\n{{title}} {{mend}}\n\nMailroom’s client ID: {{clientId}}\n{{adminUrl}}',
  'accounts.grantDies':
    'Google’s permission for this account ends {{when}} ({{date}}): the Google project is in testing. Renewing gives seven more days. An administrator ends this for good by publishing the app; renew once more afterwards.',
  'accounts.grantEnded':
    'Google’s permission ended on {{date}}, because the Google project is in testing. Authorise this mailbox again to go on; its mail stays.',
  'accounts.renew': 'Renew now',
  'accounts.grantBanner': 'Google’s permission for {{email}} ends {{when}}.',
  'accounts.grantBannerMany':
    'Google’s permission for {{count, number}} mailboxes ends soon, first {{when}}.',
  'accounts.grantBannerShow': 'Show them',
  'accounts.delegated':
    'An administrator linked this mailbox for you. Its mail is yours alone: no administrator can open it here.',
  'accounts.unlinkDelegated_one':
    'Mailroom deletes its copy of this mailbox: {{count, number}} message. An administrator linked it: nothing is revoked at Google, and the mail there stays untouched. Administrators see that you unlinked it, and can link it again.',
  'accounts.unlinkDelegated_other':
    'Mailroom deletes its copy of this mailbox: {{count, number}} messages. An administrator linked it: nothing is revoked at Google, and the mail there stays untouched. Administrators see that you unlinked it, and can link it again.',
  'accounts.addresses': 'Refresh addresses…',
  'addresses.title': 'Addresses of {{email}}',
  'addresses.lead':
    'You can write from these. New ones are set up at your provider; Mailroom takes them over once a day, and now.',
  'addresses.list': 'Addresses to write from',
  'addresses.refresh': 'Refresh addresses',
  'addresses.asking': 'Asking the provider…',
  'addresses.asked': 'The addresses are up to date.',
  'addresses.empty': 'No address is known yet.',
  'addresses.default': 'Default',
  'addresses.verified': 'Verified',
  'addresses.unverified': 'Not verified',
  'addresses.unverifiedText':
    'Nothing can be sent from an address that is not verified. Follow the link that Gmail wrote to it, then refresh.',
  'timeline.kind.grant_warning': 'Warned: the permission ends soon',
} as const satisfies Record<string, string>;
