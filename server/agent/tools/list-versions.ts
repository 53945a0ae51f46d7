import { z } from 'zod'
import type { RunVersion } from '../../agent-port/agent.ts'
import { defineTool, done } from './tool.ts'

function lineOf(version: RunVersion): string {
  const { number, kind, title, authors, at, fileCount, added, removed, undoneBy } = version
  const what = kind === 'run' ? '' : ` (${kind})`
  const gone = undoneBy === null ? '' : `, undone by version ${undoneBy}`
  const changed = `${fileCount} ${fileCount === 1 ? 'file' : 'files'}, +${added} −${removed}`
  return `version ${number}${what}, ${at}, for ${authors.join(' and ')}: “${title}” (${changed}${gone})`
}

export const listVersionsTool = defineTool({
  name: 'list_versions',
  description:
    "Lists the app's saved versions, newest first: number, time, who asked, the message, and what it changed. With before only older ones.",
  schema: z.object({ before: z.int().min(1).optional() }),
  title: () => 'versions',
  async run({ before }, { versions }) {
    const { versions: found, more } = await versions.list(before ?? null)
    const lines = found.map(lineOf)
    const last = found.at(-1)
    if (more && last) lines.push(`There are older ones: list with before: ${last.number}.`)
    return done(lines.join('\n') || 'There are no versions before that.')
  },
})
