import { z } from 'zod'
import { limits } from '../../../shared/limits.ts'
import { FilePath } from '../../../shared/paths.ts'
import { changedSince } from './changed-since.ts'
import { defineTool, done, failed } from './tool.ts'

/** A comment in place of omitted code; saving it would delete that code. */
const placeholder =
  /^[ \t]*(?:\/\/|\/\*|\{\/\*|<!--|#)\s*(?:\.\.\.|…)\s*(?:existing|rest|other|remaining|keep|same|previous|unchanged)/im

export const writeFile = defineTool({
  name: 'write_file',
  description:
    'Writes a whole file, new or not. For a change to a file that exists, edit_file is better. The content is complete: no placeholders.',
  schema: z.object({ path: FilePath, content: z.string() }),
  title: ({ path }) => path,
  async run({ path, content }, { files }) {
    if (new TextEncoder().encode(content).length > limits.fileBytes) {
      return failed(`${path} would be larger than ${limits.fileBytes} bytes.`)
    }
    const stand = placeholder.exec(content)
    if (stand) {
      return failed(
        `Not written: “${stand[0].trim()}” stands for code that would be lost. Write the whole content, or use edit_file.`,
      )
    }
    const changed = await changedSince(files, path, content)
    if (changed !== null) return failed(changed)
    const before = await files.read(path)
    if (before === content) return done(`${path} is already like that.`)
    const lines = content.split('\n').length
    const isNew = before === null && !(await files.binaries()).has(path)
    const what = isNew ? 'Created' : 'Rewrote'
    return done(`${what} ${path} (${lines} lines).`, [{ path, content }])
  },
})
