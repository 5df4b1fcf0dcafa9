// What somebody has changed in the CRM is read again where it is shown. Many
// changes in a row are one look.
import { queries } from '../api/queries';
import { gathered } from './gathered';

const look = gathered(400, 2_000, () => {
  const now = waiting;
  waiting = new Set();
  void queries.invalidateQueries({
    predicate: ({ queryKey: [kind, what, of] }) =>
      typeof kind === 'string' &&
      now.has(kind) &&
      // A page that shows one thing by its id needs no look when others were changed.
      !(what === 'one' && typeof of === 'string' && [...now].some((n) => n.startsWith(`${kind}/`)) && !now.has(`${kind}/${of}`)),
  });
});

// Things that stand on a card as well.
const onCards = new Set(['deals', 'tasks', 'files', 'notes', 'merges', 'tier-rules']);

// Things that rules go by: what is to come follows them.
const ruled = new Set(['deals', 'duties', 'follow-up-rules', 'merges']);

let waiting = new Set<string>();

// Things with which notices end.
const told = new Set(['tasks', 'duties', 'absences']);

// What people have before them is made of these.
const burdens = new Set(['tasks', 'duties', 'cards', 'merges']);

// changed notes that one of a kind was changed; without an id it may have been
// any of them.
export function changed(kind = '', id = '') {
  waiting.add(kind);
  if (onCards.has(kind)) waiting.add('cards');
  if (told.has(kind)) waiting.add('notices');
  if (kind === 'tasks') waiting.add('deals'); // each tells when its next one is due
  if (ruled.has(kind)) waiting.add('follow-ups');
  if (burdens.has(kind)) waiting.add('workloads');
  if (id) waiting.add(`${kind}/${id}`);
  look();
}
