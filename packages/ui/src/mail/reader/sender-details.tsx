import { Popover } from 'antd';
import { useState } from 'react';
import { useHost } from '../../host/host.tsx';
import type { Translate } from '../../i18n/translate.ts';
import { fullDate } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import type { AddressView, MessageView } from '../../views.ts';

/** "to me, Ann +3", which opens onto every recipient and both dates. */
export function SenderDetails({
  message,
  ownEmails,
}: {
  message: MessageView;
  ownEmails: ReadonlySet<string>;
}) {
  const { t } = useHost();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      open={isOpen}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      content={
        <div role="dialog" aria-label={t('reader.details')}>
          <Details message={message} />
        </div>
      }
    >
      <button
        type="button"
        className="mr-recipients"
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isOpen) return;
          event.stopPropagation();
          setOpen(false);
        }}
      >
        <span dir="auto">{recipientLine(t, message, ownEmails)}</span>
        <Icon name="down" size={12} />
        <span className="mr-visually-hidden">{t('reader.details')}</span>
      </button>
    </Popover>
  );
}

function Details({ message }: { message: MessageView }) {
  const { t, locale } = useHost();
  const lines: [string, readonly AddressView[]][] = [
    [t('reader.from'), message.from ? [message.from] : []],
    [t('reader.replyTo'), message.replyTo],
    [t('reader.to'), message.to],
    [t('reader.cc'), message.cc],
    [t('reader.bcc'), message.bcc],
  ];
  return (
    <dl className="mr-recipient-details" tabIndex={0}>
      {lines
        .filter(([, people]) => people.length > 0)
        .map(([label, people]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {people.map((person) => (
                <span key={person.email} className="mr-recipient-details-person">
                  {person.name && <bdi>{person.name} </bdi>}
                  <bdi className="mr-recipient-details-email">{person.email}</bdi>
                </span>
              ))}
            </dd>
          </div>
        ))}
      {message.sentAt && (
        <div>
          <dt>{t('reader.sent')}</dt>
          <dd>{fullDate(message.sentAt, locale)}</dd>
        </div>
      )}
      <div>
        <dt>{t('reader.received')}</dt>
        <dd>{fullDate(message.receivedAt, locale)}</dd>
      </div>
    </dl>
  );
}

function recipientLine(t: Translate, message: MessageView, own: ReadonlySet<string>): string {
  const people = [...message.to, ...message.cc, ...message.bcc];
  if (people.length === 0) return t('reader.toNobody');
  const names = people
    .slice(0, 3)
    .map((person) =>
      own.has(person.email.toLowerCase())
        ? t('list.me')
        : person.name?.trim() || person.email.split('@')[0] || person.email,
    );
  const rest = people.length - names.length;
  return `${t('reader.toLine', { names: names.join(', ') })}${rest > 0 ? ` +${rest}` : ''}`;
}
