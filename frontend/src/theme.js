// Light or dark: the server draws the page in the theme of the cookie; the switch changes both at once.
const YEAR = 31536000;

export function startTheme() {
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-theme-switch]')) return;
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.bsTheme = theme;
    const scheme = document.querySelector('meta[name=color-scheme]');
    if (scheme) scheme.content = theme;
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `bole_theme=${theme}; path=/; max-age=${YEAR}; SameSite=Lax${secure}`;
    document.dispatchEvent(new CustomEvent('bole:theme', { detail: theme }));
  });
}
