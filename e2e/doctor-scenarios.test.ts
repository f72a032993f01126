import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTranslate, type Locale } from '../packages/ui/src/i18n/translate.ts';
import { launchBrowser, openPerson, type Person } from './browser.ts';
import { cleanUp } from './doctor/acts.ts';
import { type Arranged, diagnose, type Finding, isHealed, wordsOf } from './doctor/diagnose.ts';
import { open, read } from './doctor/on-the-page.ts';
import { openPlace, type Place, publicHosts } from './doctor/place.ts';
import type { Scenario } from './doctor/scenario.ts';
import { placeNames, scenarios, scenariosAt } from './doctor/scenarios.ts';
import { reportFailures } from './failure-report.ts';

const hasBrowser = !process.env.MAILROOM_NO_BROWSER;
/** One of each part of the interface is read in French, too. */
const inFrench = new Set([
  'client-disabled-before-saving',
  'client-file-desktop',
  'redirect-uri-mismatch',
  'scope-unticked',
  'no-test-user',
  'delegation-lacks-scope',
  'push-never-comes',
]);

describe('what goes wrong with Google', { timeout: 120_000 }, () => {
  let browser: Browser | undefined;
  let patient: Promise<Place> | undefined;
  const names = Object.values(publicHosts);
  beforeAll(async () => {
    // Its minute goes by while the others are tested.
    patient = openAndBegin('patient');
    patient.catch(() => {});
    if (hasBrowser)
      browser = await launchBrowser(names.map((name) => `MAP ${name} 127.0.0.1`).join());
  }, 120_000);
  reportFailures(() => browser?.contexts().flatMap((context) => context.pages()) ?? []);
  afterAll(async () => {
    await browser?.close();
    await (await patient)?.stop();
  }, 120_000);

  it('[DR80] is at least 35 things, of which nine are known before or at the first link', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(35);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
    const early = scenarios.filter(({ isEarly }) => isEarly);
    expect(early.map(({ id }) => id).sort()).toEqual([
      'api-off',
      'client-unknown',
      'no-mailbox',
      'no-test-user',
      'plain-http',
      'redirect-uri-mismatch',
      'scope-unticked',
      'secret-wrong',
      'testing-token',
    ]);
    const moments = new Set(early.map(({ moment }) => moment));
    expect([...moments].sort()).toEqual(['doctor', 'link', 'save']);
  });

  describe.each(placeNames)('%s', (name) => {
    let place: Place;
    beforeAll(async () => {
      place = await (name === 'patient' && patient ? patient : openAndBegin(name));
    }, 300_000);
    afterAll(async () => {
      if (name !== 'patient') await place?.stop();
    }, 120_000);

    describe.each(scenariosAt(name).map((one) => [one.id, one] as const))('%s', (id, scenario) => {
      let arranged: Arranged;
      let finding: Finding;
      beforeAll(async () => {
        if (!scenario.begin) await cleanUp(place);
        arranged = await scenario.arrange(place);
        finding = await diagnose(place, scenario, arranged);
      }, 300_000);

      it('[DR80] is named by the API', async () => {
        expect(finding).toMatchObject(scenario.says);
        await scenario.besides?.(place);
      });

      it.skipIf(!hasBrowser)('[DR81] is said on the page, with its mend', () => says('en'));

      if (inFrench.has(id)) {
        it.skipIf(!hasBrowser)('[DR81] is said in French', () => says('fr'));
      }

      if (scenario.shows === 'report' && scenario.heal) {
        const { heal } = scenario;
        it('[DR82] passes by itself once it is mended', async () => {
          await heal(place);
          expect(await isHealed(place, scenario)).toBe(true);
        });
      }

      async function says(locale: Locale): Promise<void> {
        const t = await createTranslate(locale);
        const words = wordsOf(t, scenario, finding);
        if (!words) throw new Error(`no words: ${scenario.words}`);
        const person = await enter(locale);
        const reader = { page: person.page, place, t };
        await open(reader, scenario, arranged);
        await read(reader, scenario, words);
        await person.context.close();
      }

      /** Not closed where it fails: the page is told of. */
      async function enter(locale: Locale): Promise<Person> {
        if (!browser) throw new Error('no browser');
        const person = await openPerson(browser, place.server.url, {
          locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
          ...agentOf(scenario),
        });
        await person.context.addCookies(place.cookies());
        return person;
      }
    });
  });
});

async function openAndBegin(name: Place['name']): Promise<Place> {
  const place = await openPlace(name);
  for (const scenario of scenariosAt(name)) await scenario.begin?.(place);
  return place;
}

function agentOf(scenario: Scenario): { userAgent?: string } {
  return scenario.shows === 'blocked' && scenario.userAgent
    ? { userAgent: scenario.userAgent }
    : {};
}
