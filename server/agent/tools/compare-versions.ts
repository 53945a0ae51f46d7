import { z } from 'zod'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import { defineTool, done } from './tool.ts'

function lineOf({ path, change, from, binary, added, removed }: VersionFile): string {
  const moved = from === null ? '' : ` (was ${from})`
  return `${change} ${path}${moved}${binary ? ', binary' : ` +${added} −${removed}`}`
}

export const compareVersionsTool = defineTool({
  name: 'compare_versions',
  description:
    'Lists the files that differ between two versions, with lines added and removed. Without to, between a version and the files as they are now.',
  schema: z.object({ from: z.int().min(0), to: z.int().min(0).optional() }),
  title: ({ from, to }) => `version ${from} with ${to === undefined ? 'now' : `version ${to}`}`,
  async run({ from, to }, { versions }) {
    const files = await versions.compare(from, to ?? null)
    return done(files.map(lineOf).join('\n') || 'They have the same files.')
  },
})
