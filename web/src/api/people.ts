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

export type PauseReason = Schemas['PauseReason'];
export type LevelRule = Schemas['LevelRule'];
export type LevelProgress = Schemas['LevelProgress'];
export type TierRule = Schemas['TierRule'];

export const pauseReasonsQuery = queryOptions({
  queryKey: ['pause-reasons'],
  queryFn: ({ signal }) => answerOf(api.GET('/pause-reasons', { signal })),
  staleTime: 300_000,
});

export async function putPauseReasons(...reasons: PauseReason[]) {
  try {
    for (const body of reasons) await answerOf(api.PUT('/pause-reasons', { body }));
  } finally {
    await queries.invalidateQueries({ queryKey: pauseReasonsQuery.queryKey });
  }
}

export async function removePauseReason(key: string) {
  await answerOf(api.DELETE('/pause-reasons/{id}', { params: { path: { id: key } } }));
  await queries.invalidateQueries({ queryKey: pauseReasonsQuery.queryKey });
}

export const levelRulesQuery = queryOptions({
  queryKey: ['level-rules'],
  queryFn: ({ signal }) => answerOf(api.GET('/level-rules', { signal })),
  staleTime: 60_000,
});

export async function putLevelRules(items: LevelRule[]) {
  queries.setQueryData(levelRulesQuery.queryKey, await answerOf(api.PUT('/level-rules', { body: { items } })));
}

export const tierRulesQuery = queryOptions({
  queryKey: ['tier-rules'],
  queryFn: ({ signal }) => answerOf(api.GET('/tier-rules', { signal })),
});

export async function putTierRules(items: TierRule[]) {
  queries.setQueryData(tierRulesQuery.queryKey, await answerOf(api.PUT('/tier-rules', { body: { items } })));
  void queries.invalidateQueries({ queryKey: ['cards'] });
}
