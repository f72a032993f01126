import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { FocusReturn } from '../../ui/focus-return.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import type { AttachmentView } from '../../views.ts';
import { previewKind } from './preview-kind.ts';

interface Props {
  files: readonly AttachmentView[];
  file: AttachmentView;
  onChange(file: AttachmentView): void;
  onClose(): void;
}

/** A large look at one attachment; arrow keys go through the others. */
export default function AttachmentPreview({ files, file, onChange, onClose }: Props) {
  const { t, url } = useHost();
  const index = files.findIndex((other) => other.id === file.id);
  const step = (by: number) => {
    const next = files[index + by];
    if (next) onChange(next);
  };
  useEffect(() => {
    // On the window: the dialogue itself has the focus at first, and stands around what is below.
    const handleKey = (event: KeyboardEvent) => {
      if (event.key === 'ArrowRight') step(1);
      if (event.key === 'ArrowLeft') step(-1);
    };
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  });
  return (
    <FocusReturn>
      <Modal
        open
        footer={null}
        width="min(1100px, calc(100vw - 32px))"
        style={{ top: 24 }}
        title={<bdi>{file.fileName}</bdi>}
        onCancel={onClose}
      >
        <div className="mr-preview">
          <PreviewContent key={file.id} file={file} />
          <footer className="mr-preview-foot">
            {files.length > 1 && (
              <>
                <IconButton
                  icon="left"
                  label={t('files.previous')}
                  disabled={index <= 0}
                  onClick={() => step(-1)}
                />
                <span>{t('files.position', { at: index + 1, total: files.length })}</span>
                <IconButton
                  icon="right"
                  label={t('files.next')}
                  disabled={index >= files.length - 1}
                  onClick={() => step(1)}
                />
              </>
            )}
            <span className="mr-row-spacer" />
            <a className="mr-button" href={url(`/attachments/${file.id}`)} download={file.fileName}>
              {t('files.save')}
            </a>
          </footer>
        </div>
      </Modal>
    </FocusReturn>
  );
}

function PreviewContent({ file }: { file: AttachmentView }) {
  const { t, url } = useHost();
  const [hasFailed, setFailed] = useState(false);
  const kind = previewKind(file);
  const address = url(`/attachments/${file.id}?preview=1`);
  if (kind === 'text') return <TextPreview file={file} />;
  // The browser's PDF viewer is a process of its own and does not start inside a sandboxed frame;
  // the server sends the type fixed, nosniff and a policy that lets nothing else run.
  if (kind === 'pdf')
    return <iframe className="mr-preview-pdf" title={file.fileName} src={address} />;
  if (hasFailed) return <StatePage icon="image" isAlert title={t('files.previewFailed')} />;
  return (
    <div className="mr-preview-image">
      <img src={address} alt={file.fileName} onError={() => setFailed(true)} />
    </div>
  );
}

function TextPreview({ file }: { file: AttachmentView }) {
  const { t } = useHost();
  const api = useApi();
  const text = useQuery({
    queryKey: ['attachment-text', file.id],
    queryFn: async ({ signal }) => (await api.attachment(file.id, signal)).text(),
  });
  if (text.isError) return <StatePage icon="warning" isAlert title={errorText(t, text.error)} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <pre className="mr-preview-text" dir="auto" tabIndex={0}>
      {text.data ?? t('common.loading')}
    </pre>
  );
}
