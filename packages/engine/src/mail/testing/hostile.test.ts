import { describe, expect, it } from 'vitest';
import { HOSTILE_VECTORS } from './hostile-vectors.ts';
import { showHostile } from './hostile-view.ts';

const nothing = { scripts: [], requests: [], navigations: [] };

describe('hostile HTML in a real browser', () => {
  it('[RE1] runs no script, sends no request and goes nowhere', async () => {
    const report = await showHostile(HOSTILE_VECTORS, { defence: 'full' });
    expect(report).toEqual({ vectors: HOSTILE_VECTORS.length, ...nothing });
    expect(HOSTILE_VECTORS.length).toBeGreaterThanOrEqual(60);
  }, 180_000);

  it('[RE1] would have fired without the defence', async () => {
    const report = await showHostile(HOSTILE_VECTORS, { defence: 'none' });
    const fired = new Set([...report.scripts, ...report.requests, ...report.navigations]);
    expect(report.scripts.length).toBeGreaterThan(20);
    expect(report.requests.length).toBeGreaterThan(40);
    expect(report.navigations.length).toBeGreaterThan(1);
    expect(fired.size).toBeGreaterThanOrEqual(80);
  }, 180_000);
});
