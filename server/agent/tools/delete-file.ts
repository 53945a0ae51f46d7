import { z } from 'zod'
import { FilePath } from '../../../shared/paths.ts'
import { changedSince } from './changed-since.ts'
import { noSuchFile } from './nearest.ts'
import { defineTool, done, failed } from './tool.ts'

export const deleteFile = defineTool({
  name: 'delete_file',
  description: 'Deletes a file. Remove its imports too.',
  schema: z.object({ path: FilePath }),
  title: ({ path }) => path,
  async run({ path }, { files }) {
    const all = await files.list()
    if (!all.includes(path)) return failed(noSuchFile(path, all))
    const changed = await changedSince(files, path, '')
    if (changed !== null) return failed(changed)
    return done(`Deleted ${path}.`, [{ path, content: null }])
  },
})
