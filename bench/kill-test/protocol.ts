/** What the parent tells an engine host at its start. */
export interface HostOptions {
  directory: string;
  /** The secret key, hex. */
  key: string;
  issuer: string;
  gmailUrl: string;
  publicUrl: string;
}

/** A call; `method` is `group.name` of the engine, `openWork` or `states`. */
export interface HostRequest {
  id: number;
  method: string;
  args: unknown[];
}

/** Id 0 says that the host is ready. */
export interface HostReply {
  id: number;
  value?: unknown;
  error?: string;
}
