import { z } from 'zod'
import { describeBinary } from '../../../shared/file-kind.ts'
import { FilePath } from '../../../shared/paths.ts'
import { truncateMiddle } from '../../../shared/truncate.ts'
import { defineTool, done, failed } from './tool.ts'

const longest = 200_000

export const readVersion = defineTool({
  name: 'read_version',
  description: "Reads a file's whole text as it was in a version.",
  schema: z.object({ version: z.int().min(0), path: FilePath }),
  title: ({ version, path }) => `${path} of version ${version}`,
  async run({ version, path }, { versions }) {
    const { text, hash, size } = await versions.read(version, path)
    if (hash === null) return failed(`Version ${version} has no file ${path}.`)
    if (text !== null) return done(truncateMiddle(text, longest))
    return failed(`${path} is no text that can be read: ${describeBinary(path, size)}.`)
  },
})
