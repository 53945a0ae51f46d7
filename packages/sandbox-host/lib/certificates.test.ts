import { execFile, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { findBun } from '../launch/bun.ts'
import { makeFolder } from '../testing/targets.ts'
import { CertificateAuthority } from './certificates.ts'

const run = promisify(execFile)
function isThere(program: string) {
  return spawnSync(program, ['--version']).error === undefined
}
const fetching = 'console.log(await (await fetch(process.env.AT)).text())'
const python = 'import os, urllib.request as u; print(u.urlopen(os.environ["AT"]).read().decode())'

test.each(
  [
    { program: process.execPath, args: ['--input-type=module', '-e', fetching] },
    { program: findBun(), args: ['-e', fetching] },
    { program: 'curl', args: ['-sS', '--noproxy', '*', 'https://localhost:PORT'] },
    { program: 'python3', args: ['-c', python] },
  ].filter(({ program }) => isThere(program)),
)(
  'rule 16.11: $program trusts a certificate of the authority, and none of another',
  async ({ program, args }) => {
    const folder = makeFolder()
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const authority = new CertificateAuthority()
    const server = https.createServer(authority.leafFor('localhost'), (_request, response) => {
      response.end('trusted')
    })
    server.listen(0, 'localhost')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = String(typeof address === 'object' && address ? address.port : 0)
    const ask = async (trusted: CertificateAuthority) => {
      const file = path.join(folder, 'ca.pem')
      writeFileSync(file, trusted.cert)
      const own = args.map((each) => each.replace('PORT', port))
      const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE']
      const env = { AT: `https://localhost:${port}`, PATH: process.env['PATH'], HOME: folder }
      const trust = Object.fromEntries(names.map((name) => [name, file]))
      return (await run(program, own, { env: { ...env, ...trust } })).stdout.trim()
    }
    expect(await ask(authority)).toBe('trusted')
    await expect(ask(new CertificateAuthority())).rejects.toThrow()
  },
)

test.each(['a.example', `${'long.'.repeat(40)}example`, 'xn--nxasmq6b.example'])(
  'a certificate is for one name: %s',
  (host) => {
    const authority = new CertificateAuthority()
    const own = new X509Certificate(authority.cert)
    const leaf = new X509Certificate(authority.leafFor(host).cert)
    expect(leaf.verify(own.publicKey)).toBe(true)
    expect(leaf.checkIssued(own)).toBe(true)
    expect([leaf.ca, own.ca]).toEqual([false, true])
    expect(leaf.checkHost(host)).toBe(host)
    expect(leaf.checkHost('other.example')).toBeUndefined()
  },
)
