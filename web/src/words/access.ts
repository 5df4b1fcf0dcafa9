import type { TFunction } from 'i18next';
import i18n from 'i18next';

// What the server names by a key is said in the reader's words where there are
// some; a key that is newer than the page is shown as it is.
function word(key: string, raw: string): string {
  return i18n.exists(key) ? String(i18n.t(key as never)) : raw;
}

// permissionWord is what a permission allows: "Calls: see".
export const permissionWord = (p: string, _: TFunction): string => word(`permission.${p.replace('.', '_')}`, p);

// auditWord is what a line of the audit log says was done.
export const auditWord = (what: string, _: TFunction): string => word(`audited.${what}`, what.replaceAll('_', ' '));

// browserWord is what a browser calls itself, cut down to what people know.
export function browserWord(agent: string): string {
  const name = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari', 'curl'].find((n) => agent.includes(n));
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((n) => agent.includes(n));
  const words = [name === 'Edg' ? 'Edge' : name === 'OPR' ? 'Opera' : name, system].filter(Boolean).join(' · ');
  return words || agent.slice(0, 40) || '–';
}
