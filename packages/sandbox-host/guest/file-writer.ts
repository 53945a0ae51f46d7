import { constants, ftruncateSync, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import type { Metadata } from './file-metadata.ts'
import type { Files } from './files.ts'
import { RpcError } from './rpc-error.ts'

/** Below the launcher's limit, so that this check comes before SIGXFSZ. */
const maxFileBytes = 512 * 1024 * 1024
const maxGatheredBytes = 256 * 1024

export interface Written {
  path: string
  name: string
  type: 'file'
  metadata?: Metadata
}

async function openRegular(target: string): Promise<FileHandle> {
  // No O_TRUNC: a watching dev server would see an empty file. O_NONBLOCK: opening a FIFO would
  // wait for a reader.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK
  const handle = await open(target, flags, 0o644)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new RpcError('invalid_argument', 'the path is not a regular file')
}

/** The last writer wins; otherwise bytes would mix. */
const writing = new Map<string, FileWriter>()

export class FileWriter {
  readonly written: Written[] = []
  readonly #files: Files
  readonly #metadata: Metadata
  #target = ''
  #busy: Promise<unknown> = Promise.resolve()
  #handle: FileHandle | null = null
  #gathered: Buffer[] = []
  #gatheredBytes = 0
  #writtenBytes = 0

  constructor(files: Files, metadata: Metadata) {
    this.#files = files
    this.#metadata = metadata
  }

  async open(clientPath: string): Promise<void> {
    const { paths } = this.#files
    const target = await paths.resolve(clientPath)
    await mkdir(path.dirname(target), { recursive: true })
    this.#handle = await openRegular(target)
    this.#gathered = []
    this.#gatheredBytes = 0
    this.#writtenBytes = 0
    this.#target = target
    const earlier = writing.get(target)
    writing.set(target, this)
    if (earlier) await earlier.#busy
    this.written.push({
      path: paths.show(target),
      name: path.basename(target),
      type: 'file',
      ...(Object.keys(this.#metadata).length === 0 ? {} : { metadata: this.#metadata }),
    })
  }

  async write(chunk: Buffer): Promise<void> {
    this.#gathered.push(chunk)
    this.#gatheredBytes += chunk.length
    if (this.#writtenBytes + this.#gatheredBytes > maxFileBytes)
      throw new RpcError('resource_exhausted', `a file is at most ${maxFileBytes} bytes`)
    if (this.#gatheredBytes < maxGatheredBytes) return
    const chunks = this.#takeGathered()
    const handle = this.#handle
    if (!handle || writing.get(this.#target) !== this) return
    const written = this.#append(handle, chunks)
    this.#busy = written.catch(() => undefined)
    await written
  }

  /** Truncates old content beyond the new. */
  async finish(): Promise<void> {
    const handle = this.#handle
    if (!handle) return
    const { size } = await handle.stat()
    if (writing.get(this.#target) !== this) return await this.release()
    // Synchronous, so that readers hardly see a mix of new and old bytes.
    const bytes = Buffer.concat(this.#takeGathered())
    for (let at = 0; at < bytes.length; ) at += writeSync(handle.fd, bytes, at)
    this.#writtenBytes += bytes.length
    if (size > this.#writtenBytes) ftruncateSync(handle.fd, this.#writtenBytes)
    this.#files.metadata.set(this.#target, await handle.stat(), this.#metadata)
    await this.release()
  }

  async release(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    if (writing.get(this.#target) === this) writing.delete(this.#target)
    await handle?.close()
  }

  /** Joining the chunks would double a big file's garbage. */
  async #append(handle: FileHandle, chunks: Buffer[]): Promise<void> {
    for (const chunk of chunks) {
      await handle.writeFile(chunk)
      this.#writtenBytes += chunk.length
    }
  }

  #takeGathered(): Buffer[] {
    const chunks = this.#gathered
    this.#gathered = []
    this.#gatheredBytes = 0
    return chunks
  }
}
