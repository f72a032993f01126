import type { Logger } from 'pino';
import type { OpenDatabase } from './store/database.ts';
import type {
  AccountOverviewView,
  AccountView,
  ActionInput,
  ActionView,
  AvailableProviderView,
  BlockPage,
  ChangeEventView,
  ClientInput,
  ComposeDraftView,
  DelegatedLinksInput,
  DelegationView,
  DoctorInput,
  DoctorReportView,
  FolderView,
  GuideInput,
  GuideView,
  IdentityInput,
  IdentityRef,
  IdentityView,
  LinkResultView,
  LinkStartView,
  Locale,
  MessageBodyView,
  MessageHeadersView,
  OutboxView,
  ProviderClientView,
  ProviderId,
  PushTestView,
  SenderProfileView,
  SendingSignaturesView,
  ServiceAccountInput,
  SetupView,
  SharedSignatureInput,
  SignatureImageView,
  SignatureInput,
  SignatureView,
  SubmissionInput,
  TakenSignatureView,
  ThreadPageView,
  ThreadView,
  TimelineEntryView,
  UploadView,
} from './views.ts';

/** Who asks. Every read and write carries it; the engine decides access from it, in store/. */
export interface Caller {
  userId: string;
  isAdministrator: boolean;
}

/** Seals secrets at rest. `context` is bound to the ciphertext and must be the same on opening. */
export interface SecretBox {
  seal(plaintext: string, context: string): string;
  /** @throws MailError `secret_key_wrong` */
  open(sealed: string, context: string): string;
}

export type DatabaseOptions =
  | { kind: 'pglite'; directory: string | null }
  | { kind: 'postgres'; url: string; maxConnections?: number };

export interface EngineOptions {
  database: DatabaseOptions;
  /** Opened by the host, who shares it (the embedded database has one opener) and closes it after `stop`. */
  openDatabase?: OpenDatabase;
  /** Directory for raw mail and uploads. */
  blobDirectory: string;
  secretBox: SecretBox;
  logger: Logger;
  /** Origin and base path under which people reach Mailroom, without a trailing slash. */
  publicUrl: string;
  endpoints: {
    /** OpenID issuer, e.g. https://accounts.google.com. */
    googleIssuer: string;
    /** E.g. https://gmail.googleapis.com. */
    gmailUrl: string;
    /** Where the guide's links begin; default https://console.cloud.google.com. */
    googleConsoleUrl?: string;
    /** The Workspace admin console; default https://admin.google.com. */
    googleAdminUrl?: string;
  };
  quota?: {
    /** Gmail units per minute and user; default 6,000 (projects from May 2026), 15,000 before. */
    gmailUnitsPerUserPerMinute?: number;
    gmailUnitsPerProjectPerMinute?: number;
    /** Units per method; default the 2026 table. */
    gmailCosts?: Record<string, number>;
    gmailConcurrency?: number;
  };
  polling?: { activeMs?: number; idleMs?: number };
  /** False: this process answers requests only and leaves jobs to others. Default true. */
  runJobs?: boolean;
  /** Who of the host's users has this address, in any letter case; delegated mailboxes go to them. */
  findUserByEmail?(email: string): Promise<string | null>;
  /** The host's page of linked accounts below `publicUrl`, for letters; default /settings/accounts. */
  accountsPath?: string;
  /** Current time, for tests. */
  now?: () => Date;
}

export interface ThreadQuery {
  /** One folder; or `role` over all accounts or over `accountId`. */
  folderId?: number;
  role?: string;
  accountId?: number;
  unreadOnly?: boolean;
  /** From the previous page. */
  cursor?: string;
  /** 1 to 100; default 50. */
  limit?: number;
}

export interface SearchQueryInput {
  text: string;
  accountId?: number;
  cursor?: string;
  limit?: number;
}

export interface BodyOptions {
  theme: 'light' | 'dark';
  /** `trusted`: show when the sender is trusted. */
  images: 'blocked' | 'shown' | 'trusted';
  /** `en` or `fr`: the language of the few words in the document. */
  locale: string;
}

/** Bytes with what a browser must be told about them. */
export interface Download {
  fileName: string;
  mimeType: string;
  sizeBytes: number | null;
  body: ReadableStream<Uint8Array> | Uint8Array;
}

/**
 * The mail engine. It starts and stops cleanly, twice; reads no environment; holds no users. Every
 * method throws MailError only; an id of somebody else's answers `not_found`, like an absent one.
 */
export interface Engine {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): Promise<{ isLive: boolean; isReady: boolean; database: 'pglite' | 'postgres' }>;

  setup: {
    /** Administrators only, like everything in `setup` but `available`. */
    get(caller: Caller): Promise<SetupView>;
    /** Providers that members can link just now. */
    available(caller: Caller): Promise<AvailableProviderView[]>;
    /** Saves after testing the pair by a token request; an unreachable provider saves `untested`. */
    saveClient(
      caller: Caller,
      provider: ProviderId,
      input: ClientInput,
    ): Promise<ProviderClientView>;
    /** Reads a downloaded `client_secret_*.json`. @throws MailError `client_file_invalid` with the reason */
    saveClientFile(caller: Caller, provider: ProviderId, file: string): Promise<ProviderClientView>;
    testClient(caller: Caller, provider: ProviderId): Promise<ProviderClientView>;
    /** Refused while accounts use it, unless `withAccounts`: then they and their mail go too. */
    removeClient(caller: Caller, provider: ProviderId, withAccounts: boolean): Promise<void>;
    /** Answers and ticks of the guide; what is absent stays. */
    saveGuide(caller: Caller, provider: ProviderId, input: GuideInput): Promise<GuideView>;
    /**
     * Looks at everything that linking needs, within seconds, and keeps the report. It also runs
     * after a client was saved. What only an authorisation can show comes from the last one.
     */
    runDoctor(caller: Caller, provider: ProviderId, input: DoctorInput): Promise<DoctorReportView>;
    /** Asks the provider for a push through a linked account and waits for it, at most a minute. */
    testPush(caller: Caller, provider: ProviderId): Promise<PushTestView>;
    delegation(caller: Caller, provider: ProviderId): Promise<DelegationView>;
    /** @throws MailError `client_file_invalid` with the reason */
    saveServiceAccount(
      caller: Caller,
      provider: ProviderId,
      input: ServiceAccountInput,
    ): Promise<DelegationView>;
    /** Refused while accounts were linked through it, unless `withAccounts`. */
    removeServiceAccount(
      caller: Caller,
      provider: ProviderId,
      withAccounts: boolean,
    ): Promise<DelegationView>;
    /** Queues mailboxes; one that failed is tried again. Progress: `delegation`. */
    linkDelegated(
      caller: Caller,
      provider: ProviderId,
      input: DelegatedLinksInput,
    ): Promise<DelegationView>;
    /** For the host's own simulator: stores its client and endpoints. */
    useSimulator(client: {
      clientId: string;
      clientSecret: string;
      issuer: string;
      apiUrl: string;
    }): Promise<void>;
  };

  accounts: {
    /** Every linked mailbox of every user, without its mail; administrators only. */
    overview(caller: Caller): Promise<AccountOverviewView[]>;
    list(caller: Caller): Promise<AccountView[]>;
    get(caller: Caller, accountId: number): Promise<AccountView>;
    /**
     * Begins an authorisation.
     * @param browserSecret kept by the caller's browser; the callback must bring the same
     */
    startLink(
      caller: Caller,
      input: {
        provider: ProviderId;
        browserSecret: string;
        reconnectAccountId?: number;
        /** From `scope_missing`: asks for what that attempt lacks alone, of the same mailbox. */
        continueTransactionId?: string;
        returnTo?: string;
        /** The user's language, for letters. */
        locale?: Locale;
      },
    ): Promise<LinkStartView>;
    /** @param callbackUrl the whole URL that the provider sent the browser to */
    finishLink(
      caller: Caller,
      input: { callbackUrl: string; browserSecret: string },
    ): Promise<LinkResultView & { returnTo: string | null }>;
    /** The user says which page of the provider stopped them: nobody comes back from it. */
    reportBlocked(caller: Caller, input: { provider: ProviderId; page: BlockPage }): Promise<void>;
    /** Confirms mailbox and start date, and begins the first synchronisation. */
    confirm(
      caller: Caller,
      accountId: number,
      input: { syncFrom: Date | null },
    ): Promise<AccountView>;
    /** An earlier date backfills; a later one keeps what is here. */
    changeStart(caller: Caller, accountId: number, syncFrom: Date | null): Promise<AccountView>;
    pause(caller: Caller, accountId: number): Promise<AccountView>;
    resume(caller: Caller, accountId: number): Promise<AccountView>;
    /** Revokes the grant, stops the watch, deletes the mail here. */
    unlink(caller: Caller, accountId: number): Promise<void>;
    identities(caller: Caller, accountId: number | null): Promise<IdentityView[]>;
    /** Asks the provider for the addresses to send from; else that happens daily. */
    syncIdentities(caller: Caller, accountId: number): Promise<IdentityView[]>;
    timeline(caller: Caller, accountId: number, before?: number): Promise<TimelineEntryView[]>;
  };

  sync: {
    /** By hand. Returns at once. */
    wake(caller: Caller, accountId: number | null): Promise<void>;
    /** A provider's push, not yet verified. @throws MailError `webhook_invalid` */
    receiveGooglePush(input: { authorization: string | null; body: unknown }): Promise<void>;
    /** Tells that the user looks at mail just now: polls faster for the next minutes. */
    setActive(caller: Caller): void;
  };

  mail: {
    folders(caller: Caller): Promise<FolderView[]>;
    threads(caller: Caller, query: ThreadQuery): Promise<ThreadPageView>;
    /** Rows for ids, in no order; ids not found are left out. At most 100. */
    threadRows(caller: Caller, threadIds: number[]): Promise<ThreadPageView>;
    search(caller: Caller, query: SearchQueryInput): Promise<ThreadPageView>;
    thread(caller: Caller, threadId: number): Promise<ThreadView>;
    body(caller: Caller, messageId: number, options: BodyOptions): Promise<MessageBodyView>;
    headers(caller: Caller, messageId: number): Promise<MessageHeadersView>;
    /** The original bytes, fetched from the provider when not here yet. */
    raw(caller: Caller, messageId: number): Promise<Download>;
    attachment(caller: Caller, attachmentId: number): Promise<Download>;
    /** All attachments of a message as one zip. */
    attachmentsZip(caller: Caller, messageId: number): Promise<Download>;
    /** An image of the same message by Content-ID. @throws MailError `not_found` for anything not an image */
    inlineImage(caller: Caller, messageId: number, contentId: string): Promise<Download>;
    /** A remote image through this server, from a link that `body` signed. */
    proxiedImage(caller: Caller, input: { url: string; signature: string }): Promise<Download>;
    trustSender(caller: Caller, email: string, isTrusted: boolean): Promise<void>;
    suggestRecipients(
      caller: Caller,
      text: string,
    ): Promise<{ name: string | null; email: string }[]>;
    /** Applies at once here, travels to the provider behind. */
    act(caller: Caller, input: ActionInput): Promise<ActionView>;
    undo(caller: Caller, actionId: number): Promise<void>;
    createLabel(caller: Caller, accountId: number, name: string): Promise<FolderView>;
  };

  outbox: {
    upload(
      caller: Caller,
      input: { fileName: string; mimeType: string; body: ReadableStream<Uint8Array> },
    ): Promise<UploadView>;
    /**
     * The same submissionId twice returns the first one's state. Between `html` and `quoteHtml`
     * stands what the sender signs with; `not_found` for a signature that the caller cannot choose.
     */
    submit(caller: Caller, input: SubmissionInput): Promise<OutboxView>;
    list(caller: Caller): Promise<OutboxView[]>;
    get(caller: Caller, outboxId: number): Promise<OutboxView>;
    /** Undo send. @throws MailError `conflict` when it is too late */
    cancel(caller: Caller, outboxId: number): Promise<OutboxView>;
    /** For `failed` and `unconfirmed`: the user decides. */
    retry(caller: Caller, outboxId: number): Promise<OutboxView>;
    draftFor(
      caller: Caller,
      messageId: number,
      kind: 'reply' | 'reply_all' | 'forward',
      locale: string,
    ): Promise<ComposeDraftView>;
  };

  signatures: {
    /** The caller's own, then everybody's. */
    list(caller: Caller): Promise<SignatureView[]>;
    /** Sanitises. @throws MailError `invalid_input` when nothing visible is left */
    create(caller: Caller, input: SignatureInput): Promise<SignatureView>;
    change(caller: Caller, signatureId: number, input: SignatureInput): Promise<SignatureView>;
    remove(caller: Caller, signatureId: number): Promise<void>;
    /** Everybody's signature; administrators only, like its removal. */
    saveShared(caller: Caller, input: SharedSignatureInput): Promise<SignatureView>;
    removeShared(caller: Caller): Promise<void>;
    /** Makes an uploaded file a picture of signatures. @throws MailError `invalid_input`, `too_large` */
    addImage(caller: Caller, uploadId: string): Promise<SignatureImageView>;
    image(caller: Caller, imageId: string): Promise<Download>;
    /** What a sender can sign with, filled in with their details. */
    forSending(
      caller: Caller,
      sender: { accountId: number; email?: string },
    ): Promise<SendingSignaturesView>;
    /** Makes the provider's own signature of an address one of the user's, and its default. */
    takeOver(caller: Caller, identity: IdentityRef): Promise<TakenSignatureView>;
    /** What the fields of signatures say of the caller. */
    profile(caller: Caller): Promise<SenderProfileView>;
    saveProfile(caller: Caller, profile: SenderProfileView): Promise<SenderProfileView>;
    /** What an address signs with, and where answers to it go. */
    saveIdentity(caller: Caller, input: IdentityInput): Promise<IdentityView>;
    /** The sender's name for all addresses of an account; null: the provider's. */
    saveSenderName(
      caller: Caller,
      accountId: number,
      senderName: string | null,
    ): Promise<IdentityView[]>;
  };

  events: {
    /** The user's changes after `after`; null: from now. Ends when `signal` aborts or the engine stops. */
    subscribe(
      caller: Caller,
      after: number | null,
      signal: AbortSignal,
    ): AsyncIterable<ChangeEventView>;
  };
}
