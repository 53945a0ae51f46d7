/** The daemon of the sandboxes in a bubblewrap that keeps nothing apart, without a host. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { nodeOptions, startDaemon } from '../launch/daemon-process.ts'
import { isOver } from '../launch/ending.ts'
import { buildGuest, findToolchain } from '../launch/toolchain.ts'

async function end(child: ChildProcess): Promise<void> {
  if (isOver(child)) return
  const over = once(child, 'exit')
  child.kill('SIGKILL')
  await over
}

/** In an empty folder, which the caller removes. `wall`: the bubblewrap command. */
export async function bareDaemons(folder: string, wall: readonly string[]) {
  const toolchain = findToolchain(folder)
  await buildGuest(toolchain)
  const started: ChildProcess[] = []
  let count = 0
  return {
    node: toolchain.node,
    /** Resolves when it is ready. */
    async start(): Promise<void> {
      const home = path.join(folder, `home-${count++}`)
      await mkdir(home)
      const config = {
        socket: path.join(home, 'd.sock'),
        home,
        confined: true,
        environment: {},
        onlyPort: null,
        egressSocket: null,
        egressPort: null,
        mark: '',
      }
      const main = [toolchain.node, ...nodeOptions, path.join(toolchain.guest, 'main.js')]
      const [program = 'bwrap', ...args] = [...wall, ...main]
      started.push(await startDaemon([program, ...args], config, { cwd: '/' }))
    },
    async clear(): Promise<void> {
      await Promise.all(started.splice(0).map(end))
    },
  }
}
