const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONES: Record<string, number> = {
  ...{ ut: 0, gmt: 0, z: 0, utc: 0, est: -300, edt: -240, cst: -360, cdt: -300 },
  ...{ mst: -420, mdt: -360, pst: -480, pdt: -420, cet: 60, cest: 120, bst: 60, jst: 540 },
};

/**
 * Reads a Date header, obsolete forms included (two-digit years, named zones, comments).
 *
 * @returns null when unreadable or outside 1970 to 2199, which no honest mail is
 * @see RFC 5322, sections 3.3 and 4.3
 */
export function parseDate(value: string): Date | null {
  const text = value.slice(0, 200).replace(/\([^()]*\)/g, ' ');
  const match =
    /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?\s*(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,5}))?/i.exec(
      text,
    );
  const at = match ? fromParts(match) : Date.parse(text);
  const isPlausible = at >= 0 && at < Date.UTC(2200, 0, 1);
  return isPlausible ? new Date(at) : null;
}

function fromParts(match: RegExpExecArray): number {
  const [, day, name, yearText, hour, minute, second, sign, zoneHours, zoneMinutes, zone] = match;
  const month = MONTHS.indexOf((name as string).toLowerCase());
  if (month < 0) return Number.NaN;
  let year = Number(yearText);
  if (year < 50) year += 2000;
  else if (year < 1000) year += 1900;
  const isNegative = sign === '-' ? -1 : 1;
  const offset = sign
    ? isNegative * (Number(zoneHours) * 60 + Number(zoneMinutes))
    : (ZONES[zone?.toLowerCase() ?? ''] ?? 0);
  const local = Date.UTC(
    year,
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
  return local - offset * 60_000;
}
