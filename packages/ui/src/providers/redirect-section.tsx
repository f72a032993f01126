import { Alert } from 'antd';
import { useT } from '../host/host.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import type { DoctorCheckId, SetupView } from '../views.ts';

/** The redirect URI to register with the client. */
export function RedirectUri({ setup }: { setup: SetupView }) {
  const t = useT();
  return (
    <CopyField
      label={t('providers.redirectUri')}
      value={setup.redirectUri}
      hint={t('providers.redirectUriHint')}
    />
  );
}

/** What the provider refuses about the redirect URI, and whether it is where people really are. */
export function RedirectProblems({ setup }: { setup: SetupView }) {
  const t = useT();
  const isTold = (id: DoctorCheckId) =>
    setup.report?.checks.some((check) => check.id === id && check.status === 'fail');
  // What the last report says already is not said twice.
  const problems = isTold('redirect_uri') ? [] : setup.redirectUriProblems;
  return (
    <>
      {problems.map((problem) => (
        <Alert
          key={problem}
          type="error"
          showIcon
          className="mr-notice"
          title={
            t.optional(`redirectUri.${problem}`) ??
            t.optional(`doctor.redirect_uri.${problem}`, { host: hostOf(setup) }) ??
            problem
          }
        />
      ))}
      {!isTold('public_url') && <Origins setup={setup} />}
    </>
  );
}

/**
 * Compares where this browser is with the configured address. Name, port and scheme have words of
 * their own: another scheme under the same name is a proxy that does not say who came how.
 */
function Origins({ setup }: { setup: SetupView }) {
  const t = useT();
  const browser = new URL(window.location.origin);
  if (!URL.canParse(setup.redirectUri)) return null;
  const configured = new URL(setup.redirectUri);
  if (configured.origin === browser.origin) return null;
  const isOtherScheme =
    configured.hostname === browser.hostname && configured.protocol !== browser.protocol;
  return (
    <Alert
      type="warning"
      showIcon
      className="mr-notice"
      title={t('origin.title')}
      description={
        <>
          <dl className="mr-origins">
            <dt>{t('origin.browser')}</dt>
            <dd>{browser.origin}</dd>
            <dt>{t('origin.configured')}</dt>
            <dd>{configured.origin}</dd>
          </dl>
          <p>
            {isOtherScheme
              ? t('origin.protocol', {
                  browser: schemeOf(browser),
                  configured: schemeOf(configured),
                })
              : t('origin.host')}
          </p>
        </>
      }
    />
  );
}

function hostOf({ redirectUri }: SetupView): string {
  return URL.canParse(redirectUri) ? new URL(redirectUri).hostname : redirectUri;
}

function schemeOf(url: URL): string {
  return url.protocol.replace(':', '');
}
