import { runCommandLine } from './command-line.ts';
import { systemIo } from './io.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), systemIo());
