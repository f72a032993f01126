import { Input, Radio } from 'antd';
import { useId } from 'react';
import { useT } from '../host/host.tsx';

export type StartPreset = 'week' | 'month' | 'quarter' | 'year' | 'everything' | 'date';

/** Which mail to synchronise, as the user chooses it. */
export interface StartChoice {
  preset: StartPreset;
  /** `YYYY-MM-DD`, for `date`. */
  day: string;
}

const PRESETS: readonly StartPreset[] = ['week', 'month', 'quarter', 'year', 'everything', 'date'];

/** The default of a new link: one month back. */
export function defaultStart(now: Date = new Date()): StartChoice {
  return { preset: 'month', day: toDay(monthsBack(now, 1)) };
}

/** The choice that stands for an account's present start. */
export function startOf(syncFrom: string | null): StartChoice {
  if (syncFrom === null) return { preset: 'everything', day: toDay(new Date()) };
  return { preset: 'date', day: toDay(new Date(syncFrom)) };
}

/** ISO 8601 moment of the choice, null for everything, undefined while no valid day is given. */
export function startMoment(
  choice: StartChoice,
  now: Date = new Date(),
): string | null | undefined {
  if (choice.preset === 'everything') return null;
  if (choice.preset === 'date') {
    const day = new Date(`${choice.day}T00:00:00`);
    const isValid = !Number.isNaN(day.getTime()) && day.getTime() <= now.getTime();
    return isValid ? day.toISOString() : undefined;
  }
  if (choice.preset === 'week') return new Date(now.getTime() - 7 * 86_400_000).toISOString();
  return monthsBack(now, { month: 1, quarter: 3, year: 12 }[choice.preset]).toISOString();
}

/** Radio buttons for the start date. */
export function StartDateChoice(props: { value: StartChoice; onChange(value: StartChoice): void }) {
  const t = useT();
  const labelId = useId();
  const { value, onChange } = props;
  return (
    <div className="mr-start-date">
      <p id={labelId} className="mr-field-label">
        {t('start.label')}
      </p>
      <Radio.Group
        aria-labelledby={labelId}
        value={value.preset}
        onChange={(event) => onChange({ ...value, preset: event.target.value as StartPreset })}
      >
        {PRESETS.map((preset) => (
          <Radio key={preset} value={preset}>
            {t(`start.${preset}`)}
          </Radio>
        ))}
      </Radio.Group>
      {value.preset === 'date' && (
        <Input
          type="date"
          aria-label={t('start.dateLabel')}
          value={value.day}
          max={toDay(new Date())}
          status={startMoment(value) === undefined ? 'error' : ''}
          onChange={(event) => onChange({ ...value, day: event.target.value })}
        />
      )}
      {value.preset === 'everything' && <p className="mr-hint">{t('start.everythingHint')}</p>}
    </div>
  );
}

function monthsBack(from: Date, months: number): Date {
  const date = new Date(from);
  const day = date.getDate();
  date.setDate(1);
  date.setMonth(date.getMonth() - months);
  const lastDay = new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate();
  date.setDate(Math.min(day, lastDay));
  return date;
}

function toDay(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}
