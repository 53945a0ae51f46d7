import { setTimeout as wait } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { runs } from '../drizzle/schema.ts'
import { newId } from '../shared/ids.ts'
import { openDatabase } from './db/database.ts'
import { shortageText } from './lib/shortage.ts'
import { words } from './lib/words.ts'
import { startAppServer } from './testing/app-server.ts'
import { prepareTestDataDir } from './testing/database.ts'
import { createPlainSandboxes } from './testing/plain-sandboxes.ts'
import { maySmallDisk, mountSmallDisk } from './testing/small-disk.ts'

const title = maySmallDisk
  ? 'with a full disk'
  : 'with a full disk (left out: no disk can be mounted here)'

describe.skipIf(!maySmallDisk)(title, () => {
  test('rules 42.2, 42.3 and 42.4: a run ends with a sentence, those that wait go on waiting, /readyz and a metric say it, and all works again with space', async () => {
    const disk = mountSmallDisk()
    const waits = Promise.withResolvers<void>()
    try {
      await prepareTestDataDir(disk.path)
      const database = await openDatabase({ dataDir: disk.path })
      const plain = createPlainSandboxes()
      let filled = false
      await using app = await startAppServer(
        [
          { text: 'Looking.', toolCalls: [{ name: 'run_command', args: { command: 'ls' } }] },
          { text: 'Done.' },
        ],
        {
          env: { DATA_DIR: disk.path },
          database: { ...database, [Symbol.asyncDispose]: () => database.close() },
          sandboxes: {
            forRun: (sessionId) => ({
              ...plain.forRun(sessionId),
              run: async (...given) => {
                await waits.promise
                if (!filled) disk.fill()
                filled = true
                return plain.forRun(sessionId).run(...given)
              },
            }),
          },
        },
      )
      const ready = async () => {
        const response = await fetch(`${app.url}/readyz`)
        return { status: response.status, body: await response.json() }
      }
      const metric = async (name: string) => {
        const text = await (await fetch(`${app.url}/metrics`)).text()
        return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
      }
      expect(await ready()).toEqual({ status: 200, body: { ok: true } })
      expect(await metric('fegg_disk_full')).toBe(0)

      const anna = app.visitor()
      await anna.api.auth.guest.mutate()
      const sessionId = newId()
      await anna.api.sessions.create.mutate({ id: sessionId })
      const send = (text: string) =>
        anna.api.messages.send.mutate({ id: newId(), sessionId, text, delivery: 'after' })
      const ended = async (runId: string | null) => {
        const [row] = await app.db
          .select({ status: runs.status, message: runs.errorMessage })
          .from(runs)
          .where(eq(runs.id, runId ?? ''))
        return row
      }
      const { runId } = await send('Build it')
      const next = await send('Build more')
      expect(await anna.api.runs.waits.query({ sessionId })).toBeNull()
      waits.resolve()
      await expect
        .poll(() => ended(runId))
        .toEqual({ status: 'failed', message: words.shortage.disk })
      expect(await ready()).toEqual({
        status: 503,
        body: { ok: false, reason: words.shortage.disk },
      })
      expect(await metric('fegg_disk_full')).toBe(1)
      expect(await metric('fegg_disk_free_bytes')).toBeLessThan(64 * 2 ** 20)
      await expect(send('And more')).rejects.toThrow(words.shortage.disk)
      await expect(anna.api.sessions.create.mutate({ id: newId() })).rejects.toThrow(
        words.shortage.disk,
      )

      expect(await anna.api.runs.waits.query({ sessionId })).toEqual({
        why: 'short',
        text: words.shortage.disk,
      })
      // longer than the runner's poll
      await wait(3_000)
      expect(await ended(next.runId)).toEqual({ status: 'queued', message: null })

      disk.free()
      expect(await ready()).toMatchObject({ status: 200 })
      await expect.poll(() => ended(next.runId)).toMatchObject({ status: 'done' })
      const again = await send('Build it now')
      await expect.poll(() => ended(again.runId)).toMatchObject({ status: 'done' })
    } finally {
      disk.unmount()
    }
  })
})

function cause(code: string, message: string) {
  return Object.assign(new Error(message), { code })
}

test.each([
  [cause('ENOSPC', 'ENOSPC: no space left on device, write'), words.shortage.disk],
  [
    new Error('Failed query', { cause: cause('53100', 'could not extend file') }),
    words.shortage.databaseDisk,
  ],
  [cause('53300', 'sorry, too many clients already'), words.shortage.connections],
  [new Error('8: [resource_exhausted] ENOSPC: no space left on device'), words.shortage.disk],
  [cause('EMFILE', 'spawn bwrap EMFILE'), words.shortage.files],
  [new Error('accept ENFILE'), words.shortage.files],
  [cause('53200', 'out of memory'), words.shortage.memory],
  [new Error('something else'), null],
  ['ENOSPC', null],
])('rule 42.2: what the server ran out of is said in words: %s', (error, said) => {
  expect(shortageText(error)).toBe(said)
})
