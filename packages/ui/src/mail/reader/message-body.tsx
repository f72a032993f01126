import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useApi, useHost } from '../../host/host.tsx';
import { chooseLocale } from '../../i18n/translate.ts';
import { Icon } from '../../ui/icons.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { MessageView } from '../../views.ts';
import { BodyFrame } from './body-frame.tsx';

/** The message itself, with the bar about remote images above it. */
export function MessageBody({ message }: { message: MessageView }) {
  const { t, locale, theme } = useHost();
  const api = useApi();
  const client = useQueryClient();
  const [images, setImages] = useState<'trusted' | 'shown'>('trusted');
  const query = { theme, images, locale: chooseLocale([locale]) };
  const body = useQuery({
    queryKey: ['body', message.id, query],
    queryFn: ({ signal }) => api.body(message.id, query, signal),
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  });
  const handleTrust = async () => {
    if (!message.from) return;
    try {
      await api.trustSender(message.from.email, true);
      await client.invalidateQueries({ queryKey: ['body'] });
      showToast({ key: 'trust', text: t('images.trusted', { sender: message.from.email }) });
    } catch (error) {
      showToast({ key: 'trust', tone: 'danger', text: errorText(t, error) });
    }
  };
  if (message.parseState === 'unreadable') {
    return (
      <div className="mr-reader-notice mr-reader-notice-warning" role="note">
        <Icon name="warning" />
        <p>{t('reader.unreadable')}</p>
      </div>
    );
  }
  if (body.isPending) return <BodySkeleton />;
  if (body.isError) {
    return (
      <div className="mr-reader-notice mr-reader-notice-warning" role="alert">
        <Icon name="warning" />
        <p>{errorText(t, body.error)}</p>
        <button type="button" className="mr-button" onClick={() => void body.refetch()}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  return (
    <>
      {body.data.blockedImages > 0 && images === 'trusted' && (
        <div className="mr-image-bar">
          <Icon name="image" size={16} />
          <span>{t('images.blocked', { count: body.data.blockedImages })}</span>
          <button type="button" className="mr-link" onClick={() => setImages('shown')}>
            {t('images.showOnce')}
          </button>
          {message.from && (
            <button type="button" className="mr-link" onClick={() => void handleTrust()}>
              {t('images.always')}
            </button>
          )}
        </div>
      )}
      <BodyFrame messageId={message.id} document={body.data.document} />
    </>
  );
}

function BodySkeleton() {
  return (
    <div className="mr-body-skeleton" aria-hidden="true">
      {[90, 96, 70, 84, 40].map((width) => (
        <span key={width} className="mr-skeleton" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
