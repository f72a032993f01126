import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guideFiles } from './document.ts';
import { consoleLink, isProjectId } from './links.ts';
import { guideEn } from './messages.en.ts';
import { guideFr } from './messages.fr.ts';
import { drawingOf } from './sketch-layout.ts';
import { CHAPTERS, STEPS, type Step, stepsOf } from './steps.ts';
import { filled, valuesOf } from './values.ts';
import { wordsEn } from './words.en.ts';
import { wordsFr } from './words.fr.ts';
import type { GuideWords, Line } from './words.ts';

const consoles = {
  googleConsoleUrl: 'http://localhost:4010/console/',
  googleAdminUrl: 'http://localhost:4010/admin',
};
const steps: readonly (Step & { id: (typeof STEPS)[number]['id'] })[] = STEPS;
const values = valuesOf(
  {
    redirectUri: 'https://example.org/mail/admin/settings/mail/oauth2',
    webhookUrl: 'https://example.org/mail/api/webhooks/google',
    clients: [],
  },
  null,
);
const languages = [
  ['en', wordsEn, guideEn],
  ['fr', wordsFr, guideFr],
] as const;

describe('steps', () => {
  it('[GU1] are fewer inside one Workspace, and testers are listed in Testing only', () => {
    const ids = (answers: Parameters<typeof stepsOf>[1]) =>
      stepsOf('setup', answers).map(({ id }) => id);
    expect(ids({ audience: 'internal' })).toEqual([
      'project',
      'api',
      'app',
      'client',
      'file',
      'doctor',
      'link',
    ]);
    expect(ids({ audience: 'external' })).toEqual([
      'project',
      'api',
      'app',
      'scope',
      'client',
      'file',
      'doctor',
      'publish',
      'link',
    ]);
    expect(ids({ audience: 'external', publishing: 'testing' })).toContain('testers');
    expect(ids({ audience: 'internal', publishing: 'testing' })).not.toContain('testers');
  });

  it('[GU10] ask a newcomer for six things to type, paste or drop at most', () => {
    for (const audience of ['internal', 'external'] as const) {
      const inputs = stepsOf('setup', { audience }).flatMap((step) => step.inputs ?? []);
      expect(inputs.length).toBeLessThanOrEqual(6);
      expect(new Set(inputs).size).toBe(inputs.length);
    }
  });

  it('[GU2] stand in known chapters, each once, and can be finished', () => {
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
    for (const chapter of CHAPTERS) {
      const its = steps.filter((step) => step.chapter === chapter);
      expect(its.length, chapter).toBeGreaterThan(0);
    }
    for (const step of steps.filter(({ chapter }) => chapter === 'setup'))
      expect(Boolean(step.fact || step.isTickedByHand), step.id).toBe(true);
  });
});

describe('links', () => {
  it('[GU4] begin with the configured consoles and carry the project where there is one', () => {
    for (const { link, id } of steps) {
      if (!link || link.to === 'accounts') continue;
      const base = link.to === 'cloud' ? 'http://localhost:4010/console/' : consoles.googleAdminUrl;
      const address = consoleLink(link, consoles, 'my-project-1') ?? '';
      expect(address.startsWith(base), id).toBe(true);
      expect(new URL(address).pathname, id).not.toContain('//');
      const hasProject = link.to === 'cloud' && !link.hasNoProject;
      expect(new URL(address).searchParams.get('project'), id).toBe(
        hasProject ? 'my-project-1' : null,
      );
      expect(consoleLink(link, consoles, null)).not.toContain('project=');
    }
  });

  it('[GU4] name no console themselves', () => {
    const sources = readdirSync(import.meta.dirname)
      .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
      .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
    for (const source of sources)
      expect(source).not.toMatch(/https?:\/\/(console\.cloud|admin)\.google\.com/);
  });

  it.each([
    ['my-project-123456', true],
    [' my-project-1 ', true],
    ['example.com:my-project', true],
    ['My Project', false],
    ['123456789012', false],
    ['short', false],
    ['ends-with-', false],
    ['a'.repeat(31), false],
    ['my-project?x=1', false],
  ])('[GU4] takes %j as a project id: %s', (text, isOne) => {
    expect(isProjectId(text)).toBe(isOne);
  });
});

describe.each(languages)('words, %s', (language, words, card) => {
  it('[GU9] say something about every step, chapter, value, text and sketch', () => {
    for (const step of steps) {
      const text = words.steps[step.id];
      expect([text.title, text.why, ...textsOf(text.do)].every((t) => t.trim() !== '')).toBe(true);
      expect(text.do.length, step.id).toBeGreaterThan(0);
      expect(Boolean(step.link), step.id).toBe(Boolean(text.link));
      // One sentence says what it is for.
      expect(text.why.replace(/[^.]/g, ''), step.id).toBe('.');
    }
    for (const chapter of CHAPTERS) expect(words.chapters[chapter].lead).not.toBe('');
  });

  it('[GU9] leave no placeholder and no mark unfilled', () => {
    for (const text of everyText(words)) {
      expect(filled(text, values)).not.toMatch(/[{}]/);
      expect(text.split('**').length % 2, text).toBe(1);
      expect(text.split('`').length % 2, text).toBe(1);
    }
  });

  it('[GU3] show what is pasted under the step that speaks of it', () => {
    for (const { id, copies = [], inputs = [] } of steps) {
      for (const copy of copies) expect(words.copies[copy]).not.toBe('');
      for (const input of inputs) expect(words.inputs[input]).not.toBe('');
      if (inputs.some((input) => input === 'redirectUri'))
        expect(copies, id).toContain('redirectUri');
    }
  });

  it('[GU3] draw sketches in which nothing sticks out, with words in their place', () => {
    for (const [id, sketch] of Object.entries(words.sketches)) {
      const { width, height, shapes } = drawingOf(sketch);
      const marks = sketch.rows.filter((row) => 'mark' in row && row.mark !== undefined).length;
      expect(sketch.alt.match(/[:,] \d |\d /g)?.length, id).toBe(marks);
      for (const shape of shapes) {
        if (shape.kind !== 'text') continue;
        expect(
          shape.x + shape.text.length * shape.size * 0.56,
          `${id}: ${shape.text}`,
        ).toBeLessThan(width);
        expect(shape.y, id).toBeLessThan(height);
      }
    }
  });

  it('[GU11] are what the document says', () => {
    const document = guideFiles({
      googleConsoleUrl: 'https://console.cloud.google.com',
      googleAdminUrl: 'https://admin.google.com',
    })[`setup.${language}.md`];
    for (const step of steps) {
      expect(document).toContain(words.steps[step.id].title);
      for (const line of textsOf(words.steps[step.id].do))
        expect(document).toContain(line.split('{')[0]);
    }
    expect(document).toContain(card['guide.audience.internal']);
    const folder = join(import.meta.dirname, '../../../../../docs/google');
    expect(readFileSync(join(folder, `setup.${language}.md`), 'utf8')).toBe(document);
  });
});

describe('French', () => {
  it('[GU9] has no English but the console’s own words, and sets its signs', () => {
    const english = everyText(wordsEn);
    for (const text of everyText(wordsFr)) {
      const isReview = [wordsEn.texts.justification.text, wordsEn.texts.video.text].includes(text);
      if (isReview) continue;
      const own = text.replace(/\*\*[^*]+\*\*/g, '').replace(/https:\S+/g, '');
      expect(own).not.toMatch(/\b(the|your|press|choose|and|with|of|is|paste|mailbox)\b/i);
      expect(own, text).not.toMatch(/[^\u00a0\s:/][:;!?»](\s|$)| [:;!?»]|«[^\u00a0]|\w'\w/);
      const isName = /^[\w\s./@…:+▾-]*$/.test(text) && text.length < 40;
      if (!isName) expect(english, text).not.toContain(text);
    }
  });
});

function textsOf(lines: readonly Line[]): string[] {
  return lines.map((line) => (typeof line === 'string' ? line : line.text));
}

function everyText(words: GuideWords): string[] {
  return [
    ...Object.values(words.steps).flatMap((text) => [
      text.title,
      text.why,
      ...textsOf(text.do),
      ...textsOf(text.notes ?? []),
    ]),
    ...Object.values(words.chapters).flatMap(({ title, lead }) => [title, lead]),
    ...Object.values(words.copies),
    ...Object.values(words.inputs),
    ...Object.values(words.sketches).map(({ alt }) => alt),
    ...Object.values(words.texts).flatMap(({ label, text }) => [label, text]),
  ];
}
