/** Runs tasks of one key one after the other; tasks of different keys run side by side. */
export function keyedMutex(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    // A task that failed must not fail those that wait behind it.
    const mine = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, mine);
    const forget = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    void mine.then(forget, forget);
    return mine;
  };
}
