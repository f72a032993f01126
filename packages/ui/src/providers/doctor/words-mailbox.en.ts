/** The doctor's words about what an authorisation and a mailbox show; see words.en.ts. */
export const doctorMailboxEn = {
  'doctor.scopes.title': 'Permissions of linked mailboxes',
  'doctor.scopes.pass': 'The last authorisation brought every permission.',
  'doctor.scopes.scope_missing': 'A permission was left unticked: {{missing}}',
  'doctor.scopes.scope_missing.mend':
    'Link or reconnect the mailbox again and leave every box ticked on Google’s page.',
  'doctor.scopes.consent_denied': 'The last person who tried said no on Google’s page.',
  'doctor.scopes.consent_denied.mend':
    'Try again and press Continue. On “Google hasn’t verified this app” press Advanced, then “Go to …”.',
  'doctor.scopes.access_denied': 'Google blocked the last attempt: the account is not a test user.',
  'doctor.scopes.access_denied.mend':
    'Publish the app under Audience (recommended), or add the account there as a test user.',
  'doctor.scopes.admin_policy_enforced':
    'Google blocked the last attempt: the account’s Workspace administrator does not allow this client.',
  'doctor.scopes.admin_policy_enforced.mend':
    'Let the Workspace administrator trust the client ID {{clientId}} under Security, API controls, App access control.',
  'doctor.scopes.org_internal':
    'Google blocked the last attempt: the client is for users of its own organisation only.',
  'doctor.scopes.org_internal.mend':
    'Link a mailbox of that organisation, or set the audience to External.',
  'doctor.scopes.redirect_uri_mismatch':
    'Google blocked the last attempt: the client does not list the redirect URI {{redirectUri}}.',
  'doctor.scopes.redirect_uri_mismatch.mend':
    'Add exactly this address under “Authorised redirect URIs” on the page of the client.',
  'doctor.scopes.disallowed_useragent':
    'Google blocked the last attempt: it came from a browser within another app.',
  'doctor.scopes.disallowed_useragent.mend': 'Link mailboxes in an ordinary browser.',
  'doctor.scopes.invalid_client': 'Google blocked the last attempt: it does not know the client.',
  'doctor.scopes.invalid_client.mend':
    'Compare the client ID with the one on the page of the client, and whether it is switched on.',
  'doctor.scopes.policy':
    'Google blocked the last attempt: the app does not comply with its policy.',
  'doctor.scopes.policy.mend':
    'Mostly the redirect URI is not allowed: look at the checks of the public address and the redirect URI.',
  'doctor.scopes.user_cap':
    'Google blocked the last attempt: the app has reached its limit of 100 users.',
  'doctor.scopes.user_cap.mend':
    'Have the app verified, or set the audience to Internal if all users are in one organisation.',
  'doctor.scopes.blocked': 'Google kept the last person who tried on a page of its own.',
  'doctor.scopes.blocked.mend':
    'Look at what that page said; mostly the account is not a test user, or an administrator blocks the app.',
  'doctor.scopes.link_failed': 'The last attempt to link failed ({{code}}).',
  'doctor.scopes.link_failed.mend': 'Mend what the other checks name, then link the mailbox again.',

  'doctor.refresh_token.title': 'Lasting permission',
  'doctor.refresh_token.pass': 'Google renews the permission.',
  'doctor.refresh_token.missing': 'The last authorisation brought no lasting permission.',
  'doctor.refresh_token.missing.mend':
    'Remove Mailroom under myaccount.google.com/connections in that account, then link the mailbox again.',
  'doctor.refresh_token.revoked': 'The permission was withdrawn.',
  'doctor.refresh_token.revoked.mend':
    'Its owner has to reconnect the mailbox. A new password, a removal by the owner or an administrator, or six months without use end a permission.',
  'doctor.refresh_token.expired':
    'The permission has run out: it was given while the app was in Testing.',
  'doctor.refresh_token.expired.mend':
    'Publish the app under Audience, then reconnect the mailbox. Permissions given in Testing die after seven days.',
  'doctor.refresh_token.account_disabled':
    'Google says that the account is disabled, suspended or deleted.',
  'doctor.refresh_token.account_disabled.mend':
    'The Workspace administrator, or Google, can restore it. Then its owner reconnects the mailbox.',
  'doctor.refresh_token.client_refused':
    'Google refuses the client when the permission is renewed.',
  'doctor.refresh_token.client_refused.mend':
    'Mend the client ID and secret; no mailbox is to blame.',

  'doctor.grant_lifetime.title': 'Lifetime of permissions',
  'doctor.grant_lifetime.pass': 'The permissions have no end date.',
  'doctor.grant_lifetime.testing_mode':
    'The permission ends in {{days}} days ({{diesAt}}): the app was in Testing when it was given.',
  'doctor.grant_lifetime.testing_mode.mend':
    'Publish the app under Audience, then reconnect the mailbox: the old permission keeps its end date.',

  'doctor.api_enabled.title': 'Gmail API switched on',
  'doctor.api_enabled.pass': 'The Gmail API answers.',
  'doctor.api_enabled.api_disabled': 'The Gmail API is switched off in the project.',
  'doctor.api_enabled.api_disabled.mend':
    'Open the page, press Enable and wait a few minutes. If no mailbox is linked yet, link one again then.',

  'doctor.mailbox.title': 'Mailbox behind the account',
  'doctor.mailbox.pass': 'The account has a mailbox that answers.',
  'doctor.mailbox.no_mailbox': 'The Google account has no Gmail mailbox.',
  'doctor.mailbox.no_mailbox.mend':
    'Link another account, or let the Workspace administrator switch Gmail on for this user.',
  'doctor.mailbox.suspended': 'The account is suspended.',
  'doctor.mailbox.suspended.mend': 'The Workspace administrator or Google can restore it.',
  'doctor.mailbox.domain_policy':
    'The Workspace administrator has switched Gmail’s API off for the domain.',
  'doctor.mailbox.domain_policy.mend':
    'Allow it in the admin console: Apps, Google Workspace, Gmail, and Security, API controls.',
  'doctor.mailbox.rate_limited': 'Gmail’s quota is used up just now.',
  'doctor.mailbox.rate_limited.mend':
    'Wait some minutes. If it happens often, look at the quotas of the Gmail API in the console.',
  'doctor.mailbox.refused': 'Gmail refuses to show the mailbox.',
  'doctor.mailbox.refused.mend': 'Google’s own words say why.',

  'doctor.identities.title': 'Addresses to send from',
  'doctor.identities.pass': 'The addresses to send from can be read.',
  'doctor.identities.forbidden': 'The addresses to send from cannot be read.',
  'doctor.identities.forbidden.mend':
    'Reconnect the mailbox with every box ticked. Until then mail is sent from its main address.',
  'doctor.identities.none': 'Gmail names no address to send from.',
  'doctor.identities.none.mend':
    'Mail is sent from the main address; check Gmail’s settings, Accounts.',
  'doctor.identities.refused': 'Gmail refuses to name the addresses to send from.',
  'doctor.identities.refused.mend':
    'Google’s own words say why. Mail is sent from the main address.',

  'doctor.test_mail.title': 'Test mail',
  'doctor.test_mail.pass': 'The test mail arrived after {{seconds}} s and is in the trash.',
  'doctor.test_mail.not_asked': 'No test mail was asked for.',
  'doctor.test_mail.not_asked.mend': 'Choose a mailbox and send a test mail to see the whole way.',
  'doctor.test_mail.inactive': 'The mailbox is paused, not confirmed, or needs reconnecting.',
  'doctor.test_mail.inactive.mend': 'Bring the mailbox back to work first.',
  'doctor.test_mail.refused': 'Gmail refuses to send the test mail.',
  'doctor.test_mail.refused.mend':
    'Google’s own words say why; a limit of sent mail or a missing permission are likely.',
  'doctor.test_mail.unconfirmed': 'Nobody can tell whether Gmail sent the test mail.',
  'doctor.test_mail.unconfirmed.mend': 'Look into the Sent folder, then try again.',
  'doctor.test_mail.not_arrived': 'The test mail was sent but did not arrive within {{seconds}} s.',
  'doctor.test_mail.not_arrived.mend':
    'Look for “{{subject}}” in the mailbox and in spam; a filter may move it. You may delete it.',
  'doctor.test_mail.left_behind':
    'The test mail arrived after {{seconds}} s, but could not be moved to the trash.',
  'doctor.test_mail.left_behind.mend': 'You may delete “{{subject}}” yourself.',

  'doctor.push.title': 'Push through Pub/Sub',
  'doctor.push.pass': 'Gmail pushes to the topic.',
  'doctor.push.no_topic': 'Push is not set up; Mailroom asks Gmail at intervals.',
  'doctor.push.no_topic.mend': 'That is fine. With a topic, new mail comes within seconds.',
  'doctor.push.topic_invalid': 'The topic’s name is not valid: {{topic}}',
  'doctor.push.topic_invalid.mend':
    'Copy the full name from the console: projects/PROJECT/topics/TOPIC.',
  'doctor.push.wrong_project':
    'The topic is in the project {{project}}, the client in {{expected}}.',
  'doctor.push.wrong_project.mend':
    'Gmail takes topics of the client’s own project only: create it there.',
  'doctor.push.topic_missing': 'There is no topic {{topic}}.',
  'doctor.push.topic_missing.mend': 'Create the topic, or correct its name here.',
  'doctor.push.not_permitted': 'Gmail may not publish to the topic.',
  'doctor.push.not_permitted.mend':
    'Give {{publisher}} the role “Pub/Sub Publisher” on the topic. If the organisation restricts sharing by domain, make an exception.',
  'doctor.push.no_service_account':
    'No service account is named that signs the pushes, so they are refused.',
  'doctor.push.no_service_account.mend':
    'Switch authentication on in the push subscription and enter its service account here.',
  'doctor.push.not_reachable': 'Google cannot push to {{webhookUrl}}.',
  'doctor.push.not_reachable.mend':
    'Pushes need an https:// address that the internet reaches. Without it Mailroom asks at intervals.',
  'doctor.push.pubsub_disabled': 'The Pub/Sub API is switched off in the project.',
  'doctor.push.pubsub_disabled.mend': 'Open the page, press Enable and wait a few minutes.',
  'doctor.push.push_rejected': 'A push came that Mailroom could not believe.',
  'doctor.push.push_rejected.mend':
    'Compare the service account and the audience of the push subscription with those saved here; the audience is {{webhookUrl}}.',
  'doctor.push.no_push_seen': 'Gmail accepts the topic, but no push has arrived here yet.',
  'doctor.push.no_push_seen.mend':
    'Test the push. If none arrives, check that the subscription pushes to {{webhookUrl}}.',
  'doctor.push.watch_refused': 'Gmail refuses to push.',
  'doctor.push.watch_refused.mend': 'Google’s own words say why.',

  'doctor.delegation.title': 'Domain-wide delegation',
  'doctor.delegation.pass': 'The service account may act for {{email}}.',
  'doctor.delegation.no_key': 'No service account is saved.',
  'doctor.delegation.no_key.mend': 'It is needed only to link mailboxes without asking each user.',
  'doctor.delegation.no_user': 'No mailbox to try the service account with.',
  'doctor.delegation.no_user.mend': 'Enter one address of the domain to link, then check again.',
  'doctor.delegation.unauthorized_client':
    'The domain has not authorised the service account for these permissions.',
  'doctor.delegation.unauthorized_client.mend':
    'In the admin console, Security, API controls, Domain-wide delegation, add the client ID {{clientId}} with exactly the scopes shown here. It can take up to a day until it counts.',
  'doctor.delegation.access_denied': 'The domain denies the service account access.',
  'doctor.delegation.access_denied.mend':
    'Compare the scopes in the admin console with those shown here, and look whether API controls block them.',
  'doctor.delegation.wrong_domain':
    'The service account is for users of its own organisation only.',
  'doctor.delegation.wrong_domain.mend':
    'Link addresses of that organisation, or use a project that is not restricted to another one.',
  'doctor.delegation.admin_policy_enforced':
    'The domain’s administrator blocks the service account.',
  'doctor.delegation.admin_policy_enforced.mend':
    'Trust the client ID {{clientId}} in the admin console, Security, API controls, App access control.',
  'doctor.delegation.user_unknown': 'Google knows no user {{email}}.',
  'doctor.delegation.user_unknown.mend':
    'Enter the main address of a user: aliases, groups and other domains do not work.',
  'doctor.delegation.user_blocked': 'The user {{email}} is suspended.',
  'doctor.delegation.user_blocked.mend': 'The Workspace administrator can restore the user.',
  'doctor.delegation.key_wrong': 'Google does not accept the key of the service account.',
  'doctor.delegation.key_wrong.mend':
    'It was deleted, switched off or belongs to a deleted account: create a new key and save its file here.',
  'doctor.delegation.clock_wrong': 'Google refuses the request for its time.',
  'doctor.delegation.clock_wrong.mend':
    'Set this server’s clock by NTP (for example: timedatectl set-ntp true).',
  'doctor.delegation.refused': 'Google refuses a token for {{email}}.',
  'doctor.delegation.refused.mend': 'Google’s own words say why.',
} as const satisfies Record<string, string>;
