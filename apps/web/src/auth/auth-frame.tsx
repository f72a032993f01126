import { useT } from '@mailroom/ui';
import type { ReactNode } from 'react';
import '@mailroom/ui/settings.css';
import './auth.css';

/** The page around sign-in, first run and invitations. */
export function AuthFrame(props: { title: string; lead?: string; children: ReactNode }) {
  const t = useT();
  return (
    <main className="mr-auth">
      <div className="mr-auth-box">
        <p className="mr-auth-brand">
          <svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true">
            <rect x="1" y="5" width="32" height="24" rx="6" fill="var(--mr-accent)" />
            <path
              d="m6 12 11 8 11-8"
              fill="none"
              stroke="var(--mr-on-accent)"
              strokeWidth="2.4"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          <span>
            <strong>Mailroom</strong>
            <small>{t('auth.tagline')}</small>
          </span>
        </p>
        <div className="mr-card">
          <div>
            <h1 className="mr-title">{props.title}</h1>
            {props.lead && <p className="mr-lead">{props.lead}</p>}
          </div>
          {props.children}
        </div>
      </div>
    </main>
  );
}
