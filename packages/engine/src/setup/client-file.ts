import { z } from 'zod';
import { MailError } from '../errors.ts';

/** What a client file says. */
export interface ClientFile {
  clientId: string;
  clientSecret: string;
  projectId: string | null;
}

const maxLength = 20_000;
const credentialsShape = z.object({
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(500).optional(),
  project_id: z.string().max(200).optional(),
  redirect_uris: z.array(z.string().max(2_000)).max(200).default([]),
});

/**
 * Reads the `client_secret_*.json` that Google's console offers for download.
 *
 * @throws MailError `client_file_invalid` with `data.reason`: `not_json`, `installed`,
 *   `service_account`, `unknown`, `secret_missing` or `redirect_uri_missing`
 */
export function readClientFile(file: string, redirectUri: string): ClientFile {
  const content = parse(file);
  if ('installed' in content)
    throw invalid(
      'installed',
      'This client is of type "Desktop app", which cannot bring people back to a web page. ' +
        'Create one of type "Web application".',
    );
  if (content.type === 'service_account')
    throw invalid('service_account', 'This is the key of a service account, not an OAuth client.');
  const web = credentialsShape.safeParse(content.web);
  if (!web.success)
    throw invalid(
      'unknown',
      'This file does not describe an OAuth client of type "Web application".',
    );
  const { client_id, client_secret, project_id, redirect_uris } = web.data;
  if (!client_secret)
    throw invalid(
      'secret_missing',
      'The file holds no client secret. Add a secret to the client and download its file at once.',
    );
  if (!redirect_uris.includes(redirectUri))
    throw new MailError('client_file_invalid', {
      detail: `The client does not list the redirect URI ${redirectUri}. Add it and download the file again.`,
      data: { reason: 'redirect_uri_missing', redirectUri, found: redirect_uris.slice(0, 20) },
    });
  return { clientId: client_id, clientSecret: client_secret, projectId: project_id ?? null };
}

function parse(file: string): Record<string, unknown> {
  if (file.length > maxLength) throw invalid('not_json', 'The file is too large.');
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(file.replace(/^\ufeff/, '')));
  } catch {
    throw invalid('not_json', 'This is not a JSON file.');
  }
}

function invalid(reason: string, detail: string): MailError {
  return new MailError('client_file_invalid', { detail, data: { reason } });
}
