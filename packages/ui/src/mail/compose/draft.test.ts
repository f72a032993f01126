import { describe, expect, it } from 'vitest';
import {
  fileProblem,
  hasContent,
  newDraft,
  otherReceiver,
  roomLeft,
  sendProblem,
  sendWarnings,
  toSubmission,
  withSender,
} from './draft.ts';

const draft = () => ({
  ...newDraft(1, 'me@x.org'),
  to: [{ name: null, email: 'you@y.org' }],
  subject: 'Hello',
  html: '<p>One</p><p></p><p>Two</p>',
});
const file = (sizeBytes: number) => ({
  key: 'k',
  fileName: 'f',
  sizeBytes,
  uploadId: 'u1',
  attachmentId: null,
});

/** As the server tells them of an account. */
const limits = { attachedBytes: 1_000, fileBytes: 800 };

describe('a draft', () => {
  it('[UI32] cannot be sent to nobody, to a wrong address, while uploading or too large', () => {
    expect(sendProblem(draft(), limits)).toBeNull();
    expect(sendProblem({ ...draft(), to: [] }, limits)).toBe('noRecipient');
    expect(sendProblem({ ...draft(), cc: [{ name: null, email: 'nobody' }] }, limits)).toBe(
      'badAddress',
    );
    expect(sendProblem({ ...draft(), files: [{ ...file(1), uploadId: null }] }, limits)).toBe(
      'uploading',
    );
    expect(sendProblem({ ...draft(), files: [file(1_001)] }, limits)).toBe('tooLarge');
    expect(sendProblem({ ...draft(), files: [file(900)] }, limits)).toBeNull();
    expect(sendProblem({ ...draft(), files: [file(1_001)] }, null)).toBeNull();
  });

  it('[UI32] has no room for a file that is too large by itself, or beside the others', () => {
    const written = { html: 'a'.repeat(10), quoteHtml: 'b'.repeat(10), files: [file(500)] };
    expect(roomLeft(written, limits)).toBe(1_000 - 500 - 40);
    expect(fileProblem({ ...written, files: [] }, 801, limits)).toBe('fileTooLarge');
    expect(fileProblem(written, 461, limits)).toBe('filesTooLarge');
    expect(fileProblem(written, 460, limits)).toBeNull();
  });

  it('[UI33] warns of a forgotten attachment and a missing subject, in both languages', () => {
    expect(sendWarnings(draft())).toEqual([]);
    expect(sendWarnings({ ...draft(), subject: ' ' })).toEqual(['noSubject']);
    expect(sendWarnings({ ...draft(), html: '<p>See the attached file</p>' })).toEqual([
      'noAttachment',
    ]);
    expect(sendWarnings({ ...draft(), html: '<p>en pièce jointe</p>' })).toEqual(['noAttachment']);
    expect(sendWarnings({ ...draft(), html: '<p>attached</p>', files: [file(1)] })).toEqual([]);
  });

  it('[UI34] is asked about before it is thrown away once something was written', () => {
    expect(hasContent(newDraft(1, 'me@x.org'))).toBe(false);
    expect(hasContent({ ...newDraft(1, 'me@x.org'), html: '<p> </p>' })).toBe(false);
    expect(hasContent(draft())).toBe(true);
  });

  it('[UI35] goes out with lines as they were written and the quote below', () => {
    const sent = toSubmission({ ...draft(), quoteHtml: '<blockquote>q</blockquote>' }, 7);
    expect(sent.html).toBe(
      '<p style="margin:0">One</p><p style="margin:0"><br></p><p style="margin:0">Two</p>',
    );
    expect([sent.quoteHtml, sent.signatureId]).toEqual(['<blockquote>q</blockquote>', 7]);
    expect(sent.undoSeconds).toBe(10);
  });

  it('[SG5] signs as another sender does, but never again once that was removed', () => {
    expect(withSender({ ...draft(), signature: 3 }, 2, 'b@x.org')).toEqual({
      accountId: 2,
      from: 'b@x.org',
      signature: undefined,
    });
    expect(withSender({ ...draft(), signature: null }, 2, 'b@x.org')).toEqual({
      accountId: 2,
      from: 'b@x.org',
    });
  });

  it('[SG8] knows when an answer comes from another address than was written to', () => {
    const receivedBy = { accountId: 1, email: 'Me@x.org' };
    expect(otherReceiver(draft())).toBeNull();
    expect(otherReceiver({ ...draft(), receivedBy })).toBeNull();
    expect(otherReceiver({ ...draft(), receivedBy, from: 'b@x.org' })).toBe(receivedBy);
    expect(otherReceiver({ ...draft(), receivedBy, accountId: 2 })).toBe(receivedBy);
  });
});
