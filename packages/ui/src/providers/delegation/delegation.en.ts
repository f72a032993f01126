/** Words of domain-wide delegation. */
export const delegationEn = {
  'delegation.title': 'Domain-wide delegation',
  'delegation.lead':
    'For administrators of a Google Workspace: link everybody’s mailbox at once, without asking each person. A service account acts in their name.',
  'delegation.state.none': 'Off',
  'delegation.state.ready': 'Key saved',
  'delegation.state.working': 'Linking…',
  'delegation.state.linked_one': '{{count}} mailbox',
  'delegation.state.linked_other': '{{count}} mailboxes',
  'delegation.state.failed_one': '{{count}} failed',
  'delegation.state.failed_other': '{{count}} failed',
  'delegation.step1': '1. Key of the service account',
  'delegation.step1Hint':
    'In the console: IAM & Admin › Service accounts › Keys › Add key › JSON. The account needs no role.',
  'delegation.openServiceAccounts': 'Open service accounts in the console',
  'delegation.drop': 'Drop the key file here, or choose it',
  'delegation.dropHint': 'A JSON file of type “service_account”. The key is stored encrypted.',
  'delegation.paste': 'Paste the text of the file instead',
  'delegation.pasteLabel': 'Text of the key file',
  'delegation.pasteSave': 'Save key',
  'delegation.keySaved': 'The key was saved.',
  'delegation.keyId': 'Key {{keyId}}, saved {{when}}',
  'delegation.replace': 'Replace key…',
  'delegation.replaceCancel': 'Keep the present key',
  'delegation.keyInvalid': 'This key cannot be used',
  'delegation.file.not_json':
    'This is not a JSON file. Choose the one that Google’s console downloaded.',
  'delegation.file.oauth_client':
    'It is an OAuth client, not the key of a service account: it belongs into “Client and redirect URI”.',
  'delegation.file.user_credentials':
    'It holds somebody’s own credentials, not the key of a service account.',
  'delegation.file.external_account':
    'It describes federated credentials, which hold no key. Create a key of type JSON for the service account.',
  'delegation.file.unknown': 'It does not describe a key of a service account.',
  'delegation.file.key_missing':
    'It holds no private key. Create a new key in the console and download its file.',
  'delegation.file.key_unreadable':
    'Its private key is damaged. Create a new key in the console and download its file.',
  'delegation.file.foreign_token_uri': 'It names a token address that is not Google’s.',
  'delegation.step2': '2. Trust it in the admin console',
  'delegation.step2Text':
    'Security › Access and data control › API controls › Domain-wide delegation › Add new. Paste both values. Google needs minutes, rarely a day, until it counts.',
  'delegation.openAdmin': 'Open domain-wide delegation in the admin console',
  'delegation.clientId': 'Client ID of the service account',
  'delegation.scopes': 'OAuth scopes, separated by commas',
  'delegation.step3': '3. Choose the mailboxes',
  'delegation.addresses': 'Addresses, one a line',
  'delegation.addressesHint': 'Or drop a CSV file here: the column with the addresses is found.',
  'delegation.chooseCsv': 'Choose a CSV file…',
  'delegation.count_one': '{{count}} mailbox to link',
  'delegation.count_other': '{{count}} mailboxes to link',
  'delegation.duplicates_one': '{{count}} duplicate left out',
  'delegation.duplicates_other': '{{count}} duplicates left out',
  'delegation.heading': 'column “{{column}}”',
  'delegation.invalid_one':
    '{{count}} line is no address. Nothing is sent until it is mended or removed.',
  'delegation.invalid_other':
    '{{count}} lines are no addresses. Nothing is sent until they are mended or removed.',
  'delegation.invalidLine': 'Line {{line}}: {{text}}',
  'delegation.invalidMore_one': 'and {{count}} more',
  'delegation.invalidMore_other': 'and {{count}} more',
  'delegation.removeInvalid': 'Remove these lines',
  'delegation.tooMany': 'At most {{max}} addresses at once: split the list.',
  'delegation.fileTooLarge': 'This file is larger than 1 MB: it is no list of addresses.',
  'delegation.members':
    'Everybody needs a Mailroom user with the same address first; whoever has none is told below.',
  'delegation.link_one': 'Link {{count}} mailbox',
  'delegation.link_other': 'Link {{count}} mailboxes',
  'delegation.linkNone': 'Link mailboxes',
  'delegation.results': 'Mailboxes',
  'delegation.progress': '{{done}} of {{total}} done',
  'delegation.linkedCount_one': '{{count}} linked',
  'delegation.linkedCount_other': '{{count}} linked',
  'delegation.finished': 'Linking has finished: {{linked}} linked, {{failed}} failed.',
  'delegation.status.waiting': 'Waiting',
  'delegation.status.linking': 'Linking',
  'delegation.status.linked': 'Linked',
  'delegation.status.failed': 'Failed',
  'delegation.filter': 'Show',
  'delegation.filter.all': 'All ({{count}})',
  'delegation.filter.failed': 'Failed ({{count}})',
  'delegation.showMore_one': 'Show {{count}} more',
  'delegation.showMore_other': 'Show {{count}} more',
  'delegation.retry_one': 'Try {{count}} again',
  'delegation.retry_other': 'Try {{count}} again',
  'delegation.export': 'Export results',
  'delegation.openMembers': 'Invite members',
  'delegation.remove': 'Remove key…',
  'delegation.removeTitle': 'Remove the service account?',
  'delegation.removeText':
    'No mailbox uses it. The trust in the admin console stays until you remove it there.',
  'delegation.removeWithAccounts_one':
    '{{count}} mailbox was linked through it. It and its mail in Mailroom go too; the mail at Google stays.',
  'delegation.removeWithAccounts_other':
    '{{count}} mailboxes were linked through it. They and their mail in Mailroom go too; the mail at Google stays.',
  'delegation.removeConfirm': 'Remove',
  'delegation.removeConfirmAccounts': 'Remove with mailboxes',
  'delegation.removed': 'The service account was removed.',
  'delegation.loadFailed': 'Delegation cannot be shown',
  'delegation.csv.email': 'Address',
  'delegation.csv.state': 'State',
  'delegation.csv.problem': 'Problem',
  'delegation.csv.mend': 'Mend',
  'delegation.problem.service_account_missing': 'No key is saved.',
  'delegation.problem.service_account_missing.mend':
    'Save the key of the service account, then try again.',
  'delegation.problem.service_account_invalid':
    'Google refuses the key: it was deleted or disabled.',
  'delegation.problem.service_account_invalid.mend':
    'Create a new key in the console and replace this one.',
  'delegation.problem.delegation_missing':
    'The Workspace does not trust the service account yet (unauthorized_client).',
  'delegation.problem.delegation_missing.mend':
    'Paste client ID and scopes in the admin console (step 2). If you just did: it may take up to a day, then try again.',
  'delegation.problem.delegation_scope_missing':
    'The Workspace trusts the service account, but not with every scope.',
  'delegation.problem.delegation_scope_missing.mend':
    'Paste the scopes of step 2 once more in the admin console, all of them.',
  'delegation.problem.delegation_wrong_domain':
    'This address belongs to no domain of the Workspace.',
  'delegation.problem.delegation_wrong_domain.mend':
    'Delegation reaches addresses of your own Workspace only. This person links the mailbox with Google’s own consent page.',
  'delegation.problem.admin_policy':
    'A policy of the Workspace forbids this access (access_denied).',
  'delegation.problem.admin_policy.mend':
    'In the admin console, under Security › API controls › App access control, trust the client ID of step 2.',
  'delegation.problem.delegated_user_unknown': 'The Workspace has no user with this address.',
  'delegation.problem.delegated_user_unknown.mend':
    'Compare the spelling with the admin console; an alias or a group is no user.',
  'delegation.problem.delegated_user_blocked': 'The Workspace has suspended this user.',
  'delegation.problem.delegated_user_blocked.mend':
    'Restore the user in the admin console, then try again.',
  'delegation.problem.no_mailbox': 'This user has no Gmail mailbox.',
  'delegation.problem.no_mailbox.mend':
    'Switch Gmail on for this user in the admin console, then try again.',
  'delegation.problem.api_disabled':
    'The Gmail API is switched off in the project of the service account.',
  'delegation.problem.api_disabled.mend':
    'Switch it on in the console, wait a minute and try again.',
  'delegation.problem.no_member': 'Nobody in this Mailroom has this address.',
  'delegation.problem.no_member.mend': 'Invite this person first, then try again.',
  'delegation.problem.wrong_mailbox':
    'This address leads to the mailbox of somebody else: it is an alias there.',
  'delegation.problem.wrong_mailbox.mend':
    'Ask for the own address of that mailbox, once its owner is a member here.',
  'delegation.problem.already_linked': 'This person has linked the mailbox already.',
  'delegation.problem.already_linked.mend': 'Nothing has to be done.',
  'delegation.problem.account_unlinked': 'The mailbox was linked and has been unlinked since.',
  'delegation.problem.account_unlinked.mend': 'Try again to link it once more.',
  'delegation.problem.clock_wrong':
    'The clock of this server is wrong: Google refuses what it signs.',
  'delegation.problem.clock_wrong.mend': 'Set the clock of the server (NTP), then try again.',
  'delegation.problem.other.mend': 'Try again in a moment. If it stays, run the checks above.',
} as const satisfies Record<string, string>;
