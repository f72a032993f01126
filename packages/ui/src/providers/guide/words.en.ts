import { chaptersEn } from './chapters.en.ts';
import { textsEn } from './texts.en.ts';
import type { GuideWords } from './words.ts';

/** The guide in English. Bold words are the console's own. */
export const wordsEn: GuideWords = {
  document: {
    generated:
      'Generated from the guide inside Mailroom: change packages/ui/src/providers/guide, then npm run docs.',
    title: 'Connect Mailroom to Google',
    lead: 'For administrators who have never seen the Google Cloud console. It takes about fifteen minutes, costs nothing, and is done once for everybody. Mailroom shows the same guide beside the Google card, with your own addresses filled in, links that lead into your project, and ticks that come by themselves.',
    question: 'First: do all your users belong to one Google Workspace?',
    paste: 'To paste',
    inputs: 'In all you will type, paste or drop',
    only: { internal: 'Internal', external: 'External', testing: 'External, only in Testing' },
  },
  chapters: {
    setup: {
      title: 'Set up Google',
      lead: 'Six things to type, paste or drop in all. Google changes this console often: if a name differs, look for the nearest one.',
    },
    ...chaptersEn.chapters,
  },
  steps: {
    project: {
      title: 'Create a project',
      why: 'A project is the folder in which Google keeps everything that belongs to your Mailroom.',
      link: 'Open “New project”',
      do: [
        'Sign in with the Google account that shall own the project. On the first visit, accept the terms.',
        'Type a **Project name**, for example {appName}.',
        {
          when: { audience: 'internal' },
          text: 'Under **Organization** choose your own organisation, not **No organization**: only then can the app be internal.',
        },
        'Press **Create**, wait a moment, then choose the project in the list at the top of the page.',
      ],
      notes: [
        'You need no billing account: if the console offers a free trial, you can pass it by.',
        'The project ID stands under the name. It makes the links of this guide lead straight into your project.',
      ],
    },
    api: {
      title: 'Enable the Gmail API',
      why: 'Google lets a project read and send mail only when this interface is switched on in it.',
      link: 'Open “Gmail API”',
      do: [
        'See that your project is the one named at the top of the page.',
        'Press **Enable**. When the page says **Manage** instead, it is on already.',
      ],
      notes: ['By hand: **APIs & Services › Library**, search for Gmail API.'],
    },
    app: {
      title: 'Introduce your Mailroom to Google',
      why: 'Your users will read this name and address when they give their permission.',
      link: 'Open “Google Auth Platform”',
      do: [
        'Press **Get started**.',
        '**App information**: type the **App name** {appName}, and choose a **User support email** from the list. Press **Next**.',
        {
          when: { audience: 'internal' },
          text: '**Audience**: choose **Internal**. Nobody outside of your organisation can link a mailbox; Google asks for no verification and for no test users. Press **Next**.',
        },
        {
          when: { audience: 'external' },
          text: '**Audience**: choose **External**. Press **Next**.',
        },
        '**Contact information**: type an address that Google may write to. Press **Next**.',
        '**Finish**: tick **I agree to the Google API Services: User Data Policy**, press **Continue**, then **Create**.',
      ],
      notes: [
        'Leave the logo away: a logo asks for a verification of its own.',
        'No word of Google’s own brands in the name: Gmail or Google in it is refused.',
        {
          when: { audience: 'internal' },
          text: 'If **Internal** is greyed out, the project does not belong to your organisation: create it again with the organisation chosen.',
        },
        'If **Get started** is missing, this was done before: the pages are **Branding** and **Audience**, on the left.',
      ],
    },
    scope: {
      title: 'Say that it is about mail',
      why: 'Google compares what the app asks for with what is declared here.',
      link: 'Open “Data access”',
      do: [
        'Press **Add or remove scopes**.',
        'Type Gmail into the filter and tick the row of the **Gmail API** with `{scope}`. If the row is not there, paste this scope under **Manually add scopes** and press **Add to table**.',
        'Press **Update**, then **Save** at the bottom of the page.',
      ],
      notes: [
        'It stands among **Your restricted scopes** afterwards. That is right: mail is what Google guards best.',
        'The scope may be refused while a client of the project has a plain http address other than localhost.',
      ],
    },
    client: {
      title: 'Create the client',
      why: 'The client is how Google recognises this Mailroom, and the only place to which it sends people back.',
      link: 'Open “Create client”',
      do: [
        '**Application type**: choose **Web application**.',
        '**Name**: anything that you recognise, for example {appName}. Only you see it.',
        '**Authorized redirect URIs**: press **Add URI** and paste the redirect URI from below. Every letter counts.',
        'Press **Create**.',
        'Now, before you close the window that appears: **Download JSON**. Google shows the secret this one time only.',
      ],
      notes: [
        '**Authorized JavaScript origins** can stay empty. If your rules ask for it, paste the origin.',
        'Window closed too early? Open the client, press **Add secret**, and copy the new one.',
        'A change can take from five minutes to a few hours to reach all of Google.',
      ],
    },
    file: {
      title: 'Bring the file here',
      why: 'It holds the client ID and the secret, and Mailroom checks both at once.',
      do: [
        'Drop the file `client_secret_….json` on the Google card of this page, or paste client ID and secret there.',
        'Delete the file from your computer afterwards: Mailroom keeps the secret encrypted.',
      ],
    },
    doctor: {
      title: 'Check everything',
      why: 'Mailroom asks Google what your users’ browsers will ask, before anybody meets an error page.',
      do: [
        'Press **Check now**, here or on the Google card. Each check that fails says there what was seen, and the mend.',
        'What only a real permission can show stays open until the first mailbox is linked.',
      ],
    },
    publish: {
      title: 'Publish before anybody links',
      why: 'While the app is in Testing, every permission dies after seven days.',
      link: 'Open “Audience”',
      do: [
        'Under **Publishing status** press **Publish app**, then **Confirm**.',
        'The page now says **In production**. Say so here.',
      ],
      notes: [
        'Publishing shows your Mailroom to nobody: it only ends the test. Google may say that verification is needed; you can go on without it, with the warning page and at most 100 users.',
        'Permissions given in Testing keep their seven days: ask those users to reconnect once.',
      ],
    },
    testers: {
      title: 'List the test users',
      why: 'In Testing, Google lets only listed addresses through, a hundred at most.',
      link: 'Open “Audience”',
      do: [
        'Under **Test users** press **Add users**.',
        'Paste the addresses of those who shall link a mailbox, your own included. Press **Save**.',
      ],
      notes: ['A removed test user still counts among the hundred.'],
    },
    link: {
      title: 'Link the first mailbox',
      why: 'Only a real permission proves that everything fits together.',
      link: 'Open “Mail accounts”',
      do: [
        'Press **Link account** and choose Google.',
        {
          when: { audience: 'external' },
          text: 'Google warns that it has not verified the app: the chapter on the warning page says what to press.',
        },
        'Leave every box ticked, press **Continue**, and confirm the mailbox.',
      ],
      notes: [
        'Whatever Google shows instead, the window in Mailroom asks for it and says the mend.',
      ],
    },
    ...chaptersEn.steps,
  },
  copies: {
    appName: 'App name',
    redirectUri: 'Redirect URI',
    origin: 'JavaScript origin (only if your rules ask for it)',
    scope: 'Scope',
    url: 'Address of this Mailroom',
    host: 'Authorised domain',
    webhookUrl: 'Endpoint URL',
    pushAccount: 'New principal',
    clientId: 'Client ID',
    serviceClientId: 'Client ID of the service account',
    delegationScopes: 'OAuth scopes',
  },
  inputs: {
    projectName: 'a name for the project',
    appName: 'a name for the app',
    contactMail: 'a contact address',
    testerMails: 'the addresses of test users',
    clientName: 'a name for the client',
    redirectUri: 'the redirect URI',
    clientFile: 'the client’s file',
  },
  sketches: {
    client: {
      alt: 'Sketch of the page “Create OAuth client ID”: 1 the type Web application, 2 the field for the redirect URI, 3 the button Create.',
      title: 'Create OAuth client ID',
      rows: [
        { kind: 'field', label: 'Application type', value: 'Web application  ▾', mark: 1 },
        { kind: 'field', label: 'Name', value: 'Mailroom' },
        { kind: 'heading', text: 'Authorized redirect URIs' },
        {
          kind: 'field',
          label: 'URIs 1',
          value: 'https://…/admin/settings/mail/oauth2',
          mark: 2,
        },
        { kind: 'button', text: '+ Add URI', look: 'link' },
        { kind: 'button', text: 'Create', look: 'main', mark: 3 },
      ],
    },
    audience: {
      alt: 'Sketch of the page “Audience”: the publishing status Testing, 1 the button Publish app, and below the list of test users, which is no longer needed afterwards.',
      title: 'Audience',
      rows: [
        { kind: 'heading', text: 'Publishing status' },
        { kind: 'text', text: 'Testing' },
        { kind: 'button', text: 'Publish app', look: 'plain', mark: 1 },
        { kind: 'heading', text: 'User type' },
        { kind: 'text', text: 'External' },
        { kind: 'heading', text: 'Test users' },
        { kind: 'button', text: '+ Add users', look: 'link' },
      ],
    },
    ...chaptersEn.sketches,
  },
  texts: textsEn,
};
