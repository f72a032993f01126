import { describe, expect, it } from 'vitest';
import { isBeyondEditor, signatureIdOf, toShown, toStored } from './signature-html.ts';

const id = '0d9f1c1e-4a53-4a69-9d3b-8f5f1a2b3c4d';
const stored = `<p>A</p><img src="cid:${id}@signature.mailroom" alt="x"><img src="cid:${id}@signature.mailroom">`;
const url = '/base/api/signatures/images/';

describe('signatures in the browser', () => {
  it('[SG3] shows pictures from the server and keeps them by their Content-ID', () => {
    const shown = toShown(stored, url);
    expect(shown).toContain(`<img src="${url}${id}" alt="x">`);
    expect(shown).not.toContain('cid:');
    expect(toStored(shown, url)).toBe(stored);
  });

  it('[SG10] warns before layout that the editor cannot keep is edited', () => {
    expect(isBeyondEditor(stored)).toBe(false);
    expect(isBeyondEditor('<table><tr><td>A</td></tr></table>')).toBe(true);
    expect(isBeyondEditor('<p style="color:red">A</p>')).toBe(true);
  });

  it('[SG5] takes the sender’s default, the chosen one, or none after it was removed', () => {
    const sending = { choices: [{ id: 1 }, { id: 2 }], newSignatureId: 1, replySignatureId: 2 };
    expect(signatureIdOf({ related: null }, sending)).toBe(1);
    expect(signatureIdOf({ related: {} }, sending)).toBe(2);
    expect(signatureIdOf({ related: {}, signature: 1 }, sending)).toBe(1);
    expect(signatureIdOf({ related: null, signature: null }, sending)).toBeNull();
    expect(signatureIdOf({ related: null, signature: 9 }, sending)).toBeNull();
  });
});
