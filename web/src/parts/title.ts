import { useEffect } from 'react';

// useTitle names the browser's tab.
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Vonal`;
  }, [title]);
}
