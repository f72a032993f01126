/**
 * Undoes a Content-Transfer-Encoding. Never throws: what is no valid code is passed over or kept as
 * it stands; an unknown encoding leaves the bytes alone.
 */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  const name = encoding
    .slice(0, 64)
    .replace(/\(.*?\)/g, '')
    .trim()
    .toLowerCase();
  if (name.startsWith('base64')) return decodeBase64(body);
  if (name.startsWith('quoted-printable')) return decodeQuotedPrintable(body);
  if (/^(x-)?uu(e|encode)?$/.test(name)) return decodeUu(body);
  return body;
}

function decodeBase64(body: Buffer): Buffer {
  const text = body.toString('latin1');
  // Padding in the middle marks two encoded runs glued together (mailing list footers).
  if (!/=\s*[A-Za-z0-9+/]/.test(text.slice(0, -4))) return Buffer.from(text, 'base64');
  const runs = text.split(/=+/).slice(0, 1_000);
  return Buffer.concat(runs.map((run) => Buffer.from(run, 'base64')));
}

function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] as number;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const high = hexValue(body[index + 1]);
    const low = hexValue(body[index + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      index += 2;
      continue;
    }
    // A soft line break, with the white space that relays append.
    let end = index + 1;
    while (body[end] === 0x20 || body[end] === 0x09) end += 1;
    if (body[end] === 0x0d && body[end + 1] === 0x0a) index = end + 1;
    else if (body[end] === 0x0a || body[end] === 0x0d) index = end;
    else if (end >= body.length) index = end;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function decodeUu(body: Buffer): Buffer {
  const out: number[] = [];
  for (const line of body.toString('latin1').split(/\r?\n/)) {
    if (line === '' || line === 'end' || /^begin \d{3}/.test(line)) continue;
    const size = (line.charCodeAt(0) - 32) & 63;
    const bytes: number[] = [];
    for (let index = 1; index < line.length && bytes.length < size; index += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map(
        (offset) => (line.charCodeAt(index + offset) - 32) & 63,
      );
      const group = ((a ?? 0) << 18) | ((b ?? 0) << 12) | ((c ?? 0) << 6) | (d ?? 0);
      bytes.push((group >> 16) & 255, (group >> 8) & 255, group & 255);
    }
    for (const byte of bytes.slice(0, size)) out.push(byte);
  }
  return Buffer.from(out);
}
