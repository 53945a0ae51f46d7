import { SandboxNotFoundError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

const mib = 2 ** 20

conformance('metrics', (kit) => {
  const { it, create } = kit

  it('report the use of processors, memory and disk', async () => {
    const sandbox = await create()
    const last = () =>
      until(async () => (await sandbox.getMetrics()).at(-1), 'a first reading', 30_000)
    const before = await last()
    expect(before.cpuCount).toBeGreaterThan(0)
    expect(before.memUsed).toBeGreaterThan(mib)
    expect(before.memTotal).toBeGreaterThan(before.memUsed)
    expect(before.diskTotal).toBeGreaterThan(before.diskUsed)
    const busy = 'const kept = Buffer.alloc(200 * 1024 * 1024, 1); while (kept) kept[0]++'
    await sandbox.commands.run(`node -e '${busy}'`, { background: true, timeoutMs: 0 })
    const after = await until(
      async () => {
        const metrics = await last()
        const isMore = metrics.memUsed > before.memUsed + 150 * mib
        return isMore && metrics.cpuUsedPct > 5 ? metrics : null
      },
      'the usage of the command',
      30_000,
    )
    expect(after.cpuUsedPct).toBeLessThanOrEqual(101)
    await sandbox.kill()
    await expect(sandbox.getMetrics()).rejects.toThrow(SandboxNotFoundError)
  })

  it('are kept, and can be selected by time', async () => {
    const all = await until(
      async () => {
        const found = await kit.sandbox.getMetrics()
        return found.length >= 2 ? found : null
      },
      'two readings',
      30_000,
    )
    const times = all.map(({ timestamp }) => timestamp.getTime())
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    const start = new Date(Date.now() + 3_600_000)
    expect(await kit.sandbox.getMetrics({ start, end: start })).toEqual([])
  })
})
