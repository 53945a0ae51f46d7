/** What each call costs at least on this machine: bubblewrap, the daemon and Node, without a host. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bareDaemons } from '@fegg/sandbox-host/testing/bare-daemons.ts'

const run = promisify(execFile)

const server = `const fs = require('node:fs'), [, folder] = process.argv
require('node:http').createServer((request, response) => {
  request.pipe(fs.createWriteStream(folder + '/made.txt')).on('finish', () => response.end())
}).listen(folder + '/http.sock', () => console.log('ready'))`

export interface Floor extends AsyncDisposable {
  /** A bare bubblewrap that starts the daemon of the sandboxes. */
  start(): Promise<void>
  /** The same bytes over a bare HTTP server on a unix socket. */
  write(text: string): Promise<void>
  /** `true` in a bare bubblewrap. */
  run(): Promise<void>
  /** Ends what `start` has started. */
  clear(): Promise<void>
}

export async function openFloor(): Promise<Floor> {
  const folder = await mkdtemp(join(tmpdir(), 'fegg-floor-'))
  const all = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--bind', folder, folder]
  const wall = ['bwrap', ...all, '--unshare-all', '--die-with-parent', '--']
  const daemons = await bareDaemons(folder, wall)
  const bare = spawn(daemons.node, ['-e', server, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(bare.stdout, 'data')
  const agent = new http.Agent({ keepAlive: true })
  return {
    start: () => daemons.start(),
    async write(text) {
      const request = http.request({ socketPath: join(folder, 'http.sock'), agent, method: 'POST' })
      request.end(text)
      const [response] = await once(request, 'response')
      response.resume()
      await once(response, 'end')
    },
    async run() {
      const [program, ...args] = [...wall, 'true']
      await run(program ?? '', args)
    },
    clear: () => daemons.clear(),
    async [Symbol.asyncDispose]() {
      await daemons.clear()
      agent.destroy()
      bare.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
