import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { z } from 'zod'
import { closeCodes } from '../../shared/protocol/close-codes.ts'
import { newId } from '../../shared/ids.ts'
import { docName, draftText } from '../../shared/protocol/doc-names.ts'
import { type Action, can, type DocKind, docRules, may } from '../../shared/roles.ts'
import { updateFrame } from '../rooms/doc-protocol.ts'
import { startAppServer, type Visitor } from '../testing/app-server.ts'
import { picked } from '../testing/picked.ts'
import { appRouter } from './router.ts'
import { hostileTexts, longText } from './testing/hostile-texts.ts'
import { inputOf, textPlacesOf } from './testing/input-of.ts'
import {
  openPolicyWorlds,
  type PolicyWorlds,
  standingOf,
  type Who,
  whos,
  type World,
} from './testing/policy-world.ts'
import type { Rule } from './trpc.ts'

type App = Awaited<ReturnType<typeof startAppServer>>
let app: App
let worlds: PolicyWorlds

beforeAll(async () => {
  const env = { MAX_SESSIONS_PER_HOUR: '10000', TRUST_PROXY: '1' }
  app = await startAppServer([{ text: 'Hello.' }], { env })
  worlds = await openPolicyWorlds(app)
})
afterAll(() => app?.[Symbol.asyncDispose]())

const Definition = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  meta: z.custom<Rule>((meta) => typeof meta === 'object' && meta !== null && 'who' in meta),
  inputs: z.custom<z.ZodType>((input) => input instanceof z.ZodType).array(),
})

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  ...Definition.parse((procedure as unknown as { _def: unknown })._def),
}))

/** Inputs where generated ones would be invalid, or delete what later rows need. */
const given: Record<string, object> = {
  'auth.signUp': { name: 'Zoe', email: 'not an address', password: 'correct horse' },
  'auth.signOut': {},
  'sessions.setModel': { model: 'scripted' },
  'pins.add': { element: picked },
  'preview.keepPicture': {
    image:
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  },
}
/** Tested in server/auth; here they would change the caller's identity, or use up the tries of an address. */
const leftToAuth = new Set([
  'auth.guest',
  'auth.namedGuest',
  'auth.signUp',
  'auth.signIn',
  'auth.signOut',
  'auth.startGithub',
  'auth.finishGithub',
  'auth.startOidc',
  'auth.finishOidc',
  'account.lookAtReset',
  'account.resetPassword',
  'account.changePassword',
  'account.changeEmail',
  'account.signOutEverywhere',
  'account.delete',
])

/** `in` if allowed, otherwise the code of the refusal. */
type Verdict = 'in' | 'not_signed_in' | 'not_found' | 'forbidden'

function inPlace(who: Who, rule: { who: 'session' | 'workspace'; action: Action }): Verdict {
  if (who === 'nobody') return 'not_signed_in'
  const standing = standingOf(who)
  if (rule.who === 'workspace') {
    if (standing.member === null) return 'not_found'
    return can(standing.member, rule.action) ? 'in' : 'forbidden'
  }
  if (standing.member === null && standing.link === null) return 'not_found'
  return may(standing, rule.action) ? 'in' : 'forbidden'
}

function verdictOf(who: Who, rule: Rule): Verdict {
  switch (rule.who) {
    case 'anybody':
      return 'in'
    case 'signed_in':
      return who === 'nobody' ? 'not_signed_in' : 'in'
    case 'session':
    case 'workspace':
      return inPlace(who, rule)
  }
}

function inputFor({ path, meta, inputs }: (typeof procedures)[number], world: World): unknown {
  const made = inputOf(inputs, path, newId)
  if (meta.who !== 'session' && meta.who !== 'workspace') return made
  const place =
    meta.key === 'slug' ? world.slug : meta.who === 'session' ? world.sessionId : world.workspaceId
  return { ...(made as object), ...given[path], [meta.key]: place }
}

const Answer = z.object({ code: z.string(), message: z.string() })
const Body = z.object({
  error: z.object({ data: z.object({ app: Answer }) }).optional(),
})

function told(body: unknown): z.infer<typeof Answer> | null {
  return Body.parse(body).error?.data.app ?? null
}

let addresses = 0

async function callOverHttp(who: Who | Visitor, path: string, type: string, input: unknown) {
  const visitor = typeof who === 'string' ? worlds.as(who) : who
  const address = addresses++
  const headers = {
    origin: visitor.origin,
    cookie: visitor.cookie(),
    // limits count addresses
    'x-forwarded-for': `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`,
  }
  const json = input === undefined ? undefined : JSON.stringify(input)
  const query = json === undefined ? '' : `?input=${encodeURIComponent(json)}`
  const response = await (type === 'query'
    ? fetch(`${app.url}/trpc/${path}${query}`, { headers })
    : fetch(`${app.url}/trpc/${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        ...(json === undefined ? {} : { body: json }),
      }))
  return told(await response.json())
}

function socketOf(who: Who, path: string) {
  const visitor = worlds.as(who)
  const cookie = visitor.cookie()
  const headers = { origin: visitor.origin, ...(cookie ? { cookie } : {}) }
  return new WebSocket(`${app.url.replace('http', 'ws')}${path}`, { headers })
}

/** `open`, or the HTTP status of the refused upgrade. */
function upgraded(socket: WebSocket) {
  return new Promise<'open' | number>((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

async function subscribeOverWs(who: Who, path: string, input: unknown) {
  const socket = socketOf(who, '/trpc')
  const status = await upgraded(socket)
  if (status !== 'open') return { code: status === 401 ? 'not_signed_in' : 'refused', message: '' }
  const first = new Promise<unknown>((resolve) =>
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data))
      const { result } = z
        .object({ result: z.object({ type: z.string() }).optional() })
        .parse(message)
      if (result?.type !== 'started') resolve(message)
    }),
  )
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params: { path, input } }))
  const answer = told(await first)
  socket.close()
  return answer
}

/** Errors that prove nothing about the policy. */
const noProof = /^(bad_input|internal|rate_limited)$/

/** A not_found from the command itself (unknown run, dead link) is no refusal by the policy. */
const policyWords: Record<Exclude<Verdict, 'in'>, RegExp> = {
  not_signed_in: /^(Sign in first\.)?$/,
  not_found: /^There is no such (session|workspace)\.$/,
  forbidden: /^Your role here \(\w+\) does not allow that\.$/,
}

function verdictTold(answer: z.infer<typeof Answer> | null): Verdict {
  if (!answer) return 'in'
  const { code, message } = answer
  if (code === 'not_signed_in' || code === 'not_found' || code === 'forbidden')
    if (policyWords[code].test(message)) return code
  return 'in'
}

describe('rule 6.1: every procedure, for everybody', () => {
  test('rule 6.2: each has a rule', () => {
    expect(procedures.length).toBeGreaterThan(30)
    for (const { path, meta } of procedures) expect(meta, path).toHaveProperty('who')
  })

  test('rule 6.1: what is left out here is what signs people in or out', () => {
    const paths = procedures.map(({ path }) => path)
    for (const path of [...leftToAuth, ...Object.keys(given)]) expect(paths).toContain(path)
  })

  const inTable = procedures.filter(({ path }) => !leftToAuth.has(path))
  test.each(inTable.map((procedure) => [procedure.path, procedure] as const))(
    'rule 6.1: %s',
    async (_path, procedure) => {
      const { path, type, meta } = procedure
      const expected: Partial<Record<Who, Verdict>> = {}
      const seen: Partial<Record<Who, Verdict>> = {}
      let world = await worlds.make()
      for (const who of whos) {
        expected[who] = verdictOf(who, meta)
        const input = inputFor(procedure, world)
        const answer =
          type === 'subscription'
            ? await subscribeOverWs(who, path, input)
            : await callOverHttp(who, path, type, input)
        seen[who] = verdictTold(answer)
        if (seen[who] !== 'in') continue
        // an unreadable input proves nothing about the policy
        expect(answer?.code ?? 'ok', `${who}: ${answer?.message}`).not.toMatch(noProof)
        if (type === 'mutation') world = await worlds.make()
      }
      expect(seen).toEqual(expected)
    },
  )
})

/** Who may do most. A new person where the call may change who they are. */
async function callerOf({ path, meta }: (typeof procedures)[number]): Promise<Who | Visitor> {
  if (!leftToAuth.has(path)) return meta.who === 'anybody' ? 'nobody' : 'owner'
  const visitor = app.visitor()
  await visitor.api.auth.guest.mutate()
  return visitor
}

/** What the call is about, where a text is only read if it exists. */
async function addTarget(path: string, world: World): Promise<object> {
  const add = async (who: Who, adding: string, more: object) => {
    const procedure = procedures.find((one) => one.path === adding)
    if (!procedure) throw new Error(`There is no ${adding}.`)
    const input = { ...(inputFor(procedure, world) as object), ...more }
    expect(await callOverHttp(who, adding, 'mutation', input)).toBeNull()
  }
  const id = newId()
  if (path === 'pins.reply') {
    await add('owner', 'pins.add', { id })
    return { pinId: id }
  }
  if (/^suggestions\.(approve|decline)$/.test(path)) {
    await add('suggester', 'suggestions.add', { id })
    return { id, ids: [id] }
  }
  return {}
}

describe('rule 39.1: hostile texts in every string of every procedure', () => {
  const withTexts = procedures.filter(
    ({ path, inputs }) => textPlacesOf(inputs, undefined, path, newId).length > 0,
  )

  test.each(withTexts.map((procedure) => [procedure.path, procedure] as const))(
    'rule 39.1: %s',
    async (_path, procedure) => {
      const { path, type, inputs } = procedure
      const caller = await callerOf(procedure)
      const failed: string[] = []
      for (const [at, { field, isId }] of textPlacesOf(inputs, undefined, path, newId).entries()) {
        // limits count what a session has
        const world = await worlds.make()
        const texts = Object.entries(hostileTexts)
        if (type === 'mutation') texts.push(['long', longText])
        for (const [kind, text] of isId ? texts.slice(0, 1) : texts) {
          // new ids: a repeated call does nothing
          const base = {
            ...(inputFor(procedure, world) as object),
            ...(await addTarget(path, world)),
          }
          const input = textPlacesOf(inputs, base, path, newId)[at]?.put(text)
          const answer =
            type === 'subscription'
              ? await subscribeOverWs('owner', path, input)
              : await callOverHttp(caller, path, type, input)
          if (answer?.code === 'internal') failed.push(`${field}, ${kind}`)
        }
      }
      expect(failed).toEqual([])
    },
  )
})

const nameOf: Record<DocKind, (world: World) => string> = {
  record: ({ sessionId }) => docName.record(sessionId, app.services.rooms.epochOf(sessionId)),
  draft: ({ sessionId }) => docName.draft(sessionId),
}

/** Returns the close code, or `written` once the room has the update. */
async function writeDoc(who: Who, kind: DocKind, world: World) {
  const socket = socketOf(who, `/yjs/${nameOf[kind](world)}`)
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await upgraded(socket)
  const joined = new Promise<'joined'>((resolve) => socket.on('message', () => resolve('joined')))
  const first = await Promise.race([closed, joined])
  if (first !== 'joined') return { joined: false, end: first }
  const { doc } = (await app.services.rooms.get(world.sessionId))[kind]
  const forged = new Y.Doc()
  forged.getText(draftText).insert(0, who)
  const written = new Promise<'written'>((resolve) => {
    doc.on('update', () => {
      if (doc.getText(draftText).toString() === who) resolve('written')
    })
  })
  socket.send(updateFrame(Y.encodeStateAsUpdate(forged)))
  const end = await Promise.race([closed, written])
  socket.close()
  return { joined: true, end }
}

describe('rule 6.1: every doc, for everybody', () => {
  test('every doc that has a name has a rule', () => {
    expect(Object.keys(docName).sort()).toEqual(Object.keys(docRules).sort())
  })

  const rows = Object.keys(docRules).flatMap((kind) =>
    whos.map((who) => [kind as DocKind, who] as const),
  )
  test.each(rows)(
    'rules 5.2 and 6.1: the %s, joined and written by hand by %s',
    async (kind, who) => {
      const { join, write } = docRules[kind]
      const world = await worlds.make()
      const verdict = inPlace(who, { who: 'session', action: join })
      const seen = await writeDoc(who, kind, world)
      switch (verdict) {
        case 'not_signed_in':
          return expect(seen).toEqual({ joined: false, end: closeCodes.notSignedIn })
        case 'not_found':
          return expect(seen).toEqual({ joined: false, end: closeCodes.notFound })
        case 'forbidden':
          return expect(seen).toEqual({ joined: false, end: closeCodes.forbidden })
        case 'in': {
          const mayWrite = write !== null && may(standingOf(who), write)
          return expect(seen).toEqual({
            joined: true,
            end: mayWrite ? 'written' : closeCodes.forbidden,
          })
        }
      }
    },
  )

  test.each(whos)('rule 6.1: a doc of an unknown kind, by %s', async (who) => {
    const { sessionId } = await worlds.make()
    for (const name of [`secrets/${sessionId}`, `__proto__/${sessionId}`, 'record', 'draft/none']) {
      const socket = socketOf(who, `/yjs/${name}`)
      const code = await new Promise<number>((resolve) => socket.on('close', resolve))
      expect(code).toBe(who === 'nobody' ? closeCodes.notSignedIn : closeCodes.notFound)
    }
  })
})

describe('rule 6.1: every upgrade, for everybody', () => {
  test.each(whos)(
    'rule 6.1: /trpc opens for who is signed in, other paths for nobody: %s',
    async (who) => {
      const events = socketOf(who, '/trpc')
      expect(await upgraded(events)).toBe(who === 'nobody' ? 401 : 'open')
      events.close()
      for (const path of ['/', '/trpc/', '/yjs', '/ws', '/auth']) {
        expect(await upgraded(socketOf(who, path))).toBe(404)
      }
    },
  )
})
