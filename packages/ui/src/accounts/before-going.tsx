import { useT } from '../host/host.tsx';
import type { AvailableProviderView } from '../views.ts';
import './linking.css';

type Warning = 'unverified' | 'testing';

/**
 * What the user will see at the provider, before they go there: the warning page that nobody
 * expects is drawn, unless the installation is known to be spared it.
 *
 * @param props.provider null: it is not set up any more
 */
export function BeforeGoing({ provider }: { provider: AvailableProviderView | null }) {
  const t = useT();
  const warning = warningOf(provider);
  return (
    <>
      <h2 className="mr-subtitle">{t('link.what')}</h2>
      <ol className="mr-steps">
        <li>
          {t('link.step1')} {provider?.audience === 'internal' && t('link.internalHint')}
        </li>
        {warning && (
          <li>
            {t(warning === 'testing' ? 'link.step2Testing' : 'link.step2')}
            <WarningSketch kind={warning} />
          </li>
        )}
        <li>{t('link.step3')}</li>
      </ol>
      {warning === 'testing' && <p className="mr-hint mr-link-hint">{t('link.testingHint')}</p>}
    </>
  );
}

/** Internal and verified apps are let through; of the others Google warns. */
function warningOf(provider: AvailableProviderView | null): Warning | null {
  if (provider?.audience === 'internal' || provider?.publishing === 'verified') return null;
  return provider?.publishing === 'testing' ? 'testing' : 'unverified';
}

/** Our own drawing of the page: where to press, in which order. */
function WarningSketch({ kind }: { kind: Warning }) {
  const t = useT();
  return (
    <figure className="mr-sketch" aria-label={t('link.sketch.label')}>
      <div className="mr-sketch-page" aria-hidden="true">
        <svg width="28" height="26" viewBox="0 0 28 26" aria-hidden="true">
          <path
            d="M14 2.5 26 23.5H2Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinejoin="round"
          />
          <path d="M14 10v6.5M14 19.6v.8" stroke="currentColor" strokeWidth="2.2" />
        </svg>
        <p className="mr-sketch-title">{t('link.sketch.title')}</p>
        <span className="mr-sketch-line" />
        <span className="mr-sketch-line" data-short="true" />
        {kind === 'testing' ? (
          <p className="mr-sketch-row">
            <Press>{t('link.sketch.continue')}</Press>
            <span className="mr-sketch-button">{t('link.sketch.back')}</span>
          </p>
        ) : (
          <>
            <p className="mr-sketch-row">
              <Press step={1}>{t('link.sketch.advanced')}</Press>
              <span className="mr-sketch-button">{t('link.sketch.back')}</span>
            </p>
            <p className="mr-sketch-row mr-sketch-more">
              <Press step={2}>{t('link.sketch.goTo')}</Press>
            </p>
          </>
        )}
      </div>
      <figcaption className="mr-hint">{t(`link.sketch.${kind}`)}</figcaption>
    </figure>
  );
}

/** A place to press, with its number where there are more. */
function Press(props: { step?: number; children: string }) {
  return (
    <span className="mr-sketch-press">
      {props.step && <b>{props.step}</b>}
      <span>{props.children}</span>
    </span>
  );
}
