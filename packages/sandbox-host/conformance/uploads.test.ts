import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { daemonMemory } from '../testing/daemon-memory.ts'
import { conformance } from './suite.ts'

const mib = 2 ** 20
const bigBytes = 500 * mib
const mostMemory = 100 * mib

function streamOf(bytes: number): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(randomBytes(mib))
  let left = bytes
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close()
      // Copied: the consumer may transfer the buffer.
      controller.enqueue(chunk.slice(0, Math.min(left, mib)))
      left -= mib
    },
  })
}

conformance('transfers', (kit) => {
  const { it, itEmbedded, output } = kit

  it('can be signed: an address alone reads or writes a file until it expires', async () => {
    const { sandbox } = kit
    await sandbox.files.write('signed.txt', 'to be read')
    const read = await fetch(await sandbox.downloadUrl('signed.txt'), withSandbox(kit))
    expect([read.status, await read.text()]).toEqual([200, 'to be read'])
    const form = new FormData()
    form.append('file', new Blob(['by an address']), 'signed.txt')
    const options = { useSignatureExpiration: 60 }
    const to = await sandbox.uploadUrl('signed.txt', options)
    const written = await fetch(to, { method: 'POST', body: form, ...withSandbox(kit) })
    expect(written.status).toBe(200)
    expect(await sandbox.files.read('signed.txt')).toBe('by an address')
    const late = await sandbox.downloadUrl('signed.txt', { useSignatureExpiration: -60 })
    expect((await fetch(late, withSandbox(kit))).status).toBe(401)
    // An upload address can't read.
    expect((await fetch(to, withSandbox(kit))).status).toBe(401)
  })

  it('are compressed on request, both ways', async () => {
    const text = 'the same again and again\n'.repeat(100_000)
    await kit.sandbox.files.write('packed.txt', text, { gzip: true })
    expect(await output('wc -c < packed.txt')).toBe(String(text.length))
    expect(await kit.sandbox.files.read('packed.txt', { gzip: true })).toBe(text)
    await kit.sandbox.files.write('octets.txt', text, { useOctetStream: true })
    expect(await output('cmp packed.txt octets.txt && echo same')).toBe('same')
  })

  itEmbedded('are compressed on the wire', async () => {
    const text = 'the same again and again\n'.repeat(10_000)
    await kit.sandbox.files.write('wire.txt', text)
    const { headers } = withSandbox(kit)
    // fetch decompresses, so only the header shows the encoding.
    const answer = await fetch(await kit.sandbox.downloadUrl('wire.txt'), {
      headers: { ...headers, 'accept-encoding': 'gzip' },
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toBe(text)
    const plain = await fetch(await kit.sandbox.downloadUrl('wire.txt'), {
      headers: { ...headers, 'accept-encoding': 'identity' },
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect((await plain.arrayBuffer()).byteLength).toBe(text.length)
  })

  itEmbedded('rule 18.5: of 500 MB stay under 100 MB of memory', { timeout: 240_000 }, async () => {
    const { sandbox } = kit
    const memory = daemonMemory(kit.access.hostPid)
    await sandbox.files.write('huge', streamOf(bigBytes), { requestTimeoutMs: 0 })
    const written = memory.peak()
    expect(await output('stat -c %s huge')).toBe(String(bigBytes))
    const hash = createHash('sha256')
    const back = await sandbox.files.read('huge', { format: 'stream', requestTimeoutMs: 0 })
    for await (const chunk of back) hash.update(chunk)
    expect(hash.digest('hex')).toBe(await output('sha256sum huge | cut -d" " -f1'))
    const peak = memory.stop()
    console.info(
      `${kit.target.name}: 500 MB up: ${Math.round(written / mib)} MB, and down: ${Math.round(peak / mib)} MB`,
    )
    expect(peak).toBeLessThan(mostMemory)
    await sandbox.files.remove('huge')
  })
})

/** Needed if all sandboxes share one address. */
function withSandbox({ sandbox }: { sandbox: { sandboxId: string } }) {
  return {
    headers: { 'e2b-sandbox-id': sandbox.sandboxId, 'e2b-sandbox-port': '49983' },
  }
}
