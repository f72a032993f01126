import { describe, expect, it } from 'vitest';
import type { MailAddress } from './message.ts';
import {
  forwardBlock,
  forwardSubject,
  replyQuote,
  replyRecipients,
  replySubject,
} from './reply.ts';
import { groupThreads, type ThreadInput } from './thread.ts';

const at = (email: string): MailAddress => ({ name: '', email });
const [me, ann, bob, list] = ['me@x.org', 'ann@x.org', 'bob@x.org', 'list@x.org'].map(at) as [
  ...[MailAddress, MailAddress, MailAddress, MailAddress],
];
const source = { from: ann, replyTo: [], to: [me, bob], cc: [], headers: [] };

describe('answers', () => {
  it('[AN1] writes one prefix, whatever was there', () => {
    expect(['Hi', 'Re: Hi', 'AW: RE: Re[2]: Hi', 'Fwd: Hi', 'SV: Hi'].map(replySubject)).toEqual([
      ...['Re: Hi', 'Re: Hi', 'Re: Hi', 'Re: Fwd: Hi', 'Re: Hi'],
    ]);
    expect(['Hi', 'WG: Hi', 'TR : Hi', 'Re: Hi'].map(forwardSubject)).toEqual([
      ...['Fwd: Hi', 'Fwd: Hi', 'Fwd: Hi', 'Fwd: Re: Hi'],
    ]);
  });

  it('[AN2] goes to the right people', () => {
    const own = ['ME@x.org'];
    expect(replyRecipients(source, own, false)).toEqual({ to: [ann], cc: [] });
    expect(replyRecipients(source, own, true)).toEqual({ to: [ann], cc: [bob] });
    expect(replyRecipients({ ...source, replyTo: [list] }, own, false)).toEqual({
      to: [list],
      cc: [],
    });
    expect(replyRecipients({ ...source, replyTo: [list] }, own, true)).toEqual({
      ...{ to: [list, ann], cc: [bob] },
    });
    expect(replyRecipients({ ...source, from: me, to: [ann], cc: [bob] }, own, true)).toEqual({
      ...{ to: [ann], cc: [bob] },
    });
    const headers: [string, string][] = [['List-Post', '<mailto:list@x.org>']];
    expect(replyRecipients({ ...source, to: [me], headers }, own, true)).toEqual({
      to: [ann],
      cc: [list],
    });
  });

  it('[AN3] quotes without what was hostile', () => {
    const hostile = {
      ...{ html: '<p class="k" onclick="x">Hi<script>1</script><img src="cid:a"></p>', text: null },
      ...{ from: { name: '<b>', email: 'a@x.org' }, date: new Date('2026-03-06T09:00:00Z') },
    };
    const quote = replyQuote(hostile, 'fr');
    expect(quote).toContain('a écrit');
    expect(quote).toContain('<p class="k">Hi<img src="cid:a"');
    expect(quote).not.toMatch(/onclick|script|<b>|data-mr/);
    const forward = forwardBlock({ ...hostile, to: [bob], cc: [], subject: 'S<' }, 'en');
    expect(forward).toContain('<b>Subject:</b> S&#60;');
  });
});

describe('groupThreads', () => {
  const message = (id: string, day: number, more: Partial<ThreadInput>): ThreadInput => ({
    ...{ id, messageId: id, inReplyTo: null, references: [], subject: id },
    date: new Date(Date.UTC(2026, 0, day)),
    ...more,
  });
  const ids = (all: ThreadInput[]) => groupThreads(all).map((group) => group.map(({ id }) => id));

  it('[TH1] joins by references, through a missing message too, in any order', () => {
    const all = [
      message('a', 1, {}),
      message('b', 2, { inReplyTo: 'a' }),
      message('c', 3, { references: ['lost', 'x'] }),
      message('d', 4, { references: ['lost'] }),
    ];
    expect(ids(all)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(ids([...all].reverse())).toEqual(ids(all));
  });

  it('[TH2] lets a subject join only a bare answer within a week', () => {
    expect(
      ids([
        message('a', 1, { subject: 'Plan' }),
        message('b', 2, { subject: 'Plan' }),
        message('c', 20, { subject: 'Offer' }),
        message('d', 21, { subject: 'Re: Offer' }),
        message('e', 30, { subject: 'Re: Offer' }),
      ]),
    ).toEqual([['a'], ['b'], ['c', 'd'], ['e']]);
  });
});
