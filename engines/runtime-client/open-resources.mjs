// Loaded before the runtime client. Prints what keeps the process alive when it receives SIGUSR2.
process.on('SIGUSR2', () => {
  process.stderr.write(`${JSON.stringify({ open_resources: process.getActiveResourcesInfo() })}\n`);
});
