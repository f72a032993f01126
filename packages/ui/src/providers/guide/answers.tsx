import { Alert, Input, Radio } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useT } from '../../host/host.tsx';
import type { GuideAnswers, SetupView } from '../../views.ts';
import { hasShortGrants } from './facts.ts';
import { isProjectId } from './links.ts';
import type { GuideChange } from './use-guide.ts';

type Props = { setup: SetupView; onChange(change: GuideChange): void };

/** The first question: it decides the audience, and with it most steps. */
export function Audience({ setup, onChange }: Props) {
  const t = useT();
  const titleId = useId();
  return (
    <div className="mr-guide-question">
      <h3 id={titleId}>{t('guide.audience')}</h3>
      <p className="mr-hint">{t('guide.audienceHint')}</p>
      <Radio.Group
        aria-labelledby={titleId}
        value={setup.guide.answers.audience ?? null}
        onChange={({ target }) =>
          onChange({ answers: { audience: target.value as GuideAnswers['audience'] } })
        }
      >
        {(['internal', 'external'] as const).map((audience) => (
          <Radio key={audience} value={audience}>
            {t(`guide.audience.${audience}`)}
            <small>{t(`guide.audience.${audience}Text`)}</small>
          </Radio>
        ))}
      </Radio.Group>
    </div>
  );
}

/** What the console shows under Audience, and what follows for permissions from before. */
export function Publishing({ setup, onChange }: Props) {
  const t = useT();
  const titleId = useId();
  const { publishing } = setup.guide.answers;
  return (
    <div className="mr-guide-question">
      <h4 id={titleId}>{t('guide.publishing')}</h4>
      <Radio.Group
        aria-labelledby={titleId}
        value={publishing ?? null}
        onChange={({ target }) =>
          onChange({ answers: { publishing: target.value as GuideAnswers['publishing'] } })
        }
      >
        {(['testing', 'production', 'verified'] as const).map((state) => (
          <Radio key={state} value={state}>
            {t(`guide.publishing.${state}`)}
          </Radio>
        ))}
      </Radio.Group>
      {hasShortGrants(setup) && (
        <Alert type="warning" showIcon className="mr-notice" title={t('guide.shortGrants')} />
      )}
    </div>
  );
}

/** The project's ID, typed, unless the client's file has told it. Stored when it is left, or by Enter. */
export function ProjectId({ setup, onChange }: Props) {
  const t = useT();
  const id = useId();
  const stored = setup.guide.answers.projectId ?? '';
  const [text, setText] = useState(stored);
  const [isLeft, setIsLeft] = useState(false);
  useEffect(() => setText(stored), [stored]);
  const known = setup.clients.find(({ provider }) => provider === 'google')?.projectId;
  if (known) return <p className="mr-hint">{t('guide.projectIdKnown', { project: known })}</p>;
  const typed = text.trim();
  const isWrong = isLeft && typed !== '' && !isProjectId(typed);
  const store = () => {
    setIsLeft(true);
    if (typed === stored || (typed !== '' && !isProjectId(typed))) return;
    onChange({ answers: { projectId: typed === '' ? undefined : typed } });
  };
  return (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={id}>
        {t('guide.projectId')}
      </label>
      <Input
        id={id}
        value={text}
        spellCheck={false}
        autoCapitalize="none"
        status={isWrong ? 'error' : ''}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          setText(event.target.value);
          setIsLeft(false);
        }}
        onBlur={store}
        onPressEnter={store}
      />
      <p id={`${id}-hint`} className={isWrong ? 'mr-guide-wrong' : 'mr-hint'} aria-live="polite">
        {t(isWrong ? 'guide.projectIdWrong' : 'guide.projectIdHint')}
      </p>
    </div>
  );
}
