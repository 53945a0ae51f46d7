import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../testing/own-postgres.ts'
import { hasTestPostgres, noPostgres, ordinaryUser } from '../testing/postgres.ts'
import { openDatabase } from './database.ts'
import { freePort } from '../testing/free-port.ts'

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
const here = hasTestPostgres() && hasOpenssl
const without = hasTestPostgres() ? 'no openssl found' : noPostgres

/** Signed by itself, for `localhost`. */
function makeCertificate(folder: string, name: string) {
  const certificate = join(folder, `${name}.crt`)
  const key = join(folder, `${name}.key`)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const files = ['-days', '2', '-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, ...files], { stdio: 'ignore' })
  chmodSync(key, 0o600)
  return { certificate, key }
}

/** Whether the connection is encrypted, as Postgres knows it. */
async function encrypted(databaseUrl: string): Promise<boolean | undefined> {
  const database = await openDatabase({ databaseUrl, dataDir: '' })
  try {
    const answer = await database.pool.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    )
    return answer.rows[0]?.ssl
  } finally {
    await database.close()
  }
}

const title = here ? 'over TLS' : `over TLS (left out: ${without})`

describe.skipIf(!here)(title, () => {
  let folder: string
  let withTls: OwnPostgres
  let plain: OwnPostgres
  const ports = { withTls: 0, plain: 0 }
  let right: string
  let wrong: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fegg-tls-'))
    const own = makeCertificate(folder, 'own')
    right = own.certificate
    wrong = makeCertificate(folder, 'another').certificate
    if (process.getuid?.() === 0) {
      const as = ordinaryUser(folder)
      execFileSync('chown', [as[1]?.replace('--reuid=', '') ?? '', own.key])
    }
    ports.withTls = await freePort()
    ports.plain = await freePort()
    const at = (port: number) => ({ listen_addresses: '127.0.0.1', port: String(port) })
    withTls = await startOwnPostgres({
      settings: {
        ...at(ports.withTls),
        ssl: 'on',
        ssl_cert_file: own.certificate,
        ssl_key_file: own.key,
      },
    })
    plain = await startOwnPostgres({ settings: at(ports.plain) })
  }, 120_000)
  afterAll(async () => {
    await withTls?.[Symbol.asyncDispose]()
    await plain?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const url = (server: keyof typeof ports, query: string, host = 'localhost') =>
    `postgres://postgres@${host}:${ports[server]}/postgres?${query}`
  const root = (file: string) => `sslrootcert=${encodeURIComponent(file)}`

  test.each([
    ['sslmode=require', true],
    ['sslmode=no-verify', true],
    ['sslmode=prefer', true],
    ['', true],
    ['sslmode=allow', false],
    ['sslmode=disable', false],
  ])('rule 38.5: with %s, encrypted is %s', async (query, is) => {
    expect(await encrypted(url('withTls', query))).toBe(is)
  })

  test('rule 38.5: the certificate is checked against sslrootcert, and with verify-full the name too', async () => {
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      expect(await encrypted(url('withTls', `sslmode=${mode}&${root(right)}`)), mode).toBe(true)
    for (const mode of ['require', 'verify-ca', 'verify-full'])
      await expect(
        encrypted(url('withTls', `sslmode=${mode}&${root(wrong)}`)),
        mode,
      ).rejects.toThrow(/^DATABASE_URL: no answer \(.*self-signed certificate/)
    const byAddress = (mode: string) =>
      encrypted(url('withTls', `sslmode=${mode}&${root(right)}`, '127.0.0.1'))
    expect(await byAddress('verify-ca')).toBe(true)
    await expect(byAddress('verify-full')).rejects.toThrow(/does not match certificate/)
  })

  test('rule 38.5: without sslrootcert, verify-full trusts only what the system trusts', async () => {
    await expect(encrypted(url('withTls', 'sslmode=verify-full'))).rejects.toThrow(
      /self-signed certificate/,
    )
  })

  test('rule 38.5: a server without TLS is used by prefer and refused by require', async () => {
    expect(await encrypted(url('plain', 'sslmode=prefer'))).toBe(false)
    expect(await encrypted(url('plain', 'sslmode=allow'))).toBe(false)
    for (const mode of ['require', 'verify-full'])
      await expect(encrypted(url('plain', `sslmode=${mode}`)), mode).rejects.toThrow(
        /does not support SSL/,
      )
  })
})
