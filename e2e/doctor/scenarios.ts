import { afterwards } from './afterwards.ts';
import { atLinking } from './at-linking.ts';
import { beforeLinking } from './before-linking.ts';
import { delegating } from './delegating.ts';
import type { PlaceName } from './place.ts';
import { pushing } from './pushing.ts';
import type { Scenario } from './scenario.ts';

/** Everything that can go wrong with Google, in the order in which people meet it. */
export const scenarios: readonly Scenario[] = [
  ...beforeLinking,
  ...atLinking,
  ...delegating,
  ...pushing,
  ...afterwards,
];

/** The places, in the order in which they are visited: `patient` begins first and ends last. */
export const placeNames: readonly PlaceName[] = [
  'home',
  'publicName',
  'address',
  'intercepted',
  'walled',
  'patient',
];

export function scenariosAt(name: PlaceName): Scenario[] {
  return scenarios.filter(({ at = 'home' }) => at === name);
}
