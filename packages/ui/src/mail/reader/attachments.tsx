import { lazy, Suspense, useState } from 'react';
import { useHost } from '../../host/host.tsx';
import { fileSize } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { AttachmentView, MessageView } from '../../views.ts';
import { previewKind } from './preview-kind.ts';

const AttachmentPreview = lazy(() => import('./attachment-preview.tsx'));

/** The files of a message: what they are, how large, preview and download. */
export function Attachments({ message }: { message: MessageView }) {
  const { t, url, locale } = useHost();
  const [shown, setShown] = useState<AttachmentView | null>(null);
  const files = message.attachments.filter((file) => !file.isInline);
  if (files.length === 0) return null;
  return (
    <section className="mr-files" aria-label={t('files.title')}>
      <header className="mr-files-head">
        <h2>{t('files.count', { count: files.length })}</h2>
        {files.length > 1 && (
          <a className="mr-link" href={url(`/messages/${message.id}/attachments.zip`)} download>
            {t('files.downloadAll')}
          </a>
        )}
      </header>
      <ul className="mr-files-list">
        {files.map((file) => (
          <li key={file.id} className="mr-file">
            <FileFace file={file} onPreview={() => setShown(file)} locale={locale} />
            <a
              className="mr-icon-button"
              href={url(`/attachments/${file.id}`)}
              download={file.fileName}
              aria-label={t('files.download', { name: file.fileName })}
              title={t('files.download', { name: file.fileName })}
            >
              <Icon name="download" />
            </a>
          </li>
        ))}
      </ul>
      {shown && (
        <Suspense fallback={null}>
          <AttachmentPreview
            files={files.filter((file) => previewKind(file) !== null)}
            file={shown}
            onChange={setShown}
            onClose={() => setShown(null)}
          />
        </Suspense>
      )}
    </section>
  );
}

function FileFace(props: { file: AttachmentView; locale: string; onPreview(): void }) {
  const { url } = useHost();
  const { file } = props;
  const kind = previewKind(file);
  const content = (
    <>
      <span className={`mr-file-icon mr-file-${fileFamily(file.mimeType)}`}>
        <Icon name={fileIcon(file.mimeType)} />
      </span>
      <span className="mr-file-text">
        <span className="mr-file-name" title={file.fileName}>
          <bdi>{file.fileName}</bdi>
        </span>
        <span className="mr-file-size">{fileSize(file.sizeBytes, props.locale)}</span>
      </span>
    </>
  );
  if (kind === null) {
    return (
      <a className="mr-file-face" href={url(`/attachments/${file.id}`)} download={file.fileName}>
        {content}
      </a>
    );
  }
  return (
    <button type="button" className="mr-file-face" onClick={props.onPreview}>
      {content}
    </button>
  );
}

/** A rough family, for the icon's colour. */
export function fileFamily(mimeType: string): string {
  if (mimeType.startsWith('image/')) return 'image';
  if (mimeType === 'application/pdf') return 'pdf';
  if (/sheet|excel|csv/.test(mimeType)) return 'sheet';
  if (/zip|compressed|tar/.test(mimeType)) return 'archive';
  return 'other';
}

export function fileIcon(mimeType: string): IconName {
  const family = fileFamily(mimeType);
  if (family === 'image') return 'image';
  return family === 'archive' ? 'archive' : 'file';
}
