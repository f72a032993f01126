import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '../../host/api-error.ts';
import { useT } from '../../host/host.tsx';
import { announce } from '../../ui/announcer.tsx';
import { Icon } from '../../ui/icons.tsx';
import { StatePage } from '../../ui/state-page.tsx';
import type { SetupView } from '../../views.ts';
import { CardSection } from '../card-section.tsx';
import { Audience } from './answers.tsx';
import { type Facts, factsOf, isDone, stateOf } from './facts.ts';
import './guide.css';
import type { GuideContext } from './step-body.tsx';
import { StepList } from './step-list.tsx';
import { CHAPTERS, type ChapterId, type Step, type StepId, stepsOf } from './steps.ts';
import { useDelegationView, useGuide, useGuideWords } from './use-guide.ts';
import { valuesOf } from './values.ts';
import type { GuideWords } from './words.ts';

const TITLE_ID = 'google-guide-title';

/** Leads to the guide where it does not stand beside the cards, but below them. */
export function GuideJump() {
  const t = useT();
  const handleClick = () => {
    const title = document.getElementById(TITLE_ID);
    title?.scrollIntoView({ block: 'start' });
    title?.focus({ preventScroll: true });
  };
  return (
    <button type="button" className="mr-button mr-guide-jump" onClick={handleClick}>
      {t('guide.title')}
      <Icon name="down" size={16} />
    </button>
  );
}

/** The way through Google's consoles, as a checklist that knows where one is. */
export function Guide(props: { setup: SetupView; accountsPath: string }) {
  const t = useT();
  const words = useGuideWords();
  return (
    <aside className="mr-card mr-guide" aria-labelledby={TITLE_ID}>
      {words.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {words.error && (
        <StatePage icon="warning" title={t('guide.loadFailed')} isAlert>
          <Button onClick={() => words.refetch()}>{t('settings.retry')}</Button>
        </StatePage>
      )}
      {words.data && <Loaded {...props} words={words.data} />}
    </aside>
  );
}

function Loaded(props: { setup: SetupView; accountsPath: string; words: GuideWords }) {
  const t = useT();
  const { words, accountsPath } = props;
  const delegation = useDelegationView().data ?? null;
  const saved = useGuide(props.setup);
  const setup = { ...props.setup, guide: saved.guide };
  const facts = factsOf(setup, delegation);
  const values = valuesOf(setup, delegation);
  const context: GuideContext = { setup, words, values, accountsPath, change: saved.change };
  const { answers, done } = setup.guide;
  const isStarted = answers.audience !== undefined;
  const steps = isStarted ? stepsOf('setup', answers) : [];
  const progress = progressOf(steps, facts, done);
  const current = steps.find((step) => !isDone(stateOf(step, facts, done)))?.id ?? null;
  const [openId, setOpenId] = useOpenStep(current);
  useAnnouncement(setup, facts, words);
  return (
    <>
      <header className="mr-guide-head">
        <h2 id={TITLE_ID} tabIndex={-1}>
          {t('guide.title')}
        </h2>
        {isStarted && (
          <p>
            <span aria-hidden="true">{t('guide.progress', progress)}</span>
            <span className="mr-visually-hidden">{t('guide.progressLong', progress)}</span>
          </p>
        )}
      </header>
      {isStarted && (
        <div className="mr-guide-bar" aria-hidden="true">
          <span style={{ inlineSize: `${(100 * progress.done) / progress.total}%` }} />
        </div>
      )}
      <SaveState saved={saved} />
      <Audience setup={setup} onChange={saved.change} />
      {isStarted && <p className="mr-hint">{words.chapters.setup.lead}</p>}
      {isStarted && current === null && (
        <Alert type="success" showIcon className="mr-notice" title={t('guide.complete')} />
      )}
      <StepList {...{ steps, facts, context, openId }} onOpen={setOpenId} level="h3" />
      <h3 className="mr-guide-more">{t('guide.chapters')}</h3>
      <div className="mr-guide-chapters">
        {CHAPTERS.slice(1).map((id) => (
          <Chapter key={id} id={id} facts={facts} context={context} />
        ))}
      </div>
    </>
  );
}

/** An optional chapter: closed, with its progress, where it has steps for these answers. */
function Chapter(props: { id: ChapterId; facts: Facts; context: GuideContext }) {
  const t = useT();
  const { id, facts, context } = props;
  const { answers, done } = context.setup.guide;
  const [openId, setOpenId] = useState<StepId | null>(null);
  const steps = stepsOf(id, answers);
  if (steps.length === 0) return null;
  const { title, lead } = context.words.chapters[id];
  const progress = progressOf(steps, facts, done);
  const tone = progress.done === progress.total ? 'success' : 'neutral';
  const state =
    progress.done > 0 ? ({ tone, text: t('guide.chapterProgress', progress) } as const) : null;
  return (
    <CardSection title={title} state={state}>
      <p className="mr-hint">{lead}</p>
      <StepList {...{ steps, facts, context, openId }} onOpen={setOpenId} level="h4" />
    </CardSection>
  );
}

function SaveState({ saved }: { saved: ReturnType<typeof useGuide> }) {
  const t = useT();
  if (saved.error) {
    return (
      <Alert
        type="error"
        showIcon
        className="mr-notice"
        title={t('guide.saveFailed')}
        description={errorText(t, saved.error)}
        action={<Button onClick={saved.retry}>{t('settings.retry')}</Button>}
      />
    );
  }
  if (!saved.isOffline) return null;
  return <Alert type="warning" showIcon className="mr-notice" title={t('guide.offline')} />;
}

/** The current step is open until somebody chooses another; when it is done, the next one is. */
function useOpenStep(current: StepId | null) {
  const [chosen, setChosen] = useState<{ id: StepId | null; at: StepId | null } | null>(null);
  // A choice lasts as long as the current step is the one at which it was made.
  const openId = chosen && chosen.at === current ? chosen.id : current;
  return [openId, (id: StepId | null) => setChosen({ id, at: current })] as const;
}

/** Says which steps ticked themselves: nobody may look at them just then. */
function useAnnouncement(setup: SetupView, facts: Facts, words: GuideWords): void {
  const t = useT();
  const seen = stepsOf('setup', setup.guide.answers)
    .filter((step) => stateOf(step, facts, setup.guide.done) === 'seen')
    .map(({ id }) => id)
    .join();
  const before = useRef(seen);
  useEffect(() => {
    const known = before.current.split(',');
    before.current = seen;
    const fresh = seen.split(',').filter((id) => id !== '' && !known.includes(id)) as StepId[];
    if (fresh.length === 0) return;
    const titles = fresh.map((id) => words.steps[id].title);
    announce(t('guide.announceDone', { step: titles.join(', ') }));
  }, [seen, words, t]);
}

function progressOf(steps: readonly Step[], facts: Facts, done: readonly string[]) {
  const counted = steps.map((step) => stateOf(step, facts, done)).filter((s) => s !== 'info');
  return { done: counted.filter(isDone).length, total: counted.length };
}
