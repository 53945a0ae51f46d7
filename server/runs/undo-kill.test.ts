import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '../../shared/ids.ts'
import { prepareTestDataDir } from '../testing/database.ts'

const fixture = fileURLToPath(new URL('./undo-kill.fixture.ts', import.meta.url))

const Line = z.object({
  type: z.enum(['found', 'final']),
  files: z.record(z.string(), z.string()),
  versions: z.string().array(),
  said: z.int(),
})
type Line = z.infer<typeof Line>

interface Kill {
  after: string
  delayMs: number
}

/** One life of the process. */
function boot(start: object): Promise<{ lines: Line[]; killed: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fixture, JSON.stringify(start)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines: Line[] = []
    createInterface({ input: child.stdout }).on('line', (line) =>
      lines.push(Line.parse(JSON.parse(line))),
    )
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve({ lines, killed: true })
      else if (code === 0) resolve({ lines, killed: false })
      else reject(new Error(`the process ended with ${code}`))
    })
  })
}

async function tell(kill: Kill, repair: boolean): Promise<{ lines: Line[]; killed: boolean }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-undo-kill-'))
  const start = { dataDir, sessionId: newId(), messageId: newId(), repair }
  try {
    await prepareTestDataDir(dataDir)
    const first = await boot({ ...start, kill })
    const second = await boot({ ...start, kill: null })
    return { lines: [...first.lines, ...second.lines], killed: first.killed }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const before = {
  'src/a.ts': 'A\n',
  'src/b.ts': 'B\n',
  'src/c.ts': 'C\n',
  'src/later.ts': 'later\n',
}
const after = { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n', 'src/later.ts': 'later\n' }

const kills: Array<Kill & { repair: boolean }> = [
  { after: 'run_queued', delayMs: 0, repair: false },
  { after: 'run_started', delayMs: 1, repair: false },
  { after: 'run_started', delayMs: 6, repair: false },
  { after: 'run_started', delayMs: 12, repair: false },
  { after: 'run_started', delayMs: 12, repair: true },
  { after: 'step_settled', delayMs: 0, repair: true },
]

test('rule 45.13: SIGKILL at any moment of an undo leaves the files as they were or with the whole change, and the run goes on to one end', {
  timeout: 600_000,
}, async () => {
  const queue = [...kills]
  const work = async () => {
    for (let kill = queue.shift(); kill; kill = queue.shift()) {
      const story = await tell(kill, kill.repair)
      const at = JSON.stringify(kill)
      expect(story.killed, at).toBe(true)
      for (const { files, versions, said } of story.lines) {
        const undone = files['src/c.ts'] === undefined
        expect(files, at).toEqual(expect.objectContaining(undone ? after : before))
        expect(said, at).toBe(undone ? 1 : 0)
        if (!kill.repair) expect(versions.includes('undo'), at).toBe(undone)
      }
      const last = story.lines.at(-1)
      expect(last, at).toMatchObject({ type: 'final', files: after })
      expect(
        last?.versions.filter((kind) => kind === 'undo'),
        at,
      ).toHaveLength(1)
    }
  }
  await Promise.all([work(), work()])
})
