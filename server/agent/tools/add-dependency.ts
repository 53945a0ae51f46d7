import { z } from 'zod'
import { bringFiles, changesAfter, outputOf, runInSandbox } from './command.ts'
import { defineTool, done, failed } from './tool.ts'

const timeoutMs = 120_000

/** Only a registry name with a version or tag reaches the shell: no path, URL or flag. */
const PackageName = z
  .string()
  .max(200)
  .regex(
    /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*(?:@[\^~]?[a-z0-9][a-z0-9.+-]*)?$/i,
    'is not a package name such as zod, @scope/name or zod@4',
  )

export const addDependency = defineTool({
  name: 'add_dependency',
  description:
    'Adds packages from the registry to the app. With dev: true as development dependencies.',
  schema: z.object({
    packages: PackageName.array().min(1, 'At least one package is needed.').max(20),
    dev: z.boolean().optional(),
  }),
  title: ({ packages, dev }) => `bun add ${dev ? '-d ' : ''}${packages.join(' ')}`,
  async run({ packages, dev }, context) {
    const names = packages.map((name) => `'${name}'`).join(' ')
    await bringFiles(context)
    const result = await runInSandbox(`bun add ${dev ? '-d ' : ''}${names}`, timeoutMs, context)
    const { edits } = await changesAfter(context)
    if (result.timedOut) return failed('The registry took too long.', edits)
    if (result.exitCode !== 0) return failed(outputOf(result) || 'bun add failed.', edits)
    return done(`Added ${packages.join(', ')}.\n${outputOf(result)}`.trimEnd(), edits)
  },
})
