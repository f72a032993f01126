import { Alert, Button, Checkbox, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { errorText } from '../host/api-error.ts';
import { useHost } from '../host/host.tsx';
import { RichEditor } from '../mail/compose/rich-editor.tsx';
import { useImageUpload } from './data.ts';
import { SignatureFrame } from './signature-frame.tsx';
import { isBeyondEditor, toShown, toStored } from './signature-html.ts';

/** What is being written; `isLocked` null: a signature of one's own. */
export interface SignatureDraft {
  name: string;
  html: string;
  isLocked: boolean | null;
}

const FIELDS = ['{{name}}', '{{title}}', '{{phone}}', '{{email}}'];
const IMAGES = '/signatures/images/';

/** Writes a signature: text with formatting, links and uploaded pictures. */
export default function SignatureForm(props: {
  title: string;
  start: SignatureDraft;
  isSaving: boolean;
  error: Error | null;
  onSave(draft: SignatureDraft): void;
  onClose(): void;
}) {
  const { t, url } = useHost();
  const [draft, setDraft] = useState(props.start);
  const [isSimplified, setSimplified] = useState(!isBeyondEditor(props.start.html));
  const [problem, setProblem] = useState<string | null>(null);
  const upload = useImageUpload();
  const nameId = useId();
  const imagesUrl = url(IMAGES);
  const isOwn = draft.isLocked === null;
  const uploadImage = async (file: File) => {
    setProblem(null);
    try {
      return `${imagesUrl}${await upload(file)}`;
    } catch (error) {
      setProblem(`${file.name}: ${errorText(t, error)}`);
      return null;
    }
  };
  const isComplete = draft.html !== '' && (!isOwn || draft.name.trim() !== '');
  return (
    <Modal
      open
      title={props.title}
      width={640}
      onCancel={props.onClose}
      onOk={() => props.onSave(draft)}
      okText={t('settings.save')}
      cancelText={t('settings.cancel')}
      okButtonProps={{ disabled: !isComplete, loading: props.isSaving }}
      maskClosable={false}
    >
      <div className="mr-stack">
        {isOwn && (
          <div className="mr-field">
            <label className="mr-field-label" htmlFor={nameId}>
              {t('signatures.name')}
            </label>
            <Input
              id={nameId}
              value={draft.name}
              maxLength={100}
              placeholder={t('signatures.namePlaceholder')}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          </div>
        )}
        {isSimplified ? (
          <div className="mr-signature-editor">
            <RichEditor
              html={toShown(draft.html, imagesUrl)}
              label={t('signatures.text')}
              hasAutoFocus={false}
              onChange={(html) => setDraft((old) => ({ ...old, html: toStored(html, imagesUrl) }))}
              onFiles={() => undefined}
              images={{ base: imagesUrl, upload: uploadImage }}
            />
          </div>
        ) : (
          <>
            <SignatureFrame html={draft.html} />
            <Alert
              type="info"
              showIcon
              className="mr-notice"
              title={t('signatures.layout')}
              description={t('signatures.layoutText')}
              action={
                <Button size="small" onClick={() => setSimplified(true)}>
                  {t('signatures.layoutEdit')}
                </Button>
              }
            />
          </>
        )}
        <p className="mr-hint">{t('signatures.fields', { fields: FIELDS.join(', ') })}</p>
        {draft.isLocked !== null && (
          <Checkbox
            checked={draft.isLocked}
            onChange={(event) => setDraft({ ...draft, isLocked: event.target.checked })}
          >
            {t('signatures.lock')}
          </Checkbox>
        )}
        {(problem || props.error) && (
          <Alert type="error" showIcon title={problem ?? errorText(t, props.error)} />
        )}
      </div>
    </Modal>
  );
}
