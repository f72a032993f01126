/** The dependency rule of ARCHITECTURE.md: arrows point to the left only. */
const engine = 'packages/engine/src/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'mail-knows-mail-only',
      comment: 'mail/ holds pure functions: it may use errors.ts and packages, nothing else.',
      severity: 'error',
      from: { path: `^${engine}mail/` },
      to: { path: `^${engine}`, pathNot: `^${engine}(mail/|errors)` },
    },
    {
      name: 'store-and-providers-never-meet',
      severity: 'error',
      from: { path: `^${engine}store/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^${engine}providers/`, pathNot: `^${engine}providers/provider\\.ts$` },
    },
    {
      name: 'providers-and-store-never-meet',
      severity: 'error',
      from: { path: `^${engine}providers/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^${engine}(store|setup|accounts|sync|outbox)/` },
    },
    {
      name: 'sync-and-outbox-meet-in-tables-only',
      severity: 'error',
      from: { path: `^${engine}sync/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^${engine}outbox/` },
    },
    {
      name: 'outbox-and-sync-meet-in-tables-only',
      severity: 'error',
      from: { path: `^${engine}outbox/`, pathNot: '\\.test\\.ts$' },
      to: { path: `^${engine}sync/` },
    },
    {
      name: 'engine-knows-no-host',
      severity: 'error',
      from: { path: '^packages/engine/' },
      to: { path: '^(packages/(api|ui)|apps)/' },
    },
    {
      name: 'api-knows-no-app',
      severity: 'error',
      from: { path: '^packages/api/' },
      to: { path: '^(packages/ui|apps)/' },
    },
    {
      name: 'ui-takes-types-from-api-only',
      severity: 'error',
      from: { path: '^packages/ui/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^(packages/(engine|simulator)|apps)/' },
    },
    {
      name: 'simulator-is-independent',
      comment: 'The simulator must not share code with what it tests.',
      severity: 'error',
      from: { path: '^packages/simulator/' },
      to: { path: '^(packages/(engine|api|ui)|apps)/' },
    },
    {
      name: 'providers-are-opened-in-one-place',
      severity: 'error',
      from: { path: `^${engine}`, pathNot: `^${engine}providers/|(\\.test|/testing)\\.ts$` },
      to: { path: `^${engine}providers/(gmail|graph|imap)/` },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$' },
      to: { path: '\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
