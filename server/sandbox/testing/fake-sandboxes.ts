import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../../../shared/protocol/errors.ts'
import type { ReadBack, RunSandbox } from '../../agent-port/agent.ts'
import type { FileEdit } from '../../versions/file-change.ts'
import type { Sandboxes, SandboxRows, TreeSource } from '../port.ts'
import type { PreviewUpstream } from '../../upstream/preview-upstream.ts'
import { evaluate, type FakeFiles, type FakeResult } from './fake-commands.ts'

export type FakeCall =
  | { op: 'create' | 'ensure' | 'sync' | 'readBack' | 'preview'; sessionId: string }
  | { op: 'run'; sessionId: string; command: string }

export type FakeSandboxesOptions = {
  tree: TreeSource
  rows?: Pick<SandboxRows, 'setState' | 'sandboxId' | 'replaceSandboxId'>
  /** May wait, throw, or make sandboxes vanish. */
  before?: (call: FakeCall) => Promise<void> | void
  /** Undefined falls back to the built-in commands. */
  answer?: (
    command: string,
    files: FakeFiles,
    sessionId: string,
  ) => FakeResult | undefined | Promise<FakeResult | undefined>
}

export interface FakeSandboxes extends Sandboxes {
  /** Loses the sandbox and its files, like a crash. */
  vanish(sessionId: string): void
  /** The next use resumes it with its files. */
  sleep(sessionId: string): void
  files(sessionId: string): Record<string, string>
  readonly calls: readonly FakeCall[]
}

type Fake = { id: string; files: FakeFiles; synced: Map<string, string>; upstream: PreviewUpstream }

async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** One server for all previews; each connection belongs to one sandbox. */
class Previews {
  readonly #owners = new Map<number, FakeFiles>()
  readonly #server = http.createServer((request, response) => {
    const files = this.#owners.get(request.socket.remotePort ?? 0)
    const path = new URL(request.url ?? '/', 'http://preview').pathname.slice(1) || 'index.html'
    const content = files?.get(path)
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': path.endsWith('.html') ? 'text/html' : 'text/plain',
    })
    response.end(content ?? 'not found')
  })

  async connect(files: FakeFiles): Promise<Duplex> {
    if (!this.#server.listening)
      await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const socket = net.connect(port, '127.0.0.1')
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    this.#owners.set(socket.localPort ?? 0, files)
    return socket
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

export function createFakeSandboxes(options: FakeSandboxesOptions): FakeSandboxes {
  const { tree, rows, before, answer } = options
  const fakes = new Map<string, Promise<Fake>>()
  const present = new Map<string, Fake>()
  const asleep = new Map<string, Fake>()
  const calls: FakeCall[] = []
  const previews = new Previews()
  /** Sandboxes with changes not read back yet. */
  const unread = new Map<string, Fake>()
  let made = 0

  const called = async (call: FakeCall): Promise<void> => {
    calls.push(call)
    await before?.(call)
  }

  const follow = async (fake: Fake, sessionId: string): Promise<void> => {
    const entries = await tree.entries(sessionId)
    const wanted = new Map(entries.map(({ path, hash }) => [path, hash]))
    for (const [path, hash] of wanted) {
      if (fake.synced.get(path) === hash) continue
      fake.files.set(path, new TextDecoder().decode(await tree.content(hash)))
      fake.synced.set(path, hash)
    }
    for (const path of [...fake.synced.keys()].filter((each) => !wanted.has(each))) {
      fake.files.delete(path)
      fake.synced.delete(path)
    }
  }

  const setId = async (sessionId: string, id: string | null): Promise<void> => {
    await rows?.replaceSandboxId(sessionId, await rows.sandboxId(sessionId), id)
  }

  const create = async (sessionId: string): Promise<Fake> => {
    await rows?.setState(sessionId, 'starting', null)
    try {
      await called({ op: 'create', sessionId })
      const files: FakeFiles = new Map()
      const upstream: PreviewUpstream = {
        kind: 'stream',
        connect: async () => {
          if (present.get(sessionId)?.files !== files) throw new Error('the fake sandbox is gone')
          return previews.connect(files)
        },
        lost: async () => undefined,
      }
      const fake = { id: `fake${++made}`, files, synced: new Map<string, string>(), upstream }
      await follow(fake, sessionId)
      present.set(sessionId, fake)
      await setId(sessionId, fake.id)
      await rows?.setState(sessionId, 'ready', null)
      return fake
    } catch (error) {
      fakes.delete(sessionId)
      const message = error instanceof Error ? error.message : String(error)
      await rows?.setState(sessionId, 'failed', message)
      throw error instanceof AppError ? error : new AppError('sandbox_failed', message)
    }
  }

  const wake = async (sessionId: string, fake: Fake): Promise<Fake> => {
    asleep.delete(sessionId)
    present.set(sessionId, fake)
    await rows?.setState(sessionId, 'starting', null)
    await follow(fake, sessionId)
    await rows?.setState(sessionId, 'ready', null)
    return fake
  }

  const up = (sessionId: string): Promise<Fake> => {
    const sleeping = asleep.get(sessionId)
    const fresh = () => (sleeping ? wake(sessionId, sleeping) : create(sessionId))
    const found = fakes.get(sessionId) ?? fresh()
    fakes.set(sessionId, found)
    return found
  }

  const sync = async (sessionId: string): Promise<void> => {
    const fake = await up(sessionId)
    await called({ op: 'sync', sessionId })
    await follow(fake, sessionId)
  }

  const readBack = async (sessionId: string): Promise<ReadBack> => {
    await up(sessionId)
    await called({ op: 'readBack', sessionId })
    const fake = await up(sessionId)
    const ran = unread.get(sessionId) ?? fake
    unread.delete(sessionId)
    if (ran !== fake)
      throw new AppError(
        'sandbox_failed',
        "The sandbox was lost together with the command's changes. Run the command again.",
      )
    const edits: FileEdit[] = []
    const hash = (content: string) => `read back ${content}`
    for (const [path, content] of fake.files) {
      const known = fake.synced.get(path)
      const same =
        known !== undefined &&
        (known === hash(content) ||
          (await tree.content(known).then(
            (bytes) => new TextDecoder().decode(bytes) === content,
            () => false,
          )))
      if (same) continue
      fake.synced.set(path, hash(content))
      edits.push({ path, content })
    }
    for (const path of [...fake.synced.keys()].filter((each) => !fake.files.has(each))) {
      fake.synced.delete(path)
      edits.push({ path, content: null })
    }
    return { edits: edits.sort((a, b) => (a.path < b.path ? -1 : 1)), problems: [] }
  }

  const run = async (
    sessionId: string,
    command: string,
    { timeoutMs, signal, onOutput }: Parameters<RunSandbox['run']>[1],
  ): ReturnType<RunSandbox['run']> => {
    signal.throwIfAborted()
    await abortable(up(sessionId), signal)
    await abortable(called({ op: 'run', sessionId, command }), signal)
    const fake = await abortable(up(sessionId), signal)
    const { files } = fake
    unread.set(sessionId, fake)
    const limit = AbortSignal.timeout(timeoutMs)
    const both = AbortSignal.any([signal, limit])
    try {
      const own = await abortable(Promise.resolve(answer?.(command, files, sessionId)), both)
      const result = own ?? (await abortable(evaluate(command, files, both), both))
      if (result.stdout + result.stderr) onOutput?.(result.stdout + result.stderr)
      return { ...result, timedOut: false }
    } catch (error) {
      signal.throwIfAborted()
      if (!limit.aborted) throw error
      return { exitCode: 137, stdout: '', stderr: '', timedOut: true }
    }
  }

  const vanish = (sessionId: string): void => {
    asleep.delete(sessionId)
    fakes.delete(sessionId)
    present.delete(sessionId)
  }

  return {
    calls,
    vanish,
    sleep(sessionId) {
      const fake = present.get(sessionId)
      fakes.delete(sessionId)
      present.delete(sessionId)
      if (fake) asleep.set(sessionId, fake)
    },
    files: (sessionId) =>
      Object.fromEntries(
        [...(present.get(sessionId)?.files ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    forRun: (sessionId) => ({
      sync: () => sync(sessionId),
      run: (command, runOptions) => run(sessionId, command, runOptions),
      readBack: () => readBack(sessionId),
      preview: async () => (await up(sessionId)).upstream,
    }),
    lend(sessionId, { entries, content }) {
      const files: FakeFiles = new Map()
      return {
        sandbox: {
          async sync() {
            for (const { path, hash } of entries)
              files.set(path, new TextDecoder().decode(await content(hash)))
          },
          async run(command, { signal }) {
            const own = await answer?.(command, files, sessionId)
            return { ...(own ?? (await evaluate(command, files, signal))), timedOut: false }
          },
          readBack: async () => ({ edits: [], problems: [] }),
          preview: () => Promise.reject(new Error('There is no preview.')),
        },
        end: async () => undefined,
      }
    },
    onWait: () => () => undefined,
    async ensure(sessionId) {
      await called({ op: 'ensure', sessionId })
      await up(sessionId)
    },
    treeChanged(sessionId) {
      if (fakes.has(sessionId)) sync(sessionId).catch(() => undefined)
    },
    async connectPreview(sessionId) {
      await called({ op: 'preview', sessionId })
      return (await up(sessionId)).upstream
    },
    async kill(sessionId) {
      vanish(sessionId)
      unread.delete(sessionId)
      await setId(sessionId, null)
      await rows?.setState(sessionId, 'asleep', null)
    },
    running: () => present.size,
    ready: async () => undefined,
    warning: () => null,
    async close() {
      previews.close()
    },
  }
}
