/**
 * The conformance suite: E2B's unmodified SDK against every launcher of this host. There is one file for each topic, and each
 * runs on every target: plain, bubblewrap as root, bubblewrap as an ordinary user.
 *
 * Environment variables point it at E2B's cloud or a self-hosted E2B:
 *   E2B_API_KEY           the key
 *   CONFORMANCE_TEMPLATE  the template's id; its home has `app/hello.txt` with "hello from the template"
 *   E2B_DOMAIN            a self-hosted E2B's domain; or E2B_API_URL and E2B_SANDBOX_URL
 * Tests of what only this host promises (`itEmbedded`) are then skipped.
 */
import { Sandbox } from 'e2b'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Access, type Target, targets } from '../testing/targets.ts'

for (const { name, skip } of targets) if (skip) console.warn(`skipped: ${name}: ${skip}`)

/** Longer than all tests of a topic together. */
const sharedLifeMs = 1_800_000

type CreateOptions = NonNullable<Parameters<typeof Sandbox.create>[1]>

type Test = ReturnType<typeof test.skipIf>

/** Tools for the tests of one topic on one target. */
export interface Kit {
  target: Target
  /** What the SDK needs to reach the target. */
  readonly access: Access
  /** One sandbox for all tests of the topic, with GREETING=hello in its environment. */
  readonly sandbox: Sandbox
  /** Makes another; the test kills it. */
  create(options?: CreateOptions): Promise<Sandbox>
  /** A command's stdout, trimmed. */
  output(command: string, options?: object): Promise<string>
  it: Test
  /** A test of what this host promises beyond E2B. */
  itEmbedded: Test
  /** A test that needs confinement. */
  itConfined: Test
  /** A test of what only the plain launcher does. */
  itPlain: Test
}

/** Runs the tests that `topic` declares on every target. */
export function conformance(name: string, topic: (kit: Kit) => void): void {
  describe.each(targets)(`${name} by $name`, (target) => {
    const isSkipped = target.skip !== undefined
    let opened: (Access & { close(): Promise<void> }) | undefined
    let shared: Sandbox | undefined
    const kit: Kit = {
      target,
      get access() {
        if (!opened) throw new Error('the target is not open')
        return opened
      },
      get sandbox() {
        if (!shared) throw new Error('the sandbox was not created')
        return shared
      },
      create: (options = {}) =>
        Sandbox.create(kit.access.template, {
          ...kit.access.options,
          timeoutMs: 120_000,
          ...options,
        }),
      output: async (command, options = {}) =>
        (await kit.sandbox.commands.run(command, options)).stdout.trim(),
      it: test.skipIf(isSkipped),
      itEmbedded: test.skipIf(isSkipped || !target.isEmbedded),
      itConfined: test.skipIf(isSkipped || !target.isEmbedded || !target.isConfined),
      itPlain: test.skipIf(isSkipped || !target.isEmbedded || target.isConfined),
    }
    beforeAll(async () => {
      if (isSkipped) return
      opened = await target.open()
      shared = await kit.create({ envs: { GREETING: 'hello' }, timeoutMs: sharedLifeMs })
    })
    afterAll(async () => {
      await shared?.kill()
      await opened?.close()
    })
    topic(kit)
  })
}
