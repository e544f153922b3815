// Signing in at the console of a whole gateway by a real Keycloak. Run by KeycloakSignInTest (Java).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';

const { address, issuer } = JSON.parse(process.env.KEYCLOAK ?? '{}');
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

async function signIn(name, password) {
  const context = await browser.newContext();
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const asked = [];
  page.on('request', (r) => asked.push(r.url()));
  await page.goto(address);
  await page.click('text=Bank sign-on');
  await page.waitForSelector('input[name=username]');
  assert.ok(page.url().startsWith(issuer), page.url());
  const query = new URL(asked.find((u) => u.includes('/protocol/openid-connect/auth?'))).searchParams;
  assert.equal(query.get('code_challenge_method'), 'S256');
  assert.equal(query.get('response_type'), 'code');
  assert.ok(query.get('state').length >= 43 && query.get('nonce').length >= 43);
  await page.fill('input[name=username]', name);
  await page.fill('input[name=password]', password);
  await page.click('#kc-login, [type=submit]');
  await page.waitForURL(`${address}**`);
  return { context, page, asked };
}

test('a person of a mapped group gets in with its role', async () => {
  const { context, page, asked } = await signIn('maria', 'maria-pw');
  await page.waitForSelector('nav[aria-label=Pages]');
  const state = await page.evaluate(async () => (await fetch('./api/v1/session')).json());
  assert.match(state.name, /^oidc:[0-9a-f-]{36}$/);
  assert.equal(state.role, 'OPERATOR');
  assert.equal((await page.evaluate(async () => (await fetch('./api/v1/keys')).status)), 403);
  const cookies = (await context.cookies(address)).filter((c) => c.value !== '');
  assert.deepEqual(cookies.map((c) => c.name), ['gambeson-local'], 'the way to the issuer is forgotten, no token is kept');
  // The way back, once more: the code is used up and the browser no longer on its way.
  const callback = asked.find((u) => u.includes('/session/oidc/callback?'));
  const other = await browser.newContext();
  const again = await other.newPage();
  await again.goto(callback);
  assert.match(again.url(), /#\/login\/state$/);
  await other.close();
  await context.close();
});

test('a person of no mapped group does not', async () => {
  const { context, page } = await signIn('otto', 'otto-pw');
  await page.waitForURL(/#\/login\/role$/);
  assert.equal((await page.evaluate(async () => (await fetch('./api/v1/overview')).status)), 401);
  await context.close();
});
