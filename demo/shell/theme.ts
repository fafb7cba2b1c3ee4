import { element } from '../view/dom.ts';
import { keepSetting, recallSetting } from './kept.ts';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Before anything is painted: the colours that this person chose. */
export function applyTheme(theme: Theme = chosen()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** The switch of the colours. */
export function bindTheme(): void {
  const now = chosen();
  for (const input of element('theme').querySelectorAll('input')) {
    input.checked = input.value === now;
    input.addEventListener('change', () => {
      const theme = themeOf(input.value);
      keepSetting('theme', theme === 'system' ? null : theme);
      applyTheme(theme);
    });
  }
}

const themeOf = (name: string | null): Theme => THEMES.find((each) => each === name) ?? 'system';
const chosen = (): Theme => themeOf(recallSetting('theme'));
