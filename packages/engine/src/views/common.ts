import { z } from 'zod';

/** What the shapes of every topic share. */

export const id = z.number().int().positive();

export const time = z.iso.datetime();

export const addressView = z.object({ name: z.string().nullable(), email: z.string() });

export const providerId = z.enum(['google', 'google-simulated']);

/** A language that Mailroom speaks. */
export const locale = z.enum(['en', 'fr']);

export const problemView = z.object({
  /** A code of errors.ts: the interface translates it. */
  code: z.string(),
  message: z.string(),
  at: time,
});

export type AddressView = z.infer<typeof addressView>;
export type Locale = z.infer<typeof locale>;
export type ProviderId = z.infer<typeof providerId>;
