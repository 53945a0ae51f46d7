import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'

const deflate = promisify(deflateRaw)
const deflated = 8

/** Files are compressed together up to so many, and up to so many bytes. */
const batch = { files: 64, bytes: 4_000_000 }

export interface ZipSource {
  /** Where it lies in the ZIP. */
  path: string
  /** Bytes. */
  size: number
  /** It would not get smaller. */
  stored: boolean
  read(): Promise<Uint8Array>
}

type Packed = { file: ZipInputFile; data: Uint8Array }

async function pack({ path, stored, read }: ZipSource, mtime: Date): Promise<Packed> {
  const content = await read()
  const small = stored ? content : await deflate(content)
  const compressed = small.byteLength < content.byteLength
  return {
    file: {
      filename: path,
      mtime,
      size: content.byteLength,
      crc: crc32(content),
      compression: compressed ? deflated : 0,
    },
    data: compressed ? small : content,
  }
}

function* batches(sources: readonly ZipSource[]): Generator<ZipSource[]> {
  let now: ZipSource[] = []
  let bytes = 0
  for (const source of sources) {
    if (now.length === batch.files || (now.length > 0 && bytes + source.size > batch.bytes)) {
      yield now
      now = []
      bytes = 0
    }
    now.push(source)
    bytes += source.size
  }
  yield now
}

/**
 * The same files and time give the same bytes. Reads on only as the reader takes what there is. Compresses in Node's threads, which is
 * faster than a worker a file.
 */
export async function* zip(sources: readonly ZipSource[], mtime: Date): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = []
  const archive = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  const take = () => {
    const ready = Buffer.concat(chunks)
    chunks = []
    return ready
  }
  for (const some of batches(sources)) {
    for (const { file, data } of await Promise.all(some.map((source) => pack(source, mtime)))) {
      archive.add(file)
      file.ondata?.(null, new Uint8Array(data), true)
    }
    yield take()
  }
  archive.end()
  yield take()
}
