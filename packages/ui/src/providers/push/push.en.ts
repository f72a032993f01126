/** Words of push through Pub/Sub. */
export const pushEn = {
  'push.title': 'Push through Pub/Sub',
  'push.lead':
    'Optional. With it Google tells of new mail within a second or two; without it Mailroom asks every 30 seconds while somebody reads, else every 5 minutes.',
  'push.state.off': 'Off',
  'push.state.incomplete': 'Incomplete',
  'push.state.untested': 'Not tested',
  'push.state.waiting': 'Being tested',
  'push.state.received': 'Working',
  'push.state.failed': 'Failed',
  'push.noClient': 'Save a client first: push belongs to its project.',
  'push.topic': 'Topic',
  'push.topicHint': 'projects/your-project/topics/your-topic, in the same project as the client',
  'push.topicWrong': 'A topic looks like projects/your-project/topics/your-topic.',
  'push.publisher': 'Account that publishes to the topic',
  'push.publisherHint':
    'Give it the role “Pub/Sub Publisher” on the topic. It is Gmail’s own account, the same for everybody.',
  'push.webhook': 'Endpoint of the push subscription',
  'push.webhookHint':
    'Create a subscription of type “Push” to this address, with authentication switched on; leave its audience empty.',
  'push.account': 'Service account of the subscription',
  'push.accountHint':
    'name@your-project.iam.gserviceaccount.com: Google signs with it, and Mailroom takes pushes of no other.',
  'push.accountWrong': 'A service account looks like an e-mail address.',
  'push.save': 'Save push settings',
  'push.saved': 'The push settings were saved.',
  'push.test': 'Ask Google for a test push',
  'push.testAgain': 'Test again',
  'push.why.no_topic': 'The test needs a topic: save one first.',
  'push.why.no_account': 'The test needs a linked Google mailbox: link one first.',
  'push.why.unsaved': 'Save your changes before you test them.',
  'push.waiting': 'Waiting for Google’s test push… {{seconds}} s',
  'push.waitingSaid': 'Waiting for Google’s test push…',
  'push.waitingText': 'It should come within seconds; after a minute Mailroom stops waiting.',
  'push.received': 'The push was received after {{seconds}} s.',
  'push.failed': 'The test failed.',
  'push.copyPublisher': 'Copy account',
  'push.copyWebhook': 'Copy endpoint',
  'push.openTopics': 'Open topics in the console',
  'push.openSubscriptions': 'Open subscriptions in the console',
  'push.openApi': 'Open the page that switches it on',
  'push.problem.push_topic_missing': 'The topic does not exist.',
  'push.problem.push_topic_missing.mend':
    'Create it in the console, or copy its full name from there: projects/your-project/topics/your-topic.',
  'push.problem.push_right_missing': 'Gmail may not publish to the topic.',
  'push.problem.push_right_missing.mend':
    'On the topic, under Permissions, give Gmail’s account the role “Pub/Sub Publisher”. Where a policy forbids accounts of other domains, an administrator of the organisation has to allow it.',
  'push.problem.push_project_wrong': 'The topic lies in another project than the client.',
  'push.problem.push_project_wrong.mend':
    'Gmail takes topics of the client’s own project only: create the topic there.',
  'push.problem.pubsub_disabled': 'The Pub/Sub API is switched off in the project of the topic.',
  'push.problem.pubsub_disabled.mend': 'Switch it on in the console, wait a minute and test again.',
  'push.problem.push_rejected': 'A push came, but signed otherwise than it is set up here.',
  'push.problem.push_rejected.mend':
    'Compare the service account of the subscription with the one above, and the audience with the endpoint: leave it empty, or enter exactly that address.',
  'push.problem.push_timeout': 'No push came within a minute.',
  'push.problem.push_timeout.mend':
    'Check that the topic has a subscription of type “Push” to the endpoint above, and that the internet reaches this address.',
  'push.problem.not_found': 'There is no mailbox to test with.',
  'push.problem.not_found.mend': 'Link a Google mailbox, then test again.',
  'push.problem.other.mend': 'Test again in a moment. If it stays, run the checks above.',
} as const satisfies Record<string, string>;
