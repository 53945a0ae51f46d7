import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Frame, Page } from '@playwright/test'
import { browserKeyHeader } from '../shared/browser-key.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'
import { freePort } from '../server/testing/free-port.ts'

interface Me {
  id: string
  name: string
}

/** Who the app takes the visitor for, as its own calls ask. */
async function whoIs(page: Page): Promise<Me | null> {
  const answered = page.waitForResponse(/\/trpc\/[^?]*auth\.me/)
  await page.reload({ waitUntil: 'commit' })
  const response = await answered
  const names = new URL(response.url()).pathname.split('/').at(-1)?.split(',') ?? []
  const all: Array<{ result: { data: Me | null } }> = await response.json()
  return all[names.indexOf('auth.me')]?.result.data ?? null
}

/** The attacker has an account and knows everything about it, and the visitor's page opens the attacker's preview. */
async function plant(frame: Frame, known: Array<{ name: string; value: string }>, flood: number) {
  await frame.evaluate(
    ({ pairs, count }) => {
      const host = location.hostname
      const parent = host.split('.').slice(1).join('.')
      const places = ['/', '/trpc', '/trpc/auth.me', '/yjs', '/auth', '/pictures']
      const domains = ['', `; domain=${host}`, ...(parent ? [`; domain=${parent}`] : [])]
      const put = () => {
        for (const { name, value } of pairs)
          for (const path of places)
            for (const domain of domains) {
              document.cookie = `${name}=${value}; path=${path}${domain}`
              document.cookie = `=${name}=${value}; path=${path}${domain}`
            }
      }
      put()
      for (let at = 0; at < count; at++) document.cookie = `flood${at}=${at}; path=/`
      if (count > 0) put()
    },
    { pairs: known, count: flood },
  )
}

/** Every name that a page may think of, with the attacker's own sign-in. */
function namesFor(cookies: Awaited<ReturnType<BrowserContext['cookies']>>) {
  const own = cookies.filter(({ name }) => /fegg_/.test(name) && !/preview_|probe/.test(name))
  return own.flatMap(({ name, value }) => {
    const base = name.split('_').slice(0, 2).join('_')
    return [name, base, 'fegg_auth', `__Host-${base}`, `${base}_probe`].map((each) => ({
      name: each,
      value,
    }))
  })
}

const open = { HOST: '0.0.0.0', SANDBOX_UNSAFE: '1' }
const fromOutside = { ...open, PUBLIC_URL: 'http://fegg.test:PORT' }

/** `shared`: browsers keep the cookies of app and preview in one jar, so that a flood may sign out. */
const servers: Array<{
  env: Record<string, string>
  ways: Array<{ to: string; lands?: string; shared: boolean }>
}> = [
  {
    env: open,
    ways: [
      { to: 'http://localhost:PORT', shared: false },
      { to: 'http://127.0.0.1:PORT', lands: 'http://localhost:PORT', shared: false },
      { to: 'http://127.0.0.2:PORT', shared: true },
    ],
  },
  { env: fromOutside, ways: [{ to: 'http://fegg.test:PORT', shared: true }] },
  {
    env: { ...fromOutside, PREVIEW_DOMAIN: 'previews.test:PORT' },
    ways: [{ to: 'http://fegg.test:PORT', shared: false }],
  },
  {
    env: { ...fromOutside, PREVIEW_DOMAIN: 'p.fegg.test:PORT' },
    ways: [{ to: 'http://fegg.test:PORT', shared: true }],
  },
]

/** In the page, as the app calls: only the browser knows these hosts. */
async function call(page: Page, path: string, input: object | undefined) {
  const send = () =>
    page.evaluate(
      async ([to, body, header]) => {
        const key = localStorage.getItem('fegg-browser') ?? ''
        const headers = { 'content-type': 'application/json', [header]: key }
        const response = await fetch(to, { method: 'POST', headers, ...(body && { body }) })
        return response.status
      },
      [`/trpc/${path}`, input ? JSON.stringify(input) : '', browserKeyHeader] as const,
    )
  // the first call may be refused with a cookie that the second one brings
  await expect.poll(send).toBe(200)
}

async function openSession(context: BrowserContext, to: string) {
  const page = await context.newPage()
  await page.goto(to)
  await page.waitForFunction(() => localStorage.getItem('fegg-browser'))
  await call(page, 'auth.guest', undefined)
  const id = crypto.randomUUID()
  await call(page, 'sessions.create', { id, name: 'Errands' })
  const { origin } = new URL(page.url())
  await page.goto(`${origin}/s/${id}`)
  return { page, origin }
}

async function previewOf(page: Page): Promise<Frame> {
  const element = page.getByTitle('Live preview')
  await expect(element).toHaveAttribute('src', /^http/)
  const frame = await (await element.elementHandle())?.contentFrame()
  if (!frame) throw new Error('the preview has no frame')
  await frame.waitForURL(/^http/)
  return frame
}

for (const { env, ways } of servers)
  test(`rules 11.7, 11.10 and 11.11: a preview can't change who its visitor is, with ${Object.values(env).join(' ')}`, async ({
    playwright,
  }) => {
    const port = await freePort()
    const at = (text: string) => text.replace('PORT', String(port))
    const given = Object.entries(env).map(([name, value]) => [name, at(value)])
    await using server = await startServer({ env: Object.fromEntries(given), port })
    expect(server.output().includes('PREVIEW_DOMAIN is not set')).toBe(!env['PREVIEW_DOMAIN'])
    const { launchOptions } = test.info().project.use
    const browser = await playwright.chromium.launch({
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--host-resolver-rules=MAP *.test 127.0.0.1'],
    })
    await using _ = { [Symbol.asyncDispose]: () => browser.close() }
    const attackers = await browser.newContext()
    const theirs = await openSession(attackers, at(ways[0]?.to ?? ''))
    const attacker = await whoIs(theirs.page)
    expect(attacker).not.toBeNull()
    const known = namesFor(await attackers.cookies())
    expect(known.length).toBeGreaterThan(0)
    await attackers.close()

    for (const { to, lands = to, shared } of ways) {
      const context = await browser.newContext()
      const { page, origin } = await openSession(context, at(to))
      expect(origin).toBe(at(lands))
      const visitor = await whoIs(page)
      expect(visitor).not.toEqual(attacker)
      await plant(await previewOf(page), known, 0)
      expect(await whoIs(page), `${to}, cookies planted`).toEqual(visitor)
      await plant(await previewOf(page), known, 400)
      const flooded = await whoIs(page)
      // in one jar, the flood may have dropped the app's cookie
      if (shared && flooded === null) continue
      expect(flooded, `${to}, flooded`).toEqual(visitor)
      await context.close()
    }
  })

test('rule 41.1: a browser that blocks cookies is told so, and leaves no guest account', async ({
  playwright,
  server,
}, info) => {
  const profile = info.outputPath('profile')
  await mkdir(join(profile, 'Default'), { recursive: true })
  const blocks = { profile: { default_content_setting_values: { cookies: 2 } } }
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(blocks))
  const { launchOptions = {} } = test.info().project.use
  const context = await playwright.chromium.launchPersistentContext(profile, launchOptions)
  await using _ = { [Symbol.asyncDispose]: () => context.close() }
  const guests: string[] = []
  context.on('request', (request) => {
    if (request.url().includes('auth.guest')) guests.push(request.url())
  })
  const page = await context.newPage()
  await page.goto(server.url)
  await expect(page.getByRole('heading', { name: 'Cookies are blocked' })).toBeVisible()
  await expect(page.getByText('Allow cookies and site data')).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Cookies are blocked' })).toBeVisible()
  expect(guests).toEqual([])
})

test('rule 41.1: cookies that get lost on the way are told too, and leave no guest account', async ({
  page,
  server,
  consoleErrors,
}) => {
  consoleErrors.expect(/412/)
  const names: string[] = []
  await page.route(/\/trpc\//, async (route) => {
    const response = await route.fetch()
    const { 'set-cookie': lost, ...headers } = response.headers()
    names.push(...(lost ?? '').split('\n').map((each) => each.split('=')[0] ?? ''))
    await page.context().clearCookies()
    await route.fulfill({ response, headers })
  })
  await page.goto(server.url)
  await page.getByRole('textbox').first().fill('a list of errands')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Cookies are blocked' })).toBeVisible()
  expect(names.filter(Boolean).every((name) => name.endsWith('_probe'))).toBe(true)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('textbox').first()).toBeVisible()
})
