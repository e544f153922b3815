// The browser of the tests: a Chromium of this machine, which talks to nobody by itself.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Most that a step may take: a busy machine is no reason to fail. */
const PATIENCE = 120_000;

export function launch() {
  return chromium.launch({
    executablePath: BROWSERS.find((b) => existsSync(b)),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

/** A fresh browser profile that notes whatever the console of a browser complains about: messages of these levels, errors, foreign requests. */
export async function open(browser, plane, levels, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (e) => complaints.push(`error: ${e.message}`));
  page.on('console', (m) => {
    if (levels.includes(m.type())) {
      complaints.push(m.text());
    }
  });
  page.on('request', (r) => {
    if (!r.url().startsWith(plane.address) && !r.url().startsWith('data:')) {
      complaints.push(`foreign request: ${r.url()}`);
    }
  });
  await page.goto(plane.address);
  await page.waitForSelector('#name');
  return { context, page, complaints };
}

export async function logIn(page, plane, name) {
  await page.fill('#name', name);
  await page.fill('#password', plane.password);
  await page.press('#password', 'Enter');
  await page.waitForSelector('nav[aria-label=Pages]', { state: 'attached' }); // a telephone hides it
}

export async function go(page, plane, place) {
  await page.goto(`${plane.address}#/${place}`);
  await page.waitForSelector('#title');
  await page.waitForFunction(() => document.querySelector('.bones') === null);
}
