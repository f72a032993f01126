import { MailError } from '@mailroom/engine';
import { type Config, isLoopbackName, isPrivate } from '../config.ts';
import { isSameToken, newToken } from './tokens.ts';

export interface FirstRun {
  token: string;
  /** Others can reach the server: the token is asked of everybody, and the start prints it. */
  isAlwaysAsked: boolean;
  /** Whether this request must bring the token. Says it in the terminal when it was not yet. */
  asks(headers: Headers): boolean;
  /** @throws MailError `forbidden` when the request may not make the first administrator */
  check(headers: Headers, requestHost: string, token: string | undefined): void;
}

/** What proxies add: with any of them, the request came from beyond this machine's browser. */
const proxyHeaders = /^(x-forwarded(-.*)?|x-original-(for|host)|forwarded|via|x-real-ip)$/;

/**
 * Who may become the first administrator. On a private installation no token is asked, unless a
 * proxy that nobody told Mailroom about passes on requests from elsewhere.
 *
 * @param print writes a line to the terminal
 */
export function createFirstRun(
  config: Pick<Config, 'host' | 'publicUrl'>,
  print: (line: string) => void = (line) => void process.stdout.write(line),
): FirstRun {
  const token = newToken();
  const isAlwaysAsked = !isPrivate(config);
  let isPrinted = isAlwaysAsked;

  function asks(headers: Headers): boolean {
    if (isAlwaysAsked) return true;
    if (![...headers.keys()].some((name) => proxyHeaders.test(name))) return false;
    if (!isPrinted) print(`Somebody opens Mailroom through a proxy: first-run token ${token}\n`);
    isPrinted = true;
    return true;
  }

  return {
    token,
    isAlwaysAsked,
    asks,
    check(headers, requestHost, given) {
      if (asks(headers)) {
        if (isSameToken(given ?? '', token)) return;
        throw new MailError('forbidden', { detail: 'The token is not the one in the terminal.' });
      }
      // A foreign name that resolves to here (DNS rebinding) must not begin.
      if (isLoopbackName(new URL(`http://${requestHost}`).hostname)) return;
      throw new MailError('forbidden', { detail: 'Open Mailroom under its own address.' });
    },
  };
}
