import { spawn } from 'node:child_process'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Metrics } from '../usage/metrics.ts'
import { type Process, processesOf, ProcessTable } from './process-table.ts'

const process1 = { pid: 1, parent: 0, state: 'S', threads: 1, ticks: 0, marks: [] }

/** Scans that end when told to. */
function slowTable() {
  const scans: Array<{ marks: ReadonlySet<string>; end: () => void }> = []
  let open = 0
  let most = 0
  const table = new ProcessTable(async (marks) => {
    most = Math.max(most, ++open)
    const { promise, resolve } = Promise.withResolvers<void>()
    scans.push({ marks, end: resolve })
    await promise
    open -= 1
    return [process1]
  })
  return { table, scans, most: () => most }
}

async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

test.each([1, 2, 33])(
  'rule 18.6: %d callers at once share one scan, and later ones share the next',
  async (callers) => {
    const { table, scans, most } = slowTable()
    const ask = () => Array.from({ length: callers }, (_, at) => table.of({ mark: `m${at}` }))
    const early = ask()
    await settle()
    expect(scans).toHaveLength(1)
    expect(scans[0]?.marks.size).toBe(callers)
    // The running scan may have missed what is there now.
    const late = [...ask(), ...ask()]
    await settle()
    expect(scans).toHaveLength(1)
    scans[0]?.end()
    await Promise.all(early)
    await settle()
    expect(scans).toHaveLength(2)
    scans[1]?.end()
    await Promise.all(late)
    expect(most()).toBe(1)
  },
)

test('rule 18.6: a scan that fails does not keep the next from running', async () => {
  let scans = 0
  const table = new ProcessTable(async () => {
    if (scans++ === 0) throw new Error('no /proc')
    return [process1]
  })
  await expect(table.of({ root: 1 })).rejects.toThrow('no /proc')
  expect(await table.of({ root: 1 })).toHaveLength(1)
})

test('rule 18.6: metrics of many sandboxes cost one scan a pass, and passes do not overlap', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { table, scans, most } = slowTable()
  const all = Array.from({ length: 20 }, (_, at) => ({
    info: { id: `s${at}`, startedAt: new Date() },
    home: { own: '/nothing-here' },
    state: 'running' as const,
    processes: { root: 1 },
  }))
  const size = { memoryBytes: 1, diskBytes: 1 }
  const metrics = new Metrics({ all: () => all, size, table })
  onTestFinished(() => metrics.close())
  vi.advanceTimersByTime(5_000)
  await settle()
  expect(scans).toHaveLength(1)
  // The machine is so slow that several passes would be due.
  vi.advanceTimersByTime(50_000)
  await settle()
  expect(scans).toHaveLength(1)
  scans[0]?.end()
  await vi.waitUntil(async () => {
    vi.advanceTimersByTime(5_000)
    await settle()
    return scans.length === 2
  })
  expect(most()).toBe(1)
  for (const { end } of scans) end()
})

test.skipIf(process.platform !== 'linux')(
  'finds a root and what has a mark, with descendants, parents first',
  async () => {
    const mark = `SANDBOX_TEST_MARK=${process.pid}`
    const [name = '', value] = mark.split('=')
    const nested = ['-c', 'sh -c "sleep 600; true" & wait']
    const first = spawn('sh', nested, { env: { ...process.env, [name]: value } })
    const second = spawn('sh', nested)
    const groups = [first, second].map(({ pid }) => pid ?? 0)
    const pidsIn = (found: Process[]) => found.map(({ pid }) => pid)
    const families = async () => [
      await processesOf({ mark }),
      await processesOf({ root: second.pid ?? 0 }),
    ]
    try {
      await vi.waitUntil(async () => (await families()).every((each) => each.length === 3))
      for (const [at, family] of (await families()).entries()) {
        expect(family[0]?.pid).toBe(groups[at])
        for (const { parent } of family.slice(1)) expect(pidsIn(family)).toContain(parent)
      }
    } finally {
      for (const each of (await families()).flat()) process.kill(each.pid, 'SIGKILL')
    }
  },
)
