import { CommandExitError, InvalidArgumentError, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('commands', (kit) => {
  const { it, itEmbedded, output } = kit

  it('return their output and exit code', async () => {
    const result = await kit.sandbox.commands.run('echo out; echo err >&2')
    expect(result).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' })
    const failed = await kit.sandbox.commands.run('echo before; exit 3').catch((error) => error)
    expect(failed).toBeInstanceOf(CommandExitError)
    expect(failed).toMatchObject({ exitCode: 3, stdout: 'before\n' })
  })

  it('have their working directory, environment and user', async () => {
    await kit.sandbox.files.makeDir('folder')
    expect(await output('whoami', {})).toMatch(/^\w+$/)
    expect(await output('basename "$PWD"', { cwd: 'folder' })).toBe('folder')
    expect(await output('basename "$PWD"', { cwd: '/home/user/folder' })).toBe('folder')
    expect(await output('echo "$GREETING $WHO"', { envs: { WHO: 'you' } })).toBe('hello you')
    expect(
      await output('cd; pwd -P; cd "$HOME"; pwd -P').then((text) => text.split('\n')),
    ).toSatisfy(([one, other]: string[]) => one === other)
    await expect(kit.sandbox.commands.run('true', { cwd: 'no/such' })).rejects.toThrow(
      InvalidArgumentError,
    )
  })

  itEmbedded("can't run as another user", async () => {
    await expect(kit.sandbox.commands.run('id', { user: 'root' })).rejects.toThrow(
      InvalidArgumentError,
    )
    await expect(kit.sandbox.files.read('a', { user: 'root' })).rejects.toThrow(
      InvalidArgumentError,
    )
  })

  itEmbedded('find node and bun', async () => {
    expect(await output('node --version')).toMatch(/^v\d+/)
    expect(await output('bun --version')).toMatch(/^\d+\./)
  })

  it('stream their output in whole characters', async () => {
    const pieces: string[] = []
    const command = await kit.sandbox.commands.run(
      `printf 'gr\\303'; read -r line; printf '\\274\\303\\237e %s' "$line"`,
      { background: true, stdin: true, onStdout: (text) => void pieces.push(text) },
    )
    await until(() => pieces.join('') === 'gr', 'the first half')
    await kit.sandbox.commands.sendStdin(command.pid, 'you\n')
    expect((await command.wait()).stdout).toBe('grüße you')
  })

  it('print megabytes without loss', async () => {
    const result = await kit.sandbox.commands.run('seq 1 700000 | tee numbers; exit 0')
    expect(result.stdout.length).toBe(Number(await output('wc -c < numbers')))
  })

  it('read input until it is closed', async () => {
    const command = await kit.sandbox.commands.run('wc -c', { background: true, stdin: true })
    await command.sendStdin('12345')
    await command.sendStdin('678')
    await command.closeStdin()
    expect((await command.wait()).stdout.trim()).toBe('8')
    const none = await kit.sandbox.commands.run('wc -c')
    expect(none.stdout.trim()).toBe('0')
  })

  it('run in the background and can be listed, connected to and killed', async () => {
    const command = await kit.sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
    const listed = (await kit.sandbox.commands.list()).find(({ pid }) => pid === command.pid)
    expect(listed).toMatchObject({ cmd: '/bin/bash', args: ['-l', '-c', 'sleep 600'] })
    await command.disconnect()
    const again = await kit.sandbox.commands.connect(command.pid, { timeoutMs: 0 })
    expect(await kit.sandbox.commands.kill(command.pid)).toBe(true)
    await expect(again.wait()).rejects.toThrow(CommandExitError)
    expect(await kit.sandbox.commands.kill(command.pid)).toBe(false)
    expect((await kit.sandbox.commands.list()).map(({ pid }) => pid)).not.toContain(command.pid)
  })

  it('run on when their client disconnects', async () => {
    const command = await kit.sandbox.commands.run('sleep 0.3; echo done > gone.txt', {
      background: true,
    })
    await command.disconnect()
    await until(() => kit.sandbox.files.exists('gone.txt'), 'the command to finish')
  })

  it('can be connected to after their end', async () => {
    const command = await kit.sandbox.commands.run('exit 4', { background: true })
    await command.wait().catch(() => undefined)
    const late = await kit.sandbox.commands.connect(command.pid)
    await expect(late.wait()).rejects.toMatchObject({ exitCode: 4 })
  })

  itEmbedded('are killed with their children after their timeout', async () => {
    const late = kit.sandbox.commands.run('sleep 601 & sleep 602', { timeoutMs: 400 })
    await expect(late).rejects.toThrow(TimeoutError)
    await until(async () => (await output('pgrep -f "sleep 60[12]$" || true')) === '', 'their end')
  })

  it('run side by side', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => output(`sleep 0.0${at % 10}; echo ${at}`)),
    )
    expect(results).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`))
  })
})
