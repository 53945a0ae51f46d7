/**
 * Runs E2B's unmodified SDK against every launcher. To test E2B's cloud or a self-hosted E2B, set:
 *   E2B_API_KEY           the key
 *   CONFORMANCE_TEMPLATE  template id; its home has `app/hello.txt` with "hello from the template"
 *   E2B_DOMAIN            if self-hosted; or E2B_API_URL and E2B_SANDBOX_URL
 * Tests of this host's own promises (`itEmbedded`) are then skipped.
 */
import { Sandbox } from 'e2b'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Access, type Target, targets } from '../testing/targets.ts'

for (const { name, skip } of targets) if (skip) console.warn(`skipped: ${name}: ${skip}`)

const sharedLifeMs = 1_800_000

type CreateOptions = NonNullable<Parameters<typeof Sandbox.create>[1]>

type Test = ReturnType<typeof test.skipIf>

export interface Kit {
  target: Target
  readonly access: Access
  /** Shared by the topic's tests; has GREETING=hello. */
  readonly sandbox: Sandbox
  /** Killed after the test. */
  create(options?: CreateOptions): Promise<Sandbox>
  /** Stdout, trimmed. */
  output(command: string, options?: object): Promise<string>
  it: Test
  /** For this host's promises beyond E2B. */
  itEmbedded: Test
  itConfined: Test
  itPlain: Test
}

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
