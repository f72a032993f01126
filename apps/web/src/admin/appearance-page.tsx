import { setPreferences, usePreferences, useT } from '@mailroom/ui';
import { Radio } from 'antd';
import { useId } from 'react';
import { PageHead } from './settings-list.tsx';

/** Language, colours, density. */
export function AppearancePage() {
  const t = useT();
  const preferences = usePreferences();
  return (
    <section className="mr-settings-page">
      <PageHead title={t('appearance.title')} lead={t('appearance.lead')} />
      <div className="mr-card">
        <Choice
          label={t('appearance.language')}
          value={preferences.locale ?? 'auto'}
          options={[
            ['auto', t('appearance.language.auto')],
            ['en', 'English'],
            ['fr', 'Français'],
          ]}
          onChange={(value) => setPreferences({ locale: value === 'auto' ? null : value })}
        />
        <Choice
          label={t('appearance.theme')}
          value={preferences.theme}
          options={[
            ['system', t('appearance.theme.system')],
            ['light', t('appearance.theme.light')],
            ['dark', t('appearance.theme.dark')],
          ]}
          onChange={(theme) => setPreferences({ theme })}
        />
        <Choice
          label={t('appearance.density')}
          value={preferences.density}
          options={[
            ['comfortable', t('appearance.density.comfortable')],
            ['compact', t('appearance.density.compact')],
          ]}
          onChange={(density) => setPreferences({ density })}
        />
      </div>
    </section>
  );
}

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange(value: Value): void;
}) {
  const id = useId();
  return (
    <div className="mr-field">
      <span className="mr-field-label" id={id}>
        {props.label}
      </span>
      <Radio.Group
        aria-labelledby={id}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as Value)}
        options={props.options.map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
