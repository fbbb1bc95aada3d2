/** Runs tasks with the same key sequentially and tasks with different keys concurrently. */
export function keyedMutex(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    // A failed task must not fail the tasks that wait for it.
    const current = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, current);
    const forget = (): void => {
      if (last.get(key) === current) last.delete(key);
    };
    void current.then(forget, forget);
    return current;
  };
}
