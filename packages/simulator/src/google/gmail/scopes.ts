const gmail = (name: string) => `https://www.googleapis.com/auth/gmail.${name}`;
const full = 'https://mail.google.com/';
const modify = [full, gmail('modify')];
const read = [...modify, gmail('readonly')];
const readMetadata = [...read, gmail('metadata')];
const compose = [...modify, gmail('compose')];
const insert = [...modify, gmail('insert')];
const writeLabels = [...modify, gmail('labels')];
const writeAlias = [gmail('settings.basic'), gmail('settings.sharing')];
const shareAlias = [gmail('settings.sharing')];

/**
 * The scopes that open each method: one of them is enough.
 *
 * @see https://developers.google.com/workspace/gmail/api/reference/rest under "Authorization scopes"
 */
export const methodScopes: Record<string, readonly string[]> = {
  getProfile: [...readMetadata, gmail('compose')],
  watch: readMetadata,
  stop: readMetadata,
  'history.list': readMetadata,
  'messages.list': readMetadata,
  'messages.get': readMetadata,
  'messages.attachments.get': read,
  'messages.modify': modify,
  'messages.batchModify': modify,
  'messages.trash': modify,
  'messages.untrash': modify,
  'messages.delete': [full],
  'messages.batchDelete': [full],
  'messages.insert': insert,
  'messages.import': insert,
  'messages.send': [...compose, gmail('send')],
  'threads.list': readMetadata,
  'threads.get': readMetadata,
  'threads.modify': modify,
  'threads.trash': modify,
  'threads.untrash': modify,
  'threads.delete': [full],
  'labels.list': [...readMetadata, gmail('labels')],
  'labels.get': [...readMetadata, gmail('labels')],
  'labels.create': writeLabels,
  'labels.update': writeLabels,
  'labels.patch': writeLabels,
  'labels.delete': writeLabels,
  'drafts.list': [...read, gmail('compose')],
  'drafts.get': [...read, gmail('compose')],
  'drafts.create': compose,
  'drafts.update': compose,
  'drafts.delete': compose,
  'drafts.send': compose,
  'settings.sendAs.list': [...read, gmail('settings.basic')],
  'settings.sendAs.get': [...read, gmail('settings.basic')],
  'settings.sendAs.update': writeAlias,
  'settings.sendAs.patch': writeAlias,
  'settings.sendAs.create': shareAlias,
  'settings.sendAs.delete': shareAlias,
  'settings.sendAs.verify': shareAlias,
};

/** True when nothing but `gmail.metadata` opens the mailbox: no bodies and no search. */
export function isMetadataOnly(scopes: ReadonlySet<string>): boolean {
  return !read.some((scope) => scopes.has(scope));
}
