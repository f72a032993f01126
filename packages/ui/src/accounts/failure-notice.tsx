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
          {missing && missing.scopes.length > 0 && (
            <>
              {t('link.missingTitle')}
              <ul className="mr-missing">
                {missing.scopes.map((scope) => (
                  <li key={scope}>{scopeText(t, scope)}</li>
                ))}
              </ul>
            </>
          )}
          {text.mend}
          {text.action && (
            <p className="mr-notice-link">
              <a href={text.action.href} target="_blank" rel="noopener noreferrer">
                {text.action.label}
              </a>
            </p>
          )}
        </>
      }
    />
  );
}
