import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, type Findings } from './findings.ts'

/**
 * Compiles the style sheets again: Tailwind's Vite plugin fails only the first request for a broken sheet, which Vite may
 * have sent itself, and then serves the old sheet.
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
