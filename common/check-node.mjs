// Ends with a message if the dependencies are not installed. Starts the program again with the Node.js in
// node_modules, or ends with a message, if this Node.js is too old to run the TypeScript sources. Plain JavaScript, so
// that Node.js 18 and 20 can run it. As a program, it takes the name of a package that the next step needs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modules = new URL('../node_modules/', import.meta.url);
if (!existsSync(modules)) {
  console.error('The dependencies are not installed. Run "npm ci" at the root of the repository.');
  process.exit(1);
}

const [, program = '', needed] = process.argv;
const isProgram = existsSync(program) && realpathSync(program) === fileURLToPath(import.meta.url);
if (isProgram && needed !== undefined && !existsSync(new URL(needed, modules))) {
  console.error(
    `${needed} is not installed: NODE_ENV=production and --omit=dev leave it out. Run "npm ci --include=dev".`,
  );
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
      howToInstall(),
    ].join('\n'),
  );
  process.exit(1);
}

/** "npm ci" brings a Node.js for Linux with glibc, on x64 and arm64. */
function howToInstall() {
  const { platform, arch, report } = process;
  if (platform !== 'linux' || !['x64', 'arm64'].includes(arch))
    return 'Install Node.js 24, for example with "nvm install 24".';
  if (report.getReport().header.glibcVersionRuntime === undefined)
    return 'Use an image with Node.js 24, such as node:24-alpine. This one has no glibc, which the Node.js of "npm ci" needs.';
  return 'Run "npm ci" without --omit=optional: it installs Node.js 24 in node_modules.';
}
