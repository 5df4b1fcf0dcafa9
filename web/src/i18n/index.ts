// The page in the reader's language. Only that language is loaded, before the
// first picture, so that no other one flashes up.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './en';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const languages = { en: 'English', hu: 'Magyar', ru: 'Русский' } as const;
export type Language = keyof typeof languages;

const KEPT = 'vonal.language';

const load: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./en'),
  hu: () => import('./hu'),
  ru: () => import('./ru'),
};

const known = (tag: string): tag is Language => tag in languages;

function wanted(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept && known(kept)) return kept;
  for (const tag of navigator.languages) {
    const short = tag.slice(0, 2);
    if (known(short)) return short;
  }
  return 'en';
}

export async function startLanguage(): Promise<void> {
  const lng = wanted();
  const words = await load[lng]();
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    resources: { [lng]: { translation: words.default } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    showSupportNotice: false,
    // What is missing is to be seen, by people and by the check of the pictures.
    parseMissingKeyHandler: (key) => `⟦${key}⟧`,
  });
  document.documentElement.lang = lng;
}

export async function setLanguage(lng: Language): Promise<void> {
  const words = await load[lng]();
  i18next.addResourceBundle(lng, 'translation', words.default);
  await i18next.changeLanguage(lng);
  document.documentElement.lang = lng;
  localStorage.setItem(KEPT, lng);
}
