import { Alert, Button } from 'antd';
import { useT } from '../../host/host.tsx';
import { CopyButton } from '../../settings/copy-field.tsx';
import type { PushTestView, SetupView } from '../../views.ts';
import { projectIdOf } from '../guide/facts.ts';
import { consoleLink } from '../guide/links.ts';

/**
 * Gmail's own account, which publishes to topics.
 *
 * @see https://developers.google.com/workspace/gmail/api/guides/push
 */
export const PUBLISHER = 'gmail-api-push@system.gserviceaccount.com';

const PAGES = {
  push_topic_missing: { path: '/cloudpubsub/topic/list', label: 'push.openTopics' },
  push_right_missing: { path: '/cloudpubsub/topic/list', label: 'push.openTopics' },
  push_project_wrong: { path: '/cloudpubsub/topic/list', label: 'push.openTopics' },
  push_rejected: { path: '/cloudpubsub/subscription/list', label: 'push.openSubscriptions' },
  push_timeout: { path: '/cloudpubsub/subscription/list', label: 'push.openSubscriptions' },
  pubsub_disabled: { path: '/apis/library/pubsub.googleapis.com', label: 'push.openApi' },
} as const;

/** Why the test push failed, and the mend with its page. */
export function PushProblem(props: {
  problem: NonNullable<PushTestView['problem']>;
  setup: SetupView;
}) {
  const t = useT();
  const { code, message } = props.problem;
  const key = `push.problem.${code}`;
  const page = isKnown(code) ? PAGES[code] : null;
  const href =
    page && consoleLink({ to: 'cloud', path: page.path }, props.setup, projectIdOf(props.setup));
  return (
    <Alert
      type="error"
      showIcon
      className="mr-notice"
      title={t.optional(key) ?? t.optional(`error.${code}`) ?? message}
      description={
        <div className="mr-stack-small">
          <p>{t.optional(`${key}.mend`) ?? t('push.problem.other.mend')}</p>
          {code === 'push_rejected' && (
            <blockquote className="mr-check-seen" lang="en">
              {message}
            </blockquote>
          )}
          <div className="mr-check-actions">
            {page && href && (
              <Button size="small" href={href} target="_blank" rel="noopener noreferrer">
                {t(page.label)}
              </Button>
            )}
            {code === 'push_right_missing' && (
              <CopyButton label={t('push.copyPublisher')} value={PUBLISHER} />
            )}
            {(code === 'push_rejected' || code === 'push_timeout') && (
              <CopyButton label={t('push.copyWebhook')} value={props.setup.webhookUrl} />
            )}
          </div>
        </div>
      }
    />
  );
}

function isKnown(code: string): code is keyof typeof PAGES {
  return Object.hasOwn(PAGES, code);
}
