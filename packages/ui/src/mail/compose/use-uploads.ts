import { uploadFile } from '@mailroom/api/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useHost } from '../../host/host.tsx';
import { fileSizeAtLeast, fileSizeAtMost } from '../../ui/format.ts';
import { showToast } from '../../ui/toasts.tsx';
import { useSizeLimits } from '../queries.ts';
import { type Draft, fileProblem, roomLeft } from './draft.ts';
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
  const limits = useSizeLimits(draft.accountId);

  useEffect(() => {
    const calls = running.current;
    return () => {
      for (const call of calls.values()) call.abort();
    };
  }, []);

  const add = useCallback(
    (files: readonly File[]) => {
      const { t, locale } = host;
      // Where the limits are not known yet, the server tells.
      let pending = [...latest.current.files];
      const refused: string[] = [];
      for (const file of files) {
        const before = { ...latest.current, files: pending };
        const problem = limits && fileProblem(before, file.size, limits);
        if (limits && problem) {
          refused.push(
            t(`compose.${problem}`, {
              name: file.name,
              size: fileSizeAtLeast(file.size, locale),
              limit: fileSizeAtMost(
                problem === 'fileTooLarge' ? limits.fileBytes : limits.attachedBytes,
                locale,
              ),
              room: fileSizeAtMost(Math.max(0, roomLeft(before, limits)), locale),
            }),
          );
          continue;
        }
        const key = crypto.randomUUID();
        const added = {
          ...{ key, fileName: file.name, sizeBytes: file.size },
          ...{ uploadId: null, attachmentId: null },
        };
        pending = [...pending, added];
        const call = new AbortController();
        running.current.set(key, call);
        change(id, (now) => ({ files: [...now.files, added] }));
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
      if (refused.length > 0)
        showToast({ key: 'upload', tone: 'danger', isSticky: true, text: refused.join(' ') });
    },
    [change, host, id, limits],
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
