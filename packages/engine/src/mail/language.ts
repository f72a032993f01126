import type { MailLanguage } from './message.ts';

/** Frequent short words that tell the languages apart; each list is our own choice. */
const STOP_WORDS: Record<Exclude<MailLanguage, 'simple' | 'russian'>, string> = {
  danish: 'og jeg ikke det er til på med af som har vil kan ikke også blev hvad meget hvor mig dig',
  dutch:
    'de het een en van ik niet is dat op te voor met zijn je wij aan ook maar naar nog wel hebben',
  english:
    'the and to of you is for that this with are have your not be on it will was please from we',
  finnish:
    'ja on ei että se oli olen kun mutta hän tämä mitä myös niin ovat ole kanssa kiitos minä',
  french:
    'le la les des est et vous nous que pour une dans pas sur avec je du au ce qui votre bonjour',
  german:
    'der die und das ist nicht ich sie wir mit für ein eine auf von zu den dem auch wie bitte',
  hungarian: 'és hogy nem egy az van is meg csak de ez volt kell lesz már mint vagy azt köszönöm',
  italian:
    'il di che per non sono una con della gli anche più mi questo è nel alla come ho grazie lo',
  norwegian:
    'og jeg ikke det er til på med av som har vil kan også ble hva mye hvor meg deg noe etter',
  portuguese:
    'não uma com para que os do da em você mais por foi são obrigado está ao muito como já',
  romanian:
    'și nu este pentru că din sunt cu pe mai care sau dar fost avea această mulțumesc la într',
  spanish:
    'el los las que para una por con es no más pero está como gracias del se lo su muy usted al',
  swedish:
    'och jag inte det är till på med av som har vill kan också blev vad mycket var mig dig från',
  turkish:
    'bir ve bu için ile çok değil olarak daha ama gibi kadar var ben sonra teşekkür mi en ne de',
};

const SETS = Object.entries(STOP_WORDS).map(
  ([language, words]) => [language as MailLanguage, new Set(words.split(' '))] as const,
);
const MAX_LENGTH = 8_000;
const MAX_WORDS = 800;

/**
 * Tells the language of a text by its small words.
 *
 * @returns the name of a PostgreSQL text search configuration; `simple` when the text is short, of
 * an unknown language, or of two at once
 */
export function detectLanguage(text: string): MailLanguage {
  const words =
    text
      .slice(0, MAX_LENGTH)
      .toLowerCase()
      .match(/\p{L}+/gu)
      ?.slice(0, MAX_WORDS) ?? [];
  if (words.length < 4) return 'simple';
  const cyrillic = words.filter((word) => /^\p{Script=Cyrillic}+$/u.test(word)).length;
  // Letters of its neighbours that Russian lacks.
  if (cyrillic > words.length / 2)
    return /[іїєґўјљњћџ]/.test(words.join('')) ? 'simple' : 'russian';
  const scores = SETS.map(([language, set]) => ({
    language,
    hits: words.filter((word) => set.has(word)).length,
  })).sort((a, b) => b.hits - a.hits);
  const [best, second] = scores;
  if (!best || !second) return 'simple';
  const isEnough = best.hits >= 2 && best.hits / words.length >= 0.08;
  return isEnough && best.hits > second.hits ? best.language : 'simple';
}
