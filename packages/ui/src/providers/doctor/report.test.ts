import { describe, expect, it } from 'vitest';
import { createTranslate } from '../../i18n/translate.ts';
import { fixtureReport } from '../../testing/fixture-setup.ts';
import type { DoctorCheckId, DoctorCheckView } from '../../views.ts';
import { countBroken, partsOf, wordsOf } from './report-parts.ts';
import { reportText } from './report-text.ts';

type Findings = [DoctorCheckId, Partial<DoctorCheckView>][];

const report = (findings: Findings) => fixtureReport(new Map(findings));

describe('the doctor’s report', () => {
  it('[US22] puts certain problems first, then advisory ones, then what is not clear', () => {
    const { problems, passed, skipped } = partsOf(
      report([
        ['clock', { status: 'unknown', reason: 'no_answer' }],
        ['client', { status: 'fail', reason: 'client_unknown' }],
        ['api_enabled', { status: 'fail', reason: 'api_disabled' }],
        ['push', { status: 'skipped', reason: 'no_topic' }],
      ]),
    );
    expect(problems.map(({ id }) => id)).toEqual(['api_enabled', 'client', 'clock']);
    expect(passed).toHaveLength(12);
    expect(skipped.map(({ id }) => id)).toEqual(['test_mail', 'push']);
  });

  it('[US22] counts only what is no advice as broken', () => {
    const findings: Findings = [['client', { status: 'fail', reason: 'client_unknown' }]];
    expect(countBroken(report(findings))).toBe(0);
    expect(report(findings).verdict).toBe('doubtful');
    expect(countBroken(report([...findings, ['clock', { status: 'fail' }]]))).toBe(1);
  });

  it('[US22] names a check whose reason has no words by its own name', async () => {
    const t = await createTranslate('en');
    const [check] = report([['public_url', { status: 'fail', reason: 'never_heard_of' }]]).checks;
    expect(check && wordsOf(t, check)).toEqual({ title: 'Public address', name: null, mend: null });
  });

  it('[US25] is copied without secrets, and with shortened addresses', () => {
    const text = reportText(
      report([
        [
          'client',
          {
            status: 'fail',
            reason: 'client_secret_wrong',
            seen: 'bad GOCSPX-abc_123-def for ya29.a0Af_token and 1//0gFresh_token-abcdef\nsecond line',
            data: { clientId: '1-a.apps.googleusercontent.com', skewSeconds: 12 },
          },
        ],
        [
          'mailbox',
          { status: 'fail', reason: 'no_mailbox', account: { id: 1, email: 'ada@example.com' } },
        ],
        ['push', { status: 'fail', seen: 'gmail-api-push@system.gserviceaccount.com' }],
      ]),
      'https://mail.example.com/admin/settings/mail/oauth2',
    );
    expect(text).not.toMatch(/GOCSPX|ya29|1\/\/0g|ada@/);
    expect(text).toContain('[fail] client.client_secret_wrong (advisory) clientId=1-a');
    expect(text).toContain('    > second line');
    expect(text).toContain('mailbox a…@example.com');
    expect(text).toContain('gmail-api-push@system.gserviceaccount.com');
    expect(text).toContain('redirect URI: https://mail.example.com/admin/settings/mail/oauth2');
  });
});
