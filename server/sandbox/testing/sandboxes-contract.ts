import { describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import type { Sandboxes } from '../port.ts'
import { answerOf } from './answer-of.ts'
import { createMemoryTree, type MemoryTree } from './memory-tree.ts'
import { miniApp } from '@fegg/sandbox-host/testing/mini-template.ts'

export interface ContractSubject {
  open(tree: MemoryTree): Promise<Sandboxes & AsyncDisposable>
  /** Loses a session's sandbox without notice. */
  vanish(sandboxes: Sandboxes, sessionId: string): Promise<void>
  /** Pauses it without notice, like its service at the end of its life. */
  sleep(sandboxes: Sandboxes, sessionId: string): Promise<void>
  commands: {
    write(path: string, content: string): string
    remove(path: string): string
    cat(path: string): string
    sleep(ms: number): string
    exit(code: number): string
  }
}

const patience = { timeoutMs: 20_000, signal: new AbortController().signal }

/** Must hold for every implementation of `Sandboxes`. */
export function sandboxesContract(name: string, subject: ContractSubject): void {
  const { commands } = subject

  const start = async () => {
    const tree = createMemoryTree(miniApp)
    const sandboxes = await subject.open(tree)
    onTestFinished(() => sandboxes[Symbol.asyncDispose]())
    const sessionId = newId()
    return { tree, sandboxes, sessionId, run: sandboxes.forRun(sessionId) }
  }

  /** As the gateway does: on failure calls `lost` and retries. */
  const look = async (sandboxes: Sandboxes, sessionId: string): Promise<string> => {
    const upstream = await sandboxes.connectPreview(sessionId)
    try {
      return (await answerOf(upstream, '/')).body
    } catch {
      await upstream.lost()
      return (await answerOf(await sandboxes.connectPreview(sessionId), '/')).body
    }
  }

  describe(name, () => {
    it('rule 7: holds just the working tree, and follows it', async () => {
      const { tree, sessionId, run } = await start()
      tree.apply(sessionId, [
        { path: 'src/old.txt', content: null },
        { path: 'src/deep/new.txt', content: 'one' },
      ])
      await run.sync()
      expect(await run.run(commands.cat('src/deep/new.txt'), patience)).toMatchObject({
        exitCode: 0,
        stdout: 'one',
      })
      expect((await run.run(commands.cat('src/old.txt'), patience)).exitCode).not.toBe(0)
      tree.apply(sessionId, [
        { path: 'src/deep/new.txt', content: 'two' },
        { path: 'index.html', content: null },
      ])
      await run.sync()
      expect((await run.run(commands.cat('src/deep/new.txt'), patience)).stdout).toBe('two')
      expect((await run.run(commands.cat('index.html'), patience)).exitCode).not.toBe(0)
      expect((await run.readBack()).edits).toEqual([])
    })

    it('rule 7: reads back what commands have changed, once', async () => {
      const { tree, sessionId, run } = await start()
      await run.run(commands.write('src/made.txt', 'made'), patience)
      await run.run(commands.write('index.html', 'changed'), patience)
      await run.run(commands.remove('src/old.txt'), patience)
      const { edits } = await run.readBack()
      expect(edits).toEqual([
        { path: 'index.html', content: 'changed' },
        { path: 'src/made.txt', content: 'made' },
        { path: 'src/old.txt', content: null },
      ])
      tree.apply(sessionId, edits)
      await run.sync()
      expect((await run.readBack()).edits).toEqual([])
      expect((await run.run(commands.cat('src/made.txt'), patience)).stdout).toBe('made')
    })

    it('a sync leaves alone what a command has made and nobody has read back yet', async () => {
      const { tree, sessionId, run } = await start()
      await run.run(commands.write('src/made.txt', 'made'), patience)
      tree.apply(sessionId, [{ path: 'src/other.txt', content: 'other' }])
      await run.sync()
      expect((await run.readBack()).edits).toEqual([{ path: 'src/made.txt', content: 'made' }])
    })

    it('rule 7.4: changes that are lost with the sandbox before they are read back are not taken for none', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      const change = () => run.run(commands.write('src/made.txt', 'made'), patience)
      await change()
      await subject.vanish(sandboxes, sessionId)
      await expect(run.readBack()).rejects.toMatchObject({
        code: 'sandbox_failed',
        message: expect.stringContaining('Run the command again'),
      })
      expect((await run.readBack()).edits).toEqual([])
      await change()
      await subject.vanish(sandboxes, sessionId)
      // This request has created a new sandbox.
      await look(sandboxes, sessionId)
      await expect(run.readBack()).rejects.toMatchObject({ code: 'sandbox_failed' })
      await change()
      expect((await run.readBack()).edits).toEqual([{ path: 'src/made.txt', content: 'made' }])
      expect(tree.files(sessionId)).toEqual(miniApp)
    })

    it('rule 7.4: changes that are not read back yet are there after the sandbox has slept', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      await run.run(commands.write('src/made.txt', 'made'), patience)
      await run.run(commands.remove('src/old.txt'), patience)
      await subject.sleep(sandboxes, sessionId)
      tree.apply(sessionId, [{ path: 'index.html', content: '<h1>Meanwhile</h1>' }])
      expect(await look(sandboxes, sessionId)).toBe('<h1>Meanwhile</h1>')
      expect((await run.readBack()).edits).toEqual([
        { path: 'src/made.txt', content: 'made' },
        { path: 'src/old.txt', content: null },
      ])
    })

    it('an exit code, a timeout and an abort are told apart', async () => {
      const { run } = await start()
      expect(await run.run(commands.exit(3), patience)).toMatchObject({
        exitCode: 3,
        timedOut: false,
      })
      const slow = await run.run(commands.sleep(60_000), { ...patience, timeoutMs: 200 })
      expect(slow.timedOut).toBe(true)
      expect(slow.exitCode).not.toBe(0)
      const stop = new AbortController()
      const stopped = run.run(commands.sleep(60_000), { ...patience, signal: stop.signal })
      const reason = new Error('stopped by somebody')
      stop.abort(reason)
      await expect(stopped).rejects.toBe(reason)
    })

    it('rule 7: a sandbox that vanishes is made anew from the tree, and nothing is lost', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      tree.apply(sessionId, [{ path: 'src/kept.txt', content: 'kept' }])
      await sandboxes.ensure(sessionId)
      await subject.vanish(sandboxes, sessionId)
      expect((await run.run(commands.cat('src/kept.txt'), patience)).stdout).toBe('kept')
      expect((await run.readBack()).edits).toEqual([])
      await subject.vanish(sandboxes, sessionId)
      expect((await run.readBack()).edits).toEqual([])
      await subject.vanish(sandboxes, sessionId)
      tree.apply(sessionId, [{ path: 'index.html', content: '<h1>Anew</h1>' }])
      await run.sync()
      const upstream = await sandboxes.connectPreview(sessionId)
      expect(await answerOf(upstream, '/')).toMatchObject({ status: 200, body: '<h1>Anew</h1>' })
    })

    it('rule 7.7: a sandbox that sleeps is woken by the next use, as it was but for what has changed since', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      await run.run(commands.write('src/made.txt', 'made'), patience)
      tree.apply(sessionId, (await run.readBack()).edits)
      const id = await tree.sandboxId(sessionId)
      await subject.sleep(sandboxes, sessionId)
      tree.apply(sessionId, [{ path: 'index.html', content: '<h1>Meanwhile</h1>' }])
      expect((await run.run(commands.cat('src/made.txt'), patience)).stdout).toBe('made')
      await subject.sleep(sandboxes, sessionId)
      expect(await look(sandboxes, sessionId)).toBe('<h1>Meanwhile</h1>')
      expect(await tree.sandboxId(sessionId)).toBe(id)
      expect((await run.readBack()).edits).toEqual([])
    })

    it('the preview shows the tree, also after it has changed', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      tree.apply(sessionId, [{ path: 'index.html', content: '<h1>First</h1>' }])
      const upstream = await sandboxes.connectPreview(sessionId)
      expect(await answerOf(upstream, '/')).toMatchObject({ status: 200, body: '<h1>First</h1>' })
      tree.apply(sessionId, [{ path: 'index.html', content: '<h1>Second</h1>' }])
      await run.sync()
      expect((await answerOf(upstream, '/')).body).toBe('<h1>Second</h1>')
      expect(await sandboxes.connectPreview(sessionId)).toBe(upstream)
    })

    it('calls at the same moment make one sandbox, and its states are told in order', async () => {
      const { tree, sandboxes, sessionId, run } = await start()
      await Promise.all([
        sandboxes.ensure(sessionId),
        sandboxes.ensure(sessionId),
        run.sync(),
        run.readBack(),
        sandboxes.connectPreview(sessionId),
      ])
      await sandboxes.kill(sessionId)
      expect(tree.states.map(({ state }) => state)).toEqual(['starting', 'ready', 'asleep'])
      expect(await tree.sandboxId(sessionId)).toBe(null)
    })
  })
}
