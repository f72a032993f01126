import { useId } from 'react';
import { useT } from '../../host/host.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useAccounts, useIdentities } from '../queries.ts';
import { type Draft, otherReceiver, withSender } from './draft.ts';

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
  const other = otherReceiver(draft);
  /** An alias that two mailboxes share would stand there twice, and nobody could tell which is which. */
  const behind = ({ accountId, email }: { accountId: number; email: string }) => {
    const account = accounts.data?.find((each) => each.id === accountId);
    const isShared = senders.some((one) => one.email === email && one.accountId !== accountId);
    return isShared && account ? ` · ${account.email}` : '';
  };
  return (
    <>
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
            onChange(withSender(draft, Number(accountId), from));
          }}
        >
          {!isKnown && <option value={value}>{draft.from}</option>}
          {senders.map((sender) => (
            <option
              key={`${sender.accountId} ${sender.email}`}
              value={`${sender.accountId} ${sender.email}`}
            >
              {sender.name ? `${sender.name} <${sender.email}>` : sender.email}
              {behind(sender)}
            </option>
          ))}
        </select>
      </div>
      {other && (
        <p className="mr-composer-other" role="status">
          <Icon name="warning" size={14} />
          <span>
            {t('signatures.otherSender', { email: other.email })}{' '}
            <button
              type="button"
              className="mr-link"
              onClick={() => onChange(withSender(draft, other.accountId, other.email))}
            >
              {t('signatures.senderUse', { email: other.email })}
            </button>
          </span>
        </p>
      )}
    </>
  );
}
