/** Undoes, in reverse order, what a task has set up, however the task ends. */
export async function withCleanup<Result>(
  task: (defer: (undo: () => Promise<void> | void) => void) => Promise<Result>,
): Promise<Result> {
  const undos: (() => Promise<void> | void)[] = [];
  try {
    return await task((undo) => undos.unshift(undo));
  } finally {
    for (const undo of undos) await undo();
  }
}
