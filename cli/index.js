#!/usr/bin/env node
// Plain JavaScript, so that an older Node.js reports its version instead of a syntax error.
await import('../common/check-node.mjs');
await import('./main.ts');
