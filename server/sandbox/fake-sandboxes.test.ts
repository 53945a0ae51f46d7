import { createFakeSandboxes, type FakeSandboxes } from './testing/fake-sandboxes.ts'
import { sandboxesContract } from './testing/sandboxes-contract.ts'

const fakes = new WeakMap<object, FakeSandboxes>()

sandboxesContract('fake sandboxes', {
  async open(tree) {
    const fake = createFakeSandboxes({ tree, rows: tree })
    const opened = Object.assign(fake, { [Symbol.asyncDispose]: () => fake.close() })
    fakes.set(opened, fake)
    return opened
  },
  async vanish(sandboxes, sessionId) {
    fakes.get(sandboxes)?.vanish(sessionId)
  },
  async sleep(sandboxes, sessionId) {
    fakes.get(sandboxes)?.sleep(sessionId)
  },
  commands: {
    write: (path, content) => `write ${path} ${content}`,
    remove: (path) => `delete ${path}`,
    cat: (path) => `cat ${path}`,
    sleep: (ms) => `sleep ${ms}`,
    exit: (code) => `exit ${code}`,
  },
})
