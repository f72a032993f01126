import { Modal } from 'antd';
import { type DragEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { fileSize } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useCommandRunner } from '../keyboard/commands.tsx';
import { useAccounts, useIdentities } from '../queries.ts';
import { type Draft, hasContent, type SendWarning, sendProblem, sendWarnings } from './draft.ts';
import { QuotePart } from './quote-part.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { RichEditor } from './rich-editor.tsx';
import { useCompose } from './use-compose.ts';
import { useUploads } from './use-uploads.ts';

/**
 * One message being written: docked at the bottom, over the whole screen on phones.
 *
 * @param props.hasFocus somebody asked for it just now: it takes the focus
 */
export default function Composer({ draft, hasFocus }: { draft: Draft; hasFocus: boolean }) {
  const { t } = useHost();
  const { change, close, send } = useCompose();
  const uploads = useUploads(draft);
  const [problem, setProblem] = useState<string | null>(null);
  const [question, setQuestion] = useState<'discard' | SendWarning[] | null>(null);
  const [isSending, setSending] = useState(false);
  const [isDropping, setDropping] = useState(false);
  const [hasCopies, setCopies] = useState(draft.cc.length + draft.bcc.length > 0);
  const fileRef = useRef<HTMLInputElement>(null);
  const titleId = useId();
  const set = (part: Partial<Draft>) => change(draft.id, part);
  const { resume } = useCommandRunner();
  useEffect(resume, [resume]);

  const handleSend = async (isSure: boolean) => {
    const stop = sendProblem(draft);
    if (stop) return setProblem(t(`compose.problem.${stop}`));
    const warnings = sendWarnings(draft);
    if (!isSure && warnings.length > 0) return setQuestion(warnings);
    setQuestion(null);
    setProblem(null);
    setSending(true);
    try {
      await send(draft);
    } catch (error) {
      setProblem(errorText(t, error));
      setSending(false);
    }
  };
  const handleClose = () => (hasContent(draft) ? setQuestion('discard') : close(draft.id));
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void handleSend(false);
    } else if (event.key === 'Escape' && question === null) {
      event.preventDefault();
      event.stopPropagation();
      set({ isMinimized: true, isFull: false });
    }
  };
  const handleDrop = (event: DragEvent) => {
    setDropping(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    uploads.add([...event.dataTransfer.files]);
  };
  const title =
    draft.subject || t(draft.related ? `compose.title.${draft.related.kind}` : 'compose.title.new');
  return (
    <div
      className="mr-composer"
      role="dialog"
      aria-labelledby={titleId}
      data-minimized={draft.isMinimized || undefined}
      data-full={draft.isFull || undefined}
      data-dropping={isDropping || undefined}
      onKeyDown={handleKey}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={handleDrop}
    >
      <div className="mr-composer-head">
        <button
          type="button"
          className="mr-composer-title"
          aria-expanded={!draft.isMinimized}
          onClick={() => set({ isMinimized: !draft.isMinimized, isFull: false })}
        >
          <span id={titleId} dir="auto">
            {title}
          </span>
        </button>
        <IconButton
          isPlain
          icon={draft.isMinimized ? 'up' : 'minimize'}
          size={16}
          label={draft.isMinimized ? t('compose.restore') : t('compose.minimize')}
          onClick={() => set({ isMinimized: !draft.isMinimized, isFull: false })}
        />
        <IconButton
          isPlain
          icon={draft.isFull ? 'shrink' : 'expand'}
          size={16}
          className="mr-wide-only"
          label={draft.isFull ? t('compose.dock') : t('compose.full')}
          onClick={() => set({ isFull: !draft.isFull, isMinimized: false })}
        />
        <IconButton
          isPlain
          icon="close"
          size={16}
          label={t('compose.discard')}
          onClick={handleClose}
        />
      </div>
      {!draft.isMinimized && (
        <>
          <div className="mr-composer-fields">
            <FromField draft={draft} onChange={set} />
            <RecipientsField
              label={t('compose.to')}
              people={draft.to}
              hasAutoFocus={hasFocus && draft.to.length === 0}
              onChange={(to) => set({ to })}
            >
              {!hasCopies && (
                <button type="button" className="mr-link mr-copies" onClick={() => setCopies(true)}>
                  {t('compose.addCopies')}
                </button>
              )}
            </RecipientsField>
            {hasCopies ? (
              <>
                <RecipientsField
                  label={t('compose.cc')}
                  people={draft.cc}
                  onChange={(cc) => set({ cc })}
                />
                <RecipientsField
                  label={t('compose.bcc')}
                  people={draft.bcc}
                  onChange={(bcc) => set({ bcc })}
                />
              </>
            ) : null}
            <input
              className="mr-subject"
              aria-label={t('compose.subject')}
              placeholder={t('compose.subject')}
              dir="auto"
              maxLength={998}
              value={draft.subject}
              onChange={(event) => set({ subject: event.target.value })}
            />
          </div>
          <div className="mr-composer-body">
            <RichEditor
              html={draft.html}
              label={t('compose.text')}
              hasAutoFocus={hasFocus && draft.to.length > 0}
              onChange={(html) => set({ html })}
              onFiles={uploads.add}
            />
            {draft.quoteHtml && (
              <QuotePart html={draft.quoteHtml} onRemove={() => set({ quoteHtml: '' })} />
            )}
            <FileList draft={draft} progress={uploads.progress} onRemove={uploads.remove} />
          </div>
          {problem && (
            <p className="mr-composer-problem" role="alert">
              <Icon name="warning" size={16} /> {problem}
            </p>
          )}
          <div className="mr-composer-foot">
            <button
              type="button"
              className="mr-button mr-button-primary"
              disabled={isSending}
              aria-keyshortcuts="Control+Enter"
              onClick={() => void handleSend(false)}
            >
              <Icon name="send" size={16} /> {isSending ? t('send.handing') : t('compose.send')}
            </button>
            <IconButton
              icon="attach"
              label={t('compose.attach')}
              onClick={() => fileRef.current?.click()}
            />
            <input
              ref={fileRef}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                uploads.add([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <span className="mr-row-spacer" />
            <IconButton icon="trash" label={t('compose.discard')} onClick={handleClose} />
          </div>
        </>
      )}
      {isDropping && <div className="mr-compose-drop">{t('compose.drop')}</div>}
      <Question
        question={question}
        onCancel={() => setQuestion(null)}
        onYes={() => (question === 'discard' ? close(draft.id) : void handleSend(true))}
      />
    </div>
  );
}

function FromField({ draft, onChange }: { draft: Draft; onChange(part: Partial<Draft>): void }) {
  const { t } = useHost();
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

function FileList(props: {
  draft: Draft;
  progress: Record<string, number>;
  onRemove(key: string): void;
}) {
  const { t, locale } = useHost();
  if (props.draft.files.length === 0) return null;
  return (
    <ul className="mr-composer-files" aria-label={t('files.title')}>
      {props.draft.files.map((file) => {
        const isUploading = file.uploadId === null && file.attachmentId === null;
        return (
          <li key={file.key} className="mr-composer-file">
            <Icon name="attach" size={14} />
            <bdi className="mr-file-name">{file.fileName}</bdi>
            <span className="mr-hint">{fileSize(file.sizeBytes, locale)}</span>
            {isUploading && (
              <progress
                value={props.progress[file.key] ?? 0}
                max={1}
                aria-label={t('compose.uploading', { name: file.fileName })}
              />
            )}
            <IconButton
              isPlain
              icon="close"
              size={13}
              label={t('compose.removeFile', { name: file.fileName })}
              onClick={() => props.onRemove(file.key)}
            />
          </li>
        );
      })}
    </ul>
  );
}

function Question(props: {
  question: 'discard' | SendWarning[] | null;
  onYes(): void;
  onCancel(): void;
}) {
  const { t } = useHost();
  const { question } = props;
  if (question === null) return null;
  const isDiscard = question === 'discard';
  return (
    <Modal
      open
      width={420}
      title={isDiscard ? t('compose.discardTitle') : t('compose.sureTitle')}
      okText={isDiscard ? t('compose.discard') : t('compose.sendAnyway')}
      cancelText={t('compose.keepWriting')}
      okButtonProps={{ danger: isDiscard }}
      onOk={props.onYes}
      onCancel={props.onCancel}
    >
      {isDiscard ? (
        <p>{t('compose.discardText')}</p>
      ) : (
        question.map((warning) => <p key={warning}>{t(`compose.warning.${warning}`)}</p>)
      )}
    </Modal>
  );
}
