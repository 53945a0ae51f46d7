import { z } from 'zod'
import { describeBinary } from '../../../shared/file-kind.ts'
import { limits } from '../../../shared/limits.ts'
import { FilePath } from '../../../shared/paths.ts'
import { applyEdits } from './apply-edits.ts'
import { changedSince } from './changed-since.ts'
import { noSuchFile } from './nearest.ts'
import { defineTool, done, failed } from './tool.ts'

/** A huge search text means a model that repeats itself endlessly. */
const maxSearchLength = 20_000

export const editFile = defineTool({
  name: 'edit_file',
  description:
    'Changes parts of a file: each search text, which must stand in the file exactly once, is replaced. Several edits are made in order, all or none. Read the file first.',
  schema: z.object({
    path: FilePath,
    edits: z
      .object({
        search: z
          .string()
          .max(
            maxSearchLength,
            `is longer than ${maxSearchLength} characters: give fewer lines, or use write_file.`,
          )
          .describe('Some whole lines of the file, enough to be unique'),
        replace: z.string().describe('What stands there afterwards'),
      })
      .array()
      .min(1, 'At least one edit is needed.')
      .max(100, 'At most 100 edits at a time.'),
  }),
  title: ({ path }) => path,
  async run({ path, edits }, { files }) {
    const near = edits.map(({ search }) => search).join('\n')
    const changed = await changedSince(files, path, near)
    if (changed !== null) return failed(changed)
    const before = await files.read(path)
    if (before === null) {
      const size = (await files.binaries()).get(path)
      return failed(
        size === undefined
          ? noSuchFile(path, await files.list())
          : `${path} can't be edited as text: ${describeBinary(path, size)}. A command can replace it.`,
      )
    }
    const applied = applyEdits(before, edits)
    if (!applied.ok) {
      const which = edits.length > 1 ? `Edit ${applied.index + 1} of ${edits.length}: ` : ''
      return failed(`${path} is unchanged. ${which}${applied.problem}`)
    }
    if (applied.text === before) return failed(`${path} is unchanged: the edits change nothing.`)
    if (new TextEncoder().encode(applied.text).length > limits.fileBytes) {
      return failed(`${path} would be larger than ${limits.fileBytes} bytes.`)
    }
    const count = edits.length === 1 ? '1 edit' : `${edits.length} edits`
    const how = applied.loosely ? ' Matched loosely: read the file before you edit it again.' : ''
    return done(`Edited ${path} (${count}).${how}`, [{ path, content: applied.text }])
  },
})
