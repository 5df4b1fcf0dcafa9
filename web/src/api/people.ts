// What the page asks about those who take calls, beside what they are doing now.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Absence = Schemas['Absence'];

export const absencesQuery = queryOptions({
  queryKey: ['absences'],
  queryFn: ({ signal }) => answerOf(api.GET('/absences', { signal })),
  staleTime: 60_000,
});

const again = () => queries.invalidateQueries({ queryKey: absencesQuery.queryKey });
const asSeen = (a: Absence) => ({ path: { id: a.id }, header: { 'If-Match': `"${a.version}"` } });

export async function addAbsence(body: Schemas['AbsenceNew']) {
  await answerOf(api.POST('/absences', { body }));
  await again();
}

export async function changeAbsence(a: Absence, body: Schemas['AbsenceChange']) {
  try {
    await answerOf(api.PATCH('/absences/{id}', { params: asSeen(a), body }));
  } finally {
    await again();
  }
}

export async function removeAbsence(a: Absence) {
  try {
    await answerOf(api.DELETE('/absences/{id}', { params: asSeen(a) }));
  } finally {
    await again();
  }
}
