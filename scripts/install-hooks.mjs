// npm runs this after `npm ci` ("prepare"). CI, an unpacked tarball and `--omit=dev` need no Git hooks. Plain JavaScript,
// so that an older Node does not fail here.
import { existsSync } from 'node:fs';

const isDevelopment = existsSync('.git') && existsSync('node_modules/husky');
if (isDevelopment && !process.env.CI) {
  const { default: installHooks } = await import('husky');
  const problem = installHooks();
  if (problem !== '') console.warn(`Git hooks were not installed: ${problem.trim()}`);
}
