import { Alert, Button, Input, Modal } from 'antd';
import { type FormEvent, useState } from 'react';
import { ApiError, errorText } from '../../host/api-error.ts';
import { useHost, useT } from '../../host/host.tsx';
import { shortDateTime } from '../../ui/format.ts';
import { showToast } from '../../ui/toasts.tsx';
import type { DelegationView, ServiceAccountView, SetupView } from '../../views.ts';
import { Field } from '../field.tsx';
import { FileDrop } from '../file-drop.tsx';
import { projectIdOf } from '../guide/facts.ts';
import { consoleLink } from '../guide/links.ts';
import { useDelegationActions } from './data.ts';
import { problemWords } from './link-words.ts';

/** As the server's own bound: whatever is longer is no key file. */
const MAX_LENGTH = 20_000;

/** The key of the service account: dropped, chosen or pasted; then its facts, and the way to remove it. */
export function KeyForm(props: {
  account: ServiceAccountView | null;
  delegation: DelegationView;
  setup: SetupView;
}) {
  const t = useT();
  const { locale } = useHost();
  const { account } = props;
  const [isReplacing, setIsReplacing] = useState(false);
  return (
    <section className="mr-step">
      <h4>{t('delegation.step1')}</h4>
      {account && (
        <div className="mr-card-row">
          <p className="mr-key-facts">
            <strong>{account.email}</strong>
            <span className="mr-hint">
              {t('delegation.keyId', {
                keyId: `${account.keyId.slice(0, 8)}…`,
                when: shortDateTime(account.updatedAt, locale),
              })}
            </span>
          </p>
          <span>
            <Button size="small" onClick={() => setIsReplacing((now) => !now)}>
              {t(isReplacing ? 'delegation.replaceCancel' : 'delegation.replace')}
            </Button>
            <RemoveKey delegation={props.delegation} />
          </span>
        </div>
      )}
      {account?.problem && <KeyProblem problem={account.problem} />}
      {(!account || isReplacing) && (
        <KeyInput setup={props.setup} onSaved={() => setIsReplacing(false)} />
      )}
    </section>
  );
}

/** The provider refuses the key itself: no mailbox linked by it can be read. */
function KeyProblem({ problem }: { problem: NonNullable<ServiceAccountView['problem']> }) {
  const t = useT();
  const { title, mend } = problemWords(t, problem);
  return <Alert type="error" showIcon className="mr-notice" title={title} description={mend} />;
}

function KeyInput(props: { setup: SetupView; onSaved(): void }) {
  const t = useT();
  const { saveKey } = useDelegationActions();
  const [text, setText] = useState('');
  const [isTooLarge, setIsTooLarge] = useState(false);
  const save = (file: string) => {
    setIsTooLarge(file.length > MAX_LENGTH);
    if (file.length > MAX_LENGTH) return;
    saveKey.mutate(file, {
      onSuccess: () => {
        showToast({ key: 'delegation', text: t('delegation.keySaved'), tone: 'success' });
        props.onSaved();
      },
    });
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save(text);
  };
  const page = consoleLink(
    { to: 'cloud', path: '/iam-admin/serviceaccounts' },
    props.setup,
    projectIdOf(props.setup),
  );
  return (
    <>
      <p className="mr-hint">
        {t('delegation.step1Hint')}{' '}
        {page && (
          <a href={page} target="_blank" rel="noopener noreferrer">
            {t('delegation.openServiceAccounts')}
          </a>
        )}
      </p>
      <FileDrop
        title={t('delegation.drop')}
        hint={t('delegation.dropHint')}
        accept=".json,application/json"
        isBusy={saveKey.isPending}
        onFile={(file) => {
          if (file.size > MAX_LENGTH) setIsTooLarge(true);
          else void file.text().then(save);
        }}
      />
      <details className="mr-details">
        <summary>{t('delegation.paste')}</summary>
        <form className="mr-form" onSubmit={handleSubmit} autoComplete="off">
          <Field label={t('delegation.pasteLabel')}>
            {({ id }) => (
              <Input.TextArea
                id={id}
                value={text}
                rows={4}
                spellCheck={false}
                className="mr-mono"
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <Button htmlType="submit" disabled={text.trim() === ''} loading={saveKey.isPending}>
            {t('delegation.pasteSave')}
          </Button>
        </form>
      </details>
      {(isTooLarge || saveKey.error) && (
        <Alert
          type="error"
          showIcon
          className="mr-notice"
          title={t('delegation.keyInvalid')}
          description={fault()}
        />
      )}
    </>
  );

  function fault(): string {
    if (isTooLarge) return t('delegation.file.not_json');
    const { error } = saveKey;
    const reason = error instanceof ApiError ? String(error.data.reason ?? '') : '';
    return t.optional(`delegation.file.${reason}`) ?? errorText(t, error);
  }
}

function RemoveKey({ delegation }: { delegation: DelegationView }) {
  const t = useT();
  const { remove } = useDelegationActions();
  const [isOpen, setIsOpen] = useState(false);
  const refused = remove.error instanceof ApiError ? remove.error.data.accountCount : null;
  const linked = delegation.links.filter(({ state }) => state === 'linked').length;
  // The server's own count, where it refused for mailboxes that this page does not list.
  const count = typeof refused === 'number' ? refused : linked;
  const hasAccounts = count > 0;
  return (
    <>
      <Button size="small" type="text" danger onClick={() => setIsOpen(true)}>
        {t('delegation.remove')}
      </Button>
      <Modal
        open={isOpen}
        title={t('delegation.removeTitle')}
        onCancel={() => setIsOpen(false)}
        cancelText={t('settings.cancel')}
        cancelButtonProps={{ autoFocus: true }}
        okText={t(hasAccounts ? 'delegation.removeConfirmAccounts' : 'delegation.removeConfirm')}
        okButtonProps={{ danger: true, loading: remove.isPending }}
        destroyOnHidden
        onOk={() =>
          remove.mutate(hasAccounts, {
            onSuccess: () => showToast({ key: 'delegation', text: t('delegation.removed') }),
          })
        }
      >
        <p>
          {hasAccounts ? t('delegation.removeWithAccounts', { count }) : t('delegation.removeText')}
        </p>
        {remove.error && typeof refused !== 'number' && (
          <Alert type="error" showIcon title={errorText(t, remove.error)} />
        )}
      </Modal>
    </>
  );
}
