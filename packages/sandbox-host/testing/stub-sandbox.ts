/** The test plays the daemon, to misbehave as no real one does. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { Injection } from '../network/injection.ts'
import { registryOnly } from '../network/network-rules.ts'
import { Sandbox } from '../sandboxes/sandbox.ts'
import { Starter } from '../launch/starter.ts'
import { SecretStore } from '../network/secret-store.ts'
import { makeFolder } from './targets.ts'

/** `ends` counts requests to end it. */
export async function stubSandbox(
  daemon: (client: net.Socket) => void,
  onTimeout: 'kill' | 'pause' = 'kill',
) {
  const folder = makeFolder()
  const socket = path.join(folder, 'd.sock')
  const server = net.createServer(daemon)
  await new Promise<void>((resolve) => server.listen(socket, () => resolve()))
  const child = spawn('sleep', ['600'])
  onTestFinished(() => {
    child.kill('SIGKILL')
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const ends: string[] = []
  const logged: string[] = []
  const starter = new Starter({
    launcher: {
      kind: 'plain',
      confined: false,
      launch: () => Promise.reject(new Error('it is started already')),
    },
    socketsFolder: folder,
    injection: new Injection(new SecretStore(), folder, null),
    registry: async () => null,
    log: () => undefined,
  })
  const id = 'stub'
  const sandbox = new Sandbox(
    {
      info: {
        id,
        templateId: 'base',
        metadata: {},
        token: 'token',
        startedAt: new Date(),
        timeoutSeconds: 60,
        environment: {},
        lifecycle: { onTimeout, keepMemory: true, autoResume: false },
      },
      network: registryOnly,
      starter,
      onEnd: () => ends.push(id),
      onPaused: () => undefined,
      log: (message) => logged.push(message),
    },
    {
      home: {
        id,
        folder,
        home: folder,
        own: folder,
        layers: null,
        user: null,
        base: null,
      },
      folder,
      proxy: null,
      isInjecting: false,
      launched: { child, socket, port: (named) => named, cleanUp: async () => undefined },
    },
  )
  return { sandbox, ends, logged }
}
