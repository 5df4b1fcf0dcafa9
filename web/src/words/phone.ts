import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';

// phone writes an E.164 number for people: in national form for the company's
// own country, else international. What is no number stays as it is.
export function phone(number: string, country: string | undefined): string {
  const parsed = parsePhoneNumberFromString(number, country as CountryCode | undefined);
  if (!parsed) return number;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

// plain takes from text what would change the direction or look of the text
// around it: control and bidi marks a caller may have put into a name.
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '');
}

// dialable is the number that somebody typed, as E.164, where it can be one.
export function dialable(typed: string, country: string | undefined): string | null {
  if (!/^[+(\d][\d\s().\/-]*$/.test(typed)) return null;
  const parsed = parsePhoneNumberFromString(typed, country as CountryCode | undefined);
  return parsed?.isPossible() ? parsed.number : null;
}
