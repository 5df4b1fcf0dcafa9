import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { answerOf } from './problem';
import { queries } from './queries';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CompanyNumber = Schemas['Number'];
export type NumberPut = Schemas['NumberPut'];
export type Hours = Schemas['Hours'];
export type HoursPut = Schemas['HoursPut'];
export type DaySpan = Schemas['DaySpan'];
export type Ending = Schemas['Ending'];

export const numbersQuery = queryOptions({
  queryKey: ['numbers'],
  queryFn: ({ signal }) => answerOf(api.GET('/numbers', { signal })),
  refetchInterval: 60_000, // it may have opened meanwhile
});

export const hoursQuery = queryOptions({
  queryKey: ['opening-hours'],
  queryFn: ({ signal }) => answerOf(api.GET('/opening-hours', { signal })),
  refetchInterval: 60_000,
});

const refresh = () =>
  Promise.all([queries.invalidateQueries({ queryKey: numbersQuery.queryKey }), queries.invalidateQueries({ queryKey: hoursQuery.queryKey })]);

export async function putNumber(body: NumberPut) {
  await answerOf(api.PUT('/numbers', { body }));
  await refresh();
}

export async function removeNumber(number: string) {
  await answerOf(api.DELETE('/numbers/{id}', { params: { path: { id: number } } }));
  await refresh();
}

export async function putHours(body: HoursPut) {
  const made = await answerOf(api.PUT('/opening-hours', { body }));
  await refresh();
  return made;
}

export async function removeHours(id: string) {
  await answerOf(api.DELETE('/opening-hours/{id}', { params: { path: { id } } }));
  await refresh();
}

// asPut is a number as it is sent back: without what the server works out.
export function asPut(n: CompanyNumber): NumberPut {
  const { open: _open, until: _until, ...rest } = n;
  return rest;
}

export const holidaysQuery = (country: string, year: number) =>
  queryOptions({
    queryKey: ['holidays', country, year],
    queryFn: ({ signal }) => answerOf(api.GET('/holidays', { params: { query: { ...(country ? { country } : {}), year } }, signal })),
    staleTime: Infinity,
  });
