import type { Me } from '../api/types';

// may reports whether the server lets the user do something, so that the page
// offers only what will work.
export function may(me: Me | undefined, what: string): boolean {
  return me?.permissions.includes(what) ?? false;
}
