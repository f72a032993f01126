import { describe, expect, it } from 'vitest';
import { imageSignature } from '../reader/links.ts';
import { createMailThreads, TooComplexError } from './mail-threads.ts';

const links = { apiPath: '/api', messageId: 7, userId: 'ann', imageKey: 'key' };
const options = { theme: 'light', images: 'allowed', labels: { showQuote: 'x' } } as const;
const render = (html: string) => ({
  source: { html, text: null, attachments: [] },
  ...{ options, links },
});
const inThread = { sizeBytes: 10_000_000, lane: 'reading' } as const;

describe('mailThreads', () => {
  it('[RE10] gives the same in a thread and without one', async () => {
    const threads = createMailThreads();
    const html = '<p onclick=x>a</p><img src="http://a.test/x.png?a=1&b=2">';
    const small = await threads.run('render', render(html), { sizeBytes: 1, lane: 'reading' });
    expect(await threads.run('render', render(html), inThread)).toEqual(small);
    const signature = imageSignature('key', 'ann', 'http://a.test/x.png?a=1&b=2');
    expect(small.document).toContain(`signature=${signature}`);

    const bytes = Buffer.from(
      'From: a@b.c\r\nDate: Fri, 6 Mar 2026 10:00:00 +0100\r\nSubject: Hi\r\n\r\nHello',
    );
    const alone = await threads.run('prepare', { bytes }, { sizeBytes: 1, lane: 'syncing' });
    expect(await threads.run('prepare', { bytes }, inThread)).toEqual(alone);
    expect(alone.message.date).toEqual(new Date('2026-03-06T09:00:00Z'));
    const broken = { bytes: Buffer.from('{'), kind: 'structure' } as const;
    await expect(threads.run('parse', broken, inThread)).rejects.toMatchObject({
      code: 'internal',
    });
    await threads.close();
  }, 60_000);

  it('[RE10] leaves the main thread free, stops at the deadline and goes on after it', async () => {
    const threads = createMailThreads({ deadlineMs: 700 });
    await threads.run('render', render('warm'), inThread);
    let longestMs = 0;
    let last = performance.now();
    const clock = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 10);
    const large = threads.run('render', render('<p>'.repeat(500_000)), inThread);
    await expect(large).rejects.toBeInstanceOf(TooComplexError);
    clearInterval(clock);
    // The work itself takes ten seconds.
    expect(longestMs).toBeLessThan(2_000);
    const next = createMailThreads();
    expect((await next.run('render', render('<p>b</p>'), inThread)).text).toContain('b');
    await Promise.all([threads.close(), next.close()]);
  }, 60_000);

  it('[RE10] works without a thread where none can be started', async () => {
    const threads = createMailThreads({ threadUrl: new URL('./absent.js', import.meta.url) });
    expect((await threads.run('render', render('<p>b</p>'), inThread)).text).toContain('b');
    await threads.close();
  });
});
