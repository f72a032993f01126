// npm start: installs if needed, builds if stale, then becomes the server.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, installIfNeeded, requireNode, root } from './prepare.mjs';

requireNode();
installIfNeeded();
buildIfStale();
await import(pathToFileURL(join(root, 'apps/mailroom/bin/mailroom.mjs')).href);
