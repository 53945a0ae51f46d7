import { constants, ftruncateSync, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import type { Metadata } from './file-metadata.ts'
import type { Files } from './files.ts'
import { RpcError } from './rpc-error.ts'

/** Below the launcher's limit for a file, so that a big upload fails here and not in the kernel. */
const maxFileBytes = 512 * 1024 * 1024
/** Bytes gathered before a write: nearly every source file is written in one go. */
const maxGatheredBytes = 256 * 1024

export interface Written {
  path: string
  name: string
  type: 'file'
  metadata?: Metadata
}

async function openRegular(target: string): Promise<FileHandle> {
  // Not truncated here: a dev server that watches the file would see it empty.
  // Without O_NONBLOCK opening a FIFO would wait for a reader.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK
  const handle = await open(target, flags, 0o644)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw new RpcError('invalid_argument', 'the path is not a regular file')
}

/** The writer of each file. A later writer wins: the rest of an earlier one would mix with its bytes. */
const writing = new Map<string, FileWriter>()

/** Writes one file after the other. */
export class FileWriter {
  readonly written: Written[] = []
  readonly #files: Files
  readonly #metadata: Metadata
  #target = ''
  /** The write that is running. */
  #busy: Promise<unknown> = Promise.resolve()
  #handle: FileHandle | null = null
  #gathered: Buffer[] = []
  #gatheredBytes = 0
  #writtenBytes = 0

  /** `metadata` is attached to each of the files. */
  constructor(files: Files, metadata: Metadata) {
    this.#files = files
    this.#metadata = metadata
  }

  /** Opens the next file; makes the folders above it. */
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

  /** Ends the current file; cuts off what it held beyond the new bytes. */
  async finish(): Promise<void> {
    const handle = this.#handle
    if (!handle) return
    const { size } = await handle.stat()
    if (writing.get(this.#target) !== this) return await this.release()
    // In one go, so that hardly any reader sees the new bytes with the end of the old ones.
    const bytes = Buffer.concat(this.#takeGathered())
    for (let at = 0; at < bytes.length; ) at += writeSync(handle.fd, bytes, at)
    this.#writtenBytes += bytes.length
    if (size > this.#writtenBytes) ftruncateSync(handle.fd, this.#writtenBytes)
    this.#files.metadata.set(this.#target, await handle.stat(), this.#metadata)
    await this.release()
  }

  /** Closes the current file, finished or not. */
  async release(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    if (writing.get(this.#target) === this) writing.delete(this.#target)
    await handle?.close()
  }

  /** One after the other: joining the chunks would double the garbage of a big file. */
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
