import { z } from 'zod'
import { FilePath } from '../../../shared/paths.ts'
import { describeBinary } from '../../../shared/file-kind.ts'
import { noSuchFile } from './nearest.ts'
import { truncateMiddle } from '../../../shared/truncate.ts'
import { defineTool, done, failed } from './tool.ts'

const maxLength = 200_000

export const readFile = defineTool({
  name: 'read_file',
  description: "Reads a file's whole text as it is now.",
  schema: z.object({ path: FilePath }),
  title: ({ path }) => path,
  async run({ path }, { files }) {
    const content = await files.read(path)
    if (content !== null) return done(truncateMiddle(content, maxLength))
    const size = (await files.binaries()).get(path)
    if (size !== undefined)
      return failed(`${path} is no text that can be read: ${describeBinary(path, size)}.`)
    return failed(noSuchFile(path, await files.list()))
  },
})
