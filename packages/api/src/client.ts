import type { UploadView } from '@mailroom/engine';
import { hc } from 'hono/client';
import type { ProblemDetails } from './components.ts';
import type { AppType } from './create-api.ts';

/** The shapes that the API answers with and takes. */
export type {
  AccountOverviewView,
  AccountStatus,
  AccountView,
  ActionInput,
  ActionKind,
  ActionView,
  AddressView,
  AttachmentView,
  AvailableProviderView,
  BlockPage,
  ChangeEventView,
  ClientInput,
  ComposeDraftView,
  DelegatedLinkView,
  DelegationView,
  DoctorCheckId,
  DoctorCheckView,
  DoctorReportView,
  FolderView,
  FolderViewRole,
  GuideAnswers,
  GuideInput,
  GuideView,
  IdentityInput,
  IdentityView,
  LinkResultView,
  LinkStartView,
  MessageBodyView,
  MessageHeadersView,
  MessageView,
  OutboxState,
  OutboxView,
  ProviderClientView,
  ProviderId,
  PushTestView,
  SenderProfileView,
  SendingSignaturesView,
  ServiceAccountView,
  SetupView,
  SignatureView,
  SizeLimitsView,
  SubmissionInput,
  SyncPhase,
  SyncView,
  ThreadPageView,
  ThreadRowView,
  ThreadView,
  TimelineEntryView,
  UploadView,
} from '@mailroom/engine';

/** An answer that is not a success, or none at all. Branch on `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The engine's error code; `unreachable` when nothing of Mailroom's answered. */
  readonly code: string;
  /** 0 when nothing answered. */
  readonly status: number;
  readonly data: Record<string, unknown>;
  readonly retryAfterMs: number | null;

  constructor(problem: ErrorDetails, retryAfterMs: number | null = null) {
    super(problem.detail ?? problem.title);
    this.code = problem.code;
    this.status = problem.status;
    this.data = problem.data ?? {};
    this.retryAfterMs = retryAfterMs;
  }
}

type ErrorDetails = Omit<ProblemDetails, 'type'>;

export type Client = ReturnType<typeof hc<AppType>>;

/** `fetch` that throws ApiError for every answer that is not a success. */
export function throwingFetch(fetchImplementation: typeof fetch = fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchImplementation(input, init).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      throw unreachable();
    });
    if (!response.ok) throw await errorOf(response);
    return response;
  };
}

/**
 * The typed client of the API, for browsers and for programs.
 *
 * @param baseUrl where the API is mounted, e.g. `/api` or `https://mail.example.org/api`
 * @example `const accounts = await answerOf(client.accounts.$get());`
 */
export function createClient(baseUrl: string, fetchImplementation?: typeof fetch): Client {
  return hc<AppType>(baseUrl, { fetch: throwingFetch(fetchImplementation) });
}

/** What a call of the typed client answers with. */
export async function answerOf<T>(call: Promise<{ json(): Promise<T> }>): Promise<T> {
  return (await call).json();
}

/**
 * Uploads a file to attach, telling how far it is: `fetch` cannot, XMLHttpRequest can.
 *
 * @param options.onProgress share sent, 0 to 1
 * @param options.headers what the host's sign-in needs besides cookies
 * @throws ApiError; `AbortError` when `signal` aborts
 */
export function uploadFile(
  baseUrl: string,
  file: File,
  options: {
    onProgress?: (share: number) => void;
    signal?: AbortSignal;
    headers?: Record<string, string>;
  } = {},
): Promise<UploadView> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `${baseUrl}/uploads?fileName=${encodeURIComponent(file.name)}`);
    call.withCredentials = true;
    call.responseType = 'text';
    call.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      call.setRequestHeader(name, value);
    }
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    call.onload = () => {
      const answer = new Response(call.responseText, { status: call.status });
      (answer.ok ? answer.json() : errorOf(answer).then((error) => Promise.reject(error))).then(
        resolve,
        reject,
      );
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
    options.signal?.addEventListener('abort', () => call.abort(), { once: true });
    call.send(file);
  });
}

function unreachable(): ApiError {
  return new ApiError({ title: 'Mailroom cannot be reached.', status: 0, code: 'unreachable' });
}

async function errorOf(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('retry-after'));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiError({ ...body, status: response.status }, retryAfterMs);
  const { status } = response;
  const title = `The server answered ${status}.`;
  return new ApiError({ title, status, code: codeForStatus(status) }, retryAfterMs);
}

/** For answers of proxies before Mailroom, which know no codes. */
function codeForStatus(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  return status >= 500 ? 'unreachable' : 'invalid_input';
}

function isProblem(body: unknown): body is ProblemDetails {
  const problem = body as Partial<ProblemDetails> | null;
  return typeof problem?.code === 'string' && typeof problem.title === 'string';
}
