const HOST = 'signature.mailroom';
const CID = /cid:([0-9a-f-]{36})@signature\.mailroom/gi;

/**
 * A signature's HTML with pictures that a page can show.
 *
 * @param imagesUrl address below which the pictures lie, with its last slash
 */
export function toShown(html: string, imagesUrl: string): string {
  return html.replace(CID, (_, id: string) => `${imagesUrl}${id}`);
}

/** The reverse of `toShown`: HTML as the server keeps it. */
export function toStored(html: string, imagesUrl: string): string {
  return html
    .split(`src="${imagesUrl}`)
    .map((part, i) => (i === 0 ? part : part.replace(/^([0-9a-f-]{36})/i, `src="cid:$1@${HOST}`)))
    .join('');
}

/** Whether the editor would lose some of it: tables, colours and fonts of other programs. */
export function isBeyondEditor(html: string): boolean {
  return /<(?:table|font|center|h[1-6]|div|hr)\b|\sstyle=/i.test(html);
}

/** Which signature a message carries. `chosen`: null none, undefined whatever its sender has. */
export function signatureIdOf(
  draft: { signature?: number | null; related: unknown },
  sending: {
    choices: readonly { id: number }[];
    newSignatureId: number | null;
    replySignatureId: number | null;
  },
): number | null {
  if (draft.signature === undefined)
    return draft.related === null ? sending.newSignatureId : sending.replySignatureId;
  return sending.choices.find(({ id }) => id === draft.signature)?.id ?? null;
}
