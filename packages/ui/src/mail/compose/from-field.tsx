import { useId } from 'react';
import { useT } from '../../host/host.tsx';
import { useAccounts, useIdentities } from '../queries.ts';
import type { Draft } from './draft.ts';

/** Whom a message is from: every verified address of every account; hidden while there is one only. */
export function FromField({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}) {
  const t = useT();
  const accounts = useAccounts();
  const identities = useIdentities();
  const id = useId();
  const verified = (identities.data ?? []).filter((identity) => identity.isVerified);
  const bare = (accounts.data ?? [])
    .filter((account) => !verified.some((identity) => identity.accountId === account.id))
    .map((account) => ({ accountId: account.id, email: account.email, name: account.displayName }));
  const senders = [...verified, ...bare];
  const value = `${draft.accountId} ${draft.from}`;
  const isKnown = senders.some((sender) => `${sender.accountId} ${sender.email}` === value);
  return (
    <div className="mr-compose-field" hidden={senders.length < 2}>
      <label className="mr-compose-label" htmlFor={id}>
        {t('compose.from')}
      </label>
      <select
        id={id}
        className="mr-from"
        value={value}
        onChange={(event) => {
          const [accountId = '', from = ''] = event.target.value.split(' ');
          onChange({ accountId: Number(accountId), from });
        }}
      >
        {!isKnown && <option value={value}>{draft.from}</option>}
        {senders.map((sender) => (
          <option
            key={`${sender.accountId} ${sender.email}`}
            value={`${sender.accountId} ${sender.email}`}
          >
            {sender.name ? `${sender.name} <${sender.email}>` : sender.email}
          </option>
        ))}
      </select>
    </div>
  );
}
