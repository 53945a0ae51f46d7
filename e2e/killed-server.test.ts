import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isRoot, nobody, whyNoBubblewrap, whyNotAs } from '@fegg/sandbox-host/testing/targets.ts'
import { until } from '@fegg/sandbox-host/testing/until.ts'
import { processesBelow } from '@fegg/sandbox-host/testing/processes.ts'
import { createVisitor } from '../server/testing/app-server.ts'
import { startServer, templateCache } from './support/server.ts'

const goneMs = 2_000
const servedMs = 180_000
const sessionCount = 2

const kinds = [
  {
    name: `bubblewrap as ${isRoot ? 'root' : 'an ordinary user'}`,
    launcher: 'bubblewrap',
    user: undefined,
    missing: whyNoBubblewrap(),
  },
  ...(isRoot
    ? [
        {
          name: 'bubblewrap as an ordinary user',
          launcher: 'bubblewrap',
          user: nobody,
          missing: whyNotAs(nobody),
        },
      ]
    : []),
  {
    name: 'the plain launcher',
    launcher: 'plain',
    user: undefined,
    missing: process.platform === 'linux' ? undefined : 'the test looks into /proc',
  },
]

/** Empty while the preview isn't served. */
function pageOf(port: number, host: string): Promise<string> {
  return new Promise((resolve) => {
    const request = http.get(
      { port, host: '127.0.0.1', headers: { host }, path: '/' },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve(answer.statusCode === 200 ? text : ''))
        answer.on('error', () => resolve(''))
      },
    )
    request.on('error', () => resolve(''))
  })
}

/** The start time, because process ids are reused. */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : `${pid} ${rest[18]}`
  } catch {
    return undefined
  }
}

async function cacheFor(user: typeof nobody): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), 'fegg-template-'))
  if (existsSync(templateCache)) execFileSync('cp', ['-a', `${templateCache}/.`, own])
  execFileSync('chown', ['-R', '-h', `${user.uid}:${user.gid}`, own])
  return own
}

describe.each(kinds)('the server on $name', ({ name, launcher, user, missing }) => {
  if (missing !== undefined) console.warn(`skipped: a killed server on ${name}: ${missing}`)
  test.skipIf(missing !== undefined)(
    'rule 16.6: after SIGKILL no process of a sandbox is left 2 s later, and a restart brings every session back',
    async () => {
      const cache = user && (await cacheFor(user))
      const env = {
        SANDBOX_LAUNCHER: launcher,
        ...(cache === undefined ? {} : { TEMPLATE_CACHE_DIR: cache, HOME: cache }),
      }
      try {
        await using server = await startServer({ env, ...(user ? { user } : {}) })
        const { api } = createVisitor(server.url)
        await api.auth.guest.mutate()
        const hosts: string[] = []
        for (let count = 0; count < sessionCount; count++) {
          const id = randomUUID()
          await api.sessions.create.mutate({ id })
          hosts.push(new URL((await api.preview.address.query({ sessionId: id })).url).host)
        }
        const served = () =>
          Promise.all(
            hosts.map((host) =>
              until(() => pageOf(server.port, host), `the preview ${host}`, servedMs),
            ),
          )
        const before = await served()
        for (const page of before) expect(page).toContain('/src/main.tsx')

        const below = await processesBelow(server.pid())
        const processes = below.flatMap((pid) => identityOf(pid) ?? [])
        expect(processes.length).toBeGreaterThan(sessionCount * 2)
        const left = () =>
          processes.filter((each) => identityOf(Number.parseInt(each, 10)) === each)
        await server.crash(async () => {
          await until(() => left().length === 0, 'the end of all of them', goneMs)
        })
        expect(await served()).toEqual(before)
      } finally {
        if (cache !== undefined) await rm(cache, { recursive: true, force: true })
      }
    },
    900_000,
  )
})
