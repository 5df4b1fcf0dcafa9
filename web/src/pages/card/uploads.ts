import { useEffect, useRef, useState } from 'react';
import { refreshFiles, send, type Folder } from '../../api/files';
import { Problem } from '../../api/problem';

// Upload is a file on its way, or one that did not arrive and is kept for
// another try.
export interface Upload {
  id: number;
  file: File;
  to: string; // the route
  part: number; // from 0 to 1
  error: unknown;
}

let last = 0;

// useUploads sends files to a folder, two at a time; the others wait.
export function useUploads(folder: Folder, most: number | undefined) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const running = useRef(new Map<number, () => void>());
  const begun = useRef(new Set<number>()); // an effect may still see a list in which one stands that has arrived
  const change = (id: number, to: Partial<Upload>) => setUploads((all) => all.map((u) => (u.id === id ? { ...u, ...to } : u)));
  const drop = (id: number) => setUploads((all) => all.filter((u) => u.id !== id));

  useEffect(() => {
    for (const u of uploads) {
      if (u.error || begun.current.has(u.id) || running.current.size >= 2) continue;
      begun.current.add(u.id);
      const { done, stop } = send(u.to, u.file, (part) => change(u.id, { part }));
      running.current.set(u.id, stop);
      done
        .then(() => {
          running.current.delete(u.id);
          drop(u.id);
          refreshFiles();
        })
        .catch((error: unknown) => {
          running.current.delete(u.id);
          if (error instanceof DOMException) return drop(u.id);
          change(u.id, { error });
        });
    }
  });
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((stop) => stop());
  }, []);

  return {
    uploads,
    add: (files: File[], to = `/${folder.of}/${folder.id}/files`) => {
      const fresh = files.map((file) => {
        const tooLarge = most !== undefined && file.size > most;
        return { id: ++last, file, to, part: 0, error: tooLarge ? new Problem(413, { code: 'too_large' }) : null };
      });
      setUploads((all) => [...all, ...fresh]);
    },
    again: (id: number) => {
      begun.current.delete(id);
      change(id, { error: null, part: 0 });
    },
    cancel: (id: number) => {
      const stop = running.current.get(id);
      if (stop) stop();
      else drop(id);
    },
  };
}
