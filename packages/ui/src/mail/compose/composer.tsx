import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { fileSizeAtMost } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useCommandRunner } from '../keyboard/commands.tsx';
import { useSizeLimits } from '../queries.ts';
import { ComposeQuestion } from './compose-question.tsx';
import { type Draft, hasContent, type SendWarning, sendProblem, sendWarnings } from './draft.ts';
import { DraftFiles } from './draft-files.tsx';
import { FromField } from './from-field.tsx';
import { QuotePart } from './quote-part.tsx';
import { RecipientsField } from './recipients-field.tsx';
import { RichEditor } from './rich-editor.tsx';
import { SignaturePart } from './signature-part.tsx';
import { useCompose } from './use-compose.ts';
import { useFileDrop } from './use-file-drop.ts';
import { useUploads } from './use-uploads.ts';

/**
 * One message being written: docked at the bottom, over the whole screen on phones.
 *
 * @param props.hasFocus somebody asked for it just now: it takes the focus
 */
export default function Composer({ draft, hasFocus }: { draft: Draft; hasFocus: boolean }) {
  const { t, locale } = useHost();
  const { change, close, send } = useCompose();
  const limits = useSizeLimits(draft.accountId);
  const uploads = useUploads(draft);
  const { isDropping, dropHandlers } = useFileDrop(uploads.add);
  const [problem, setProblem] = useState<string | null>(null);
  const [question, setQuestion] = useState<'discard' | SendWarning[] | null>(null);
  const [isSending, setSending] = useState(false);
  const [hasCopies, setCopies] = useState(draft.cc.length + draft.bcc.length > 0);
  const fileRef = useRef<HTMLInputElement>(null);
  const titleId = useId();
  const set = (part: Partial<Draft>) => change(draft.id, part);
  const { resume } = useCommandRunner();
  useEffect(resume, [resume]);

  const stop = sendProblem(draft, limits);
  // What was in the way is mended, or has become something else: the words are no longer true.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that counts
  useEffect(() => setProblem(null), [stop]);

  const handleSend = async (isSure: boolean) => {
    const limit = fileSizeAtMost(limits?.attachedBytes ?? 0, locale);
    if (stop) return setProblem(t(`compose.problem.${stop}`, { limit }));
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
      {...dropHandlers}
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
            <SignaturePart draft={draft} onChange={set} />
            {draft.quoteHtml && (
              <QuotePart html={draft.quoteHtml} onRemove={() => set({ quoteHtml: '' })} />
            )}
            <DraftFiles draft={draft} progress={uploads.progress} onRemove={uploads.remove} />
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
      <ComposeQuestion
        question={question}
        onCancel={() => setQuestion(null)}
        onYes={() => (question === 'discard' ? close(draft.id) : void handleSend(true))}
      />
    </div>
  );
}
