/** What a caller gave cannot be used; the message says why and may be shown. */
export class InvalidInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidInputError';
  }
}
