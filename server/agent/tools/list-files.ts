import { z } from 'zod'
import { describeBinary } from '../../../shared/file-kind.ts'
import { limits } from '../../../shared/limits.ts'
import { defineTool, done, failed } from './tool.ts'

export const listFiles = defineTool({
  name: 'list_files',
  description:
    "Lists the app's files, one path a line; what is no text with its type and size. With path only what lies under that folder.",
  schema: z.object({
    path: z
      .string()
      .max(limits.filePathLength)
      .optional()
      .describe('A folder, for example src/pages'),
  }),
  title: ({ path }) => path || 'all files',
  async run({ path }, { files }) {
    const folder = (path ?? '').replace(/^\.?\/+|^\.$/, '').replace(/\/+$/, '')
    const all = await files.list()
    const found = folder
      ? all.filter((file) => file === folder || file.startsWith(`${folder}/`))
      : all
    const sizes = await files.binaries()
    const lines = found.map((file) => {
      const size = sizes.get(file)
      return size === undefined ? file : `${file} (${describeBinary(file, size)})`
    })
    if (lines.length > 0) return done(lines.join('\n'))
    return folder ? failed(`There is nothing under ${folder}.`) : done('There are no files yet.')
  },
})
