import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import * as schema from '../../drizzle/schema.ts'
import { newId } from '../../shared/ids.ts'
import { type TestDatabase, forEachDatabase } from '../testing/database.ts'
import { createAuth } from './auth.ts'

type Profile = { id: number; login: string; name?: string | null; email?: string | null }

function json(body: unknown, status = 200) {
  return Response.json(body, { status })
}

/** Fakes github.com and api.github.com: every code except `bad` gives a token for `profile`. */
function standIn(profile: Profile) {
  return vi.fn(async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    switch (request.url) {
      case 'https://github.com/login/oauth/access_token': {
        const form = new URLSearchParams(await request.text())
        return form.get('code') === 'bad'
          ? json({ error: 'bad_verification_code' })
          : json({ access_token: `token-${form.get('code')}`, token_type: 'bearer', scope: '' })
      }
      case 'https://api.github.com/user':
        return request.headers.get('authorization') === 'Bearer token-good'
          ? json(profile)
          : json({ message: 'Bad credentials' }, 401)
      default:
        throw new TypeError(`fetch failed: ${request.url}`)
    }
  })
}

let nextGithubId = 1000
function someone(): Profile {
  const id = nextGithubId++
  return { id, login: `user${id}`, name: `Person ${id}`, email: `user${id}@example.com` }
}

const browser = { key: 'k'.repeat(43), isNew: false }

function header(setCookie: string) {
  return setCookie.split(';')[0] ?? ''
}

forEachDatabase((_, open) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database?.[Symbol.asyncDispose]())
  afterEach(() => vi.unstubAllGlobals())

  const openAuth = () => {
    const publicUrl = new URL('https://fegg.example')
    const auth = createAuth({ db: database.db, publicUrl, github: { id: 'client', secret: 's' } })
    const { github } = auth
    if (!github) throw new Error('GitHub is off.')
    return { auth, github }
  }

  const round = async (profile: Profile, entranceCookie?: string) => {
    vi.stubGlobal('fetch', standIn(profile))
    const { auth, github } = openAuth()
    const { url } = github.start(browser)
    const state = new URL(url).searchParams.get('state') ?? ''
    const current = await auth.authenticate(entranceCookie && header(entranceCookie))
    return github.callback('good', state, browser, current)
  }

  it('is off without keys', () => {
    expect(createAuth({ db: database.db, publicUrl: null, github: null }).github).toBeNull()
  })

  it('leaves for GitHub with a state that only this browser holds', () => {
    const { github } = openAuth()
    const first = github.start(browser)
    const url = new URL(first.url)
    expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize')
    expect(url.searchParams.get('client_id')).toBe('client')
    expect(url.searchParams.get('redirect_uri')).toBe('https://fegg.example/auth/github/callback')
    const state = url.searchParams.get('state') ?? ''
    expect(state.length).toBeGreaterThan(20)
    expect(first.url).not.toContain(browser.key)
    expect(github.start(browser).url).not.toBe(first.url)
  })

  it('a new person gets an account and comes back to the same one', async () => {
    const profile = someone()
    const first = await round(profile)
    expect(first.user).toMatchObject({ name: profile.name, email: profile.email, guest: false })
    expect(first.cookie).toMatch(/^__Host-fegg_auth=[a-z0-9]+;/)
    const again = await round({ ...profile, login: 'renamed', name: 'New name' })
    expect(again.user).toEqual(first.user)
  })

  it('a guest becomes the account and keeps its id', async () => {
    const guest = await openAuth().auth.guest()
    const entrance = await round(someone(), guest.cookie)
    expect(entrance.user).toMatchObject({ id: guest.user.id, guest: false })
    expect(await openAuth().auth.authenticate(header(guest.cookie))).toBeNull()
  })

  it("an e-mail that is somebody's lets nobody into that account", async () => {
    const email = `${newId()}@example.com`
    const { auth } = openAuth()
    const owner = await auth.signUp({ name: 'Anna', email, password: 'correct horse' }, null)
    const entrance = await round({ ...someone(), email })
    expect(entrance.user.id).not.toBe(owner.user.id)
    expect(entrance.user.email).toBeNull()
  })

  it('a profile without name and e-mail is enough', async () => {
    const { id, login } = someone()
    const { user } = await round({ id, login, name: ' ', email: null })
    expect(user).toMatchObject({ name: login, email: null })
    const [row] = await database.db.select().from(schema.users).where(eq(schema.users.id, user.id))
    expect(row).toMatchObject({ githubId: String(id), passwordHash: null })
  })

  it.each([
    ['Ada\u202e\nLovelace \ud83d', 'Ada Lovelace'],
    [`${'x'.repeat(79)}👍`, 'x'.repeat(79)],
    ['\u200b', null],
    ['ﷺ'.repeat(20), 'ﷺ'.repeat(20).normalize('NFKC').slice(0, 80).trim()],
  ])('rule 39.4: a profile with the name %j signs in', async (name, shown) => {
    const profile = someone()
    const { user } = await round({ ...profile, name, email: `Zoë-${profile.id}@bücher.example` })
    expect(user).toMatchObject({
      name: shown ?? profile.login,
      email: `zoë-${profile.id}@xn--bcher-kva.example`,
    })
  })

  it('rule 11.7: refuses who comes back with another state, without one, late, or in another browser', async () => {
    const fetch = standIn(someone())
    vi.stubGlobal('fetch', fetch)
    const { github } = openAuth()
    const { url } = github.start(browser)
    const state = new URL(url).searchParams.get('state') ?? ''
    const [nonce, , signature] = state.split('.')
    const tries: Array<[string, string]> = [
      ['forged', browser.key],
      ['', browser.key],
      ['..', browser.key],
      [`${nonce}.${Date.now() * 2}.${signature}`, browser.key],
      [state, 'a'.repeat(43)],
    ]
    for (const [given, key] of tries) {
      const here = { key, isNew: false }
      await expect(github.callback('good', given, here, null)).rejects.toMatchObject({
        code: 'bad_input',
      })
    }
    expect(fetch).not.toHaveBeenCalled()
  })

  it('tells apart a code that GitHub refuses and a GitHub that does not answer', async () => {
    vi.stubGlobal('fetch', standIn(someone()))
    const { github } = openAuth()
    const { url } = github.start(browser)
    const state = new URL(url).searchParams.get('state') ?? ''
    const come = (code: string) => github.callback(code, state, browser, null)
    await expect(come('bad')).rejects.toMatchObject({ code: 'bad_input' })
    await expect(come('revoked')).rejects.toMatchObject({ code: 'internal' })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(come('good')).rejects.toMatchObject({ code: 'internal' })
  })
})
