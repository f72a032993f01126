import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useApi, useT } from '../../host/host.tsx';
import { sendingQuery } from '../../signatures/data.ts';
import { SignatureFrame } from '../../signatures/signature-frame.tsx';
import { signatureIdOf } from '../../signatures/signature-html.ts';
import type { Draft } from './draft.ts';

/**
 * What a message is signed with, below its text and above what it quotes. It stays outside of the
 * editor: another one takes its place whole, and what was written around it stays as it is.
 */
export function SignaturePart({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}) {
  const t = useT();
  const api = useApi();
  const id = useId();
  const { data, error, refetch } = useQuery(sendingQuery(api, draft.accountId, draft.from));
  if (error)
    return (
      <p className="mr-composer-signature" role="alert">
        {t('signatures.loadFailed')}{' '}
        <button type="button" className="mr-link" onClick={() => void refetch()}>
          {t('settings.retry')}
        </button>
      </p>
    );
  if (!data || (data.choices.length === 0 && data.lockedHtml === null)) return null;
  const chosenId = signatureIdOf(draft, data);
  const chosen = data.choices.find((one) => one.id === chosenId);
  return (
    <div className="mr-composer-signature">
      {data.choices.length > 0 && (
        <div className="mr-signature-head">
          <label htmlFor={id}>{t('signatures.inMessage')}</label>
          <select
            id={id}
            value={chosenId ?? 0}
            onChange={(event) => onChange({ signature: Number(event.target.value) || null })}
          >
            <option value={0}>{t('signatures.none')}</option>
            {data.choices.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name || t('signatures.shared')}
              </option>
            ))}
          </select>
          {chosen && (
            <button type="button" className="mr-link" onClick={() => onChange({ signature: null })}>
              {t('signatures.removeFromMessage')}
            </button>
          )}
        </div>
      )}
      {chosen && <SignatureFrame key={chosen.id} html={chosen.html} />}
      {data.lockedHtml !== null && (
        <>
          <div className="mr-signature-head">{t('signatures.fixed')}</div>
          <SignatureFrame html={data.lockedHtml} label={t('signatures.fixed')} />
        </>
      )}
    </div>
  );
}
