import { describe, expect, it } from 'vitest';
import { fileSize, fileSizeAtLeast, fileSizeAtMost } from './format.ts';

describe('sizes', () => {
  it('[UI32] never make what is too large look as large as its limit', () => {
    const limit = 25 * 1024 * 1024;
    expect(fileSizeAtMost(limit, 'en')).toBe('26.2 MB');
    expect(fileSizeAtLeast(limit + 1, 'en')).toBe('26.3 MB');
    expect(fileSize(limit, 'en')).toBe('26 MB');
    expect(fileSizeAtMost(0, 'en')).toBe('0 bytes');
    expect(fileSizeAtLeast(1_234, 'fr').replace(/\s/g, ' ')).toBe('1,3 ko');
  });
});
