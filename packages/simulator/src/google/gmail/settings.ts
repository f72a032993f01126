import type { Mailbox, SendAs } from '../mailbox.ts';
import { deliver } from './deliver.ts';
import { apiError, invalidArgument, notFound } from './errors.ts';
import type { Method, MethodCall } from './method.ts';
import { optionalString } from './parameters.ts';
import { findUser } from './send.ts';

const maxAliases = 99;
const maxSignatureLength = 10_000;

/** @see https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs */
export const settingsMethods: Method[] = [
  {
    id: 'settings.sendAs.list',
    verb: 'GET',
    path: 'settings/sendAs',
    handle: ({ mailbox }) => ({ sendAs: [...mailbox.sendAs.values()].map(show) }),
  },
  { id: 'settings.sendAs.create', verb: 'POST', path: 'settings/sendAs', handle: createAlias },
  {
    id: 'settings.sendAs.get',
    verb: 'GET',
    path: 'settings/sendAs/:email',
    handle: ({ mailbox, params }) => show(existing(mailbox, params.email)),
  },
  {
    id: 'settings.sendAs.update',
    verb: 'PUT',
    path: 'settings/sendAs/:email',
    handle: updateAlias,
  },
  {
    id: 'settings.sendAs.patch',
    verb: 'PATCH',
    path: 'settings/sendAs/:email',
    handle: updateAlias,
  },
  {
    id: 'settings.sendAs.delete',
    verb: 'DELETE',
    path: 'settings/sendAs/:email',
    handle: deleteAlias,
  },
  {
    id: 'settings.sendAs.verify',
    verb: 'POST',
    path: 'settings/sendAs/:email/verify',
    handle: verifyAlias,
  },
];

/** What following the link in the verification mail does. */
export function acceptAlias(mailbox: Mailbox, email: string): void {
  existing(mailbox, email).verificationStatus = 'accepted';
}

function createAlias(call: MethodCall) {
  const { mailbox, body, user, world } = call;
  const email = optionalString(body, 'sendAsEmail')?.trim().toLowerCase() ?? '';
  if (!/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email)) throw invalidArgument('Invalid sendAsEmail');
  if (mailbox.sendAs.has(email))
    throw apiError(409, 'alreadyExists', 'Custom-from address already exists');
  if (mailbox.sendAs.size > maxAliases) throw invalidArgument('Too many aliases');
  const isOwnDomain = user.hostedDomain !== null && email.endsWith(`@${user.hostedDomain}`);
  const alias: SendAs = {
    sendAsEmail: email,
    displayName: '',
    replyToAddress: '',
    signature: '',
    isPrimary: false,
    isDefault: false,
    treatAsAlias: body.treatAsAlias === true,
    // An address of one's own organisation that belongs to nobody else needs no proof.
    verificationStatus: isOwnDomain && !findUser(world, email) ? 'accepted' : 'pending',
  };
  mailbox.sendAs.set(email, alias);
  applyChanges(mailbox, alias, body);
  if (alias.verificationStatus === 'pending') sendVerification(call, alias);
  return show(alias);
}

function updateAlias({ mailbox, params, body }: MethodCall) {
  const alias = existing(mailbox, params.email);
  applyChanges(mailbox, alias, body);
  return show(alias);
}

function deleteAlias({ mailbox, params }: MethodCall): void {
  const alias = existing(mailbox, params.email);
  if (alias.isPrimary) throw invalidArgument('Cannot delete primary address');
  mailbox.sendAs.delete(alias.sendAsEmail);
  const primary = mailbox.sendAs.get(mailbox.email);
  if (alias.isDefault && primary) primary.isDefault = true;
}

function verifyAlias(call: MethodCall): void {
  const alias = existing(call.mailbox, call.params.email);
  if (alias.verificationStatus !== 'pending')
    throw apiError(400, 'failedPrecondition', 'Address is already verified', {
      status: 'FAILED_PRECONDITION',
    });
  sendVerification(call, alias);
}

function sendVerification({ world, mailbox }: MethodCall, alias: SendAs): void {
  const owner = findUser(world, alias.sendAsEmail)?.mailbox;
  if (!owner) return;
  deliver(
    owner,
    [
      'From: Gmail Team <gmail-noreply@google.com>',
      `To: ${alias.sendAsEmail}`,
      `Subject: Gmail Confirmation - Send Mail as ${alias.sendAsEmail}`,
      `Date: ${new Date(world.clock.now()).toUTCString().replace('GMT', '+0000')}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset="UTF-8"',
      '',
      `You have requested to add ${alias.sendAsEmail} to the account ${mailbox.email}.`,
      '',
    ].join('\r\n'),
    { from: 'gmail-noreply@google.com' },
  );
}

function applyChanges(mailbox: Mailbox, alias: SendAs, body: Record<string, unknown>): void {
  const signature = optionalString(body, 'signature');
  if (signature !== undefined && signature.length > maxSignatureLength)
    throw invalidArgument('Signature is too long');
  if (body.isDefault === true && alias.verificationStatus !== 'accepted')
    throw invalidArgument('Cannot make an unverified address the default');
  alias.displayName = optionalString(body, 'displayName') ?? alias.displayName;
  alias.replyToAddress = optionalString(body, 'replyToAddress') ?? alias.replyToAddress;
  alias.signature = signature ?? alias.signature;
  if (typeof body.treatAsAlias === 'boolean' && !alias.isPrimary)
    alias.treatAsAlias = body.treatAsAlias;
  if (body.isDefault !== true) return;
  for (const other of mailbox.sendAs.values()) other.isDefault = other === alias;
}

function existing(mailbox: Mailbox, email: string | undefined): SendAs {
  const alias = mailbox.sendAs.get(email?.toLowerCase() ?? '');
  if (!alias) throw notFound();
  return alias;
}

/** Google leaves out what is false or does not apply: the primary address has no status. */
function show(alias: SendAs) {
  const { isPrimary, isDefault, treatAsAlias, verificationStatus, ...rest } = alias;
  return {
    ...rest,
    ...(isPrimary ? { isPrimary } : { treatAsAlias, verificationStatus }),
    ...(isDefault ? { isDefault } : {}),
  };
}
