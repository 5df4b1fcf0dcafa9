// gathered answers a function that has work done soon: once for all who ask
// within wait, and not again before rest has passed since it was last done.
export function gathered(wait: number, rest: number, work: () => void): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  let done = -Infinity;
  return () => {
    due ??= setTimeout(
      () => {
        due = undefined;
        done = Date.now();
        work();
      },
      Math.max(wait, done + rest - Date.now()),
    );
  };
}
