import type { GuideWords } from './words.ts';

type Without<Key extends keyof GuideWords, Left extends string> = Omit<GuideWords[Key], Left>;

/** The words of the chapters after the first. */
export interface ChapterWords {
  chapters: Without<'chapters', 'setup'>;
  steps: Without<
    'steps',
    | 'project'
    | 'api'
    | 'app'
    | 'scope'
    | 'client'
    | 'file'
    | 'doctor'
    | 'publish'
    | 'testers'
    | 'link'
  >;
  sketches: Without<'sketches', 'client' | 'audience'>;
}

/** The optional chapters in English. */
export const chaptersEn: ChapterWords = {
  chapters: {
    consent: {
      title: 'What your users will see at Google',
      lead: 'Two pages that make people stop. Tell them before.',
    },
    publishing: {
      title: 'Testing, in production, verified',
      lead: 'What the three states of an external app mean, and the way from one to the other.',
    },
    verification: {
      title: 'Verification by Google',
      lead: 'Most installations never need it. If yours does, plan for weeks.',
    },
    push: {
      title: 'New mail within seconds (Pub/Sub)',
      lead: 'Without push, Mailroom asks every 30 seconds while somebody reads, else every five minutes. With push, Google tells it.',
    },
    delegation: {
      title: 'Link the mailboxes of a whole Workspace',
      lead: 'A service account links mailboxes without asking each user. It needs a super administrator, and it opens every mailbox of the domain: decide with care.',
    },
    trust: {
      title: 'If your Workspace blocks the app',
      lead: 'For the error admin_policy_enforced, or to spare your users a page.',
    },
    secret: {
      title: 'Change the secret',
      lead: 'Linked mailboxes stay linked, as long as the client ID stays.',
    },
  },
  steps: {
    warning: {
      title: 'The warning page',
      why: 'Google has not verified your app, and says so; the app is your own Mailroom.',
      do: [
        'The page says **Google hasn’t verified this app**.',
        'Press **Advanced**, at the bottom left.',
        'Press **Go to {appName} (unsafe)**. The name can also be that of your domain.',
      ],
      notes: [
        'In Testing the page is milder: press **Continue**.',
        'Tell your users that you run this Mailroom, and that they should press on for no other app.',
      ],
    },
    boxes: {
      title: 'The boxes of the permission',
      why: 'People may untick boxes, and then mail cannot be read.',
      do: [
        'Leave the box **Read, compose, send, and permanently delete all your email from Gmail** ticked, or tick it.',
        'Press **Continue**.',
      ],
      notes: ['Mailroom notices a missing box at once, gives the permission back, and says so.'],
    },
    states: {
      title: 'The three states',
      why: 'They decide who may link a mailbox, and for how long.',
      do: [
        '**Testing**: only listed test users, a hundred at most. Permissions die after seven days. For trying only.',
        '**In production**, not verified: everybody with a Google account, a hundred users over the whole life of the project, and a warning page. Permissions last. Right for most teams.',
        '**In production**, verified: no warning page, no limit. As mail is a restricted scope, Google wants a security assessment every year.',
      ],
      notes: ['An **Internal** app has none of these: no warning page, no limit, no verification.'],
    },
    toProduction: {
      title: 'From Testing to production',
      why: 'New permissions last; those from before still die.',
      link: 'Open “Audience”',
      do: [
        'Press **Publish app**, then **Confirm**.',
        'Ask everybody who linked a mailbox in Testing to press **Reconnect** in Mailroom once. The account’s card says on which day its permission ends.',
      ],
    },
    toTesting: {
      title: 'Back to Testing',
      why: 'Rarely useful: it brings the list of testers and the seven days back.',
      link: 'Open “Audience”',
      do: [
        'Press **Back to testing**, then **Confirm**.',
        'Add every user under **Test users**: the others can no longer give their permission.',
      ],
      notes: ['To try something out, a second project with a client of its own is the better way.'],
    },
    needed: {
      title: 'Do you need it?',
      why: 'Verification costs weeks and, for mail, usually money.',
      do: [
        'You do not need it when the app is **Internal**, when only you and fewer than a hundred people whom you know use it, or when mailboxes are linked by a service account of your own Workspace.',
        'You need it when more than a hundred users shall link mailboxes, or when the warning page must go.',
      ],
      notes: ['Members of one Workspace? An internal app spares you this whole chapter.'],
    },
    home: {
      title: 'Home page, privacy policy, domain',
      why: 'Google compares what these pages say with what the app does.',
      link: 'Open “Branding”',
      do: [
        'Put a public home page on a domain of yours. It names the app, says what it does, and links to the privacy policy. A sign-in page alone is refused.',
        'Put the privacy policy on the same domain. The draft below is filled in for {host}: read it, complete what stands in square brackets, let somebody check it who knows your law.',
        'Prove in Google’s Search Console that the domain is yours, with the account that owns the project.',
        'Under **App domain** enter both addresses, under **Authorized domains** your domain. Press **Save**.',
      ],
    },
    submit: {
      title: 'Submit',
      why: 'Google’s reviewers read English: these texts are in English on purpose.',
      link: 'Open “Verification center”',
      do: [
        'Press **Prepare for verification** and go through the pages.',
        'Paste the reason for the scope.',
        'Record the video after the script below, in English, and upload it to YouTube as unlisted. Give its address.',
        'Press **Submit for verification**, and answer Google’s mails: silence ends the case.',
      ],
    },
    assessment: {
      title: 'The security assessment',
      why: 'A server that keeps mail is assessed by a laboratory that Google recognises, every year.',
      do: [
        'Google’s mail names the tier and the date. The programme is called CASA.',
        'Choose a laboratory from Google’s list and answer its questions. Mailroom’s rules and decisions are written down in the project; they help.',
        'When Google has said yes, set the publishing status to verified in the step on publishing.',
      ],
      notes: ['The price is between you and the laboratory. Ask before you begin.'],
    },
    pushTopic: {
      title: 'Create a topic',
      why: 'Gmail writes its notices into a topic of your project.',
      link: 'Open “Topics”',
      do: [
        'If the console asks for it, enable the Pub/Sub API.',
        'Press **Create topic**, and type a **Topic ID**, for example mailroom.',
        'Untick **Add a default subscription**. Press **Create**.',
      ],
      notes: [
        'Small amounts are free. If Google asks for a billing account, you can also stay without push: only a delay is lost.',
      ],
    },
    pushRight: {
      title: 'Let Gmail publish',
      why: 'A topic takes messages only from those who may publish.',
      link: 'Open “Topics”',
      do: [
        'Tick the topic; the panel on the right shows **Permissions**. Press **Add principal**.',
        'Paste Gmail’s account under **New principals**.',
        'As role choose **Pub/Sub Publisher**. Press **Save**.',
      ],
      notes: [
        'Refused because of **Domain restricted sharing**? A rule of your organisation forbids foreign accounts: its administrator must make an exception for this one.',
      ],
    },
    pushSigner: {
      title: 'An account that signs',
      why: 'Google signs each push with it, and Mailroom believes no push without the signature.',
      link: 'Open “Create service account”',
      do: [
        'Type a name, for example mailroom-push. Press **Create and continue**.',
        'It needs no role and no key: press **Done**.',
        'Note its address, name@project.iam.gserviceaccount.com.',
      ],
    },
    pushSubscription: {
      title: 'Create the subscription',
      why: 'It carries what is in the topic to this Mailroom.',
      link: 'Open “Create subscription”',
      do: [
        'Type a **Subscription ID**, and choose the topic.',
        '**Delivery type**: **Push**. Paste the endpoint URL.',
        'Tick **Enable authentication** and choose the service account. Leave **Audience** empty: Google then puts in the endpoint itself, as Mailroom expects.',
        '**Expiration period**: **Never expire**. Press **Create**.',
      ],
      notes: [
        'The endpoint must be https and reachable from the Internet. Nothing but Google’s signed messages is accepted there.',
        'In projects from before April 2021 Pub/Sub’s own service agent also needs the role **Service Account Token Creator**.',
      ],
    },
    pushTest: {
      title: 'Enter it here and test',
      why: 'A real push from Google is the only proof.',
      do: [
        'Enter topic and service account on the Google card, under “Push through Pub/Sub”, and save.',
        'Press the test there: the tick comes when the push arrives, usually within seconds.',
      ],
    },
    serviceAccount: {
      title: 'Create a service account',
      why: 'It acts for the users of your domain, where you allow it.',
      link: 'Open “Service accounts”',
      do: [
        'Press **Create service account**, type a name, for example mailroom-delegation.',
        'It needs no role: press **Create and continue**, then **Done**.',
        'Open it, then **Keys › Add key › Create new key**, type **JSON**, **Create**. The key is downloaded.',
      ],
      notes: [
        'Google refuses the key with **iam.disableServiceAccountKeyCreation**? Newer organisations forbid keys: the organisation’s policy administrator can lift this for the project.',
      ],
    },
    serviceKey: {
      title: 'Bring the key here',
      why: 'Mailroom keeps it encrypted, and it never leaves the server again.',
      do: [
        'Drop the key’s JSON file into the section “Domain-wide delegation” of the Google card.',
        'Delete the file from your computer afterwards: whoever has it can read your domain’s mail.',
      ],
    },
    delegate: {
      title: 'Allow it in the admin console',
      why: 'Only a super administrator of the Workspace can say that the account may act for users.',
      link: 'Open “Domain-wide delegation”',
      do: [
        'Press **Add new**.',
        'Paste the **Client ID**: a number, not an address.',
        'Paste the **OAuth scopes**. Press **Authorize**.',
      ],
      notes: [
        'By hand: **Security › Access and data control › API controls › Manage domain-wide delegation**.',
        'It can take up to 24 hours, and is usually done in minutes.',
      ],
    },
    delegatedLink: {
      title: 'Link the mailboxes',
      why: 'The first one that works is the proof.',
      do: [
        'Enter the addresses in the same section of the Google card. Begin with your own.',
        'Each address says how it went. A failure names its mend.',
      ],
    },
    trust: {
      title: 'Trust the client ID',
      why: 'A Workspace can refuse all apps that its administrator does not know.',
      link: 'Open “App access control”',
      do: [
        'Sign in as an administrator of the Workspace. Press **Configure new app**.',
        'Paste the client ID, press **Search**, and choose the app.',
        'Choose the organisational units, then **Trusted**. Press **Continue**, then **Finish**.',
      ],
      notes: [
        'By hand: **Security › Access and data control › API controls › Manage third-party app access**.',
        'Internal apps: on **API controls**, **Trust internal apps** does the same for all of them.',
        'It can take up to 24 hours.',
      ],
    },
    newSecret: {
      title: 'A new secret, without a break',
      why: 'A client can have two secrets for a while: nothing stops in between.',
      link: 'Open “Clients”',
      do: [
        'Open the client and press **Add secret**. Copy it, or download the JSON, at once: Google shows it this one time.',
        'Enter it on the Google card, and save. Mailroom tests it first.',
        'Press **Check again**. When all is in order, **Disable** the old secret in the console, and delete it later.',
      ],
      notes: ['Another client ID is something else: every mailbox would have to be reconnected.'],
    },
  },
  sketches: {
    warning: {
      alt: 'Sketch of the warning page: 1 the link Advanced, 2 the link Go to Mailroom (unsafe), which appears after it. Not the button Back to safety.',
      title: 'accounts.google.com',
      rows: [
        { kind: 'heading', text: 'Google hasn’t verified this app' },
        { kind: 'text', text: 'The app is requesting access to sensitive info …' },
        { kind: 'button', text: 'Back to safety', look: 'main' },
        { kind: 'button', text: 'Advanced', look: 'link', mark: 1 },
        { kind: 'button', text: 'Go to Mailroom (unsafe)', look: 'link', mark: 2 },
      ],
    },
    boxes: {
      alt: 'Sketch of the page of permissions: 1 the ticked box for mail, 2 the button Continue.',
      title: 'accounts.google.com',
      rows: [
        { kind: 'heading', text: 'Mailroom wants access to your Google Account' },
        {
          kind: 'check',
          text: 'Read, compose, send, and permanently delete all your email from Gmail',
          isOn: true,
          mark: 1,
        },
        { kind: 'button', text: 'Cancel', look: 'link' },
        { kind: 'button', text: 'Continue', look: 'main', mark: 2 },
      ],
    },
    right: {
      alt: 'Sketch of “Grant access” on a Pub/Sub topic: 1 the field New principals with Gmail’s account, 2 the role Pub/Sub Publisher, 3 the button Save.',
      title: 'Grant access to “mailroom”',
      rows: [
        {
          kind: 'field',
          label: 'New principals',
          value: 'gmail-api-push@system.gserviceacc…',
          mark: 1,
        },
        { kind: 'field', label: 'Role', value: 'Pub/Sub Publisher  ▾', mark: 2 },
        { kind: 'button', text: 'Save', look: 'main', mark: 3 },
      ],
    },
  },
};
