/** Words around the guide; what its steps say is in words.en.ts. */
export const guideEn = {
  'guide.title': 'Set up Google, step by step',
  'guide.progress': '{{done}} of {{total}}',
  'guide.progressLong': '{{done}} of {{total}} steps done',
  'guide.loadFailed': 'The guide could not be loaded.',
  'guide.audience': 'Do all your users belong to one Google Workspace?',
  'guide.audienceHint': 'This decides nearly everything at Google, so it comes first.',
  'guide.audience.internal': 'Yes, to one Workspace',
  'guide.audience.internalText':
    'The audience will be Internal: no verification, no warning page, no test users.',
  'guide.audience.external': 'No, or some use gmail.com',
  'guide.audience.externalText':
    'The audience will be External: a little more to do, and a warning page until Google has verified the app.',
  'guide.tick': 'Done: {{step}}',
  'guide.seen': 'Done, as Mailroom sees for itself',
  'guide.notDone': 'Not done yet; the tick comes by itself',
  'guide.info': 'To read',
  'guide.contradicted':
    'Mailroom sees something else. The checks on the Google card say what was found, and the mend.',
  'guide.announceDone': 'Done: {{step}}.',
  'guide.newTab': '(opens in a new tab)',
  'guide.unknownValue': '{{label}}: appears here as soon as it is known.',
  'guide.notes': 'Good to know',
  'guide.projectId': 'Project ID (optional)',
  'guide.projectIdHint': 'With it, every link of this guide leads straight into your project.',
  'guide.projectIdWrong':
    'Google’s project IDs have 6 to 30 lower-case letters, digits and hyphens, and begin with a letter. The number and the name of the project are something else: the ID stands beside them.',
  'guide.projectIdKnown':
    'The links lead into the project {{project}}, as your client’s file says.',
  'guide.publishing': 'What does the page show under Publishing status?',
  'guide.publishing.testing': 'Testing',
  'guide.publishing.production': 'In production',
  'guide.publishing.verified': 'In production, and verified by Google',
  'guide.shortGrants':
    'At least one linked mailbox still has a permission of seven days. It was given in Testing: ask its user to press Reconnect.',
  'guide.checks': 'What Mailroom found',
  'guide.notChecked': 'Not checked yet',
  'guide.chapters': 'When you need it',
  'guide.chapterProgress': '{{done}} of {{total}}',
  'guide.complete': 'Google is set up. Members can link their mailboxes.',
  'guide.offline':
    'You are offline. Your ticks are kept on this page and saved when the connection is back.',
  'guide.saveFailed': 'Your last ticks could not be saved.',
} as const satisfies Record<string, string>;
