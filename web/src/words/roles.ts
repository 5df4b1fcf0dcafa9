import type { TFunction } from 'i18next';

const builtIn = { agent: 'role.agent', head: 'role.head', administrator: 'role.administrator', accountant: 'role.accountant' } as const;

// roleWord is the name of a role: translated where it is built in, as the
// company calls it where it is its own.
export function roleWord(key: string, t: TFunction): string {
  return key in builtIn ? t(builtIn[key as keyof typeof builtIn]) : key;
}
