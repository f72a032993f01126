import { describe, expect, it } from 'vitest';
import { decodeBase64Url, fromFull, unescapeSnippet } from './convert.ts';
import { readFailure } from './errors.ts';

const now = new Date('2026-11-01T12:00:00Z');

function read(status: number, body: unknown, headers: Record<string, string> = {}, method = 'x') {
  const text = typeof body === 'string' ? body : JSON.stringify({ error: body });
  return readFailure(method, { status, headers: new Headers(headers), text }, now);
}

describe('failed answers of Gmail', () => {
  it("[GM24] never takes a page in the way for Google's word", () => {
    for (const text of [
      '<html>404</html>',
      '',
      '[]',
      '{"error":"not found"}',
      'null',
      '{"error":{}',
    ])
      for (const status of [400, 403, 404, 410])
        expect(read(status, text), `${status} ${text}`).toMatchObject({ kind: 'unclear' });
    expect(read(302, '')).toMatchObject({ kind: 'unclear' });
    expect(read(404, { message: 'Requested entity was not found.' })).toMatchObject({
      kind: 'refused',
      error: { code: 'remote_gone' },
    });
  });

  it('[GM44] reads when to come back, from wherever it stands', () => {
    const limited = (retryAfterMs: number | null) => ({
      kind: 'limited',
      rejection: { retryAfterMs },
    });
    expect(read(429, {}, { 'retry-after': '7' })).toMatchObject(limited(7_000));
    expect(read(429, {}, { 'retry-after': 'Sun, 01 Nov 2026 12:00:30 GMT' })).toMatchObject(
      limited(30_000),
    );
    const message = 'User-rate limit exceeded.  Retry after 2026-11-01T12:01:00.000Z';
    expect(read(429, { message })).toMatchObject(limited(60_000));
    expect(read(429, {}, { 'retry-after': 'soon' })).toMatchObject(limited(null));
    expect(read(429, {}, { 'retry-after': '999999999' })).toMatchObject(limited(86_400_000));
    expect(read(429, {}, { 'retry-after': '-5' })).toMatchObject({ kind: 'limited' });
  });

  it('[GM45] tells too many calls from too many units', () => {
    const reason = (message: string) => {
      const failure = read(429, { message });
      return failure.kind === 'limited' ? failure.rejection.reason : null;
    };
    expect(reason('Too many concurrent requests for user')).toBe('calls');
    expect(reason("limit 'Queries per minute per project' exceeded")).toBe('client');
    expect(reason("limit 'Queries per minute per user' exceeded")).toBe('units');
    for (const one of ['rateLimitExceeded', 'userRateLimitExceeded', 'dailyLimitExceeded'])
      expect(read(403, { errors: [{ reason: one }] })).toMatchObject({ kind: 'limited' });
  });

  it("[LK10] shows pages of Google's console only", () => {
    const off = (activationUrl: unknown) =>
      read(403, { details: [{ reason: 'SERVICE_DISABLED', metadata: { activationUrl } }] });
    const url = 'https://console.developers.google.com/apis/api/gmail?project=1';
    expect(off(url)).toMatchObject({
      error: { code: 'api_disabled', data: { activationUrl: url } },
    });
    const simulated = 'http://127.0.0.1:4010/console/apis/api/gmail.googleapis.com/overview';
    expect(off(simulated)).toMatchObject({ error: { data: { activationUrl: simulated } } });
    for (const bad of [
      'javascript:alert(1)',
      'https://evil.example/',
      'http://console.cloud.google.com',
      'http://10.0.0.1/console',
      'https://user@console.cloud.google.com/',
      7,
    ])
      expect(off(bad)).toMatchObject({ error: { data: { activationUrl: null } } });
  });

  it('[GM26] maps the rest', () => {
    const code = (status: number, body: unknown, method?: string) => {
      const failure = read(status, body, {}, method);
      return 'error' in failure ? failure.error.code : failure.kind;
    };
    expect(code(403, { errors: [{ reason: 'insufficientPermissions' }] })).toBe(
      'permission_missing',
    );
    const precondition = {
      message: 'Mail service not enabled',
      errors: [{ reason: 'failedPrecondition' }],
    };
    expect(code(400, precondition)).toBe('no_mailbox');
    expect(
      code(400, { ...precondition, message: 'Precondition check failed.' }, 'drafts.send'),
    ).toBe('provider_rejected');
    expect(code(400, { message: 'Invalid To header' })).toBe('provider_rejected');
    expect(code(409, { message: 'Label name exists or conflicts' })).toBe('conflict');
    expect(code(413, { message: 'too big' })).toBe('too_large');
    expect(code(401, { message: 'Invalid Credentials' })).toBe('unauthorized');
    expect(code(503, '')).toBe('provider_unavailable');
  });

  it.each([
    [404, 'projects/p/topics/t : Resource not found (resource=t).', 'push_topic_missing'],
    [
      403,
      'projects/p/topics/t : User not authorized to perform this action.',
      'push_right_missing',
    ],
    [
      403,
      'projects/p/topics/t : Cloud Pub/Sub API has not been used in project 7 before or it is disabled.',
      'pubsub_disabled',
    ],
  ])('[GM51] reads what Pub/Sub says through Gmail: %d %s', (status, why, code) => {
    const message = `Error sending test message to Cloud PubSub ${why}`;
    expect(read(status, { message, errors: [{ reason: 'forbidden' }] }, {}, 'watch')).toMatchObject(
      {
        kind: 'refused',
        error: { code },
      },
    );
  });

  it.each([
    ['Invalid topicName does not match projects/mine/topics/*', 'push_project_wrong'],
    ['Invalid topicName', 'push_topic_missing'],
    [
      'Only one user push notification client allowed per developer (call /stop then try again)',
      'conflict',
    ],
    ['Mail service not enabled', 'provider_rejected'],
  ])('[GM50][GM51] reads why a watch is refused: %s', (message, code) => {
    expect(read(400, { message }, {}, 'watch')).toMatchObject({ error: { code } });
    expect(read(400, { message }, {}, 'labels.list')).toMatchObject({
      error: { code: 'provider_rejected' },
    });
  });
});

describe('Gmail messages', () => {
  const part = (over: object) => ({
    mimeType: 'text/plain',
    headers: [],
    body: {},
    parts: [],
    ...over,
  });
  const message = (payload: object) =>
    fromFull({
      ...{ id: 'a', threadId: 'b', labelIds: [], internalDate: '1770000000000' },
      payload: part(payload),
    } as never);

  it('[GM21] reads text that Gmail recoded and text that it did not', () => {
    const headers = [{ name: 'Content-Type', value: 'text/plain; charset=iso-8859-1' }];
    const textOf = (bytes: Buffer) => {
      const source = message({ headers, body: { data: bytes.toString('base64url') } })?.source;
      return source?.kind === 'structure' ? source.message.text : null;
    };
    expect(textOf(Buffer.from('Grüße', 'utf8'))).toBe('Grüße');
    expect(textOf(Buffer.from('Grüße', 'latin1'))).toBe('Grüße');
  });

  it('[GM21] wants the original when Gmail kept text back, and survives hostile trees', () => {
    expect(message({ body: { attachmentId: 'x', size: 5 } })).toBeNull();
    let deep: object = part({});
    for (let n = 0; n < 200; n += 1) deep = part({ mimeType: 'multipart/mixed', parts: [deep] });
    expect(message({ mimeType: 'multipart/mixed', parts: [deep] })).not.toBeNull();
    const wide = Array.from({ length: 5_000 }, () => part({ filename: '../../etc/passwd' }));
    const source = message({ mimeType: 'multipart/mixed', parts: wide })?.source;
    expect(source?.kind === 'structure' && source.message.problems).toContain('too_many_parts');
    expect(
      message({ mimeType: '\0<script>', headers: [{ name: '\r\n', value: '\0' }] }),
    ).not.toBeNull();
  });

  it('[GM21] decodes what Gmail encodes', () => {
    expect(unescapeSnippet('Tom &amp; Jerry&#39;s &lt;b&gt; &#x1F600; &#55296; &nope;')).toBe(
      "Tom & Jerry's <b> 😀 &#55296; &nope;",
    );
    expect(Buffer.from(decodeBase64Url('-_8=')).toString('hex')).toBe('fbff');
  });
});
