// The console in a real browser, over the made-up bank of the tests. Run by ConsoleBrowserTest (Java), which
// starts the admin plane and passes its address, or by hand: CONSOLE='{"address":…}' node --test test/
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { go, launch, logIn, open as visit } from './browser.mjs';

const planes = JSON.parse(process.env.CONSOLE ?? '{}');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = ['overview', 'incidents', 'incidents/INC-2041', 'clients', 'clients/acme-pay/partner-7f3', 'traffic',
  'detectors', 'canaries', 'models', 'drift', 'policy', 'ledger/7', 'access', 'own'];

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** A browser that notes errors and warnings. */
const open = (plane, options) => visit(browser, plane, ['error', 'warning'], options);

async function violations(page, rules) {
  // Evaluated by the debugger, not by the page: the content security policy stays as it is.
  await page.evaluate(AXE);
  return page.evaluate(async (only) => {
    const result = await globalThis.axe.run(document, {
      runOnly: only ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    if (result.passes.length < (only ? 1 : 10)) {
      return ['hardly a rule applied'];
    }
    return result.violations.map(
      (v) => `${v.id} ${v.nodes.length}x: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary?.slice(0, 200)}`,
    );
  }, rules);
}

for (const scheme of ['light', 'dark']) {
  test(`every page meets the accessibility rules of axe, ${scheme}`, async () => {
    const plane = planes.bank;
    // The themes differ in colours alone.
    const rules = scheme === 'dark' ? ['color-contrast'] : undefined;
    const { context, page, complaints } = await open(plane, { colorScheme: scheme });
    assert.deepEqual(await violations(page, rules), [], 'log-in');
    await logIn(page, plane, 'admin');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), scheme);
    for (const place of PAGES) {
      await go(page, plane, place);
      assert.deepEqual(await violations(page, rules), [], place);
    }
    await page.goto(`${plane.address}#/clients/acme-pay/partner-7f3`);
    await page.click('button:has-text("Tighten")');
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await violations(page, rules), [], 'dialog');
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test('the rules of axe find something when something is wrong', async () => {
  const { context, page } = await open(planes.bank);
  await page.evaluate(() => document.querySelector('label').remove());
  assert.match((await violations(page)).join(), /label/);
  await context.close();
});

test('pages fit a telephone', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane, { viewport: { width: 360, height: 780 } });
  await logIn(page, plane, 'admin');
  for (const place of PAGES) {
    await go(page, plane, place);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${place} is ${width} wide`);
  }
  await page.click('button[aria-label=Menu]');
  await page.click('nav >> text=Ledger');
  await page.waitForFunction(() => document.title.startsWith('Ledger'));
  await context.close();
});

test('the first administrator logs in with the set-up token', async () => {
  const plane = planes.empty;
  const { context, page } = await open(plane);
  await page.fill('#name', 'admin');
  await page.fill('#token', plane.token);
  await page.fill('#password', 'password1234');
  await page.fill('#again', 'password1234');
  await page.click('button.primary');
  await page.waitForSelector('[role=alert]:has-text("easy to guess")');
  for (const field of ['#password', '#again']) {
    await page.fill(field, plane.password);
  }
  await page.click('button.primary');
  await page.waitForSelector('text=No traffic yet');
  for (const [place, words] of Object.entries({
    clients: 'No client has asked yet', incidents: 'No incident is open', models: 'The gateway serves nothing',
    drift: 'No model has a reference', traffic: 'No request yet', detectors: 'No alarm', canaries: 'No canary yet', ledger: 'The log is empty',
  })) {
    await go(page, plane, place);
    await page.waitForSelector(`text=${words}`);
  }
  await context.close();
});

/** What an app shows for a secret at present: TOTP (RFC 6238), six digits, 30 s, SHA-1. */
function code(secret) {
  const bits = [...secret.replace(/\s/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

test('my own access: sessions are listed and ended, a second factor is set up, asked for and taken away', async () => {
  const plane = planes.empty; // whose administrator has logged in above
  const { context, page, complaints } = await open(plane);
  await logIn(page, plane, 'admin');
  const other = await open(plane);
  await logIn(other.page, plane, 'admin');
  await go(page, plane, 'own');
  const others = page.locator('tr button:has-text("End")');
  const before = await others.count();
  assert.ok(before >= 1, 'the other session is listed');
  await others.first().click();
  await page.fill('dialog[open] #o-password', 'not my password');
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('dialog[open] [role=alert]');
  await page.fill('dialog[open] #o-password', plane.password);
  await page.click('dialog[open] button.primary');
  await page.waitForFunction((n) => document.querySelectorAll('tr button').length === n, before - 1);
  await page.click('button:has-text("End all others")');
  await page.fill('dialog[open] #o-password', plane.password);
  await page.click('dialog[open] button.primary');
  await page.waitForFunction(() => document.querySelectorAll('tr button').length === 0);
  await other.page.reload();
  await other.page.waitForSelector('#name');

  await page.click('button:has-text("Set up")');
  await page.fill('dialog[open] #o-password', plane.password);
  await page.click('dialog[open] button.primary');
  const secret = await page.innerText('.secret');
  assert.deepEqual(await violations(page), [], 'secret');
  await page.click('button:has-text("Give the first code")');
  await page.fill('dialog[open] #o-code', code(secret));
  await page.click('dialog[open] button.primary');
  const recovery = (await page.innerText('dialog[open] pre')).trim().split(/\s+/);
  assert.ok(recovery.length >= 8, recovery.length);
  await page.click('dialog[open] button:has-text("I have kept it")');
  await page.waitForSelector('button:has-text("Take away")');

  await other.page.fill('#name', 'admin');
  await other.page.fill('#password', plane.password);
  await other.page.press('#password', 'Enter');
  await other.page.fill('#code', '000000');
  await other.page.press('#code', 'Enter');
  await other.page.waitForSelector('[role=alert]');
  await other.page.fill('#code', recovery[0]);
  await other.page.press('#code', 'Enter');
  await other.page.waitForSelector('nav[aria-label=Pages]');
  await other.context.close();

  await page.click('button:has-text("Take away")');
  await page.fill('dialog[open] #o-password', plane.password);
  await page.fill('dialog[open] #o-code', recovery[1]);
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('text=Not set up');
  assert.deepEqual(complaints.filter((c) => !/40[013]/.test(c)), []);
  await context.close();
});

test('the keyboard alone goes everywhere and shows where it is', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await page.focus('#name');
  await page.keyboard.type('operator');
  await page.keyboard.press('Tab');
  await page.keyboard.type(plane.password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('nav[aria-label=Pages]');
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
  const seen = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (e === document.body) {
        return undefined;
      }
      const style = getComputedStyle(e);
      return { name: (e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40), ring: style.outlineStyle !== 'none' };
    });
    if (at) {
      assert.ok(at.ring, `no focus ring on ${at.name}`);
      seen.add(at.name);
    }
  }
  assert.ok([...seen].some((n) => n.startsWith('Undo')), [...seen].join());
  // A dialog takes the focus, Escape gives it back to where it came from.
  await go(page, plane, 'clients/acme-pay/partner-7f3');
  await page.focus('button:has-text("Block")');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  assert.ok(await page.evaluate(() => document.querySelector('dialog[open]').contains(document.activeElement)));
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog[open]', { state: 'detached' }).catch(() => {});
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Block/);
  await context.close();
});

test('an operator restricts a client and takes it back', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'operator');
  await go(page, plane, 'clients/retail/card-desk');
  await page.click('button:has-text("Block")');
  await page.fill('dialog[open] input', 'asked for the same record 400 times');
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('.facts >> text=Blocked');
  await page.waitForSelector('text=asked for the same record 400 times');
  await page.click('button:has-text("Release")');
  await page.fill('dialog[open] input', 'false alarm');
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('.facts >> text=Open');
  assert.equal(await page.locator('nav >> text=Users and keys').count(), 0);
  await page.goto(`${plane.address}#/access`);
  await page.waitForSelector('text=There is no such page');
  await context.close();
});

test('a policy is previewed before it can be put in force', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'approver');
  await go(page, plane, 'policy');
  const text = await page.inputValue('#policy');
  await page.fill('#policy', text.replace('classes:', 'classes:\n\t'));
  await page.click('button:has-text("Validate")');
  await page.waitForSelector('text=A tab is used');
  await page.fill('#policy', text.replace('120', '60'));
  assert.ok(await page.isDisabled('button:has-text("Put in force")'));
  await page.click('button:has-text("Preview")');
  await page.waitForSelector('text=1,020 would have ended otherwise');
  await page.click('button:has-text("Put in force")');
  await page.fill('dialog[open] input', 'partners ask less often');
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('table >> text=partners ask less often');
  await context.close();
});

test('canaries are issued once, withdrawn, and lead to the incident of a hit', async () => {
  const plane = planes.bank;
  const { context, page, complaints } = await open(plane);
  await logIn(page, plane, 'admin');
  await go(page, plane, 'canaries');
  await page.waitForSelector('table >> text=3 bait records that were planted');
  await page.click('button:has-text("Issue a canary")');
  await page.selectOption('#c-kind', 'BAIT');
  await page.fill('#c-place', 'wiki of the card desk');
  await page.fill('#c-owner', 'card desk');
  await page.fill('#c-purpose', 'who copies the wiki?');
  assert.deepEqual(await violations(page), [], 'issuing');
  await page.click('dialog[open] button.primary');
  await page.waitForSelector('dialog[open] pre:has-text("12.51,online")');
  assert.deepEqual(await violations(page), [], 'records, once');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('dialog[open] button:has-text("Save")')]);
  assert.match(file.suggestedFilename(), /^canary-.*\.csv$/);
  assert.equal(readFileSync(await file.path(), 'utf8'), 'amount,channel\r\n12.51,online\r\n');
  await page.click('dialog[open] button:has-text("I have kept it")');
  await page.waitForSelector('text=12.51', { state: 'detached' });
  const planted = page.locator('tr:has-text("wiki of the card desk")');
  await planted.locator('text=Planted').waitFor();
  await planted.locator('button:has-text("Withdraw")').click();
  await page.fill('dialog[open] input', 'the wiki is gone');
  await page.click('dialog[open] button.primary');
  await planted.locator('text=Withdrawn').waitFor();
  assert.equal(await planted.locator('button').count(), 0);
  await page.click('a:has-text("INC-2041")');
  await page.waitForFunction(() => location.hash === '#/incidents/INC-2041');
  assert.deepEqual(complaints, []);
  await context.close();
});

test('why a key may not do something is shown step by step', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'admin');
  await go(page, plane, 'access');
  const row = page.locator('tr:has-text("card-desk")');
  await row.locator('button:has-text("Why")').click();
  await page.selectOption('#w-action', 'LABEL');
  await page.click('dialog[open] button.primary');
  const answer = page.locator('section[aria-label="card-desk: report what became true, fraud: no"]');
  await answer.locator('text=what nothing grants is refused').waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.endsWith('fraud: no'));
  assert.deepEqual(await violations(page), []);
  await context.close();
});

test('a drill shows what would happen, and what stands in the way', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'operator');
  await go(page, plane, 'incidents');
  await page.click('.books > li:has-text("extraction-in-progress") button');
  await page.waitForSelector('dialog[open] >> text=nothing is done');
  await page.press('dialog[open] button.primary', 'Enter');
  const result = page.locator('section[aria-label="Drill of extraction-in-progress"]');
  await result.locator('text=a new key must be handed over').waitFor();
  await result.locator('td:has-text("6 h 1 s")').waitFor();
  assert.ok(await result.evaluate((e) => e === document.activeElement));
  assert.deepEqual(await violations(page), []);
  assert.equal(await page.locator('table >> text=DRILL').count(), 0);
  await context.close();
});

test('the browser does the sums of a proof itself', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'viewer');
  for (const index of [0, 1, 63, 64, 128, 135, 136]) {
    await go(page, plane, `ledger/${index}`);
    await page.waitForSelector(`text=Entry ${index} is in the log`);
  }
  // A log whose owner changed an entry afterwards.
  await page.route('**/ledger/proofs/*', async (route) => {
    const response = await route.fetch();
    const proof = await response.json();
    proof.leaf = btoa(atob(proof.leaf).replace('6.6', '1.6'));
    await route.fulfill({ response, json: proof });
  });
  await go(page, plane, 'ledger/4');
  await page.waitForSelector('text=do not trust this log');
  await context.close();
});

test('live traffic flows, and what was decided is shown', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'viewer');
  await go(page, plane, 'traffic');
  await page.waitForFunction(() => /^[1-9]\d* since you came/.test(document.querySelector('section p')?.textContent ?? ''));
  await page.click('button:has-text("Pause")');
  await page.waitForSelector('text=Paused');
  await context.close();
});

test('the theme can be chosen and stays', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane, { colorScheme: 'light' });
  await page.click('button[aria-label=Dark]');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.reload();
  await page.waitForSelector('#name');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await context.close();
});

test('hostile names are text, on every page', async () => {
  const plane = planes.hostile;
  const { context, page, complaints } = await open(plane);
  await logIn(page, plane, 'admin');
  const client = encodeURIComponent('"><img src=x onerror=window.pwned=2>');
  const places = PAGES.map((p) => p.replace('partner-7f3', client));
  for (const place of [...places, `clients/${encodeURIComponent('a/../b')}/${encodeURIComponent('x/../../etc?q=1#f')}`]) {
    await go(page, plane, place);
    assert.equal(await page.evaluate(() => window.pwned), undefined, place);
    assert.equal(await page.locator('main img, main script, main iframe').count(), 0, place);
  }
  await go(page, plane, `clients/${encodeURIComponent('\u202Eevil')}/${encodeURIComponent('javascript:window.pwned=3')}`);
  await go(page, plane, 'clients');
  await page.waitForSelector(`text="><img src=x onerror=window.pwned=2>`);
  const links = await page.evaluate(() => [...document.links].map((a) => a.getAttribute('href')));
  assert.ok(links.every((l) => l === '#content' || l.startsWith('#/') || l.startsWith('./api/')), links.join());
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.deepEqual(complaints, []);
  await context.close();
});

test('even a hole in the console would run no script: the policy forbids it', async () => {
  const { context, page } = await open(planes.bank);
  const told = await page.evaluate(() => {
    const tries = [
      () => { document.body.innerHTML += '<img src=x onerror="window.pwned=1">'; },
      () => { const s = document.createElement('script'); s.textContent = 'window.pwned=1'; document.body.append(s); },
      () => { document.querySelector('main').setAttribute('onclick', 'window.pwned=1'); document.querySelector('main').click(); },
    ];
    return tries.map((t) => { try { t(); return 'ran'; } catch (e) { return e.name; } });
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.pwned), undefined, told.join());
  await context.close();
});

test('a page of another site can neither act nor read, though the person is logged in', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'admin');
  // localhost is another site than 127.0.0.1, with the attacker's own page there.
  const evil = await context.newPage();
  await evil.route('http://evil.localhost:9/**', (r) =>
    r.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }));
  await evil.goto('http://evil.localhost:9/');
  const results = await evil.evaluate(async (address) => {
    const url = `${address}api/v1/clients/retail/mobile-app/restrict`;
    const body = JSON.stringify({ level: 'BLOCKED', minutes: 60, reason: 'forged' });
    const tries = [
      () => fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors', body }),
      () => fetch(url, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json', 'x-gambeson-console': '1' }, body }),
      () => fetch(`${address}api/v1/keys`, { credentials: 'include' }).then((r) => r.text()),
    ];
    return Promise.all(tries.map((t) => t().then((r) => (typeof r === 'string' ? r : r.type), () => 'refused')));
  }, plane.address);
  assert.ok(results.every((r) => r === 'opaque' || r === 'refused'), results.join());
  await evil.setContent(`<form method=post enctype=text/plain action="${plane.address}api/v1/users/viewer/reset"><input name='{"a":"' value='"}'></form>`);
  await Promise.all([evil.waitForNavigation(), evil.evaluate(() => document.forms[0].submit())]);
  assert.match(await evil.content(), /unauthenticated|forbidden/);
  await go(page, plane, 'clients/retail/mobile-app');
  await page.waitForSelector('.facts >> text=Open');
  const framed = await evil.goto('http://evil.localhost:9/').then(() => evil.evaluate((a) => new Promise((done) => {
    const frame = document.createElement('iframe');
    frame.onload = () => done(frame.contentWindow.length);
    frame.src = a;
    document.body.append(frame);
  }), plane.address));
  assert.equal(framed, 0);
  await context.close();
});

test('a session that was planted before the log-in is worth nothing after it', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  const planted = 'P'.repeat(43);
  await context.addCookies([{ name: 'gambeson-local', value: planted, url: plane.address }]);
  await logIn(page, plane, 'viewer');
  const cookie = (await context.cookies(plane.address)).find((c) => c.name === 'gambeson-local');
  assert.notEqual(cookie.value, planted);
  assert.ok(cookie.httpOnly);
  assert.equal(cookie.sameSite, 'Strict');
  assert.equal(await page.evaluate(() => document.cookie), '');
  await page.click('button[aria-label="Log out"]');
  await page.waitForSelector('#name');
  await context.addCookies([cookie]);
  await page.reload();
  await page.waitForSelector('#name');
  await context.close();
});

test('when a session ends elsewhere, the console asks to log in again', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'viewer');
  await page.evaluate(() =>
    fetch('./api/v1/session/log-out', { method: 'POST', headers: { 'content-type': 'application/json', 'x-gambeson-console': '1' }, body: '{}' }));
  await page.goto(`${plane.address}#/clients`);
  await page.waitForSelector('text=Your session has ended');
  await context.close();
});

test('errors are said, and can be tried again', async () => {
  const plane = planes.bank;
  const { context, page } = await open(plane);
  await logIn(page, plane, 'viewer');
  await page.route('**/api/v1/drift', (r) => r.fulfill({ status: 503, json: { error: 'unavailable', message: 'The monitor is asleep.' } }));
  await go(page, plane, 'drift');
  await page.waitForSelector('[role=alert] >> text=The monitor is asleep.');
  await page.unroute('**/api/v1/drift');
  await page.click('button:has-text("Try again")');
  await page.waitForSelector('text=merchant_category');
  await context.close();
});
