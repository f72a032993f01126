import { useHost } from '../host/host.tsx';
import { ErrorBoundary } from '../ui/error-boundary.tsx';
import { Icon } from '../ui/icons.tsx';
import { StatePage } from '../ui/state-page.tsx';
import { keysOf } from './keyboard/keymap.ts';
import { ThreadList } from './list/thread-list.tsx';
import { OutboxPage } from './outbox/outbox-page.tsx';
import { boxKey, type MailPlace, parsePlace } from './place.ts';
import { Reader } from './reader/reader.tsx';

/** List and reader, side by side where there is room, else one after the other. */
export function MailCentre() {
  const { navigation, t } = useHost();
  const place = parsePlace(navigation.path);
  return (
    <div className="mr-mail" data-open={place.threadId !== null || undefined}>
      {place.box.kind === 'outbox' ? (
        <OutboxPage />
      ) : (
        <ThreadList key={listKey(place)} place={place} />
      )}
      <div className="mr-pane">
        {place.threadId === null ? (
          <NothingOpen />
        ) : (
          <ErrorBoundary
            resetKey={String(place.threadId)}
            fallback={(_error, retry) => (
              <StatePage icon="warning" isAlert title={t('error.screen')}>
                <button type="button" className="mr-button" onClick={retry}>
                  {t('common.retry')}
                </button>
              </StatePage>
            )}
          >
            <Reader key={place.threadId} place={place} threadId={place.threadId} />
          </ErrorBoundary>
        )}
      </div>
    </div>
  );
}

/** Results as one types belong to one list: its scroll and focus stay. */
function listKey(place: MailPlace): string {
  return place.box.kind === 'search' ? 'search' : boxKey(place.box);
}

function NothingOpen() {
  const { t } = useHost();
  const hints = ['next', 'open', 'compose', 'search', 'help'] as const;
  return (
    <div className="mr-nothing">
      <Icon name="read" size={40} />
      <p>{t('reader.nothingOpen')}</p>
      <dl>
        {hints.map((command) => (
          <div key={command}>
            <dt>{t(`command.${command}`)}</dt>
            <dd>
              <kbd>{keysOf(command)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
