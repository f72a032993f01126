import { randomUUID } from 'node:crypto';
import type { ActionInput, ThreadPageView } from '../../packages/engine/src/views.ts';
import type { GoogleSimulator, Mailbox } from '../../packages/simulator/src/index.ts';
import { type HostProcess, KilledError } from './host-process.ts';

export const caller = { userId: 'killer', isAdministrator: true };

/** One linked mailbox of the test. */
export interface LinkedMailbox {
  email: string;
  accountId: number;
  mailbox: Mailbox;
}

/** A message that was handed over; `isAccepted` when the engine said so before it died. */
export interface Submitted {
  subject: string;
  outboxId: number | null;
  isAccepted: boolean;
}

/** Things that happen to a mailbox until the kill: mail, changes elsewhere, clicks, sending. */
export async function disturb(
  host: HostProcess,
  simulator: GoogleSimulator,
  boxes: LinkedMailbox[],
  input: { round: number; recipient: string; random: () => number; isOver: () => boolean },
): Promise<Submitted[]> {
  const { random, isOver } = input;
  const submitted: Submitted[] = [];
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const pause = () => new Promise((resolve) => setTimeout(resolve, random() * 40));

  const remotely = async () => {
    for (let step = 0; !isOver() && step < 60; step += 1) {
      const { mailbox } = pick(boxes) as LinkedMailbox;
      changeRemotely(mailbox, random, `${input.round}-${step}`);
      await pause();
    }
  };
  const clicking = async () => {
    for (let step = 0; !isOver() && step < 60; step += 1) {
      const { accountId } = pick(boxes) as LinkedMailbox;
      const query = { role: 'all', accountId };
      const page = await host.call<ThreadPageView>('mail.threads', caller, query);
      const thread = pick(page.threads);
      if (thread)
        await host
          .call('mail.act', caller, randomAction(thread.id, random))
          .catch((error: unknown) => {
            // Deleted at the provider between the list and the click.
            if (!/Not found/.test(String(error))) throw error;
          });
      if (random() < 0.3) await host.call('sync.wake', caller, accountId);
      await pause();
    }
  };
  const sending = async () => {
    for (let step = 0; !isOver() && step < 4; step += 1) {
      if (random() < 0.3)
        simulator.faults.add({
          match: random() < 0.5 ? 'drafts.send' : 'drafts.create',
          kind: { type: 'lost_answer' },
          remaining: 1,
        });
      const { accountId } = pick(boxes) as LinkedMailbox;
      const letter: Submitted = {
        subject: `Round ${input.round} letter ${step}`,
        outboxId: null,
        isAccepted: false,
      };
      submitted.push(letter);
      const view = await host.call<{ id: number }>('outbox.submit', caller, {
        submissionId: randomUUID(),
        accountId,
        to: [{ name: null, email: input.recipient }],
        cc: [],
        bcc: [],
        subject: letter.subject,
        html: '<p>Hello</p>',
        uploadIds: [],
        attachmentIds: [],
        undoSeconds: 0,
      });
      letter.outboxId = view.id;
      letter.isAccepted = true;
      await pause();
    }
  };
  const untilKilled = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof KilledError)) throw error;
    }
  };
  await Promise.all([remotely, clicking, sending].map(untilKilled));
  return submitted;
}

function changeRemotely(mailbox: Mailbox, random: () => number, name: string): void {
  const messages = [...mailbox.newestFirst(null)];
  const message = messages[Math.floor(random() * messages.length)];
  const kind = random();
  if (kind < 0.4 || !message) {
    const raw = `From: Bo <bo@example.org>\r\nTo: ${mailbox.email}\r\nSubject: News ${name}\r\nMessage-ID: <news${name}@example.org>\r\n\r\nHello\r\n`;
    mailbox.insert(Buffer.from(raw), { labelIds: ['INBOX', 'UNREAD'] });
  } else if (kind < 0.5) mailbox.remove(message.id);
  // Marks that nobody here sets: two hands on one mark have no right order.
  else if (kind < 0.75) mailbox.relabel(message.id, ['IMPORTANT'], []);
  else mailbox.relabel(message.id, [], ['IMPORTANT']);
}

function randomAction(threadId: number, random: () => number): ActionInput {
  const kinds = [
    'star',
    'unstar',
    'mark_read',
    'mark_unread',
    'archive',
    'move_to_inbox',
    'trash',
    'untrash',
  ] as const;
  const kind = kinds[Math.floor(random() * kinds.length)] ?? 'star';
  return { kind, threadIds: [threadId], messageIds: [] };
}
