const formats = new Map<string, Intl.DateTimeFormat>();

/** Today: the time. This year: day and month. Else the full short date. */
export function listDate(iso: string, locale: string, now: Date = new Date()): string {
  const date = new Date(iso);
  if (date.toDateString() === now.toDateString()) {
    return format(locale, { hour: '2-digit', minute: '2-digit' }, date);
  }
  if (date.getFullYear() === now.getFullYear()) {
    return format(locale, { day: 'numeric', month: 'short' }, date);
  }
  return format(locale, { day: '2-digit', month: '2-digit', year: 'numeric' }, date);
}

/** Day, date and time, for the reader and for tooltips. */
export function fullDate(iso: string, locale: string): string {
  return format(locale, { dateStyle: 'full', timeStyle: 'short' }, new Date(iso));
}

/** Date and time in one short line. */
export function shortDateTime(iso: string, locale: string): string {
  return format(locale, { dateStyle: 'medium', timeStyle: 'short' }, new Date(iso));
}

/** Bytes as people read them: `312 kB`, `1.4 MB`. */
export function fileSize(sizeBytes: number, locale: string): string {
  const { value, index } = scaled(sizeBytes);
  return inUnit(value, index, value < 10 && index > 0 ? 1 : 0, locale);
}

/** The same to one decimal, rounded up: what is larger than a limit must not look equal to it. */
export function fileSizeAtLeast(sizeBytes: number, locale: string): string {
  const { value, index } = scaled(sizeBytes);
  return inUnit(Math.ceil(value * 10) / 10, index, 1, locale);
}

/** The same rounded down: what is said to fit does fit. */
export function fileSizeAtMost(sizeBytes: number, locale: string): string {
  const { value, index } = scaled(sizeBytes);
  return inUnit(Math.floor(value * 10) / 10, index, 1, locale);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function scaled(sizeBytes: number): { value: number; index: number } {
  let value = Math.max(0, sizeBytes);
  let index = 0;
  while (value >= 1000 && index < UNITS.length - 1) {
    value /= 1000;
    index++;
  }
  return { value, index };
}

function inUnit(value: number, index: number, decimals: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[index] ?? 'byte',
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumFractionDigits: decimals,
  }).format(value);
}

function format(locale: string, options: Intl.DateTimeFormatOptions, date: Date): string {
  const key = locale + JSON.stringify(options);
  let known = formats.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(locale, options);
    formats.set(key, known);
  }
  return Number.isNaN(date.getTime()) ? '' : known.format(date);
}
