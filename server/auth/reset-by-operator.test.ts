import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mkdtempSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { openDatabase } from '../db/database.ts'
import { prepareTestDataDir } from '../testing/database.ts'
import { createAuth } from './auth.ts'
import { password } from './testing/account.ts'
import { linkIn } from './testing/mail-server.ts'

const next = 'a new battery staple'

describe('by the operator', () => {
  const command = (env: Record<string, string>, ...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const script = fileURLToPath(new URL('../account.ts', import.meta.url))
      const clean = { PATH: process.env['PATH'] ?? '', ...env }
      const done = execFile(process.execPath, [script, ...args], { env: clean }, (_, out, err) =>
        resolve({ code: done.exitCode ?? -1, out, err }),
      )
    })

  test('rule 40.6: a link for anybody, while the server holds the embedded database and after it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'fegg-operator-'))
    await prepareTestDataDir(dataDir)
    const open = async () => {
      const database = await openDatabase({ dataDir })
      return { database, auth: createAuth({ db: database.db, publicUrl: null, github: null }) }
    }
    let { database, auth } = await open()
    const email = `${newId()}@example.com`
    await auth.signUp({ name: 'Ada', email, password }, null)
    const env = { DATA_DIR: dataDir, PUBLIC_URL: 'https://fegg.example' }
    const running = await command(env, 'reset-link', email.toUpperCase())
    const unknown = await command(env, 'reset-link', 'nobody@example.com')
    await database.close()
    const stopped = await command(env, 'reset-link', email)
    ;({ database, auth } = await open())
    for (const { code: exit, out, err } of [running, stopped])
      expect({ exit, out, err }).toEqual({
        exit: 0,
        out: expect.stringMatching(/^https:\/\/fegg\.example\/reset-password\/[\w-]{43}\n$/),
        err: '',
      })
    expect(unknown).toEqual({
      code: 1,
      out: '',
      err: 'fegg: There is no account with the e-mail nobody@example.com.\n',
    })
    await auth.resetPassword({ token: linkIn(running.out), password: next })
    await auth.signIn({ email, password: next }, null)
    await expect(
      auth.resetPassword({ token: linkIn(stopped.out), password }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await database.close()
    rmSync(dataDir, { recursive: true })
  })

  test.each([
    [[], /Usage:/],
    [['reset-link'], /Usage:/],
    [['reset-link', 'ada'], /“ada” is not an e-mail address/],
    [['delete', 'ada@example.com'], /Usage:/],
  ])('rule 40.6: %j is refused with the usage', async (args, told) => {
    const { code: exit, out, err } = await command({}, ...args)
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(told)
  })
})
