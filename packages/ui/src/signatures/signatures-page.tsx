import { Button, Skeleton } from 'antd';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { useAccounts, useIdentities } from '../mail/queries.ts';
import { StatePage } from '../ui/state-page.tsx';
import { IdentityCard } from './identity-card.tsx';
import { ProfileCard } from './profile-card.tsx';
import { SignatureCard } from './signature-card.tsx';
import '../settings/settings.css';
import './signatures.css';

/** Settings of signatures, and of the addresses that messages are sent from. */
export function SignaturesPage({ isAdministrator }: { isAdministrator: boolean }) {
  const t = useT();
  return (
    <section className="mr-settings-page">
      <header className="mr-page-head">
        <div>
          <h1 className="mr-title">{t('settings.nav.signatures')}</h1>
          <p className="mr-lead">{t('signatures.lead')}</p>
        </div>
      </header>
      <SignatureCard isAdministrator={isAdministrator} />
      <ProfileCard />
      <Senders />
    </section>
  );
}

function Senders() {
  const t = useT();
  const accounts = useAccounts();
  const identities = useIdentities();
  const error = accounts.error ?? identities.error;
  if (error)
    return (
      <StatePage icon="warning" title={t('settings.loadFailed')} text={errorText(t, error)} isAlert>
        <Button
          onClick={() => {
            void accounts.refetch();
            void identities.refetch();
          }}
        >
          {t('settings.retry')}
        </Button>
      </StatePage>
    );
  if (!accounts.data || !identities.data)
    return <Skeleton active title={false} paragraph={{ rows: 4 }} />;
  if (accounts.data.length === 0) return <p className="mr-hint">{t('signatures.noAccounts')}</p>;
  return accounts.data.map((account) => (
    <IdentityCard
      key={account.id}
      account={account}
      identities={identities.data.filter(
        ({ accountId, isVerified }) => accountId === account.id && isVerified,
      )}
    />
  ));
}
