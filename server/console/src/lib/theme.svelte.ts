export type Choice = 'auto' | 'light' | 'dark';

const KEY = 'gambeson.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function stored(): Choice {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
}

class Theme {
  choice = $state<Choice>(stored());
  systemDark = $state(system.matches);
  dark = $derived(this.choice === 'dark' || (this.choice === 'auto' && this.systemDark));

  constructor() {
    system.addEventListener('change', (e) => {
      this.systemDark = e.matches;
      this.apply();
    });
  }

  choose(choice: Choice) {
    this.choice = choice;
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // Without storage the choice holds until the page is left.
    }
    this.apply();
  }

  apply() {
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
  }
}

export const theme = new Theme();
