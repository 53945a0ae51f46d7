import { CommandExitError, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('terminals', (kit) => {
  const { it } = kit

  const open = async (options: { timeoutMs?: number; cwd?: string } = {}) => {
    let text = ''
    const decoder = new TextDecoder()
    const onData = (bytes: Uint8Array) => {
      text += decoder.decode(bytes, { stream: true })
    }
    const { pty } = kit.sandbox
    const handle = await pty.create({ cols: 80, rows: 24, onData, timeoutMs: 0, ...options })
    const type = (line: string) => pty.sendInput(handle.pid, new TextEncoder().encode(line))
    const seen = (what: RegExp) => until(() => what.exec(text), `${what} in ${text}`, 20_000)
    await type("PS1=''; stty -echo; echo rea''dy\r")
    await seen(/^ready\r?$/m)
    return { handle, type, seen, onData, text: () => text, pid: handle.pid }
  }

  it('have a size, job control and keys', async () => {
    const { type, seen, pid } = await open()
    await type('tty; stty size; echo "[$-]"\r')
    await seen(/\/dev\/pts\/\d+/)
    await seen(/24 80/)
    await seen(/\[[a-zA-Z]*i[a-zA-Z]*m[a-zA-Z]*\]/)
    await kit.sandbox.pty.resize(pid, { cols: 101, rows: 33 })
    await until(async () => {
      await type('stty size\r')
      return seen(/33 101/)
    }, 'the new size')
    await type('sleep 600; echo interrupted=$?\r')
    await until(async () => {
      const { stdout } = await kit.sandbox.commands.run('pgrep -fx "sleep 600" || true')
      return stdout !== ''
    }, 'the command to run')
    await type('\u0003')
    await type('echo after\r')
    await seen(/after/)
    expect(await kit.sandbox.pty.kill(pid)).toBe(true)
  })

  it('end with their exit code, and are listed until then', async () => {
    const { handle, type, pid } = await open({ cwd: '/home/user/app' })
    const listed = (await kit.sandbox.commands.list()).find((each) => each.pid === pid)
    expect(listed).toMatchObject({ cmd: '/bin/bash', args: ['-i', '-l'], cwd: '/home/user/app' })
    await type('cat hello.txt; exit 7\r')
    const ended = await handle.wait().catch((error: unknown) => error)
    expect(ended).toBeInstanceOf(CommandExitError)
    expect(ended).toMatchObject({ exitCode: 7 })
    expect((await kit.sandbox.commands.list()).map((each) => each.pid)).not.toContain(pid)
    expect(await kit.sandbox.pty.kill(pid)).toBe(false)
  })

  it('run on when their client disconnects, and can be connected to again', async () => {
    const { handle, type, pid } = await open()
    await type('kept=still-here\r')
    await handle.disconnect()
    let text = ''
    const again = await kit.sandbox.pty.connect(pid, {
      onData: (bytes) => {
        text += new TextDecoder().decode(bytes)
      },
      timeoutMs: 0,
    })
    await type('echo $kept\r')
    await until(() => text.includes('still-here'), 'the variable')
    await again.kill()
    await expect(again.wait()).rejects.toThrow(CommandExitError)
  })

  it('are killed after their timeout', async () => {
    const { handle } = await open({ timeoutMs: 3_000 })
    await expect(handle.wait()).rejects.toThrow(TimeoutError)
  })

  it('print much without loss', async () => {
    const { type, seen, text } = await open()
    await type("seq 1 60000; echo the-''end\r")
    await seen(/the-end/)
    const numbers = text().match(/^\d+\r?$/gm) ?? []
    expect(numbers.map(Number)).toEqual(Array.from({ length: 60_000 }, (_, at) => at + 1))
  })

  it("don't take input for pipes, nor commands with pipes input for terminals", async () => {
    const piped = await kit.sandbox.commands.run('cat', { background: true, stdin: true })
    await expect(kit.sandbox.pty.resize(piped.pid, { cols: 9, rows: 9 })).rejects.toThrow()
    const typed = kit.sandbox.pty.sendInput(piped.pid, new Uint8Array([65]))
    await expect(typed).rejects.toThrow(/terminal|tty/)
    await piped.kill()
    await expect(kit.sandbox.pty.resize(999_999, { cols: 9, rows: 9 })).rejects.toThrow()
  })
})
