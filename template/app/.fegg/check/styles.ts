import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe } from './describe.ts'
import type { Problem } from './module-graph.ts'

/**
 * Compiles a style sheet again. Tailwind's Vite plugin reports a broken sheet only at its first request, and Vite itself may
 * have sent that one. Later requests get the old sheet.
 */
export async function checkStyles(root: string, file: string): Promise<Problem[]> {
  const tailwind = await import('@tailwindcss/node').catch(() => null)
  if (!tailwind) return []
  try {
    const base = path.dirname(file)
    const sheet = await tailwind.compile(await readFile(file, 'utf8'), {
      base,
      onDependency: () => {},
    })
    sheet.build([])
    return []
  } catch (error) {
    return [{ message: describe(error), file: path.relative(root, file) }]
  }
}
