import { FONT, PALETTES, type Palette } from '../../theme/tokens.ts';
import { drawingOf, type Role, type Shape } from './sketch-layout.ts';
import type { SketchWords } from './words.ts';

/** A sketch as a file of its own, in the same colours as on the page; dark where the reader is. */
export function sketchSvg(sketch: SketchWords): string {
  const { width, height, shapes } = drawingOf(sketch);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(sketch.alt)}">`,
    `<style>text{font-family:${FONT.replaceAll('"', "'")}}${colours(PALETTES.light)}@media(prefers-color-scheme:dark){${colours(PALETTES.dark)}}</style>`,
    ...shapes.map(element),
    '</svg>',
    '',
  ].join('\n');
}

function colours(palette: Palette): string {
  const fills: Record<Role, string> = {
    page: `fill:${palette.surface};stroke:${palette.lineStrong}`,
    bar: `fill:${palette.sunken};stroke:${palette.lineStrong}`,
    box: `fill:${palette.surface};stroke:${palette.text3}`,
    main: `fill:${palette.accent}`,
    mark: `fill:${palette.danger}`,
    ink: `fill:${palette.text}`,
    soft: `fill:${palette.text3}`,
    link: `fill:${palette.accentText}`,
    onMain: `fill:${palette.onAccent}`,
    onMark: `fill:${palette.surface}`,
  };
  const rules = Object.entries(fills).map(([role, rule]) => `.${role}{${rule}}`);
  return `${rules.join('')}polyline{fill:none;stroke:${palette.onAccent};stroke-width:2}`;
}

function element(shape: Shape): string {
  switch (shape.kind) {
    case 'rect':
      return `<rect class="${shape.role}" x="${shape.x}" y="${shape.y}" width="${short(shape.width)}" height="${short(shape.height)}" rx="${shape.radius}"/>`;
    case 'circle':
      return `<circle class="${shape.role}" cx="${shape.x}" cy="${short(shape.y)}" r="${shape.radius}"/>`;
    case 'line':
      return `<polyline points="${shape.points}"/>`;
    case 'text':
      return `<text class="${shape.role}" x="${shape.x}" y="${short(shape.y)}" font-size="${shape.size}" font-weight="${shape.isBold ? 600 : 400}">${escaped(shape.text)}</text>`;
  }
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
