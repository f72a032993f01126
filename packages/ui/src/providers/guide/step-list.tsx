import { useId } from 'react';
import { useT } from '../../host/host.tsx';
import { Icon } from '../../ui/icons.tsx';
import { type Facts, type StepState, stateOf } from './facts.ts';
import { type GuideContext, StepBody } from './step-body.tsx';
import type { Step, StepId } from './steps.ts';

type Named = Step & { id: StepId };

/** Steps as a list that opens one at a time. */
export function StepList(props: {
  steps: readonly Named[];
  facts: Facts;
  context: GuideContext;
  openId: StepId | null;
  onOpen(id: StepId | null): void;
  level: 'h3' | 'h4';
}) {
  const { steps, facts, context, openId } = props;
  return (
    <ol className="mr-guide-steps">
      {steps.map((step, index) => (
        <StepItem
          key={step.id}
          step={step}
          number={index + 1}
          state={stateOf(step, facts, context.setup.guide.done)}
          isOpen={openId === step.id}
          onToggle={() => props.onOpen(openId === step.id ? null : step.id)}
          context={context}
          level={props.level}
        />
      ))}
    </ol>
  );
}

function StepItem(props: {
  step: Named;
  number: number;
  state: StepState;
  isOpen: boolean;
  onToggle(): void;
  context: GuideContext;
  level: 'h3' | 'h4';
}) {
  const t = useT();
  const bodyId = useId();
  const { step, state, isOpen, context, level: Heading } = props;
  const { title } = context.words.steps[step.id];
  return (
    <li className="mr-guide-step" data-state={state} data-open={isOpen}>
      <div className="mr-guide-step-head">
        <Tick {...props} title={title} />
        <Heading>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? bodyId : undefined}
            onClick={props.onToggle}
          >
            <span>{title}</span>
            <Icon name={isOpen ? 'up' : 'down'} size={16} />
          </button>
        </Heading>
      </div>
      {isOpen && (
        <div id={bodyId} className="mr-guide-step-body">
          {state === 'contradicted' && (
            <p className="mr-guide-contradicted">
              <Icon name="warning" size={16} />
              <span>{t('guide.contradicted')}</span>
            </p>
          )}
          <StepBody step={step} context={context} />
        </div>
      )}
    </li>
  );
}

/** A box where somebody ticks, a sign where the application knows by itself. */
function Tick(props: {
  step: Named;
  number: number;
  state: StepState;
  title: string;
  context: GuideContext;
}) {
  const t = useT();
  const { step, state, title, context } = props;
  if (step.isTickedByHand && state !== 'seen') {
    return (
      <input
        type="checkbox"
        className="mr-guide-tick"
        aria-label={t('guide.tick', { step: title })}
        checked={context.setup.guide.done.includes(step.id)}
        onChange={({ target }) => context.change({ tick: { id: step.id, isDone: target.checked } })}
      />
    );
  }
  const words = { seen: 'guide.seen', info: 'guide.info' } as const;
  const label = t(state === 'seen' || state === 'info' ? words[state] : 'guide.notDone');
  return (
    <span className="mr-guide-sign" data-state={state} role="img" aria-label={label} title={label}>
      {state === 'seen' && <Icon name="check" size={14} />}
      {state === 'contradicted' && <Icon name="warning" size={14} />}
      {state === 'info' && <span aria-hidden="true">i</span>}
      {state === 'open' && <span aria-hidden="true">{props.number}</span>}
    </span>
  );
}
