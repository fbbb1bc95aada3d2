// Loaded before the runtime client. On SIGUSR2, prints the resources that keep the process alive.
process.on('SIGUSR2', () => {
  process.stderr.write(`${JSON.stringify({ open_resources: process.getActiveResourcesInfo() })}\n`);
});
