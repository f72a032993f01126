import type { Row } from './sketch-layout.ts';
import type { ChapterId, CopyId, InputId, SketchId, StepId, TextId, When } from './steps.ts';

/**
 * A line of a step, possibly for some answers only. `**bold**` are words of Google's console,
 * `{name}` is a value of this installation.
 */
export type Line = string | { when: When; text: string };

export interface StepWords {
  title: string;
  /** What it is for, in one sentence. */
  why: string;
  /** What to do, in order. */
  do: readonly Line[];
  /** What helps when something looks different. */
  notes?: readonly Line[];
  /** The button that leads out of here. */
  link?: string;
}

export interface SketchWords {
  /** Read in the picture's place. */
  alt: string;
  title: string;
  rows: readonly Row[];
}

/** Everything that the guide says in one language. */
export interface GuideWords {
  /** Heads the document; the card on the page has words of the catalogue. */
  document: {
    generated: string;
    title: string;
    lead: string;
    question: string;
    paste: string;
    /** Introduces everything that is typed, pasted or dropped. */
    inputs: string;
    /** For whom a step is, where it is not for everybody. */
    only: { internal: string; external: string; testing: string };
  };
  chapters: Record<ChapterId, { title: string; lead: string }>;
  steps: Record<StepId, StepWords>;
  copies: Record<CopyId, string>;
  inputs: Record<InputId, string>;
  sketches: Record<SketchId, SketchWords>;
  texts: Record<TextId, { label: string; text: string }>;
}

/** The words of a language, as a chunk of its own. */
export async function loadWords(locale: string): Promise<GuideWords> {
  if (locale.startsWith('fr')) return (await import('./words.fr.ts')).wordsFr;
  return (await import('./words.en.ts')).wordsEn;
}
