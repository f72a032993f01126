import type { SetupView } from '../../views.ts';
import type { StepLink } from './steps.ts';

type Consoles = Pick<SetupView, 'googleConsoleUrl' | 'googleAdminUrl'>;

/** As Google writes project ids; old ones of a domain carry it before a colon. */
const PROJECT_ID = /^([a-z][a-z0-9.-]*:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

/**
 * The address of a page in one of Google's consoles.
 *
 * @param projectId makes the link lead into this project; null: the console asks, or takes the last one
 * @returns null for steps that lead elsewhere
 */
export function consoleLink(
  link: StepLink,
  consoles: Consoles,
  projectId: string | null,
): string | null {
  if (link.to === 'accounts') return null;
  const base = link.to === 'cloud' ? consoles.googleConsoleUrl : consoles.googleAdminUrl;
  const address = `${base.replace(/\/+$/, '')}${link.path}`;
  if (link.to === 'admin' || link.hasNoProject || !projectId) return address;
  return `${address}${link.path.includes('?') ? '&' : '?'}project=${encodeURIComponent(projectId)}`;
}

/** Whether Google could have given this project id. Numbers and names with spaces are none. */
export function isProjectId(text: string): boolean {
  return PROJECT_ID.test(text.trim());
}
