import type { Duplex } from 'node:stream'
import { CommandExitError, type CommandHandle, NotFoundError, Sandbox } from 'e2b'
import type { Ended, Machine, Machines, OnOutput, Running } from './machine.ts'
import type { PreviewUpstream } from '../upstream/preview-upstream.ts'

// An embedded host's sandboxes share one origin; each open stream uses one of its connections.
process.env.E2B_ENVD_RPC_CONNECTIONS ??= '2000'

export type E2bOptions = {
  apiKey?: string | undefined
  domain?: string | undefined
  apiUrl?: string | undefined
  sandboxUrl?: string | undefined
  templateId: string
}

/** Commands that print more are killed: the client library keeps all output in memory. */
const floodCharacters = 20_000_000
const floodWords = '\nStopped: the command printed too much.\n'

/** The embedded host says so of a sandbox that took too much; the SDK adds a guess of its own. */
const stoppedWords = /The sandbox was stopped: .*?(?=: This error is likely due to|$)/s

export type OpenPort = (sandboxId: string, port: number) => Promise<Duplex>

function given<T extends Record<string, unknown>>(options: T) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

async function endOf(handle: CommandHandle): Promise<Ended> {
  try {
    const { exitCode, stdout, stderr } = await handle.wait()
    return { exitCode, stdout, stderr }
  } catch (error) {
    if (!(error instanceof CommandExitError)) throw error
    return { exitCode: error.exitCode, stdout: error.stdout, stderr: error.stderr }
  }
}

type Output = { onStdout?: OnOutput | undefined; onStderr?: OnOutput | undefined }

function createMeter({ onStdout, onStderr }: Output) {
  const full = Promise.withResolvers<void>()
  let length = 0
  const through = (take: OnOutput | undefined) => (text: string) => {
    if (length > floodCharacters) return
    length += text.length
    take?.(text)
    if (length <= floodCharacters) return
    onStderr?.(floodWords)
    full.resolve()
  }
  return {
    output: { onStdout: through(onStdout), onStderr: through(onStderr) },
    full: full.promise,
    isFull: () => length > floodCharacters,
  }
}

type Meter = ReturnType<typeof createMeter>

function runningOf(handle: CommandHandle, { full, isFull }: Meter): Running {
  const flooded = full.then(async (): Promise<Ended> => {
    // Killing the command isn't enough: child processes may hold the output open.
    await handle.disconnect()
    await handle.kill().catch(() => undefined)
    return { exitCode: 137, stdout: '', stderr: floodWords }
  })
  const alone = endOf(handle).then(
    (end) => (isFull() ? flooded : end),
    (error: unknown) => {
      if (isFull()) return flooded
      throw error
    },
  )
  const ended = Promise.race([alone, flooded])
  // Avoids an unhandled rejection if the machine is lost before the caller awaits this.
  ended.catch(() => undefined)
  return {
    pid: handle.pid,
    ended,
    kill: async () => {
      await handle.kill()
    },
  }
}

type Previews = { openPort: OpenPort } | { scheme: 'http' | 'https' }

function upstreamOf(
  sandbox: Sandbox,
  previews: Previews,
  port: number,
  lost: () => Promise<void>,
): PreviewUpstream {
  if ('openPort' in previews)
    return { kind: 'stream', connect: () => previews.openPort(sandbox.sandboxId, port), lost }
  const { trafficAccessToken: token } = sandbox
  return {
    kind: 'origin',
    origin: `${previews.scheme}://${sandbox.getHost(port)}`,
    headers: token ? { 'e2b-traffic-access-token': token } : {},
    lost,
  }
}

function machineOf(sandbox: Sandbox, previews: Previews): Machine {
  const { files, commands, sandboxId } = sandbox
  return {
    id: sandboxId,
    async write(entries) {
      const [only, ...others] = entries
      if (!only) return
      if (others.length === 0) {
        // Without a multipart form, an agent's edits show sooner.
        await files.write(only.path, new Blob([Uint8Array.from(only.data)]), {
          useOctetStream: true,
        })
        return
      }
      const payload = entries.map(({ path, data }) => ({
        path,
        data: new Blob([Uint8Array.from(data)]),
      }))
      await files.write(payload)
    },
    async read(path, maxBytes) {
      const pieces: Uint8Array[] = []
      let bytes = 0
      // Leaving the loop ends the transfer.
      for await (const piece of await files.read(path, { format: 'stream' })) {
        bytes += piece.length
        if (bytes > maxBytes) return null
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    },
    exists: (path) => files.exists(path),
    async start(command, { cwd, limitMs, ...output }) {
      const meter = createMeter(output)
      const handle = await commands.run(command, {
        background: true,
        cwd,
        timeoutMs: limitMs ?? 0,
        ...meter.output,
      })
      return runningOf(handle, meter)
    },
    async find(command) {
      const found = (await commands.list()).find((each) => each.args.at(-1) === command)
      if (!found) return null
      const meter = createMeter({})
      try {
        const handle = await commands.connect(found.pid, { timeoutMs: 0, ...meter.output })
        return runningOf(handle, meter)
      } catch (error) {
        if (error instanceof NotFoundError) return null
        throw error
      }
    },
    extend: (ttlMs) => sandbox.setTimeout(ttlMs),
    endsAt: async () => (await sandbox.getInfo()).endAt.getTime(),
    alive: () => sandbox.isRunning({ requestTimeoutMs: 5_000 }),
    async whyStopped() {
      try {
        await files.exists('.')
        return null
      } catch (error) {
        return (error instanceof Error && stoppedWords.exec(error.message)?.[0]) || null
      }
    },
    async pause() {
      await sandbox.pause()
    },
    async kill() {
      await sandbox.kill()
    },
    upstream: (port, lost) => upstreamOf(sandbox, previews, port, lost),
  }
}

/** For E2B or any service with its protocol. Pass `openPort` for the embedded host. */
export function createE2bMachines(options: E2bOptions, openPort: OpenPort | null): Machines {
  const { apiKey, domain, apiUrl, sandboxUrl, templateId } = options
  const connection = given({ apiKey, domain, apiUrl, sandboxUrl })
  // A self-hosted service may have no certificates.
  const scheme = apiUrl?.startsWith('http://') ? 'http' : 'https'
  // E2B's addresses are public, so require the access token that the gateway sends.
  const isCloud = openPort === null && apiUrl === undefined
  const previews: Previews = openPort ? { openPort } : { scheme }
  return {
    async create(label, ttlMs) {
      const sandbox = await Sandbox.create(templateId, {
        ...connection,
        timeoutMs: ttlMs,
        metadata: { session: label },
        lifecycle: { onTimeout: 'pause' },
        ...(isCloud && { network: { allowPublicTraffic: false } }),
      })
      return machineOf(sandbox, previews)
    },
    async connect(id, ttlMs) {
      try {
        return machineOf(await Sandbox.connect(id, { ...connection, timeoutMs: ttlMs }), previews)
      } catch (error) {
        if (error instanceof NotFoundError) return null
        throw error
      }
    },
    async state(id) {
      try {
        return (await Sandbox.getInfo(id, connection)).state
      } catch (error) {
        if (error instanceof NotFoundError) return 'gone'
        throw error
      }
    },
    async destroy(id) {
      await Sandbox.kill(id, connection)
    },
    async ready() {
      await Sandbox.list({ ...connection, limit: 1 }).nextItems()
    },
  }
}
