import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { openBrowser, signIn } from './browser.ts'
import { nowMs } from './fanout/messages.ts'
import { watchHeadings } from './hmr/headings.ts'
import { FromServer, file, heading, type ToServer } from './hmr/messages.ts'
import { startBareVite } from './paint/bare-vite.ts'
import { makeTrees } from './paint/trees.ts'
import { median, type Row, row } from './row.ts'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 30)
const warmUp = 3
const pauseMs = 150

async function next(child: ChildProcess) {
  return FromServer.parse((await once(child, 'message'))[0])
}

export default async (): Promise<Row[]> => {
  await using trees = await makeTrees(false)
  await using vite = await startBareVite(trees.app)
  const child = fork(fileURLToPath(new URL('./hmr/server.ts', import.meta.url)), {
    stdio: 'inherit',
  })
  const browser = await openBrowser()
  try {
    const ready = await next(child)
    if (ready.type !== 'ready') throw new Error('out of order')
    const [ours, bare] = await Promise.all([browser.newContext(), browser.newContext()])
    await signIn(ours, ready.url, ready.cookie)
    const [painted, barePainted] = await Promise.all([
      watchHeadings(ours, 'in the session'),
      watchHeadings(bare, 'by bare Vite'),
    ])
    const firsts = [painted(heading), barePainted(heading)]
    const [page, barePage] = await Promise.all([ours.newPage(), bare.newPage()])
    await page.goto(`${ready.url}/s/${ready.sessionId}`)
    await barePage.goto(vite.url)
    await Promise.all(firsts)

    const source = await readFile(join(trees.app, file), 'utf8')
    const times: { ours: number[]; followed: number[]; commit: number[]; bare: number[] } = {
      ours: [],
      followed: [],
      commit: [],
      bare: [],
    }
    for (let round = 0; round < rounds + warmUp; round++) {
      const text = `Round ${round}`
      const content = source.replace(heading, text)

      await sleep(pauseMs)
      const bareThere = barePainted(text)
      const start = nowMs()
      await writeFile(join(trees.app, file), content)
      const bareMs = (await bareThere) - start

      await sleep(pauseMs)
      const [there, answer] = [painted(text), next(child)]
      child.send({ path: file, content } satisfies ToServer)
      const written = await answer
      if (written.type !== 'written') throw new Error('out of order')
      const at = await there
      const oursMs = at - written.began

      if (round < warmUp) continue
      times.bare.push(bareMs)
      times.ours.push(oursMs)
      times.followed.push(at - written.committed)
      times.commit.push(written.committed - written.began)
    }
    const bareMs = median(times.bare)
    return [
      row({
        name: "agent's write to painted change",
        versus: `bare Vite HMR, a plain file write (${Math.round(bareMs)} ms)`,
        value: median(times.ours),
        unit: 'ms',
        ratio: median(times.ours) / bareMs,
        goal: 1.15,
      }),
      row({
        name: 'committed write to painted change, through sandbox and gateway',
        versus: `bare Vite HMR, a plain file write (${Math.round(bareMs)} ms)`,
        value: median(times.followed),
        unit: 'ms',
        ratio: median(times.followed) / bareMs,
        goal: 1.15,
      }),
      row({
        name: "agent's write: of that, until it is committed",
        versus: '',
        value: median(times.commit),
        unit: 'ms',
        ratio: null,
        goal: null,
      }),
    ]
  } finally {
    await browser.close()
    child.disconnect()
    await once(child, 'exit')
  }
}
