import { crc32, deflateSync } from 'node:zlib';
import { randomOf } from './random-of.ts';

const noiseBytes = 1 << 20;
let noise: Buffer | null = null;

/** Bytes that do not compress, the same in every process; a slice of one block. */
export function noiseOf(random: () => number, length: number): Uint8Array {
  noise ??= makeNoise();
  const start = Math.floor(random() * noiseBytes);
  if (start + length <= noiseBytes) return noise.subarray(start, start + length);
  const pieces: Uint8Array[] = [];
  for (let left = length, at = start; left > 0; at = 0) {
    const piece = noise.subarray(at, Math.min(noiseBytes, at + left));
    pieces.push(piece);
    left -= piece.byteLength;
  }
  return Buffer.concat(pieces);
}

/** A PDF of one page with a line of text, and a stream that makes it as large as asked. */
export function pdfFile(title: string, filler: Uint8Array): Uint8Array {
  const text = `BT /F1 18 Tf 72 720 Td (${title.replace(/[^ -~]|[()\\]/g, '?')}) Tj ET`;
  const objects: Uint8Array[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R ' +
        '/Resources << /Font << /F1 5 0 R >> >> >>',
    ),
    Buffer.from(`<< /Length ${text.length} >>\nstream\n${text}\nendstream`),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    Buffer.concat([
      Buffer.from(`<< /Length ${filler.byteLength} >>\nstream\n`),
      filler,
      Buffer.from('\nendstream'),
    ]),
  ];
  const pieces: Uint8Array[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let length = 9;
  for (const [index, object] of objects.entries()) {
    offsets.push(length);
    const whole = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ]);
    pieces.push(whole);
    length += whole.byteLength;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pieces.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}` +
        `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(pieces);
}

/**
 * A PNG of a coloured gradient. Its size comes from a private chunk that viewers skip: deflating
 * megapixels on every read would cost more than the whole mailbox.
 */
export function pngFile(
  random: () => number,
  width: number,
  height: number,
  filler: Uint8Array | null = null,
): Uint8Array {
  const hue = Math.floor(random() * hues);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pictureChunks(hue, width, height),
    ...(filler ? [pngChunk('fiLl', filler)] : []),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const hues = 12;
const pictures = new Map<string, Uint8Array>();

/** A dozen pictures of each size are enough; deflating one for every message is not. */
function pictureChunks(hue: number, width: number, height: number): Uint8Array {
  const key = `${hue}:${width}:${height}`;
  const known = pictures.get(key);
  if (known) return known;
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0, at = 0; y < height; y += 1) {
    rows[at++] = 0;
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1)
        rows[at++] = ((hue * 37 + channel * 71) % 200) + ((x * (channel + 1) + y) % 56);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = Buffer.concat([
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 1 })),
  ]);
  pictures.set(key, chunks);
  return chunks;
}

/** A ZIP with one stored file. */
export function zipFile(name: string, content: Uint8Array): Uint8Array {
  const fileName = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.byteLength, 14);
  common.writeUInt32LE(content.byteLength, 18);
  common.writeUInt16LE(fileName.byteLength, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, fileName, content]);
  const tail = Buffer.alloc(14);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    tail,
    fileName,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.byteLength, 8);
  end.writeUInt32LE(local.byteLength, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

function makeNoise(): Buffer {
  const random = randomOf(0x5eed, 7);
  const block = Buffer.alloc(noiseBytes);
  for (let at = 0; at < noiseBytes; at += 4) block.writeUInt32LE(random() * 0x1_0000_0000, at);
  return block;
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.byteLength);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, check]);
}
