import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, type Findings } from './findings.ts'

/**
 * Compiles the app's style sheets once more. Tailwind's Vite plugin fails only the first request
 * after a sheet was broken and answers the next with the sheet as it was before; the first may
 * well have been one that Vite made for itself.
 */
export async function checkStyles(files: string[], findings: Findings): Promise<void> {
  const tailwind = await import('@tailwindcss/node').catch(() => null)
  if (!tailwind) return
  for (const file of files) {
    try {
      const base = path.resolve(path.dirname(file))
      const sheet = await tailwind.compile(await readFile(file, 'utf8'), {
        base,
        onDependency: () => {},
      })
      sheet.build([])
    } catch (error) {
      findings.add({ kind: 'transform', message: describe(error), file })
    }
  }
}
