// How amounts are written and read. An amount is whole in the smallest unit of
// its currency.

// The decimals of ISO 4217 where they are not two. A browser's own table says
// how many are shown in daily life, and differs: it has none for the forint.
const decimals: Record<string, number> = Object.fromEntries([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((c) => [c, 0]),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((c) => [c, 3]),
]);

const digitsOf = (currency: string): number => decimals[currency] ?? 2;

// money writes an amount with its currency; a whole one without its cents.
export function money(amount: number, currency: string, lang: string): string {
  const digits = digitsOf(currency);
  const value = amount / 10 ** digits;
  const shown = Number.isInteger(value) ? 0 : digits;
  try {
    return new Intl.NumberFormat(lang, {
      style: 'currency',
      currency,
      minimumFractionDigits: shown,
      maximumFractionDigits: shown,
    }).format(value);
  } catch {
    return `${value} ${currency}`;
  }
}

// toInput writes an amount as it is typed.
export const toInput = (amount: number, currency: string): string => String(amount / 10 ** digitsOf(currency));

// fromInput reads what was typed: spaces between thousands, a comma or a point
// before the cents. What is no amount is null.
export function fromInput(text: string, currency: string): number | null {
  const digits = digitsOf(currency);
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!/^\d+(\.\d*)?$/.test(plain)) return null;
  const [whole = '', cents = ''] = plain.split('.');
  if (cents.length > digits) return null;
  const amount = Number(whole + cents.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) && amount <= 1e15 ? amount : null;
}
