import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { access, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Metadata } from './file-metadata.ts'
import type { Files } from './files.ts'
import { realOfDeepest } from './paths.ts'
import { RpcError } from './rpc-error.ts'
import { noteUpload, temporaryName } from './uploads.ts'

/** Below the launcher's limit, so that this check comes before SIGXFSZ. */
export const maxFileBytes = 512 * 1024 * 1024
const maxGatheredBytes = 256 * 1024

export interface Written {
  path: string
  name: string
  type: 'file'
  metadata?: Metadata
}

export function tooBig(): RpcError {
  return new RpcError('resource_exhausted', `a file is at most ${maxFileBytes} bytes`)
}

function notRegular(): RpcError {
  return new RpcError('invalid_argument', 'the path is not a regular file')
}

async function checkTarget(target: string): Promise<void> {
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (!found) return
  if (!found.isFile()) throw notRegular()
  await access(target, constants.W_OK)
}

/** At once, so that other writers' and readers' bytes don't mix with these. */
function writeWhole(target: string, bytes: Buffer): Stats {
  const isNew = !statSync(target, { throwIfNoEntry: false })
  // No O_TRUNC: a watching dev server would see an empty file. O_NONBLOCK: opening a FIFO would
  // wait for a reader.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK
  const file = openSync(target, flags, 0o644)
  try {
    const before = fstatSync(file)
    if (!before.isFile()) throw notRegular()
    try {
      // What is beyond the old end comes first: only that can lack space.
      writeAll(file, bytes, Math.min(before.size, bytes.length), bytes.length)
    } catch (error) {
      ftruncateSync(file, before.size)
      if (isNew) unlinkSync(target)
      throw error
    }
    writeAll(file, bytes, 0, Math.min(before.size, bytes.length))
    if (before.size > bytes.length) ftruncateSync(file, bytes.length)
    return fstatSync(file)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, bytes: Buffer, from: number, to: number): void {
  for (let at = from; at < to; ) at += writeSync(file, bytes, at, to - at, at)
}

/**
 * Nothing is seen of a file before all of it has arrived. Small ones are kept in memory until then,
 * bigger ones beside their target.
 */
export class FileWriter {
  readonly written: Written[] = []
  readonly #files: Files
  readonly #metadata: Metadata
  #shown = ''
  #target = ''
  #beside: { path: string; handle: FileHandle } | null = null
  #gathered: Buffer[] = []
  #gatheredBytes = 0
  #writtenBytes = 0

  constructor(files: Files, metadata: Metadata) {
    this.#files = files
    this.#metadata = metadata
  }

  async open(clientPath: string): Promise<void> {
    this.#shown = await this.#files.paths.resolve(clientPath)
    this.#target = await realOfDeepest(this.#shown)
    await checkTarget(this.#target)
    this.#writtenBytes = 0
    this.#takeGathered()
  }

  async write(chunk: Buffer): Promise<void> {
    this.#gathered.push(chunk)
    this.#gatheredBytes += chunk.length
    if (this.#writtenBytes + this.#gatheredBytes > maxFileBytes) throw tooBig()
    if (this.#gatheredBytes >= maxGatheredBytes) await this.#append()
  }

  /** Replaces the old content. */
  async finish(): Promise<void> {
    const target = this.#target
    const stats = this.#beside
      ? await this.#rename(this.#beside)
      : await this.#writeGathered(target)
    this.#files.metadata.set(target, stats, this.#metadata)
    this.written.push({
      path: this.#files.paths.show(this.#shown),
      name: path.basename(this.#shown),
      type: 'file',
      ...(Object.keys(this.#metadata).length === 0 ? {} : { metadata: this.#metadata }),
    })
  }

  /** Removes what was written of an unfinished file. */
  async release(): Promise<void> {
    const beside = this.#beside
    this.#beside = null
    if (!beside) return
    await beside.handle.close()
    await rm(beside.path, { force: true })
  }

  async #writeGathered(target: string): Promise<Stats> {
    await mkdir(path.dirname(target), { recursive: true })
    return writeWhole(target, Buffer.concat(this.#takeGathered()))
  }

  async #rename({ path: temporary, handle }: { path: string; handle: FileHandle }): Promise<Stats> {
    await this.#append()
    const before = await stat(this.#target).catch(() => null)
    if (before) await handle.chmod(before.mode & 0o7777)
    const stats = await handle.stat()
    noteUpload(stats.ino)
    await rename(temporary, this.#target)
    this.#beside = null
    await handle.close()
    return stats
  }

  /** Joining the chunks would double a big file's garbage. */
  async #append(): Promise<void> {
    const { handle } = (this.#beside ??= await this.#openBeside())
    for (const chunk of this.#takeGathered()) {
      await handle.writeFile(chunk)
      this.#writtenBytes += chunk.length
    }
  }

  async #openBeside() {
    const folder = path.dirname(this.#target)
    await mkdir(folder, { recursive: true })
    const temporary = path.join(folder, temporaryName())
    return { path: temporary, handle: await open(temporary, 'wx', 0o644) }
  }

  #takeGathered(): Buffer[] {
    const chunks = this.#gathered
    this.#gathered = []
    this.#gatheredBytes = 0
    return chunks
  }
}
