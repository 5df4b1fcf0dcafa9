import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import { refreshTasks } from './tasks';

// effectsQuery is what the outcomes of a call have done.
export const effectsQuery = (call: string) =>
  queryOptions({
    queryKey: ['calls', 'effects', call],
    queryFn: ({ signal }) => answerOf(api.GET('/calls/{id}/effects', { params: { path: { id: call } }, signal })),
  });

// refreshEffects is for what an outcome may have changed: itself, its call, the
// card's story, deals and tasks.
export function refreshEffects(call: string) {
  void queries.invalidateQueries({ queryKey: effectsQuery(call).queryKey });
  void queries.invalidateQueries({ queryKey: ['calls', 'list'] });
  void queries.invalidateQueries({ queryKey: ['cards', 'timeline'] });
  void queries.invalidateQueries({ queryKey: ['deals'] });
  refreshTasks();
}
