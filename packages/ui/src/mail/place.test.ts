import { describe, expect, it } from 'vitest';
import { formatPlace, INBOX, type MailPlace, parsePlace } from './place.ts';

describe('places', () => {
  it('[UI3] survive the way into the address and back', () => {
    const places: MailPlace[] = [
      INBOX,
      { box: { kind: 'role', role: 'sent', accountId: 3 }, threadId: 9, isUnreadOnly: false },
      { box: { kind: 'folder', folderId: 12 }, threadId: null, isUnreadOnly: true },
      {
        box: { kind: 'search', text: 'from:"a b" & ü #%', accountId: 2 },
        threadId: 4,
        isUnreadOnly: false,
      },
      { box: { kind: 'outbox' }, threadId: null, isUnreadOnly: false },
    ];
    for (const place of places) expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it('[UI3] is the inbox for an address that means nothing', () => {
    for (const path of [
      '/mail',
      '/mail/nonsense',
      '/mail/folder/x',
      '/mail/account/-1/inbox',
      '',
    ]) {
      expect(parsePlace(path)).toEqual(INBOX);
    }
    expect(parsePlace('/mail/inbox/t/1e9').threadId).toBeNull();
  });
});
