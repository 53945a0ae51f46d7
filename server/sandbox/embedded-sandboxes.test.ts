import { Sandbox } from 'e2b'
import { afterAll } from 'vitest'
import { startSandboxHost } from '@fegg/sandbox-host'
import { createSandboxes } from './sandboxes.ts'
import { createMiniTemplate } from '@fegg/sandbox-host/testing/mini-template.ts'
import { shellCommands } from './testing/shell-commands.ts'
import { type ContractSubject, sandboxesContract } from './testing/sandboxes-contract.ts'
import type { MemoryTree } from './testing/memory-tree.ts'

const silent = { info: () => undefined, warn: () => undefined }

async function startHost(launcher: 'plain' | 'bubblewrap') {
  const template = await createMiniTemplate()
  try {
    const host = await startSandboxHost({
      dataDir: template.dataDir,
      templates: { mini: template.home },
      launcher,
      domain: 'localhost',
      spares: 0,
      registry: 'http://127.0.0.1:9/',
    })
    afterAll(async () => {
      await host.close()
      await template[Symbol.asyncDispose]()
    })
    return host
  } catch (error) {
    await template[Symbol.asyncDispose]()
    throw error
  }
}

function subject(host: Awaited<ReturnType<typeof startHost>>): ContractSubject {
  const trees = new WeakMap<object, MemoryTree>()
  const connection = { apiUrl: host.apiUrl, apiKey: host.apiKey }
  return {
    async open(tree) {
      const sandboxes = createSandboxes({
        e2b: { templateId: 'mini' },
        host,
        tree,
        rows: tree,
        log: silent,
      })
      const opened = Object.assign(sandboxes, { [Symbol.asyncDispose]: () => sandboxes.close() })
      trees.set(opened, tree)
      return opened
    },
    async vanish(sandboxes, sessionId) {
      const id = await trees.get(sandboxes)?.sandboxId(sessionId)
      if (id) await Sandbox.kill(id, connection)
    },
    async sleep(sandboxes, sessionId) {
      const id = await trees.get(sandboxes)?.sandboxId(sessionId)
      if (id) await Sandbox.pause(id, connection)
    },
    commands: shellCommands,
  }
}

sandboxesContract('sandboxes on the embedded host, plain', subject(await startHost('plain')))

const confined = await startHost('bubblewrap').catch((error: unknown) => {
  console.warn(`the contract is not run in bubblewrap: ${String(error)}`)
  return null
})
if (confined) sandboxesContract('sandboxes on the embedded host, bubblewrap', subject(confined))
