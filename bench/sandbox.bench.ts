import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Sandbox } from 'e2b'
import { startGateway } from '../server/gateway/testing/gateway-resource.ts'
import { createSandboxes } from '../server/sandbox/sandboxes.ts'
import { createMemoryTree } from '../server/sandbox/testing/memory-tree.ts'
import { defaultTemplateId, templateFiles } from '../template/prepare.ts'
import { newId } from '../shared/ids.ts'
import { openBrowser } from './browser.ts'
import { viteToPaint } from './paint/bare-vite.ts'
import { watchPainted } from './paint/painted.ts'
import { tracePage } from './paint/trace.ts'
import { makeTrees, type Trees } from './paint/trees.ts'
import { median, type Row, row } from './row.ts'
import { type Floor, openFloor } from './sandbox/floor.ts'
import { memoryBelow } from './sandbox/memory.ts'
import { startWarmHost } from './sandbox/warm-host.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const pooled = 4
const many = 20
const calls = 60
/** A new sandbox still prepares its modules. */
const calmMs = 5_000
const bareDaemon = 'a bare bubblewrap that starts the same daemon'

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Against the floor of the same run: on another machine both take another time. */
function against(name: string, ours: number[], floor: number[], words: string, goal: number): Row {
  const least = median(floor)
  return row({
    name,
    versus: `${words} (${least.toFixed(1)} ms)`,
    value: median(ours),
    unit: 'ms',
    ratio: median(ours) / least,
    goal,
  })
}

async function killAll(sandboxes: Sandbox[]) {
  await Promise.all(sandboxes.map((sandbox) => sandbox.kill()))
}

async function calling(trees: Trees, floor: Floor): Promise<Row[]> {
  await using warm = await startWarmHost(trees, pooled)
  const { host } = warm
  await warm.ready(pooled)
  await sleep(calmMs)
  const memory = await memoryBelow((command) => command.includes('.fegg/dev.ts'))

  const created: number[] = []
  const started: number[] = []
  const taken: Sandbox[] = []
  for (let i = 0; i < pooled; i++) {
    created.push(await time(async () => taken.push(await Sandbox.create(defaultTemplateId, host))))
    started.push(await time(() => floor.start()))
  }
  await floor.clear()

  const [sandbox] = taken
  if (!sandbox) throw new Error('no sandbox was created')
  const writes = { ours: [] as number[], floor: [] as number[] }
  const commands = { ours: [] as number[], floor: [] as number[] }
  for (let i = 0; i < calls; i++) {
    const text = `round ${i}`
    writes.ours.push(await time(() => sandbox.files.write('app/src/made.txt', text)))
    writes.floor.push(await time(() => floor.write(text)))
    commands.ours.push(await time(() => sandbox.commands.run('true')))
    commands.floor.push(await time(() => floor.run()))
  }
  await killAll(taken)
  return [
    against('Sandbox.create from the pool', created, started, bareDaemon, 0.5),
    against('files.write', writes.ours, writes.floor, 'the same bytes over bare HTTP', 10),
    against("commands.run('true')", commands.ours, commands.floor, '`bwrap … true`', 2),
    row({
      name: 'memory of an idle warm sandbox (PSS)',
      versus: `of that Vite: ${Math.round(memory.part / pooled)} MB`,
      value: memory.all / pooled,
      unit: 'MB',
      ratio: null,
      goal: 150,
    }),
  ]
}

async function crowd(trees: Trees, floor: Floor): Promise<Row> {
  await using warm = await startWarmHost(trees, 0)
  const made: Sandbox[] = []
  const once = () =>
    time(async () => {
      const all = Array.from({ length: many }, () => Sandbox.create(defaultTemplateId, warm.host))
      made.push(...(await Promise.all(all)))
    })
  const took: number[] = []
  const least: number[] = []
  for (let round = 0; round < 3; round++) {
    took.push(await once())
    await killAll(made.splice(0))
    least.push(await time(() => Promise.all(Array.from({ length: many }, () => floor.start()))))
    await floor.clear()
  }
  const name = `${many} creates at once, none from the pool`
  return against(name, took, least, `${many} times ${bareDaemon}`, 2)
}

/**
 * From taking a warm sandbox to its preview's paint, against bare `vite` on the same files, without and with an earlier
 * start's cache.
 */
async function painting(trees: Trees): Promise<Row[]> {
  await using warm = await startWarmHost(trees, 1)
  const files = await templateFiles()
  const tree = createMemoryTree(Object.fromEntries(files.map((file) => [file.path, file.content])))
  const log = { info: () => undefined, warn: () => undefined }
  const sandboxes = createSandboxes({
    e2b: { templateId: defaultTemplateId },
    host: warm.host,
    tree,
    rows: tree,
    log,
  })
  let session = newId()
  const gate = await startGateway(() => sandboxes.connectPreview(session))
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const side = { context, painted: await watchPainted(context) }
    const takeToPaint = async () => {
      await warm.ready(1)
      await sleep(calmMs)
      session = newId()
      const page = await context.newPage()
      const there = side.painted.next((frame) => frame.page() === page)
      const trace = tracePage(page)
      const start = performance.now()
      await sandboxes.ensure(session)
      trace.note('the sandbox is there')
      await page.goto(`http://${gate.host}/`, { waitUntil: 'commit' })
      const took = (await there) - start
      trace.note('painted')
      trace.print()
      await page.close()
      await sandboxes.kill(session)
      await gate.gateway.forget('session-1')
      return took
    }
    const ours: number[] = []
    const bare = { cold: [] as number[], filled: [] as number[] }
    for (let round = 0; round <= rounds; round++) {
      await trees.emptyCache()
      const cold = await viteToPaint(side, trees.app)
      const filled = await viteToPaint(side, trees.app)
      const taken = await takeToPaint()
      // the first round warms the caches
      if (round === 0) continue
      bare.cold.push(cold)
      bare.filled.push(filled)
      ours.push(taken)
    }
    const bareVite = (how: keyof typeof bare, words: string) =>
      row({
        name: 'a warm sandbox taken to its painted preview',
        versus: `bare vite ${words} and painted (${Math.round(median(bare[how]))} ms)`,
        value: median(ours),
        unit: 'ms',
        ratio: median(ours) / median(bare[how]),
        goal: 0.35,
      })
    return [bareVite('cold', 'started cold'), bareVite('filled', 'started with its cache filled')]
  } finally {
    await browser.close()
    await gate.close()
    await sandboxes.close()
  }
}

export default async (): Promise<Row[]> => {
  await using trees = await makeTrees(true)
  process.stderr.write(`load of the machine: ${loadavg()[0]?.toFixed(1)}\n`)
  await using floor = await openFloor()
  return [...(await painting(trees)), ...(await calling(trees, floor)), await crowd(trees, floor)]
}
