// What was opened last, by ids only: no name of a customer stays in a browser
// after its user has logged out, and what one may not see any more has none.
const KEPT = 6;
const place = (user: string) => `vonal.recent.${user}`;

export function recent(user: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(user)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((k) => typeof k === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

// remember puts an entry at the head of those opened last.
export function remember(user: string, id: string) {
  localStorage.setItem(place(user), JSON.stringify([id, ...recent(user).filter((k) => k !== id)].slice(0, KEPT)));
}
