import type {
  AccountView,
  AttachmentView,
  FolderView,
  IdentityView,
  MessageView,
  ThreadRowView,
} from '../views.ts';

/** A message with what only the fixture knows: its document and text. */
export interface FixtureMessage extends MessageView {
  html: string;
  blockedImages: number;
}

export interface FixtureMail {
  accounts: AccountView[];
  identities: IdentityView[];
  folders: FolderView[];
  messages: FixtureMessage[];
}

const ME = { name: 'Ada Martin', email: 'ada@example.com' };
const WORK = { name: 'Ada Martin', email: 'ada.martin@studio.example' };
const PEOPLE = [
  { name: 'Grace Hopper', email: 'grace@navy.example' },
  { name: 'Jean-Pierre Lefèvre', email: 'jp.lefevre@exemple.fr' },
  { name: 'Katherine Johnson', email: 'katherine@orbit.example' },
  { name: 'Support Team', email: 'support@hosting.example' },
  { name: 'مريم الفهري', email: 'maryam@example.ma' },
  { name: '田中 太郎', email: 'tanaka@example.jp' },
  { name: 'The Weekly Ledger', email: 'news@ledger.example' },
  { name: 'Zoë Müller', email: 'zoe.mueller@beispiel.example' },
  { name: null, email: 'no-reply@notifications.example' },
] as const;
const SUBJECTS = [
  'Quarterly figures, second draft',
  'Réunion de lundi : ordre du jour et documents à lire avant',
  'Trajectory check for the re-entry window',
  'Your invoice for November is ready',
  'تقرير الأسبوع: المرحلة الثانية',
  '会議の資料をお送りします',
  'The Ledger: why small teams answer faster',
  'Fotos vom Wochenende',
  'Build 4512 failed on main',
  'Lunch on Thursday?',
  'Contract, signed copy attached',
  'Re: Offsite in March: trains and rooms',
];
const SNIPPETS = [
  'I went through the sheet again and changed the two rows that we spoke about; everything else adds up now.',
  'Bonjour à tous, voici l’ordre du jour proposé. Merci de lire les annexes avant lundi matin.',
  'The numbers agree to four decimals. One open question remains about the third burn.',
  'Thank you for your business. You will find the invoice attached to this message.',
  'مرحبا، أرسل لكم التقرير الكامل مع الملاحظات.',
  'お世話になっております。資料を添付いたします。',
  'This week: shared inboxes, quiet hours, and a long read about letters.',
  'Anbei die schönsten Bilder, die anderen sind noch auf der Kamera.',
];

/** Small numbers that look random and are the same every time. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state % below;
  };
}

/** Two accounts with a few hundred conversations, among them hostile and damaged ones. */
export function fixtureMail(now: Date, threadCount = 240): FixtureMail {
  const random = sequence(7);
  const accounts = [account(1, ME), account(2, WORK)];
  const folders = accounts.flatMap((each) => foldersOf(each.id));
  const messages: FixtureMessage[] = [];
  let at = now.getTime() - 4 * 60_000;
  for (let thread = 1; thread <= threadCount; thread++) {
    const owner = thread % 4 === 0 ? 2 : 1;
    const count = thread === 3 ? 9 : random(5) === 0 ? 2 + random(4) : 1;
    at -= (6 + random(90)) * 60_000 * (thread < 12 ? 1 : 5);
    const made: FixtureMessage[] = [];
    for (let i = 0; i < count; i++) {
      made.push(
        message({
          id: thread * 100 + i,
          thread,
          owner,
          at: new Date(at - (count - 1 - i) * 3_600_000),
          isLast: i === count - 1,
          isOwn: count > 1 && i % 2 === 1 && i !== count - 1,
          random,
        }),
      );
    }
    messages.push(...made);
  }
  return { accounts, identities: identitiesOf(accounts), folders, messages };
}

/** The list's row of one thread's messages, oldest first. */
export function rowOf(messages: readonly FixtureMessage[]): ThreadRowView {
  const last = messages.at(-1);
  if (!last) throw new Error('a thread without messages');
  const senders = new Map<string, ThreadRowView['senders'][number]>();
  for (const each of messages) {
    const email = each.from?.email ?? '';
    const isMe = email === ME.email || email === WORK.email;
    const isUnread = !each.isRead || (senders.get(email)?.isUnread ?? false);
    senders.set(email, { name: each.from?.name ?? null, email, isUnread, isMe });
  }
  return {
    id: last.threadId,
    accountId: last.accountId,
    subject: messages[0]?.subject ?? '',
    snippet: last.snippet,
    latestAt: last.receivedAt,
    messageCount: messages.length,
    unreadCount: messages.filter((each) => !each.isRead).length,
    isStarred: messages.some((each) => each.isStarred),
    hasAttachments: messages.some((each) => each.attachments.some((file) => !file.isInline)),
    hasDraft: messages.some((each) => each.isDraft),
    senders: [...senders.values()].slice(0, 6),
    folderIds: [...new Set(messages.flatMap((each) => each.folderIds))],
  };
}

/** A new message from outside, for tests of live changes. */
export function arrivingMessage(id: number, subject: string, at: Date): FixtureMessage {
  return {
    ...message({
      id: id * 100,
      thread: id,
      owner: 1,
      at,
      isLast: true,
      isOwn: false,
      random: sequence(id),
    }),
    subject,
    isRead: false,
    folderIds: [11],
  };
}

function message(input: {
  id: number;
  thread: number;
  owner: number;
  at: Date;
  isLast: boolean;
  isOwn: boolean;
  random(below: number): number;
}): FixtureMessage {
  const { thread, owner, random } = input;
  const base = owner * 10;
  const me = owner === 1 ? ME : WORK;
  const sender = PEOPLE[thread % PEOPLE.length] ?? PEOPLE[0];
  const isHostile = thread === 5;
  const isSent = thread % 9 === 8;
  const folderIds = [isSent ? base + 3 : thread % 13 === 12 ? base + 5 : base + 1];
  if (thread % 6 === 2) folderIds.push(base + 8);
  if (thread % 10 === 3) folderIds.push(base + 9, ...(owner === 1 ? [20 - 2] : []));
  const snippet = SNIPPETS[thread % SNIPPETS.length] ?? '';
  const from = input.isOwn || isSent ? me : sender;
  return {
    id: input.id,
    threadId: thread,
    accountId: owner,
    subject: isHostile
      ? '<img src=x onerror=alert(1)> \u202egnp.exe and a very long subject that does not want to end anywhere near the edge of the screen'
      : (SUBJECTS[thread % SUBJECTS.length] ?? ''),
    from: { name: from.name, email: from.email },
    replyTo: [],
    to: input.isOwn ? [{ ...sender }] : [me],
    cc: thread % 3 === 0 ? [{ ...(PEOPLE[(thread + 2) % PEOPLE.length] ?? PEOPLE[0]) }] : [],
    bcc: [],
    receivedAt: input.at.toISOString(),
    sentAt: input.at.toISOString(),
    messageIdHeader: `<${input.id}@fixture.example>`,
    snippet,
    isRead: input.isOwn || isSent || !(input.isLast && (thread < 4 || random(5) === 0)),
    isStarred: thread % 11 === 2,
    isDraft: false,
    folderIds: [...new Set(folderIds)],
    parseState: thread === 7 ? 'unreadable' : 'parsed',
    sizeBytes: 20_000 + random(90_000),
    attachments: input.isLast && (thread === 2 || thread % 8 === 2) ? files(input.id) : [],
    listUnsubscribe: null,
    html: isHostile ? hostileHtml() : bodyHtml(thread, snippet, from.name ?? from.email),
    blockedImages: thread % 9 === 6 || isHostile ? 3 : 0,
  };
}

function files(messageId: number): AttachmentView[] {
  const make = (n: number, fileName: string, mimeType: string, sizeBytes: number) => ({
    id: messageId * 10 + n,
    fileName,
    mimeType,
    sizeBytes,
    isInline: false,
    contentId: null,
  });
  return [
    make(1, 'Chart.png', 'image/png', 48_211),
    make(2, 'Report, final version (2).pdf', 'application/pdf', 1_834_002),
    make(3, 'notes.txt', 'text/plain', 812),
    make(
      4,
      'figures.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      73_114,
    ),
  ];
}

function bodyHtml(thread: number, snippet: string, name: string): string {
  if (thread % 9 === 6) {
    return `<table width="100%" style="border-collapse:collapse"><tr><td style="background:#24364f;color:#fff;padding:24px;font:700 22px Georgia,serif">The Weekly Ledger</td></tr><tr><td style="padding:20px"><h2>Why small teams answer faster</h2><p>${snippet}</p><p>Nobody waits for a meeting when the answer stands in the thread. We asked forty teams.</p><p><a href="https://ledger.example/read">Read on</a></p></td></tr></table>`;
  }
  return `<p>Hello Ada,</p><p>${snippet}</p><p>Two things remain open:</p><ul><li>whether the second table should go into the annex,</li><li>who presents on Monday.</li></ul><p>Tell me what you think, there is no hurry before Thursday.</p><p>Best wishes<br>${name}</p>${thread % 2 === 0 ? '<details><summary style="cursor:pointer">…</summary><blockquote style="border-left:3px solid #99a;margin:0;padding-left:10px">On Monday, Ada Martin wrote:<br>Could you look at the figures again?</blockquote></details>' : ''}`;
}

/** What a sanitiser must never let through; here the second wall must hold alone. */
function hostileHtml(): string {
  return `<p>Totally harmless.</p><script>parent.hacked = true; top.hacked = true</script><img src="x" onerror="parent.hacked = true"><svg onload="parent.hacked = true"></svg><a href="javascript:parent.hacked=true">click</a><form action="https://evil.example"><input name="a"></form><iframe src="https://evil.example"></iframe><meta http-equiv="refresh" content="0;url=https://evil.example">`;
}

function account(id: number, person: { name: string; email: string }): AccountView {
  return {
    id,
    provider: 'google',
    isSimulated: false,
    email: person.email,
    displayName: person.name,
    status: 'active',
    problem: null,
    syncFrom: null,
    sync: { phase: 'idle', done: 0, total: null, quotaWaitMs: 0, remainingMs: null },
    messageCount: 500,
    createdAt: '2026-01-05T09:00:00.000Z',
    lastSyncedAt: '2026-01-05T09:00:00.000Z',
    nextSyncAt: null,
    grantExpiresAt: null,
    grantKind: 'consent',
    unreadInbox: 4,
    limits: { attachedBytes: 26_788_438, fileBytes: 26_214_400 },
  };
}

function identitiesOf(accounts: readonly AccountView[]): IdentityView[] {
  return accounts.map((each) => ({
    accountId: each.id,
    email: each.email,
    name: each.displayName,
    senderName: null,
    isDefault: true,
    isVerified: true,
    newSignatureId: null,
    replySignatureId: null,
    replyTo: null,
    providerReplyTo: null,
    hasProviderSignature: false,
  }));
}

function foldersOf(accountId: number): FolderView[] {
  const make = (
    n: number,
    role: FolderView['role'],
    name: string,
    color: string | null = null,
  ) => ({
    id: accountId * 10 + n,
    accountId,
    role,
    name,
    color,
    isHidden: false,
    totalThreads: 0,
    unreadThreads: 0,
  });
  return [
    make(1, 'inbox', 'INBOX'),
    make(3, 'sent', 'SENT'),
    make(4, 'drafts', 'DRAFT'),
    make(5, 'spam', 'SPAM'),
    make(6, 'trash', 'TRASH'),
    make(7, null, accountId === 1 ? 'Family' : 'Clients/Acme', '#8e63ce'),
    make(8, null, accountId === 1 ? 'Travel' : 'Clients', '#16a766'),
    make(9, null, accountId === 1 ? 'Travel/Receipts' : 'Hiring', '#e07798'),
  ];
}
