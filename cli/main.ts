import { runCommandLine } from './command-line.ts';
import { systemIo } from './io.ts';

// `zendesk-lake status | head -3` closes the pipe before everything is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommandLine(process.argv.slice(2), systemIo());
