import { csvRows } from './csv.ts';

/** The server takes so many at once. */
export const MAX_ADDRESSES = 2_000;
const MAX_LENGTH = 320;
/** What the server takes for an address too: one that it refuses would refuse the whole list. */
const ADDRESS = /^(?!\.)(?!.*\.\.)[\w'+.-]*[\w+-]@([a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/i;
const HEADING = /e-?mail|courriel|adresse|address|utilisateur|user/i;
/** Of several such columns the one that names the mailbox: exports have recovery and alias columns too. */
const MAIN_HEADING = /primary|principal|^(e-?mail|courriel)( address)?( \[required\])?$/i;

/** What stands in the field, read. */
export interface AddressList {
  /** In their order, lower case, each once. */
  emails: string[];
  duplicates: number;
  /** Lines that are no address; numbers begin at 1. */
  invalid: { line: number; text: string }[];
}

/** Reads addresses, one a line or several between commas; `Name <address>` is understood. */
export function readAddresses(text: string): AddressList {
  const emails = new Set<string>();
  const invalid: AddressList['invalid'] = [];
  let found = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const addresses = addressesOf(line);
    if (!addresses) invalid.push({ line: index + 1, text: line.trim() });
    for (const address of addresses ?? []) {
      found++;
      emails.add(address);
    }
  }
  return { emails: [...emails], duplicates: found - emails.size, invalid };
}

/** The text without the lines that are no address. */
export function withoutInvalid(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.filter((line) => line.trim() === '' || addressesOf(line)).join('\n');
}

/** The column of a table that holds addresses, one a line. */
export interface AddressColumn {
  text: string;
  /** Its heading, null where the table has none. */
  heading: string | null;
}

/**
 * Finds the addresses in a table, e.g. the export of a Workspace's users.
 *
 * @returns null where the text has no columns: it is a list already
 */
export function addressColumn(text: string): AddressColumn | null {
  const rows = csvRows(text).filter((row) => row.some((cell) => cell.trim() !== ''));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const [first = []] = rows;
  if (rows.length === 0 || width < 2) {
    // A single column with a heading is a table too.
    const heading = first[0]?.trim() ?? '';
    if (rows.length < 2 || !HEADING.test(heading) || addressesOf(heading)) return null;
    return {
      text: rows
        .slice(1)
        .map((row) => row[0]?.trim() ?? '')
        .join('\n'),
      heading,
    };
  }
  // Several addresses in a line are a list, not a table.
  if (rows.every((row) => row.every((cell) => cell.trim() === '' || isAddress(cell)))) return null;
  const hasHeadings = !first.some(isAddress);
  const body = hasHeadings ? rows.slice(1) : rows;
  const scores = Array.from({ length: width }, (_, column) => {
    const heading = hasHeadings ? (first[column] ?? '').trim() : '';
    const hits = body.filter((row) => isAddress(row[column] ?? '')).length;
    // Headings decide between columns that hold addresses; they make none of what holds none.
    if (hits === 0) return 0;
    if (MAIN_HEADING.test(heading)) return hits + 2 * body.length;
    return HEADING.test(heading) ? hits + 0.5 : hits;
  });
  const best = scores.indexOf(Math.max(...scores));
  if ((scores[best] ?? 0) === 0) return null;
  return {
    text: body.map((row) => row[best]?.trim() ?? '').join('\n'),
    heading: hasHeadings ? (first[best]?.trim() ?? null) : null,
  };
}

/** Every address of a line, null where anything else stands in it. */
function addressesOf(line: string): string[] | null {
  const named = /<([^<>]+)>\s*[,;]?\s*$/.exec(line)?.[1];
  const parts = named ? [named] : line.split(/[\s,;]+/);
  const addresses = parts
    .map((part) => part.replace(/^mailto:/i, '').replace(/^["']|["']$/g, ''))
    .filter((part) => part !== '');
  if (addresses.length === 0 || !addresses.every(isAddress)) return null;
  return addresses.map((address) => address.toLowerCase());
}

function isAddress(text: string): boolean {
  const address = text.trim();
  return address.length <= MAX_LENGTH && ADDRESS.test(address);
}
