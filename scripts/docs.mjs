// npm run docs: writes docs/google from the guide's words; with --check only says what is stale.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { guideFiles } from '../packages/ui/src/providers/guide/document.ts';
import { root } from './prepare.mjs';

const folder = join(root, 'docs/google');
mkdirSync(folder, { recursive: true });
// Documents lead to Google itself; the page leads wherever the server is told to.
const files = guideFiles({
  googleConsoleUrl: 'https://console.cloud.google.com',
  googleAdminUrl: 'https://admin.google.com',
});
const isCheck = process.argv.includes('--check');
const stale = Object.keys(files).filter((name) => files[name] !== contentOf(name));
const extra = readdirSync(folder).filter((name) => !(name in files));
if (isCheck && stale.length + extra.length > 0) {
  console.error(`docs/google is stale: ${[...stale, ...extra].join(', ')}. Run npm run docs.`);
  process.exit(1);
}
for (const name of isCheck ? [] : stale) writeFileSync(join(folder, name), files[name]);
for (const name of isCheck ? [] : extra) rmSync(join(folder, name));

function contentOf(name) {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return null;
  }
}
