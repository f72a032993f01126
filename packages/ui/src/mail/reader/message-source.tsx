import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { FocusReturn } from '../../ui/focus-return.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import type { MessageView } from '../../views.ts';

/** Longer originals are cut on screen; the download is whole. */
const MAX_SHOWN = 500_000;

/** A message's header fields, or its original as it came. */
export default function MessageSource(props: {
  message: MessageView;
  view: 'headers' | 'original';
  onClose(): void;
}) {
  const { t, url } = useHost();
  const { message, view } = props;
  return (
    <FocusReturn>
      <Modal
        open
        footer={null}
        width="min(900px, calc(100vw - 32px))"
        title={view === 'headers' ? t('action.headers') : t('action.original')}
        onCancel={props.onClose}
      >
        {view === 'headers' ? (
          <Headers messageId={message.id} />
        ) : (
          <Original messageId={message.id} />
        )}
        <footer className="mr-preview-foot">
          <a
            className="mr-button"
            href={url(`/messages/${message.id}/raw`)}
            download={`message-${message.id}.eml`}
          >
            {t('reader.saveOriginal')}
          </a>
        </footer>
      </Modal>
    </FocusReturn>
  );
}

function Headers({ messageId }: { messageId: number }) {
  const { t } = useHost();
  const api = useApi();
  const headers = useQuery({
    queryKey: ['headers', messageId],
    queryFn: () => api.headers(messageId),
  });
  if (headers.isError)
    return <StatePage icon="warning" isAlert title={errorText(t, headers.error)} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <div className="mr-source" tabIndex={0}>
      <dl>
        {(headers.data?.headers ?? []).map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: headers repeat; their order is what tells them apart
          <div key={index}>
            <dt>{header.name}</dt>
            <dd>
              <bdi>{header.value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Original({ messageId }: { messageId: number }) {
  const { t } = useHost();
  const api = useApi();
  const original = useQuery({
    queryKey: ['original', messageId],
    queryFn: () => api.originalText(messageId),
    gcTime: 0,
  });
  if (original.isError)
    return <StatePage icon="warning" isAlert title={errorText(t, original.error)} />;
  const text = original.data ?? t('common.loading');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <pre className="mr-source" tabIndex={0}>
      {text.slice(0, MAX_SHOWN)}
      {text.length > MAX_SHOWN && `\n${t('reader.cut')}`}
    </pre>
  );
}
