// Cards as tables: out of the house, and into it.
import { api } from './client';
import { Problem } from './problem';
import type { operations } from './schema';

type ExportQuery = NonNullable<operations['exportCards']['parameters']['query']>;
export type TableFormat = NonNullable<ExportQuery['format']>;

// exportCards has the browser save the table.
export async function exportCards(query: ExportQuery): Promise<void> {
  const { data, error, response } = await api.GET('/cards/export', { params: { query }, parseAs: 'blob' });
  if (!data) throw new Problem(response.status, error ?? {});
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  saveAs(data as unknown as Blob, name ?? `cards.${query.format ?? 'csv'}`);
}

// saveAs hands a file to the browser as if it had been downloaded.
function saveAs(content: Blob, name: string) {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
