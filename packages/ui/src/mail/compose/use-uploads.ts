import { uploadFile } from '@mailroom/api/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { fileSize } from '../../ui/format.ts';
import { showToast } from '../../ui/toasts.tsx';
import { type Draft, encodedSize, MAX_MESSAGE_BYTES } from './draft.ts';
import { useCompose } from './use-compose.ts';

/** Attaches files to a draft: says beforehand what is too large, shows progress, can be stopped. */
export function useUploads(draft: Draft) {
  const host = useHost();
  const { change } = useCompose();
  const [progress, setProgress] = useState<Record<string, number>>({});
  const running = useRef(new Map<string, AbortController>());
  const latest = useRef(draft);
  latest.current = draft;
  const { id } = draft;

  useEffect(() => {
    const calls = running.current;
    return () => {
      for (const call of calls.values()) call.abort();
    };
  }, []);

  const add = useCallback(
    (files: readonly File[]) => {
      const { t, locale } = host;
      let pending = [...latest.current.files];
      for (const file of files) {
        const key = crypto.randomUUID();
        const next = [
          ...pending,
          { key, fileName: file.name, sizeBytes: file.size, uploadId: null, attachmentId: null },
        ];
        if (encodedSize({ ...latest.current, files: next }) > MAX_MESSAGE_BYTES) {
          showToast({
            key: 'upload',
            tone: 'danger',
            text: t('compose.fileTooLarge', { name: file.name, size: fileSize(file.size, locale) }),
          });
          continue;
        }
        pending = next;
        const call = new AbortController();
        running.current.set(key, call);
        change(id, (now) => ({ files: [...now.files, ...next.slice(-1)] }));
        uploadFile(host.url(''), file, {
          headers: host.uploadHeaders?.() ?? {},
          signal: call.signal,
          onProgress: (share) => setProgress((old) => ({ ...old, [key]: share })),
        })
          .then((upload) =>
            change(id, (now) => ({
              files: now.files.map((each) =>
                each.key === key ? { ...each, uploadId: upload.id } : each,
              ),
            })),
          )
          .catch((error: unknown) => {
            change(id, (now) => ({ files: now.files.filter((each) => each.key !== key) }));
            if (call.signal.aborted) return;
            showToast({
              key: 'upload',
              tone: 'danger',
              text: `${file.name}: ${errorText(t, error)}`,
            });
          })
          .finally(() => running.current.delete(key));
      }
    },
    [change, host, id],
  );
  const remove = useCallback(
    (key: string) => {
      running.current.get(key)?.abort();
      change(id, (now) => ({ files: now.files.filter((each) => each.key !== key) }));
    },
    [change, id],
  );
  return { add, remove, progress };
}
