import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { RunningApp } from '../template/testing/running-app.ts'
import { change, largeApp } from './try/large-app.ts'
import { median, type Row, row } from './row.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15)
/** Steps of a run are further apart. */
const pauseMs = 3_000

async function put(app: RunningApp, files: Record<string, string>) {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(app.folder, file)), { recursive: true })
    await app.write(file, content)
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** As a page asks for them after an update. */
async function transform(app: RunningApp, files: Record<string, string>) {
  await Promise.all(
    Object.keys(files).map(async (file) => {
      const answer = await fetch(`${app.base}/${file}?t=${Date.now()}`)
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`)
      await answer.text()
    }),
  )
}

/** Whether a step of three files is shown, in an app of a hundred. */
export default async (): Promise<Row[]> => {
  await using app = await RunningApp.start()
  await using peer = await RunningApp.start()
  for (const one of [app, peer]) await put(one, largeApp())
  const [own, bare]: [number[], number[]] = [[], []]
  if ((await app.try()).ok !== true) throw new Error('the app is not right')
  await peer.try()
  for (let round = 0; round < rounds; round++) {
    await delay(pauseMs)
    const files = change(round)
    await put(app, files)
    own.push(
      await time(async () => {
        const report = await app.try()
        if (report.ok !== true) throw new Error(JSON.stringify(report))
      }),
    )
    await put(peer, files)
    bare.push(await time(() => transform(peer, files)))
  }
  const value = median(own)
  return [
    row({
      name: 'the try of 3 changed files of 100, warm',
      versus: 'a limit',
      value,
      unit: 'ms',
      ratio: null,
      goal: 150,
    }),
    row({
      name: 'the same',
      versus: "Vite's own transforms of these files",
      value,
      unit: 'ms',
      ratio: value / median(bare),
      goal: null,
    }),
  ]
}
