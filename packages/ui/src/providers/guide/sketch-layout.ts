/** Small drawings of Google's pages: rows of plain data, laid out once for screen and document. */

export type Row =
  | { kind: 'heading' | 'text'; text: string }
  | { kind: 'field'; label: string; value: string; mark?: number }
  | { kind: 'button'; text: string; look: 'main' | 'plain' | 'link'; mark?: number }
  | { kind: 'check'; text: string; isOn: boolean; mark?: number };

/** What a shape is; colours follow from it. */
export type Role =
  | 'page'
  | 'bar'
  | 'box'
  | 'main'
  | 'onMain'
  | 'mark'
  | 'onMark'
  | 'ink'
  | 'soft'
  | 'link';

export type Shape =
  | {
      kind: 'rect';
      x: number;
      y: number;
      width: number;
      height: number;
      radius: number;
      role: Role;
    }
  | { kind: 'circle'; x: number; y: number; radius: number; role: Role }
  | { kind: 'line'; points: string; role: Role }
  | { kind: 'text'; x: number; y: number; size: number; isBold: boolean; text: string; role: Role };

export interface Drawing {
  width: number;
  height: number;
  shapes: Shape[];
}

const WIDTH = 360;
const LEFT = 20;
const INNER = WIDTH - 2 * LEFT - 26;
/** Width of an average letter, as a share of its size. Generous: fonts differ. */
const LETTER = 0.56;

/** Lays a sketch out, top down. Numbered marks stand at the right edge of what they point to. */
export function drawingOf(sketch: { title: string; rows: readonly Row[] }): Drawing {
  const shapes: Shape[] = [];
  let y = 44;
  for (const row of sketch.rows) y = draw(row, y, shapes) + 10;
  const height = y + 6;
  const frame: Shape[] = [
    rect(0.5, 0.5, WIDTH - 1, height - 1, 10, 'page'),
    rect(0.5, 0.5, WIDTH - 1, 30, 10, 'bar'),
    ...[14, 26, 38].map((x): Shape => ({ kind: 'circle', x, y: 15.5, radius: 3, role: 'soft' })),
    text(54, 19.5, 11, sketch.title, 'soft', true),
  ];
  return { width: WIDTH, height, shapes: [...frame, ...shapes] };
}

/** @returns where the row ends */
function draw(row: Row, y: number, shapes: Shape[]): number {
  switch (row.kind) {
    case 'heading':
      return lines(row.text, LEFT, y, 14, 'ink', true, INNER, shapes);
    case 'text':
      return lines(row.text, LEFT, y, 11.5, 'soft', false, INNER, shapes);
    case 'check': {
      shapes.push(rect(LEFT, y, 14, 14, 3, row.isOn ? 'main' : 'box'));
      if (row.isOn) {
        shapes.push({
          kind: 'line',
          points: `${LEFT + 3},${y + 7} ${LEFT + 6},${y + 10} ${LEFT + 11},${y + 4}`,
          role: 'onMain',
        });
      }
      const end = lines(row.text, LEFT + 22, y, 11.5, 'ink', false, INNER - 22, shapes);
      return marked(row.mark, y + 7, Math.max(end, y + 14), shapes);
    }
    case 'field': {
      const top = lines(row.label, LEFT, y, 11, 'soft', false, INNER, shapes) + 3;
      shapes.push(rect(LEFT, top, INNER, 26, 4, 'box'));
      shapes.push(text(LEFT + 9, top + 17, 11, cut(row.value, INNER - 18, 11), 'ink', false));
      return marked(row.mark, top + 13, top + 26, shapes);
    }
    case 'button': {
      const width = Math.min(row.text.length * 12 * LETTER + 26, INNER);
      if (row.look === 'link') {
        shapes.push(text(LEFT, y + 14, 11.5, row.text, 'link', true));
        return marked(row.mark, y + 10, y + 18, shapes);
      }
      shapes.push(rect(LEFT, y, width, 26, 13, row.look === 'main' ? 'main' : 'box'));
      const role = row.look === 'main' ? 'onMain' : 'link';
      shapes.push(text(LEFT + 13, y + 17, 11.5, row.text, role, true));
      return marked(row.mark, y + 13, y + 26, shapes);
    }
  }
}

function marked(mark: number | undefined, y: number, end: number, shapes: Shape[]): number {
  if (mark === undefined) return end;
  const x = WIDTH - LEFT - 9;
  shapes.push({ kind: 'circle', x, y, radius: 9, role: 'mark' });
  shapes.push(text(x - 3.3, y + 4, 11, String(mark), 'onMark', true));
  return end;
}

/** Breaks between words. @returns where the last line ends */
function lines(
  words: string,
  x: number,
  y: number,
  size: number,
  role: Role,
  isBold: boolean,
  width: number,
  shapes: Shape[],
): number {
  const most = Math.floor(width / (size * LETTER));
  const broken: string[] = [];
  for (const word of words.split(' ')) {
    const last = broken.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= most)
      broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  const height = size * 1.35;
  for (const [index, line] of broken.entries())
    shapes.push(text(x, y + size + index * height, size, line, role, isBold));
  return y + broken.length * height;
}

function cut(words: string, width: number, size: number): string {
  const most = Math.floor(width / (size * LETTER));
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  role: Role,
): Shape {
  return { kind: 'rect', x, y, width, height, radius, role };
}

function text(
  x: number,
  y: number,
  size: number,
  words: string,
  role: Role,
  isBold: boolean,
): Shape {
  return { kind: 'text', x, y, size, isBold, text: words, role };
}
