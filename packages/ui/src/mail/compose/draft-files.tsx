import { useHost } from '../../host/host.tsx';
import { fileSize } from '../../ui/format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { Draft } from './draft.ts';

/** What is attached, and how far its upload is. */
export function DraftFiles(props: {
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
