import { z } from '@hono/zod-openapi';

/** A row id as it stands in a path or query: decimal digits. Out comes a number. */
export const idText = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'not an id')
  .transform(Number)
  .openapi({ type: 'integer', minimum: 1 });

/** Several ids, separated by commas, at most 100. */
export const idsText = z
  .string()
  .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14}){0,99}$/, 'not a list of at most 100 ids')
  .transform((text) => text.split(',').map(Number))
  .openapi({ type: 'string', description: 'Ids separated by commas, at most 100.' });

/** `1`, `true`, `0` or `false`; absent means false. */
export const flagText = z
  .enum(['1', 'true', '0', 'false'])
  .optional()
  .transform((text) => text === '1' || text === 'true')
  .openapi({ type: 'string', enum: ['1', 'true', '0', 'false'] });

export const idParams = z.object({ id: idText });

/** How many rows a page holds. */
export const limitText = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 100, 'must be 1 to 100')
  .optional()
  .openapi({ type: 'integer', minimum: 1, maximum: 100, default: 50 });

/** Opaque; from the previous page. */
export const cursorText = z.string().max(500).optional();

export const localeText = z.enum(['en', 'fr']).default('en');

/** A moment, ISO 8601 with any offset; null: everything. Out comes a Date. */
export const syncFromInput = z.object({
  syncFrom: z.iso
    .datetime({ offset: true })
    .nullable()
    .transform((text) => (text === null ? null : new Date(text)))
    .openapi({ type: ['string', 'null'], format: 'date-time' }),
});
