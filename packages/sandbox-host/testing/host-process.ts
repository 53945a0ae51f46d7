import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { SandboxHostOptions } from '../index.ts'
import type { HostUser } from '../lib/host-user.ts'

const announced = z.object({
  apiUrl: z.string(),
  sandboxUrl: z.string(),
  apiKey: z.string(),
  launcher: z.object({ kind: z.enum(['bubblewrap', 'plain']), confined: z.boolean() }),
})

export type HostProcess = z.infer<typeof announced> & {
  child: ChildProcess
  stop(): Promise<void>
}

/** `more` extends its environment. Throws its stderr. */
export async function startHostProcess(
  options: Omit<SandboxHostOptions, 'log'>,
  user?: HostUser,
  more: Record<string, string> = {},
): Promise<HostProcess> {
  const script = fileURLToPath(new URL('./run-host.ts', import.meta.url))
  const args = ['--disable-warning=ExperimentalWarning', script, JSON.stringify(options)]
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...more },
    ...user,
  })
  let output = ''
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8')
  })
  const ended = once(child, 'exit')
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (output.includes('\n')) resolve(output)
    })
    void ended.then(() => reject(new Error(`the host ended: ${complaint}`)))
  })
  const said = announced.parse(JSON.parse(await line))
  return {
    ...said,
    child,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
