import { withSharedWords } from './word-families.ts';
import { doctorMailboxEn } from './words-mailbox.en.ts';

/**
 * The doctor's words: `doctor.CHECK.title` names a check, `doctor.CHECK.pass` says that all is well,
 * `doctor.CHECK.REASON` what is wrong or why nothing was looked at, `doctor.CHECK.REASON.mend` what
 * to do. Every check has those of `any`, the three ways to the provider those of `reach`. The command
 * line prints the same words.
 */
export const doctorEn = withSharedWords({
  'doctor.any.timed_out': 'No answer within the time that a check has.',
  'doctor.any.timed_out.mend':
    'Run the checks again. If it stays like this, look at the network checks above it first.',
  'doctor.any.crashed': 'The check itself failed.',
  'doctor.any.crashed.mend':
    'This is a defect of Mailroom. The server’s log holds the details; please report them.',
  'doctor.any.no_client': 'No client ID and secret are saved yet.',
  'doctor.any.no_client.mend': 'Follow the guide and save the client; then this can be checked.',
  'doctor.any.never_linked': 'Nobody has linked a mailbox yet.',
  'doctor.any.never_linked.mend':
    'Link one mailbox: only an authorisation shows whether this is right.',
  'doctor.any.no_answer': 'Google could not be asked.',
  'doctor.any.no_answer.mend': 'Mend the network checks first, then run the checks again.',
  'doctor.any.no_token': 'Without a valid permission of this mailbox nothing can be asked.',
  'doctor.any.no_token.mend': 'Reconnect the mailbox, then run the checks again.',

  'doctor.public_url.title': 'Public address',
  'doctor.public_url.pass': 'Google and people’s browsers can come back to this address.',
  'doctor.public_url.plain_http': 'The public address {{publicUrl}} is not encrypted.',
  'doctor.public_url.plain_http.mend':
    'Put a proxy with a certificate in front of Mailroom and set PUBLIC_URL to its https:// address.',
  'doctor.public_url.not_a_name': 'The public address is a number ({{host}}), not a name.',
  'doctor.public_url.not_a_name.mend':
    'Give this server a name in the DNS and set PUBLIC_URL to it. Google accepts no IP address but this machine’s own.',
  'doctor.public_url.localhost_only': 'Mailboxes can be linked from this machine only.',
  'doctor.public_url.localhost_only.mend':
    'That is fine for trying. For others, set PUBLIC_URL to the https:// address that they use.',
  'doctor.public_url.browser_elsewhere':
    'Your browser is at {{browserOrigin}}, but Mailroom is configured for {{publicUrl}}.',
  'doctor.public_url.browser_elsewhere.mend':
    'Open Mailroom at {{publicUrl}}, or set PUBLIC_URL to the address that people use. Google sends people back to PUBLIC_URL, where they would not be signed in.',
  'doctor.public_url.proxy_scheme':
    'Your browser uses {{browserOrigin}}, but PUBLIC_URL is {{publicUrl}}: http and https differ.',
  'doctor.public_url.proxy_scheme.mend':
    'Set PUBLIC_URL to {{browserOrigin}} if people use that address; otherwise let the proxy redirect http to https.',

  'doctor.redirect_uri.title': 'Redirect URI obeys Google’s rules',
  'doctor.redirect_uri.pass': 'Google’s console accepts it.',
  'doctor.redirect_uri.invalid': 'The redirect URI is no web address.',
  'doctor.redirect_uri.invalid.mend':
    'Set PUBLIC_URL to an address such as https://mail.example.org.',
  'doctor.redirect_uri.scheme': 'The redirect URI does not begin with https://.',
  'doctor.redirect_uri.scheme.mend': 'Set PUBLIC_URL to an address that begins with https://.',
  'doctor.redirect_uri.plain_http': 'Google refuses http:// except on localhost.',
  'doctor.redirect_uri.plain_http.mend':
    'Put a proxy with a certificate in front of Mailroom and set PUBLIC_URL to its https:// address.',
  'doctor.redirect_uri.ip_address': 'Google refuses an IP address ({{host}}).',
  'doctor.redirect_uri.ip_address.mend':
    'Give this server a name in the DNS and set PUBLIC_URL to it.',
  'doctor.redirect_uri.no_domain': 'Google refuses the name {{host}}: it has no domain.',
  'doctor.redirect_uri.no_domain.mend':
    'Use a name below a domain of yours, such as mail.example.org, in PUBLIC_URL.',
  'doctor.redirect_uri.private_domain':
    'Google refuses {{host}}: its ending is not a public domain.',
  'doctor.redirect_uri.private_domain.mend':
    'Use a name below a public domain of yours. It may point to a private address: only browsers need to reach it.',
  'doctor.redirect_uri.google_domain': 'Google refuses names below googleusercontent.com.',
  'doctor.redirect_uri.google_domain.mend': 'Use a name below a domain of yours in PUBLIC_URL.',
  'doctor.redirect_uri.shortener': 'Google refuses the link shortener {{host}}.',
  'doctor.redirect_uri.shortener.mend': 'Set PUBLIC_URL to the real address of this server.',
  'doctor.redirect_uri.userinfo': 'The address contains a user name or password.',
  'doctor.redirect_uri.userinfo.mend': 'Remove everything before the @ from PUBLIC_URL.',
  'doctor.redirect_uri.fragment': 'The address contains a fragment (#).',
  'doctor.redirect_uri.fragment.mend': 'Remove the # and what follows it from PUBLIC_URL.',
  'doctor.redirect_uri.query': 'The address contains a query (?).',
  'doctor.redirect_uri.query.mend': 'Remove the ? and what follows it from PUBLIC_URL.',
  'doctor.redirect_uri.wildcard': 'The address contains a wildcard (*).',
  'doctor.redirect_uri.wildcard.mend': 'Write the full name into PUBLIC_URL.',
  'doctor.redirect_uri.path_steps': 'The address climbs directories (..).',
  'doctor.redirect_uri.path_steps.mend': 'Write the plain path into PUBLIC_URL.',
  'doctor.redirect_uri.bad_characters': 'The address contains characters that Google refuses.',
  'doctor.redirect_uri.bad_characters.mend':
    'Remove control characters and broken % sequences from PUBLIC_URL.',

  'doctor.reach_identity.title': 'Way to Google’s sign-in',
  'doctor.reach_token.title': 'Way to Google’s tokens',
  'doctor.reach_api.title': 'Way to the Gmail API',
  'doctor.reach.pass': 'This server reaches {{host}}.',
  'doctor.reach.dns_failed': 'The name {{host}} cannot be resolved.',
  'doctor.reach.dns_failed.mend':
    'Check the DNS servers of this machine or container, and that it may reach the internet.',
  'doctor.reach.refused': '{{host}} refuses the connection.',
  'doctor.reach.refused.mend':
    'A firewall or a wrong address is in the way: allow TCP port 443 to {{host}}.',
  'doctor.reach.unreachable': 'There is no way through the network to {{host}}.',
  'doctor.reach.unreachable.mend':
    'Check the routes of this machine. If it has IPv6 without a way out, switch IPv6 off or mend it.',
  'doctor.reach.timeout': '{{host}} does not answer in time.',
  'doctor.reach.timeout.mend':
    'A firewall probably drops the packets: allow TCP port 443 to {{host}}, or mend the slow network.',
  'doctor.reach.cut': 'The connection to {{host}} was cut.',
  'doctor.reach.cut.mend':
    'Something on the way cuts it, often a firewall that inspects traffic: make an exception for {{host}}.',
  'doctor.reach.tls_untrusted':
    'The certificate for {{host}} is not from an authority that this server trusts.',
  'doctor.reach.tls_untrusted.mend':
    'A proxy opens encrypted connections. Make an exception for {{host}}, or give Node.js the proxy’s authority with NODE_EXTRA_CA_CERTS.',
  'doctor.reach.tls_expired': 'The certificate for {{host}} is not valid today.',
  'doctor.reach.tls_expired.mend':
    'Check this server’s date first. If it is right, a proxy on the way shows an expired certificate.',
  'doctor.reach.tls_name': 'The certificate is for another name than {{host}}.',
  'doctor.reach.tls_name.mend':
    'Another server answers for {{host}}: check the DNS, the hosts file and proxies.',
  'doctor.reach.tls_failed': 'No encrypted connection to {{host}} comes about.',
  'doctor.reach.tls_failed.mend':
    'Whatever answers does not speak TLS as Google does: check proxies and firewalls on the way.',
  'doctor.reach.proxy_refused': 'A proxy refuses the way to {{host}}.',
  'doctor.reach.proxy_refused.mend':
    'Allow {{host}} in the proxy, or give Mailroom its user name and password.',
  'doctor.reach.http_error': '{{host}} answers with the error {{status}}.',
  'doctor.reach.http_error.mend':
    'Try again in some minutes. If it stays, look whether a proxy answers in Google’s place.',
  'doctor.reach.not_google': 'Something answers for {{host}}, but not as Google does.',
  'doctor.reach.not_google.mend':
    'A sign-in page of the network or a proxy is in the way: open this server’s access to the internet.',

  'doctor.clock.title': 'Clock of this server',
  'doctor.clock.pass': 'It agrees with Google’s.',
  'doctor.clock.skewed': 'This server’s clock is {{offBy}} s off.',
  'doctor.clock.skewed.mend':
    'Set the clock by NTP (for example: timedatectl set-ntp true). Google’s tokens are refused while it is more than a minute off.',

  'doctor.client.title': 'Client ID and secret',
  'doctor.client.pass': 'Google knows both.',
  'doctor.client.client_unknown': 'Google does not know the client ID.',
  'doctor.client.client_unknown.mend':
    'Copy the client ID again from the page of the client, in full. It ends with .apps.googleusercontent.com.',
  'doctor.client.client_deleted': 'The client was deleted.',
  'doctor.client.client_deleted.mend':
    'Restore it within 30 days under Clients, Deleted credentials, or create another one and save it here.',
  'doctor.client.client_disabled': 'The client is switched off.',
  'doctor.client.client_disabled.mend': 'Switch it on again on the page of the client.',
  'doctor.client.client_secret_wrong': 'The client secret is wrong.',
  'doctor.client.client_secret_wrong.mend':
    'Add a new secret on the page of the client, copy it at once (Google shows it only once), and save it here.',
  'doctor.client.wrong_type': 'The client is not of the type “Web application”.',
  'doctor.client.wrong_type.mend':
    'Create a client of the type “Web application” and save it here.',
  'doctor.client.unclear': 'Google’s answer says nothing about the client.',
  'doctor.client.unclear.mend': 'Nothing is known to be wrong. Link a mailbox to be sure.',
  'doctor.client.not_asked': 'Google could not be asked about the client.',
  'doctor.client.not_asked.mend': 'Mend the network checks first.',

  'doctor.redirect_registered.title': 'Redirect URI registered with the client',
  'doctor.redirect_registered.pass': 'Google’s sign-in page accepts it.',
  'doctor.redirect_registered.redirect_uri_mismatch':
    'The client does not list the redirect URI {{redirectUri}}.',
  'doctor.redirect_registered.redirect_uri_mismatch.mend':
    'Add exactly this address under “Authorised redirect URIs” on the page of the client. It can take five minutes and more until it counts.',
  'doctor.redirect_registered.disallowed_useragent': 'Google’s page refuses this kind of browser.',
  'doctor.redirect_registered.disallowed_useragent.mend':
    'Link mailboxes in an ordinary browser, not within another app.',
  'doctor.redirect_registered.org_internal':
    'The client is for users of its own organisation only.',
  'doctor.redirect_registered.org_internal.mend':
    'Link mailboxes of that organisation, or set the audience to External.',
  'doctor.redirect_registered.admin_policy_enforced':
    'A Workspace administrator blocks the client.',
  'doctor.redirect_registered.admin_policy_enforced.mend':
    'Let the Workspace administrator trust the client ID {{clientId}} under Security, API controls.',
  'doctor.redirect_registered.access_denied': 'Google’s page denies access.',
  'doctor.redirect_registered.access_denied.mend':
    'Look at Audience in the console: publish the app, or add the users as test users.',
  'doctor.redirect_registered.invalid_client': 'Google’s page does not know the client.',
  'doctor.redirect_registered.invalid_client.mend':
    'Compare the client ID with the one on the page of the client; the check of the client says more.',
  'doctor.redirect_registered.invalid_request': 'Google’s page refuses the request.',
  'doctor.redirect_registered.invalid_request.mend':
    'Google’s own words say why; mostly the redirect URI or the type of the client is not allowed.',
  'doctor.redirect_registered.invalid_scope':
    'Google’s page refuses the permissions that are asked for.',
  'doctor.redirect_registered.invalid_scope.mend':
    'Switch the Gmail API on and add the scope https://mail.google.com/ under Data access.',
  'doctor.redirect_registered.other_error': 'Google’s page shows the error “{{error}}”.',
  'doctor.redirect_registered.other_error.mend': 'Google’s own words say why.',
  'doctor.redirect_registered.unclear': 'Google’s answer says nothing about the redirect URI.',
  'doctor.redirect_registered.unclear.mend':
    'Nothing is known to be wrong. Link a mailbox to be sure.',
  'doctor.redirect_registered.not_asked': 'Google’s sign-in page could not be asked.',
  'doctor.redirect_registered.not_asked.mend': 'Mend the network checks first.',

  ...doctorMailboxEn,
} as const);
