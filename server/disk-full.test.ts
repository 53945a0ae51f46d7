import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** A disk of its own; null where this account may not mount one. */
function mountSmallDisk(): { path: string; unmount(): void } | null {
  const path = mkdtempSync(join(tmpdir(), 'fegg-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=320m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    rmdirSync(path)
    return null
  }
  return {
    path,
    unmount() {
      execFileSync('umount', ['-l', path])
      rmdirSync(path)
    },
  }
}

/** Takes every byte. */
function fill(path: string): void {
  const file = openSync(join(path, 'others'), 'w')
  const chunk = Buffer.alloc(2 ** 20)
  try {
    for (const size of [chunk.length, 4_096]) {
      try {
        while (writeSync(file, chunk, 0, size) > 0);
      } catch {
        // full for this size
      }
    }
  } finally {
    closeSync(file)
  }
}

const probe = mountSmallDisk()
probe?.unmount()
const title = probe
  ? 'with a full disk'
  : 'with a full disk (left out: no disk can be mounted here)'

describe.skipIf(!probe)(title, () => {
  test('rules 42.2 and 42.3: a run ends with a sentence, /readyz and a metric say it, and all works again with space', async () => {
    const disk = mountSmallDisk()
    if (!disk) throw new Error('no disk')
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
              run: (...given) => {
                if (!filled) fill(disk.path)
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

      rmSync(join(disk.path, 'others'))
      expect(await ready()).toMatchObject({ status: 200 })
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
    words.shortage.disk,
  ],
  [new Error('8: [resource_exhausted] ENOSPC: no space left on device'), words.shortage.disk],
  [cause('EMFILE', 'spawn bwrap EMFILE'), words.shortage.files],
  [new Error('accept ENFILE'), words.shortage.files],
  [cause('53200', 'out of memory'), words.shortage.memory],
  [new Error('something else'), null],
  ['ENOSPC', null],
])('rule 42.2: what the server ran out of is said in words: %s', (error, said) => {
  expect(shortageText(error)).toBe(said)
})
