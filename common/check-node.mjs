// Ends the process with a message if this Node.js is too old to run the TypeScript sources. Plain JavaScript, so that
// Node.js 18 and 20 can run it.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const least = engines.node.replace('>=', '');
const [leastMajor, leastMinor] = least.split('.').map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  console.error(
    [
      `zendesk-lake needs Node.js ${least} or later. This is Node.js ${process.versions.node}: ${process.execPath}`,
      'On Linux (x64 or arm64): run "npm ci" without --omit=optional, which installs Node.js 24 in node_modules.',
      'Then start the program with npm or npx, which use it.',
      'On other systems: install Node.js 24, for example with "nvm install 24".',
    ].join('\n'),
  );
  process.exit(1);
}
