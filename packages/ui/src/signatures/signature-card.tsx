import { Button, Modal, Skeleton } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useT } from '../host/host.tsx';
import { ToneTag } from '../settings/tone-tag.tsx';
import { StatePage } from '../ui/state-page.tsx';
import { showToast } from '../ui/toasts.tsx';
import type { SignatureView } from '../views.ts';
import { useSignatureActions, useSignatures } from './data.ts';
import type { SignatureDraft } from './signature-form.tsx';
import { SignatureFrame } from './signature-frame.tsx';

const SignatureForm = lazy(() => import('./signature-form.tsx'));

/** The signatures themselves: the user's own, and everybody's, which administrators keep. */
export function SignatureCard({ isAdministrator }: { isAdministrator: boolean }) {
  const t = useT();
  const signatures = useSignatures();
  const actions = useSignatureActions();
  /** `id` null: a new one of one's own. */
  const [edited, setEdited] = useState<{ id: number | null; start: SignatureDraft } | null>(null);
  const [removed, setRemoved] = useState<SignatureView | null>(null);
  if (signatures.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  if (signatures.error)
    return (
      <StatePage
        icon="warning"
        title={t('settings.loadFailed')}
        text={errorText(t, signatures.error)}
        isAlert
      >
        <Button onClick={() => void signatures.refetch()}>{t('settings.retry')}</Button>
      </StatePage>
    );
  const hasShared = signatures.data.some(({ isShared }) => isShared);
  const edit = (id: number | null, start: SignatureDraft) => {
    actions.save.reset();
    actions.saveShared.reset();
    setEdited({ id, start });
  };
  const handleSave = (draft: SignatureDraft) => {
    const onSuccess = () => {
      setEdited(null);
      showToast({ key: 'signature', text: t('signatures.saved') });
    };
    const { html, isLocked } = draft;
    if (isLocked === null)
      actions.save.mutate({ id: edited?.id ?? null, name: draft.name.trim(), html }, { onSuccess });
    else actions.saveShared.mutate({ html, isLocked }, { onSuccess });
  };
  const handleRemove = () => {
    if (!removed) return;
    const onSettled = (_: unknown, error: Error | null) => {
      setRemoved(null);
      if (error) showToast({ key: 'signature', tone: 'danger', text: errorText(t, error) });
    };
    if (removed.isShared) actions.removeShared.mutate(undefined, { onSettled });
    else actions.remove.mutate(removed.id, { onSettled });
  };
  const nameOf = (one: SignatureView) => (one.isShared ? t('signatures.shared') : one.name);
  return (
    <article className="mr-card" aria-labelledby="mr-signatures">
      <div className="mr-card-head">
        <h2 id="mr-signatures">{t('signatures.own')}</h2>
        <div className="mr-signature-actions">
          {isAdministrator && !hasShared && (
            <Button onClick={() => edit(null, { name: '', html: '', isLocked: false })}>
              {t('signatures.addShared')}
            </Button>
          )}
          <Button type="primary" onClick={() => edit(null, { name: '', html: '', isLocked: null })}>
            {t('signatures.add')}
          </Button>
        </div>
      </div>
      {signatures.data.length === 0 && <p className="mr-hint">{t('signatures.empty')}</p>}
      <ul className="mr-signature-rows">
        {signatures.data.map((one) => (
          <li key={one.id} className="mr-signature-row">
            <div className="mr-card-head">
              <strong dir="auto">{nameOf(one)}</strong>
              {one.isLocked && <ToneTag tone="warning">{t('signatures.locked')}</ToneTag>}
              {(!one.isShared || isAdministrator) && (
                <div className="mr-signature-actions">
                  <Button
                    size="small"
                    aria-label={t('signatures.editOne', { name: nameOf(one) })}
                    onClick={() =>
                      edit(one.id, {
                        ...{ name: one.name, html: one.html },
                        isLocked: one.isShared ? one.isLocked : null,
                      })
                    }
                  >
                    {t('signatures.edit')}
                  </Button>
                  <Button
                    size="small"
                    danger
                    aria-label={t('signatures.removeOne', { name: nameOf(one) })}
                    onClick={() => setRemoved(one)}
                  >
                    {t('signatures.remove')}
                  </Button>
                </div>
              )}
            </div>
            <SignatureFrame
              html={one.html}
              label={t('signatures.previewOf', { name: nameOf(one) })}
            />
          </li>
        ))}
      </ul>
      {edited && (
        <Suspense fallback={null}>
          <SignatureForm
            title={t(titleOf(edited))}
            start={edited.start}
            isSaving={actions.save.isPending || actions.saveShared.isPending}
            error={actions.save.error ?? actions.saveShared.error}
            onSave={handleSave}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
      {removed && (
        <Modal
          open
          width={420}
          title={t('signatures.removeTitle', { name: nameOf(removed) })}
          okText={t('signatures.remove')}
          cancelText={t('settings.cancel')}
          okButtonProps={{ danger: true }}
          onOk={handleRemove}
          onCancel={() => setRemoved(null)}
        >
          <p>{t('signatures.removeText')}</p>
        </Modal>
      )}
    </article>
  );
}

function titleOf({ id, start }: { id: number | null; start: SignatureDraft }) {
  if (start.isLocked !== null) return 'signatures.shared' as const;
  return id === null ? ('signatures.newTitle' as const) : ('signatures.editTitle' as const);
}
