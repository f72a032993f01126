import { type SQL, sql } from 'drizzle-orm';
import type { SearchField, SearchNode } from '../mail/query.ts';
import { foldText } from '../mail/text.ts';
import { ATTACHMENT_TERM, queryTerms, SUBJECT_PREFIX, words } from './search-terms.ts';
import { numberArray } from './sql-text.ts';

/** A search ready to run. `condition` speaks of the message `m`. */
export interface CompiledSearch {
  /** In PostgreSQL's notation; every match satisfies it. null: the index of words cannot help. */
  terms: string | null;
  /** What else must hold; null: nothing. */
  condition: SQL | null;
  /** Folders that every match lies in, null: anywhere. */
  folderIds: number[] | null;
  /** Begins of words of at most three letters: so many words begin so that the index is slow. */
  hasShortPrefix: boolean;
  from: Date | null;
  to: Date | null;
}

export interface SearchFolder {
  id: number;
  role: string | null;
  name: string;
}

/** What a word stands for, in PostgreSQL's notation, without weights: its stems. */
export type Stems = Map<string, string[]>;

interface Context {
  folders: SearchFolder[];
  stems: Stems;
}

const SHORT_PREFIX = 3;

/** The words of a query whose stems are needed. */
export function wordsToStem(node: SearchNode | null): string[] {
  const found = new Set<string>();
  const visit = (at: SearchNode): void => {
    if (at.kind === 'and' || at.kind === 'or') at.nodes.forEach(visit);
    else if (at.kind === 'not') visit(at.node);
    else if (at.kind === 'word') for (const word of words(foldText(at.value))) found.add(word);
    else if (at.kind === 'field' && at.field === 'subject') {
      for (const word of words(foldText(at.value))) found.add(word);
    }
  };
  if (node) visit(node);
  return [...found].slice(0, 200);
}

/** Whether a search looks into trash or spam because it says so. */
export function includesDiscarded(node: SearchNode | null): boolean {
  if (!node) return false;
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(includesDiscarded);
  return node.kind === 'in' && ['trash', 'spam', 'anywhere'].includes(node.folder);
}

/** Turns a query into what the index is asked and what has to be checked besides. */
export function compileSearch(
  node: SearchNode | null,
  folders: SearchFolder[],
  stems: Stems,
): CompiledSearch {
  const context: Context = { folders, stems };
  const result: CompiledSearch = {
    ...{ terms: null, condition: null, folderIds: null, from: null, to: null },
    hasShortPrefix: hasShortPrefix(node),
  };
  const terms: string[] = [];
  const conditions: SQL[] = [];
  for (const part of node?.kind === 'and' ? node.nodes : node ? [node] : []) {
    const term = termsOf(part, context);
    if (term) terms.push(term.text);
    if (!term?.isExact) conditions.push(conditionOf(part, context));
    if (part.kind === 'in' && part.folder !== 'anywhere') {
      const ids = foldersNamed(part.folder, context);
      if (ids) result.folderIds = ids;
    }
    if (part.kind === 'date' && part.op === 'before') result.to = earlier(result.to, part.at);
    if (part.kind === 'date' && part.op === 'after') result.from = later(result.from, part.at);
  }
  if (terms.length > 0) result.terms = terms.map((text) => `(${text})`).join(' & ');
  if (conditions.length > 0) result.condition = sql.join(conditions, sql` and `);
  return result;
}

/** What the index can say of a node; `isExact`: it says everything. */
function termsOf(node: SearchNode, context: Context): { text: string; isExact: boolean } | null {
  switch (node.kind) {
    case 'word':
      return exact(wordTerm(node.value, node.isPrefix, context));
    case 'phrase':
      return exact(phraseTerm(words(foldText(node.value)), false, ''));
    case 'field':
      return exact(fieldTerm(node.field, node.value, node.isPhrase, context));
    case 'has':
      return node.what === 'attachment' ? exact(`'${ATTACHMENT_TERM}'`) : null;
    case 'not': {
      const inner = termsOf(node.node, context);
      return inner?.isExact ? { text: `!(${inner.text})`, isExact: true } : null;
    }
    case 'and': {
      const parts = node.nodes.map((child) => termsOf(child, context));
      const usable = parts.filter((part) => part !== null);
      if (usable.length === 0) return null;
      const isExact = usable.length === parts.length && usable.every((part) => part.isExact);
      return { text: usable.map(({ text }) => `(${text})`).join(' & '), isExact };
    }
    case 'or': {
      const parts = node.nodes.map((child) => termsOf(child, context));
      if (parts.some((part) => part === null)) return null;
      const usable = parts.filter((part) => part !== null);
      return {
        text: usable.map(({ text }) => `(${text})`).join(' | '),
        isExact: usable.every((part) => part.isExact),
      };
    }
    default:
      return null;
  }
}

function conditionOf(node: SearchNode, context: Context): SQL {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const parts = node.nodes.map((child) => conditionOf(child, context));
      return sql`(${sql.join(parts, node.kind === 'and' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return sql`not (${conditionOf(node.node, context)})`;
    case 'in':
      return inFolder(node.folder, context);
    case 'is':
      return isFlag(node.flag, context);
    case 'has': {
      if (node.what === 'attachment') return sql`m.has_attachments`;
      const labels = context.folders.filter(({ role }) => role === null).map(({ id }) => id);
      return node.what === 'userlabels' ? inAny(labels) : sql`not ${inAny(labels)}`;
    }
    case 'date':
      return node.op === 'before'
        ? sql`m.received_at < ${node.at.toISOString()}::timestamptz`
        : sql`m.received_at >= ${node.at.toISOString()}::timestamptz`;
    case 'size':
      return node.op === 'larger'
        ? sql`m.size_bytes > ${node.bytes}::bigint`
        : sql`m.size_bytes < ${node.bytes}::bigint`;
    default: {
      const term = termsOf(node, context);
      if (!term) return sql`true`;
      return sql`(select t.search @@ ${term.text}::tsquery from mailroom.message_texts t where t.message_id = m.id)`;
    }
  }
}

function wordTerm(value: string, isPrefix: boolean, context: Context): string | null {
  const tokens = words(foldText(value));
  if (tokens.length !== 1) return phraseTerm(tokens, isPrefix, '');
  const [token] = tokens as [string];
  const alternatives = [quoted(token, isPrefix, '')];
  for (const stem of context.stems.get(token) ?? []) alternatives.push(quoted(stem, false, ''));
  return alternatives.join(' | ');
}

function phraseTerm(tokens: string[], isPrefix: boolean, weight: string): string | null {
  if (tokens.length === 0) return null;
  return tokens
    .slice(0, 30)
    .map((token, index) => quoted(token, isPrefix && index === tokens.length - 1, weight))
    .join(' <-> ');
}

function fieldTerm(
  field: SearchField,
  value: string,
  isPhrase: boolean,
  context: Context,
): string | null {
  if (field === 'subject') return subjectTerm(value, isPhrase, context);
  const terms = queryTerms(field, value);
  if (terms.length === 0) return null;
  // `from:ann` finds Anna too, as long as that does not mean half of the alphabet.
  return terms.map((term) => quoted(term, !isPhrase && term.length >= 5, '')).join(' & ');
}

function subjectTerm(value: string, isPhrase: boolean, { stems }: Context): string | null {
  const tokens = words(foldText(value)).slice(0, 30);
  if (tokens.length === 0) return null;
  const inSubject = (word: string) => quoted(`${SUBJECT_PREFIX}${word}`, false, '');
  if (tokens.length > 1 || isPhrase) {
    // The index finds the subjects with all the words; only these are read for their order.
    const all = [...new Set(tokens)].map(inSubject).join(' & ');
    return tokens.length === 1 ? all : `${all} & (${phraseTerm(tokens, false, 'A')})`;
  }
  const [token] = tokens as [string];
  return [token, ...(stems.get(token) ?? [])].map(inSubject).join(' | ');
}

function inFolder(folder: string, context: Context): SQL {
  if (folder === 'anywhere') return sql`true`;
  const ids = foldersNamed(folder, context);
  if (ids) return inAny(ids);
  const kept = context.folders.filter(({ role }) => role === 'inbox').map(({ id }) => id);
  return sql`(not m.is_discarded and not m.is_draft and not ${inAny(kept)})`;
}

/** null: the archive of a provider that has no such folder, which is what is in none of the others. */
function foldersNamed(name: string, { folders }: Context): number[] | null {
  const wanted = labelKey(name);
  const byRole = folders.filter(({ role }) => role === wanted && role !== 'all');
  if (byRole.length > 0) return byRole.map(({ id }) => id);
  const byName = folders.filter((folder) => labelKey(folder.name) === wanted);
  if (byName.length === 0 && wanted === 'archive') return null;
  return byName.map(({ id }) => id);
}

/** `in:my-label` means the label “My label”, as in Gmail. */
function labelKey(name: string): string {
  return name.toLowerCase().replace(/[\s/_-]+/g, '-');
}

function isFlag(flag: Extract<SearchNode, { kind: 'is' }>['flag'], context: Context): SQL {
  switch (flag) {
    case 'unread':
      return sql`not m.is_read`;
    case 'read':
      return sql`m.is_read`;
    case 'starred':
      return sql`m.is_starred`;
    case 'unstarred':
      return sql`not m.is_starred`;
    case 'draft':
      return sql`m.is_draft`;
    case 'important':
      return inAny(context.folders.filter(({ role }) => role === 'important').map(({ id }) => id));
    case 'answered':
      return sql`exists (select 1 from mailroom.messages r
        where r.thread_id = m.thread_id and r.in_reply_to = m.message_id_header)`;
  }
}

function inAny(ids: number[]): SQL {
  return sql`exists (select 1 from mailroom.message_folders mf
    where mf.message_id = m.id and mf.folder_id = any(${numberArray(ids)}))`;
}

function exact(text: string | null): { text: string; isExact: boolean } | null {
  return text === null ? null : { text, isExact: true };
}

function quoted(token: string, isPrefix: boolean, weight: string): string {
  const mark = `${isPrefix ? '*' : ''}${weight}`;
  return `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'${mark ? `:${mark}` : ''}`;
}

function hasShortPrefix(node: SearchNode | null): boolean {
  if (!node) return false;
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(hasShortPrefix);
  if (node.kind === 'not') return hasShortPrefix(node.node);
  return node.kind === 'word' && node.isPrefix && foldText(node.value).length <= SHORT_PREFIX;
}

function earlier(a: Date | null, b: Date): Date {
  return a && a < b ? a : b;
}

function later(a: Date | null, b: Date): Date {
  return a && a > b ? a : b;
}
