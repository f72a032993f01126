import type { IncomingMessage } from '../packages/engine/src/store/ingest.ts';

/** Deterministic numbers from 0 to 1 (mulberry32): every run measures the same mail. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ONSETS = ['b', 'ch', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'qu', 'r', 's', 'st', 't', 'v'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'ou'];
const VOCABULARY = 20_000;

/** The word of a rank: the same one always, longer for rarer ranks. */
export function wordOf(rank: number): string {
  let rest = rank + 7;
  let word = '';
  while (rest > 0) {
    word += `${ONSETS[rest % ONSETS.length]}${VOWELS[Math.floor(rest / ONSETS.length) % VOWELS.length]}`;
    rest = Math.floor(rest / (ONSETS.length * VOWELS.length));
  }
  return `${word}n`;
}

/** Words as language spreads them (Zipf): few are everywhere, most are rare. */
export function createWords(random: () => number): (count: number) => string {
  const limit = Math.log(VOCABULARY);
  return (count) => {
    const words: string[] = [];
    for (let i = 0; i < count; i++) words.push(wordOf(Math.floor(Math.exp(random() * limit)) - 1));
    return words.join(' ');
  };
}

/**
 * Messages newest first, in conversations of one to twelve, from some hundreds of people, with text
 * of 20 to 200 words. Already parsed: reading MIME is measured by `ingest`.
 */
export function* generateMessages(count: number, seed = 1): Generator<IncomingMessage> {
  const random = createRandom(seed);
  const words = createWords(random);
  let at = Date.UTC(2026, 10, 1);
  let inThread = 0;
  let thread = 0;
  let subject = '';
  for (let i = 0; i < count; i++) {
    if (inThread === 0) {
      thread = i;
      inThread = random() < 0.5 ? 1 : 1 + Math.floor(random() * 12);
      subject = words(3 + Math.floor(random() * 6));
    }
    inThread--;
    at -= Math.floor(random() * 1_200_000);
    const person = Math.floor(random() * random() * 600);
    yield message({
      remoteId: (0x1_9000_0000_0000 + i).toString(16).padStart(16, '0'),
      remoteThreadId: (0x1_9000_0000_0000 + thread).toString(16).padStart(16, '0'),
      at: new Date(at),
      subject,
      from: { name: `Person ${person}`, email: `person${person}@example.org` },
      body: words(20 + Math.floor(random() * 180)),
      isRead: random() < 0.85,
      folders: random() < 0.7 ? ['INBOX'] : [],
    });
  }
}

function message(input: {
  remoteId: string;
  remoteThreadId: string;
  at: Date;
  subject: string;
  from: { name: string; email: string };
  body: string;
  isRead: boolean;
  folders: string[];
}): IncomingMessage {
  const { remoteId, remoteThreadId, at, subject, from, body } = input;
  const to = [{ name: 'Alice', email: 'alice@gmail.example' }];
  return {
    remoteId,
    remoteThreadId,
    folders: input.folders,
    flags: { isRead: input.isRead, isStarred: false, isDraft: false },
    receivedAt: at,
    sizeBytes: body.length + 800,
    snippet: body.slice(0, 180),
    parsed: {
      ...{ messageId: `${remoteId}@example.org`, inReplyTo: null, references: [], subject, from },
      ...{ sender: null, replyTo: [], to, cc: [], bcc: [], date: at, headers: [], text: body },
      ...{ textFlow: 'fixed', html: null, attachments: [], isAutoReply: false, problems: [] },
      ...{ listUnsubscribe: null, deliveredTo: [], language: 'english' },
    } as unknown as NonNullable<IncomingMessage['parsed']>,
    sourceHash: remoteId.repeat(4),
    sourceKind: 'raw',
    search: { language: 'english', subject, names: `${from.name} ${from.email}`, body },
  } as IncomingMessage;
}
