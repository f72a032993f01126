import { Alert } from 'antd';
import { useT } from '../host/host.tsx';
import { type LinkFailure, linkFailureText, missingOf, scopeText } from './link-errors.ts';

/** What went wrong and the mend, in one notice. */
export function FailureNotice({ failure }: { failure: LinkFailure }) {
  const t = useT();
  const text = linkFailureText(t, failure);
  const missing = missingOf(failure);
  return (
    <Alert
      type="error"
      showIcon
      className="mr-notice"
      title={text.title}
      description={
        <>
          {text.mend}
          {text.action && (
            <>
              {' '}
              <a href={text.action.href} target="_blank" rel="noopener noreferrer">
                {text.action.label}
              </a>
            </>
          )}
          {missing && missing.scopes.length > 0 && (
            <>
              <p className="mr-missing-title">{t('link.missingTitle')}</p>
              <ul className="mr-missing">
                {missing.scopes.map((scope) => (
                  <li key={scope}>{scopeText(t, scope)}</li>
                ))}
              </ul>
            </>
          )}
        </>
      }
    />
  );
}
