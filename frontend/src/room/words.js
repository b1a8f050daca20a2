// The room speaks two languages and carries both, so that switching needs no network.
import en from './strings.en.json';
import zh from './strings.zh.json';

const BOOKS = { en, 'zh-hans': zh };
let language = 'zh-hans';

// The server knows the choice from its cookie; Chinese when there is none.
export function startWords(preferred) {
  language = BOOKS[preferred] ? preferred : 'zh-hans';
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-Hans';
}

export function currentLanguage() { return language; }

export function switchLanguage() {
  language = language === 'en' ? 'zh-hans' : 'en';
  document.cookie = `bole_language=${language}; path=/; max-age=31536000; SameSite=Lax`;
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-Hans';
}

export function t(key, data) {
  const text = BOOKS[language][key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return data ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in data ? data[name] : whole)) : text;
}

export function has(key) { return key in BOOKS[language]; }
