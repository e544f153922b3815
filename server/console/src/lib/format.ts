const whole = new Intl.NumberFormat('en-GB');
const short = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });
const date = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

export function count(n: number | null | undefined): string {
  return n == null ? '–' : whole.format(Math.round(n));
}

export function compact(n: number | null | undefined): string {
  return n == null ? '–' : Math.abs(n) < 10_000 ? whole.format(Math.round(n)) : short.format(n);
}

export function decimals(n: number | null | undefined, digits = 3): string {
  return n == null ? '–' : n.toFixed(digits);
}

export function percent(n: number | null | undefined, digits = 0): string {
  return n == null ? '–' : `${(100 * n).toFixed(digits)} %`;
}

export function exact(time: string): string {
  return date.format(new Date(time));
}

export function ofDay(time: string): string {
  return clock.format(new Date(time));
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function relative(time: string, now: number): string {
  const seconds = (new Date(time).getTime() - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return words.format(Math.round(seconds / size), unit);
    }
  }
  return Math.abs(seconds) < 5 ? 'now' : words.format(Math.round(seconds), 'second');
}

/** SOME_CONSTANT as words. */
export function plain(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ');
}

export function sentence(constant: string): string {
  const text = plain(constant);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How long after a start something happened, for example `2 h 5 min`. */
export function between(start: string, time: string): string {
  let rest = Math.round((new Date(time).getTime() - new Date(start).getTime()) / 1000);
  const parts: string[] = [];
  for (const [unit, size] of [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]] as const) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) {
      parts.push(`${n} ${unit}`);
    }
  }
  return parts.length === 0 ? 'at once' : parts.slice(0, 2).join(' ');
}
