import type { GuideWords } from './words.ts';

/**
 * What Google's reviewers ask for: the reason for the scope, and what the video shows. They read
 * English, so every language pastes the same.
 *
 * @see https://support.google.com/cloud/answer/13464321 (verification requirements)
 */
export const REVIEW = {
  justification: `{appName} is the email client that our team runs itself at {url}. Each user links their own Gmail mailbox and then reads, searches, labels, archives, deletes, writes and sends mail in it.

We request {scope} because the app is a full email client: it synchronises the mailbox and its changes, keeps drafts, sends messages from the user's own addresses, moves messages and deletes them permanently when the user asks for it. Narrower scopes do not cover this: gmail.modify does not allow permanent deletion, and gmail.readonly and gmail.send cover only parts of it.

Data stays on our own server at {host}. Tokens are stored encrypted. Each user sees only the mailboxes that they linked themselves. No data is sold, used for advertising, used to train artificial intelligence, or given to others. Unlinking a mailbox revokes the grant and deletes the copy.`,
  video: `1. Open {url} in a browser, in English, and sign in.
2. Show the home page with its link to the privacy policy.
3. Go to Settings > Mail accounts > Link account > Google.
4. Show Google's consent page: the app's name, and in the address bar the client ID {clientId}.
5. Keep the box for mail ticked, press Continue, confirm the mailbox.
6. Show the mail that arrives: open a conversation, search, add a label, archive.
7. Write a message and send it. Show it in Gmail's own Sent folder.
8. Delete a message permanently.
9. Unlink the mailbox and show that its mail is gone from the app.`,
} as const;

/** Longer texts to paste, in English. */
export const textsEn: GuideWords['texts'] = {
  justification: { label: 'Reason for the scope', text: REVIEW.justification },
  video: { label: 'Script of the video', text: REVIEW.video },
  privacy: {
    label: 'Privacy policy, a draft',
    text: `Privacy policy of {appName} at {host}

Who we are
[Name and address of your organisation] runs {appName} at {url}. Questions: [contact address].

What we access
When you link a Google mailbox, {appName} receives your address and name, and permission to read, write, send and delete the mail of that mailbox ({scope}).

What we use it for
Only to show you your mail and to do what you ask for: read, search, organise, write and send. Nothing is used for advertising, sold, or used to train artificial intelligence. Nobody reads your mail, unless you ask us to, security requires it, or the law does.

Limited use
The use and transfer of information received from Google APIs by {appName} adheres to the Google API Services User Data Policy, including the Limited Use requirements:
https://developers.google.com/terms/api-services-user-data-policy

Where it is kept, and how
On our own server in [country]. Permissions are encrypted. Each member sees only the mailboxes that they linked. We give nothing to others, except [your hosting provider, if any], which stores data on our behalf.

How long
Until you unlink the mailbox: then the permission is given back and the copy deleted. Backups go after [number] days. You can also withdraw the permission at https://myaccount.google.com/connections

Your rights
You can ask for a copy, a correction or the deletion of your data: [contact address].

[Date]`,
  },
};
