import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { clientSecret, startOidcServer } from '../server/auth/testing/oidc-server.ts'
import { freePort } from '../server/testing/free-port.ts'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'

const standIn = fileURLToPath(new URL('support/github-stand-in.mjs', import.meta.url))

/** Signs in at another site, builds something, and comes back to it signed out. */
async function comeBack(page: Page, url: string, way: string, name: string) {
  const button = page.getByRole('link', { name: `Continue with ${way}` })
  await page.goto(`${url}/sign-in`)
  await button.click()
  await expect(page.getByRole('button', { name: `Account of ${name}` })).toBeVisible()
  await startBuilding(page, 'a page with nothing but a heading', url)
  const address = page.url()
  await page.context().clearCookies({ name: /^fegg/ })
  await page.goto(address)
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await page.getByRole('link', { name: 'Sign in' }).last().click()
  await button.click()
  await expect(page).toHaveURL(address)
  await expect(page.getByRole('log')).toContainText('a page with nothing but a heading')
}

test('rules 40.10 and 40.11: a person signs in with OpenID Connect and is led back to where they were', async ({
  page,
}) => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const provider = await startOidcServer(`${url}/auth/oidc/callback`)
  await using _ = { [Symbol.asyncDispose]: () => provider.stop() }
  await using server = await startServer({
    port,
    env: {
      PUBLIC_URL: url,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'fegg',
      OIDC_CLIENT_SECRET: clientSecret,
      OIDC_NAME: 'Acme',
    },
  })
  const person = { name: 'Ida Brandt', email: 'ida@example.com', email_verified: true }
  provider.state.person = { sub: 'ida', ...person }
  await comeBack(page, server.url, 'Acme', 'Ida Brandt')

  await test.step('who says no there reads so here, with a way on', async () => {
    provider.state.person = null
    await page.context().clearCookies()
    await page.goto(`${url}/sign-in`)
    await page.getByRole('link', { name: 'Continue with Acme' }).click()
    await expect(page.getByRole('alert')).toContainText('The sign-in was refused.')
    await page.getByRole('link', { name: 'Sign in' }).last().click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })
})

test('rule 40.11: a person signs in with GitHub and is led back to where they were', async ({
  page,
}) => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  await using server = await startServer({
    port,
    env: {
      PUBLIC_URL: url,
      GITHUB_CLIENT_ID: 'fegg',
      GITHUB_CLIENT_SECRET: 'a secret of this test',
      NODE_OPTIONS: `--import=${standIn}`,
    },
  })
  let code = 'good'
  await page.route('https://github.com/login/oauth/authorize?**', async (route) => {
    const asked = new URL(route.request().url()).searchParams
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    await route.fulfill({ status: 302, headers: { location: back.href } })
  })
  await comeBack(page, server.url, 'GitHub', 'Mona Lisa')

  await test.step('a code that GitHub does not know is refused with words', async () => {
    code = 'bad'
    await page.context().clearCookies()
    await page.goto(`${url}/sign-in`)
    await page.getByRole('link', { name: 'Continue with GitHub' }).click()
    await expect(page.getByRole('alert')).toContainText('GitHub did not accept this sign-in.')
  })
})
