import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AgentEvent } from '../../shared/protocol/subscription.ts'
import type { PlacedEvent } from '../../shared/protocol/events.ts'
import { newId } from '../../shared/ids.ts'
import { LiveTexts } from '../../shared/live-text.ts'
import { prepareTestDataDir } from '../testing/database.ts'
import { type Phase, phases, steerPhases } from './kill-phases.ts'

const fixture = fileURLToPath(new URL('./kill.fixture.ts', import.meta.url))
const seeds = 20

const Final = z.object({
  type: z.literal('final'),
  files: z.object({ path: z.string(), hash: z.string() }).array(),
  version: z.object({ number: z.int(), files: z.unknown() }),
  given: z.int().array(),
  record: z.record(z.string(), z.unknown()),
})
type Final = z.infer<typeof Final>

const Call = z.object({
  type: z.literal('call'),
  step: z.int(),
  steers: z.object({ before: z.int(), text: z.string() }).array(),
})
type Call = z.infer<typeof Call>
const Line = z.union([Final, Call, AgentEvent])

/** mulberry32 */
function random(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Story {
  events: Array<Pick<PlacedEvent, 'seq' | 'event'>>
  /** Last seen before each step settled. */
  liveTexts: string[]
  calls: Call[]
  final: Final
  kills: number
}

/**
 * Kills once in each phase, at moments from `rand`. `steered`: a second message steers the run, and
 * the phases are that message's.
 */
async function tell(kills: number[], rand: () => number, steered = false): Promise<Story> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fegg-kill-'))
  const ids = { sessionId: newId(), messageId: newId(), steerId: steered ? newId() : null }
  const within = ids.steerId === null ? phases : steerPhases(ids.steerId)
  const events: Story['events'] = []
  const liveTexts: string[] = []
  const calls: Call[] = []
  let final: Final | undefined
  let killed = 0
  let boots = 0
  try {
    await prepareTestDataDir(dataDir)
    while (!final) {
      const phase = kills[boots++]
      const kill = phase === undefined ? null : momentIn(within, phase, rand)
      final = await boot(
        { dataDir, ...ids, after: events.at(-1)?.seq ?? 0, kill },
        { events, liveTexts, calls },
      )
      if (!final) killed++
    }
    return { events, liveTexts, calls, final, kills: killed }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function momentIn(within: readonly Phase[], place: number, rand: () => number) {
  const phase = within[place % within.length]
  if (!phase) throw new Error('there are no phases')
  return {
    phase: place % within.length,
    passes: Math.floor(rand() * phase.times),
    delayMs: rand() * phase.maxDelayMs,
  }
}

/** One life of the process; resolves with undefined if killed. */
function boot(
  start: object,
  told: Pick<Story, 'events' | 'liveTexts' | 'calls'>,
): Promise<Final | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fixture, JSON.stringify(start)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const live = new LiveTexts()
    let final: Final | undefined
    createInterface({ input: child.stdout }).on('line', (line) => {
      const item = Line.parse(JSON.parse(line))
      if (item.type === 'final') {
        final = item
      } else if (item.type === 'call') told.calls.push(item)
      else note(item, live, told)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(final)
      else if (code === 0 && final) resolve(final)
      else reject(new Error(`the process ended with ${code}`))
    })
  })
}

function note(
  item: AgentEvent,
  live: LiveTexts,
  { events, liveTexts }: Pick<Story, 'events' | 'liveTexts'>,
): void {
  if (item.type === 'snapshot') for (const token of item.live) live.apply(token)
  else if (item.type === 'token') expect(live.apply(item)).not.toBe('gap')
  else {
    events.push({ seq: item.seq, event: item.event })
    if (item.event.type !== 'step_settled') return
    const { messageId, step, text } = item.event
    const seen = live.get(messageId, step)?.text
    // a late subscriber has only the settled text
    if (seen !== undefined) expect(text.startsWith(seen) || seen === text).toBe(true)
    liveTexts.push(text)
  }
}

/** What kills must not change: no ids, durations or extra attempts. */
function essence(story: Story) {
  const names = new Map<string, string>()
  const name = (id: string) => {
    const known = names.get(id) ?? `id ${names.size}`
    names.set(id, known)
    return known
  }
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, name)
    if (Array.isArray(value)) return value.map(clean)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) =>
        ['ms', 'at', 'startedAt', 'endedAt', 'order', 'color'].includes(key)
          ? []
          : [[clean(key), clean(inner)]],
      ),
    )
  }
  const attempts = story.events.filter(
    ({ event }) => !(event.type === 'run_started' && event.attempt > 1),
  )
  return {
    events: attempts.map(({ event }) => clean(event)),
    texts: story.liveTexts,
    files: story.final.files,
    version: story.final.version,
    record: clean(Object.values(story.final.record)),
  }
}

test('rule 8: SIGKILL at random within each phase: the run goes on to its end, with the same texts, events and files', {
  timeout: 600_000,
}, async () => {
  const whole = essence(await tell([], random(0)))
  expect(whole.texts).toHaveLength(4)
  const queue = Array.from({ length: seeds }, (_, index) => index + 1)
  const work = async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const rand = random(seed)
      const later = Array.from({ length: Math.floor(rand() * 3) }, () =>
        Math.floor(rand() * phases.length),
      )
      const story = await tell([seed, ...later], rand)
      expect(story.kills, `seed ${seed}`).toBeGreaterThan(0)
      const seqs = story.events.map(({ seq }) => seq)
      expect(seqs, `seed ${seed}`).toEqual(seqs.map((_, index) => index + 1))
      const errors = story.events.filter(({ event }) => event.type === 'error')
      expect(errors, `seed ${seed}`).toEqual([])
      expect(essence(story), `seed ${seed}`).toEqual(whole)
    }
  }
  await Promise.all([work(), work()])
})

test('rule 31.4: SIGKILL while a message waits to steer, or was just given: it stands before the same step in every call, once', {
  timeout: 600_000,
}, async () => {
  const tellSeed = async (seed: number) => {
    const story = await tell([seed], random(seed), true)
    expect(story.kills, `seed ${seed}`).toBe(1)
    expect(story.final.given, `seed ${seed}`).toHaveLength(1)
    const before = story.final.given[0] ?? Number.NaN
    const steers = [{ before, text: 'Anna: With weekdays.' }]
    for (const call of story.calls)
      expect(call.steers, `seed ${seed}, step ${call.step}`).toEqual(
        call.step < before ? [] : steers,
      )
    const asked = new Set(story.calls.map(({ step }) => step))
    expect(asked, `seed ${seed}`).toEqual(new Set([0, 1, 2, 3]))
    const changes = story.events.filter(({ event }) => event.type === 'message_changed')
    expect(changes, `seed ${seed}`).toHaveLength(1)
  }
  await Promise.all([tellSeed(1), tellSeed(2)])
  await Promise.all([tellSeed(3), tellSeed(4)])
})
