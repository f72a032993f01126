/** Thrown when the pages end without going back to the application. */
export class ConsentBlockedError extends Error {
  /** Google's code, for example `redirect_uri_mismatch`. */
  readonly code: string;

  constructor(code: string) {
    super(`the simulated consent ended at an error page: ${code}`);
    this.name = 'ConsentBlockedError';
    this.code = code;
  }
}

/** How the person at the browser behaves. */
export interface ApproveOptions {
  /** Where the application sent the browser. */
  authorizationUrl: string;
  /** The account to choose. */
  email: string;
  /** Scopes whose box is unticked. */
  untick?: string[];
  /** What is pressed on the consent page. */
  decision?: 'allow' | 'deny';
  /** Cookies of the browser; the same jar makes it the same browser. */
  cookies?: Map<string, string>;
}

const maxPages = 12;

/**
 * Walks through the authorisation pages over HTTP as a browser would.
 *
 * @returns the callback URL that the browser would open next, with `code` or `error`
 * @throws ConsentBlockedError when an error page ends the way
 */
export async function approve(options: ApproveOptions): Promise<string> {
  const { email, decision = 'allow', untick = [], cookies = new Map<string, string>() } = options;
  const start = new URL(options.authorizationUrl);
  let next: { url: URL; body: URLSearchParams | null } = { url: start, body: null };

  for (let page = 0; page < maxPages; page += 1) {
    const response = await fetch(next.url, {
      method: next.body ? 'POST' : 'GET',
      body: next.body,
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    keepCookies(response, cookies);
    const location = response.headers.get('location');
    if (location !== null) {
      await response.body?.cancel();
      const url = new URL(location, next.url);
      const isPage = url.origin === start.origin && url.pathname.startsWith('/signin/oauth/');
      if (!isPage) return url.href;
      next = { url, body: null };
      continue;
    }
    const text = await response.text();
    if (response.status !== 200) {
      throw new ConsentBlockedError(/class="code">[^<]*?([a-z_]+)</.exec(text)?.[1] ?? 'unknown');
    }
    next = { url: new URL(next.url.pathname, start), body: fill(next.url, text) };
  }
  throw new ConsentBlockedError('too_many_pages');

  function fill(url: URL, text: string): URLSearchParams {
    const body = new URLSearchParams({ flow: url.searchParams.get('flow') ?? '' });
    if (url.pathname.endsWith('/select')) body.set('email', email);
    if (url.pathname.endsWith('/warning')) body.set('action', 'continue');
    if (url.pathname.endsWith('/consent')) {
      body.set('action', decision);
      for (const [, scope] of text.matchAll(/name="scope" value="([^"]+)"/g)) {
        if (scope && !untick.includes(scope)) body.append('scope', scope);
      }
    }
    return body;
  }
}

function keepCookies(response: Response, cookies: Map<string, string>): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name && value !== undefined) cookies.set(name, value);
  }
}
