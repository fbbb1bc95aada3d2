#!/usr/bin/env node
// Plain JavaScript, so that an older Node.js can check its version. Named so that `node cli` starts it.
await import('../common/check-node.mjs');
await import('./main.ts');
