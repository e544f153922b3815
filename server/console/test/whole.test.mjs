// The console of a whole gateway, whose clients have names made to attack it. Run by HostileNamesTest (Java).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { go, launch, logIn, open as visit } from './browser.mjs';

const plane = JSON.parse(process.env.WHOLE ?? '{}');
const PAGES = ['overview', 'incidents', 'clients', 'traffic', 'detectors', 'models', 'drift', 'policy', 'ledger', 'access'];
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

const open = () => visit(browser, plane, ['error']);

test('names and inputs that look like markup are shown as they are, and nothing runs', async () => {
  const { context, page, complaints } = await open();
  await logIn(page, plane, 'admin');
  const clients = plane.names.map((n) => `clients/bank/${encodeURIComponent(n)}`);
  for (const place of [...PAGES, ...clients]) {
    await go(page, plane, place);
    assert.equal(await page.evaluate(() => window.pwned), undefined, place);
    assert.equal(await page.locator('main img, main script, main iframe, main object').count(), 0, place);
    const links = await page.evaluate(() => [...document.links].map((a) => a.getAttribute('href')));
    assert.ok(links.every((l) => l === '#content' || l.startsWith('#/') || l.startsWith('./api/')), links.join());
  }
  await go(page, plane, 'access');
  const text = await page.innerText('main');
  for (const name of plane.names) {
    assert.ok(text.includes(name), name);
  }
  assert.deepEqual(complaints.filter((c) => !c.includes('404')), []);
  await context.close();
});

test('browser storage holds the theme alone, and no script reads the session', async () => {
  const { context, page } = await open();
  await logIn(page, plane, 'admin');
  await page.click('button[aria-label=Dark]');
  for (const place of PAGES) {
    await go(page, plane, place);
  }
  const kept = await page.evaluate(async () => ({
    local: Object.entries(localStorage),
    session: Object.keys(sessionStorage),
    cookie: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: await caches.keys(),
  }));
  assert.equal(kept.local.length, 1);
  assert.match(kept.local[0].join('='), /theme.*=dark$/);
  assert.deepEqual([kept.session, kept.cookie, kept.databases, kept.caches], [[], '', 0, []]);
  const cookies = await context.cookies();
  assert.ok(cookies.every((c) => c.httpOnly && c.sameSite === 'Strict'), JSON.stringify(cookies));
  await context.close();
});

test('the password is hidden while it is typed, and may be pasted', async () => {
  const { context, page } = await open();
  assert.equal(await page.getAttribute('#password', 'type'), 'password');
  assert.equal(await page.getAttribute('#password', 'autocomplete'), 'current-password');
  const taken = await page.evaluate(() =>
    document.querySelector('#password').dispatchEvent(new Event('paste', { bubbles: true, cancelable: true })));
  assert.ok(taken, 'pasting is prevented');
  await context.close();
});

test('after the log-out the page shows nothing, nor does going back', async () => {
  const { context, page } = await open();
  await logIn(page, plane, 'admin');
  await go(page, plane, 'access');
  await page.waitForSelector(`main >> text=${plane.names[2]}`);
  await page.click('button:has-text("Log out"), [aria-label="Log out"]');
  await page.waitForSelector('#password');
  assert.ok(!(await page.content()).includes(plane.names[2]));
  await page.goBack().catch(() => {});
  await page.waitForSelector('#password');
  assert.ok(!(await page.content()).includes(plane.names[2]));
  assert.equal((await context.cookies()).filter((c) => c.value !== '').length, 0);
  await context.close();
});

/** The same JSON, with names that would reach into every object of the page in each of its objects. */
function poisoned(value) {
  if (Array.isArray(value)) {
    return `[${value.map(poisoned).join()}]`;
  }
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value);
  }
  const own = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}:${poisoned(v)}`);
  const evil = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}';
  return `{${[evil, ...own].join()}}`;
}

test('names like __proto__ and constructor in answers reach no other object of the page', async () => {
  const { context, page } = await open();
  await logIn(page, plane, 'admin');
  let answers = 0;
  await page.route('**/api/v1/**', async (route) => {
    if (route.request().url().endsWith('/stream')) {
      return route.continue(); // has no end
    }
    const response = await route.fetch();
    if (!(response.headers()['content-type'] ?? '').includes('json')) {
      return route.fulfill({ response });
    }
    answers++;
    return route.fulfill({ response, body: poisoned(await response.json()) });
  });
  const reached = () =>
    page.evaluate(() => [{}.polluted, [].polluted, (() => 0).polluted, Object.keys(Object.prototype).length]);
  for (const place of [...PAGES, `clients/bank/${encodeURIComponent(plane.names[0])}`]) {
    await go(page, plane, place);
    assert.deepEqual(await reached(), [undefined, undefined, undefined, 0], place);
  }
  assert.ok(answers > PAGES.length, `${answers} answers`);
  // The same answer harms a page that copies foreign names into its objects: the test can fail.
  const naive = await page.evaluate(async () => {
    const copy = (to, from) => {
      for (const k of Object.keys(from)) {
        if (from[k] !== null && typeof from[k] === 'object') {
          copy((to[k] ??= {}), from[k]);
        } else {
          to[k] = from[k];
        }
      }
    };
    copy({}, await (await fetch('./api/v1/session')).json());
    return {}.polluted;
  });
  assert.equal(naive, 'yes');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
});
