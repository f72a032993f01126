import { describe, expect, it } from 'vitest';
import type { DoctorCheckView, SetupView } from '../../views.ts';
import { factsOf, projectIdOf, stateOf } from './facts.ts';
import { STEPS, type Step } from './steps.ts';
import { changed } from './use-guide.ts';

type Client = SetupView['clients'][number];

const client = {
  provider: 'google',
  isSimulated: false,
  clientId: '1-a.apps.googleusercontent.com',
  hasSecret: true,
  projectId: 'from-the-file',
  status: 'working',
  problem: null,
  testedAt: null,
  pushTopic: null,
  pushServiceAccount: null,
  accountCount: 0,
  updatedAt: '2026-01-01T00:00:00.000Z',
} as Client;

describe('facts', () => {
  it('[GU5] tick nothing before there is a client', () => {
    const facts = factsOf(setupWith({}), null);
    expect(new Set(Object.values(facts))).toEqual(new Set(['unknown']));
  });

  it('[GU5] know from a saved client what must have happened before it', () => {
    const facts = factsOf(setupWith({ clients: [client] }), null);
    expect(facts).toMatchObject({ project: 'yes', app: 'yes', client: 'yes', file: 'yes' });
    expect(facts).toMatchObject({ api: 'unknown', checked: 'unknown', linked: 'unknown' });
  });

  it('[GU5] believe the doctor more than a tick', () => {
    const setup = setupWith({
      clients: [client],
      checks: { client: 'pass', redirect_registered: 'fail', api_enabled: 'fail' },
      done: ['api', 'client'],
    });
    const facts = factsOf(setup, null);
    expect(facts.checked).toBe('no');
    expect(stateOf(step('client'), facts, setup.guide.done)).toBe('contradicted');
    expect(stateOf(step('api'), facts, setup.guide.done)).toBe('contradicted');
    expect(stateOf(step('doctor'), facts, [])).toBe('contradicted');
  });

  it('[GU5] see the API work where a mailbox is linked', () => {
    const clients = [{ ...client, accountCount: 1 }];
    expect(factsOf(setupWith({ clients }), null)).toMatchObject({ api: 'yes', linked: 'yes' });
  });

  it('[GU5] take the worst where the doctor looked at several mailboxes', () => {
    const setup = setupWith({ clients: [client] });
    const checks = [check('api_enabled', 'pass'), check('api_enabled', 'fail')];
    setup.report = { ...reportOf({}), checks };
    expect(factsOf(setup, null).api).toBe('no');
  });

  it('[GU5] do not let permissions from Testing disprove a publication', () => {
    const checks = { grant_lifetime: 'fail' } as const;
    const published = (answers: SetupView['guide']['answers']) =>
      factsOf(setupWith({ clients: [client], checks, answers }), null).published;
    expect(published({ audience: 'external', publishing: 'production' })).toBe('yes');
    expect(published({ audience: 'external', publishing: 'testing' })).toBe('no');
    expect(published({ audience: 'external' })).toBe('no');
  });

  it('[GU5] know a push by its arrival and a delegation by its first mailbox', () => {
    const pushTest = { state: 'received', startedAt: null, elapsedMs: 1, problem: null } as const;
    const facts = factsOf(
      { ...setupWith({ clients: [{ ...client, pushTopic: 'projects/p/topics/t' }] }), pushTest },
      {
        serviceAccount: {
          clientId: '123',
          email: 'a@p.iam.gserviceaccount.com',
          projectId: 'p',
          keyId: 'k',
          problem: null,
          updatedAt: '2026-01-01T00:00:00.000Z',
        },
        scopes: [],
        links: [],
      },
    );
    expect(facts).toMatchObject({ pushTopic: 'yes', pushReceived: 'yes', key: 'yes' });
    expect(facts.delegated).toBe('unknown');
  });

  it('[GU4] take the project from the client’s file before the typed one', () => {
    const answers = { projectId: 'typed-by-hand' };
    expect(projectIdOf(setupWith({ answers }))).toBe('typed-by-hand');
    expect(projectIdOf(setupWith({ answers, clients: [client] }))).toBe('from-the-file');
  });
});

describe('changes', () => {
  it('[GU7] touch nothing but what was said', () => {
    const guide = { answers: { audience: 'external', projectId: 'p-12345' }, done: ['a'] } as const;
    const before = { answers: { ...guide.answers }, done: [...guide.done] };
    expect(changed(before, { tick: { id: 'b', isDone: true } }).done).toEqual(['a', 'b']);
    expect(changed(before, { tick: { id: 'a', isDone: true } }).done).toEqual(['a']);
    expect(changed(before, { tick: { id: 'a', isDone: false } }).done).toEqual([]);
    expect(changed(before, { answers: { publishing: 'testing' } })).toEqual({
      answers: { audience: 'external', projectId: 'p-12345', publishing: 'testing' },
      done: ['a'],
    });
    const without = changed(before, { answers: { projectId: undefined } });
    expect(JSON.parse(JSON.stringify(without)).answers).toEqual({ audience: 'external' });
  });
});

function step(id: string): Step {
  return STEPS.find((one) => one.id === id) as Step;
}

function setupWith(given: {
  clients?: Client[];
  checks?: Partial<Record<DoctorCheckView['id'], DoctorCheckView['status']>>;
  answers?: SetupView['guide']['answers'];
  done?: string[];
}): SetupView {
  return {
    clients: given.clients ?? [],
    guide: { answers: given.answers ?? {}, done: given.done ?? [] },
    report: given.checks ? reportOf(given.checks) : null,
    pushTest: { state: 'none', startedAt: null, elapsedMs: null, problem: null },
  } as unknown as SetupView;
}

function reportOf(checks: Partial<Record<DoctorCheckView['id'], DoctorCheckView['status']>>) {
  return {
    provider: 'google' as const,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    verdict: 'broken' as const,
    checks: Object.entries(checks).map(([id, status]) =>
      check(id as DoctorCheckView['id'], status as DoctorCheckView['status']),
    ),
  };
}

function check(id: DoctorCheckView['id'], status: DoctorCheckView['status']): DoctorCheckView {
  return {
    id,
    status,
    isAdvisory: false,
    reason: null,
    seen: null,
    data: {},
    link: null,
    account: null,
    durationMs: 1,
  };
}
