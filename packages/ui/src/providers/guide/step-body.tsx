import { Input } from 'antd';
import { type ReactNode, useId } from 'react';
import { useHost, useT } from '../../host/host.tsx';
import { CopyButton, CopyField } from '../../settings/copy-field.tsx';
import { Icon } from '../../ui/icons.tsx';
import type { SetupView } from '../../views.ts';
import { ProjectId, Publishing } from './answers.tsx';
import { projectIdOf } from './facts.ts';
import { consoleLink } from './links.ts';
import { RichText } from './rich-text.tsx';
import { Sketch } from './sketch.tsx';
import { StepChecks } from './step-checks.tsx';
import { applies, type CopyId, type Step, type StepId, type TextId } from './steps.ts';
import type { GuideChange } from './use-guide.ts';
import { filled, type Values } from './values.ts';
import type { GuideWords, Line } from './words.ts';

/** What steps need to know, gathered once by the guide. */
export interface GuideContext {
  /** With what was said on this page laid over it. */
  setup: SetupView;
  words: GuideWords;
  values: Values;
  accountsPath: string;
  change(change: GuideChange): void;
}

/** An open step: what it is for, where it happens, what to do, and what to paste. */
export function StepBody(props: { step: Step & { id: StepId }; context: GuideContext }) {
  const { step, context } = props;
  const { words, values, setup, change } = context;
  const text = words.steps[step.id];
  return (
    <>
      <p className="mr-guide-why">{text.why}</p>
      <Way step={step} label={text.link} context={context} />
      <Lines lines={text.do} context={context} isOrdered={text.do.length > 1} />
      {step.sketch && <Sketch sketch={words.sketches[step.sketch]} />}
      {step.copies?.map((id) => (
        <Copy key={id} id={id} label={words.copies[id]} values={values} />
      ))}
      {step.texts?.map((id) => (
        <LongText key={id} id={id} words={words} values={values} />
      ))}
      {step.asks === 'projectId' && <ProjectId setup={setup} onChange={change} />}
      {step.asks === 'publishing' && <Publishing setup={setup} onChange={change} />}
      {step.checks && <StepChecks checks={step.checks} setup={setup} />}
      {text.notes && <Notes lines={text.notes} context={context} />}
    </>
  );
}

/** The button to where the step happens. */
function Way(props: { step: Step; label: string | undefined; context: GuideContext }) {
  const t = useT();
  const { navigation } = useHost();
  const { step, label } = props;
  const { setup, accountsPath } = props.context;
  if (!step.link || !label) return null;
  const address = consoleLink(step.link, setup, projectIdOf(setup));
  if (address === null) {
    const path = `${accountsPath}?link=1`;
    return (
      <a
        className="mr-button"
        href={navigation.href(path)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          navigation.go(path);
        }}
      >
        {label}
      </a>
    );
  }
  return (
    <a className="mr-button" href={address} target="_blank" rel="noopener noreferrer">
      {label}
      <Icon name="expand" size={14} />
      <span className="mr-visually-hidden">{t('guide.newTab')}</span>
    </a>
  );
}

function Lines(props: { lines: readonly Line[]; context: GuideContext; isOrdered: boolean }) {
  const { values, setup } = props.context;
  const { answers } = setup.guide;
  const shown = props.lines.flatMap((line) => {
    if (typeof line === 'string') return [line];
    return applies(line.when, answers) ? [line.text] : [];
  });
  const items: ReactNode = shown.map((line) => (
    <li key={line}>
      <RichText text={line} values={values} />
    </li>
  ));
  return props.isOrdered ? (
    <ol className="mr-guide-do">{items}</ol>
  ) : (
    <ul className="mr-guide-do">{items}</ul>
  );
}

function Notes(props: { lines: readonly Line[]; context: GuideContext }) {
  const t = useT();
  return (
    <div className="mr-guide-notes">
      <p>{t('guide.notes')}</p>
      <Lines {...props} isOrdered={false} />
    </div>
  );
}

function Copy(props: { id: CopyId; label: string; values: Values }) {
  const t = useT();
  const value = props.values[props.id];
  if (value !== null) return <CopyField label={props.label} value={value} />;
  return <p className="mr-hint">{t('guide.unknownValue', { label: props.label })}</p>;
}

function LongText(props: { id: TextId; words: GuideWords; values: Values }) {
  const t = useT();
  const fieldId = useId();
  const { label, text } = props.words.texts[props.id];
  const value = filled(text, props.values);
  return (
    <div className="mr-field">
      <div className="mr-guide-text-head">
        <label className="mr-field-label" htmlFor={fieldId}>
          {label}
        </label>
        <CopyButton label={t('settings.copy')} value={value} />
      </div>
      <Input.TextArea id={fieldId} readOnly value={value} autoSize={{ minRows: 4, maxRows: 8 }} />
    </div>
  );
}
