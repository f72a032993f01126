import { consoleLink } from './links.ts';
import { guideEn } from './messages.en.ts';
import { guideFr } from './messages.fr.ts';
import { sketchSvg } from './sketch-svg.ts';
import { CHAPTERS, STEPS, type Step, type StepId, stepsOf, type When } from './steps.ts';
import { filled, type Values, valuesOf } from './values.ts';
import { wordsEn } from './words.en.ts';
import { wordsFr } from './words.fr.ts';
import type { GuideWords, Line } from './words.ts';

const LANGUAGES = {
  en: { words: wordsEn, card: guideEn },
  fr: { words: wordsFr, card: guideFr },
} as const;

type Language = keyof typeof LANGUAGES;
type Consoles = Parameters<typeof consoleLink>[1];

/** Stands for the reader's own installation. */
const EXAMPLE = {
  redirectUri: 'https://mail.example.com/admin/settings/mail/oauth2',
  webhookUrl: 'https://mail.example.com/api/webhooks/google',
  clients: [],
};

/**
 * The guide as files to read without the application: a Markdown document a language and its
 * drawings, from the same words as the page.
 *
 * @returns the text of each file by its name
 */
export function guideFiles(consoles: Consoles): Record<string, string> {
  const files: Record<string, string> = {};
  for (const language of Object.keys(LANGUAGES) as Language[]) {
    files[`setup.${language}.md`] = documentOf(language, consoles);
    for (const [id, sketch] of Object.entries(LANGUAGES[language].words.sketches))
      files[`${id}.${language}.svg`] = sketchSvg(sketch);
  }
  return files;
}

function documentOf(language: Language, consoles: Consoles): string {
  const { words, card } = LANGUAGES[language];
  const { document } = words;
  const blocks = [
    `<!-- ${document.generated} -->`,
    `# ${document.title}`,
    document.lead,
    `## ${document.question}`,
    `- **${card['guide.audience.internal']}.** ${card['guide.audience.internalText']}`,
    `- **${card['guide.audience.external']}.** ${card['guide.audience.externalText']}`,
    ...CHAPTERS.flatMap((chapter) => [
      `## ${words.chapters[chapter].title}`,
      words.chapters[chapter].lead,
      ...(chapter === 'setup' ? [inputsOf(words, language)] : []),
      ...STEPS.filter((step) => step.chapter === chapter).flatMap((step, index) =>
        stepBlocks(step, index + 1, language, consoles),
      ),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function stepBlocks(
  step: Step & { id: StepId },
  number: number,
  language: Language,
  consoles: Consoles,
): string[] {
  const { words, card } = LANGUAGES[language];
  const values = valuesOf(EXAMPLE, null);
  const text = words.steps[step.id];
  const address = step.link ? consoleLink(step.link, consoles, null) : null;
  return [
    `### ${number}. ${text.title}`,
    `${only(step.when, words, isWholeChapter(step))}${text.why}`,
    ...(address ? [`[${text.link}](${address})`] : []),
    listOf(text.do, words, values, text.do.length > 1),
    ...(step.sketch
      ? [`![${words.sketches[step.sketch].alt}](${step.sketch}.${language}.svg)`]
      : []),
    ...(step.copies?.some((id) => values[id] !== null)
      ? [
          `${words.document.paste}:\n\n${step.copies
            .flatMap((id) =>
              values[id] === null ? [] : [`- ${words.copies[id]}: \`${values[id]}\``],
            )
            .join('\n')}`,
        ]
      : []),
    ...(step.texts ?? []).map(
      (id) =>
        `${words.texts[id].label}:\n\n\`\`\`text\n${filled(words.texts[id].text, values)}\n\`\`\``,
    ),
    ...(text.notes
      ? [`*${card['guide.notes']}*\n\n${listOf(text.notes, words, values, false)}`]
      : []),
  ];
}

/** What a newcomer has to bring, in one sentence. */
function inputsOf(words: GuideWords, language: Language): string {
  const ids = stepsOf('setup', { audience: 'external' }).flatMap(({ inputs = [] }) => inputs);
  const list = new Intl.ListFormat(language).format(ids.map((id) => words.inputs[id]));
  return `${words.document.inputs}${language === 'fr' ? '\u00a0' : ''}: ${list}.`;
}

function listOf(
  lines: readonly Line[],
  words: GuideWords,
  values: Values,
  isOrdered: boolean,
): string {
  return lines
    .map((line, index) => {
      const text = typeof line === 'string' ? line : `${only(line.when, words)}${line.text}`;
      return `${isOrdered ? `${index + 1}.` : '-'} ${filled(text, values)}`;
    })
    .join('\n');
}

/** For whom a step or a line is, where it is not for everybody. */
function only(when: When | undefined, words: GuideWords, isSaid = false): string {
  if (!when || isSaid) return '';
  if (when.publishing) return `*(${words.document.only.testing})* `;
  return when.audience ? `*(${words.document.only[when.audience]})* ` : '';
}

/** Where every step of a chapter is for the same people, its lead says so. */
function isWholeChapter(step: Step): boolean {
  return STEPS.filter(({ chapter }) => chapter === step.chapter).every(
    (other: Step) => other.when?.audience === step.when?.audience,
  );
}
