// Ends with a message if the dependencies are not installed. Starts the program again with the Node.js in
// node_modules, or ends with a message, if this Node.js is too old to run the TypeScript sources. Plain JavaScript, so
// that Node.js 18 and 20 can run it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = new URL('../node_modules/', import.meta.url);
if (!existsSync(modules)) {
  console.error('The dependencies are not installed. Run "npm ci" at the root of the repository.');
  process.exit(1);
}

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const least = engines.node.replace('>=', '');
const [leastMajor, leastMinor] = least.split('.').map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
  const installed = fileURLToPath(new URL('.bin/node', modules));
  if (existsSync(installed) && realpathSync(installed) !== process.execPath) {
    const { status } = spawnSync(installed, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
    process.exit(status ?? 1);
  }
  console.error(
    [
      `zendesk-lake needs Node.js ${least} or later. This is Node.js ${process.versions.node}: ${process.execPath}`,
      'On Linux (x64 or arm64): run "npm ci" without --omit=optional, which installs Node.js 24 in node_modules.',
      'On other systems: install Node.js 24, for example with "nvm install 24".',
    ].join('\n'),
  );
  process.exit(1);
}
