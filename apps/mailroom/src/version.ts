/** Released with every workspace under one number. */
export const version = '0.1.0';
