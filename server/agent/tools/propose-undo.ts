import { z } from 'zod'
import { defineTool, done, failed } from './tool.ts'

export const proposeUndo = defineTool({
  name: 'propose_undo',
  description:
    'Proposes to people that they undo one version: only what it changed is taken out, later changes stay. Nothing changes until a person confirms it with the button that your message gets. To undo only a part, edit the files instead.',
  schema: z.object({ version: z.int().min(1).describe('Its number, from list_versions') }),
  title: ({ version }) => `undo of version ${version}`,
  async run({ version }, { versions }) {
    const found = await versions.find(version)
    if (!found) return failed(`There is no version ${version}. Use list_versions.`)
    if (found.undoneBy !== null)
      return failed(`Version ${version} is undone already, by version ${found.undoneBy}.`)
    return done(
      `Proposed: “${found.title}”. Nothing has changed yet. People see a button “Undo this” at your message, and what it would do before they confirm.`,
    )
  },
})
