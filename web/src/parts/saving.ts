import { useState } from 'react';
import { asProblem } from '../api/problem';

// useSaving is how a form is sent: once at a time, and what was wrong with it is
// shown until it is sent again. A form that is saved is expected to close.
export function useSaving(work: () => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (err) {
      setError(err);
      setBusy(false);
    }
  };
  const problem = error ? asProblem(error) : null;
  return { busy, error, problem, fields: problem?.fields ?? {}, save };
}
