// npm run check: format and lint, types, the dependency rule, unused code, documents. All of them run; any failure fails.
import { spawnSync } from 'node:child_process';
import { installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
const steps = [
  [
    'format and lint',
    ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  ],
  ['types, server', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['types, web', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.web.json']],
  [
    'dependency rule',
    ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'packages', 'apps'],
  ],
  ['unused code', ['node_modules/knip/bin/knip.js']],
  ['documents', ['--import', 'tsx', 'scripts/docs.mjs', '--check']],
];
const failed = [];
for (const [name, args] of steps) {
  console.log(`\n── ${name}`);
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0)
    failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log('\nAll checks passed.');
