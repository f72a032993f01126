import { describe, expect, it } from 'vitest';
import {
  encodedSize,
  hasContent,
  newDraft,
  sendProblem,
  sendWarnings,
  toSubmission,
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

describe('a draft', () => {
  it('[UI32] cannot be sent to nobody, to a wrong address, while uploading or too large', () => {
    expect(sendProblem(draft())).toBeNull();
    expect(sendProblem({ ...draft(), to: [] })).toBe('noRecipient');
    expect(sendProblem({ ...draft(), cc: [{ name: null, email: 'nobody' }] })).toBe('badAddress');
    expect(sendProblem({ ...draft(), files: [{ ...file(1), uploadId: null }] })).toBe('uploading');
    expect(sendProblem({ ...draft(), files: [file(27_000_000)] })).toBe('tooLarge');
    expect(sendProblem({ ...draft(), files: [file(26_000_000)] })).toBeNull();
  });

  it('[UI32] counts what Base64 adds', () => {
    const size = encodedSize({ files: [file(57_000)], html: '', quoteHtml: '' });
    expect(size).toBe(78_000 + 4_000);
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
    const sent = toSubmission({ ...draft(), quoteHtml: '<blockquote>q</blockquote>' });
    expect(sent.html).toBe(
      '<p style="margin:0">One</p><p style="margin:0"><br></p><p style="margin:0">Two</p><br><blockquote>q</blockquote>',
    );
    expect(sent.undoSeconds).toBe(10);
  });
});
