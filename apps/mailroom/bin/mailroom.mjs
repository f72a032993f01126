#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Mailroom needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('Mailroom is not built. Run: npm run build');
  process.exit(1);
}
await import(main.href);
