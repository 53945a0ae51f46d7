/** Generated files by path. */
export type Files = Map<string, string>

/** A JavaScript string literal in single quotes, safe for any text. */
export function str(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/'/g, "\\'")
    .replace(/\r?\n/g, '\\n')
    .replace(/[\u2028\u2029]/g, ' ')
  return `'${escaped}'`
}

export type Plain = string | number | boolean | Plain[] | { [key: string]: Plain | undefined }

/** A value as TypeScript source: short arrays and objects on one line, long ones on several. */
export function literal(value: Plain, indent = ''): string {
  if (typeof value === 'string') return str(value)
  if (typeof value !== 'object') return String(value)
  const flat = flatLiteral(value)
  const top =
    indent === '' && Array.isArray(value) && value.some((part) => typeof part === 'object')
  if (!top && flat.length + indent.length <= 90) return flat
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const parts = value.map((part) => `${inner}${literal(part, inner)},\n`)
    return parts.length === 0 ? '[]' : `[\n${parts.join('')}${indent}]`
  }
  const parts = entries(value).map(
    ([key, part]) => `${inner}${property(key)}: ${literal(part, inner)},\n`,
  )
  return `{\n${parts.join('')}${indent}}`
}

function flatLiteral(value: Plain): string {
  if (typeof value === 'string') return str(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(flatLiteral).join(', ')}]`
  const parts = entries(value).map(([key, part]) => `${property(key)}: ${flatLiteral(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}

function entries(value: { [key: string]: Plain | undefined }): [string, Plain][] {
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, part]]))
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : str(key)
}

/** A section that a page can show: its component, the file that holds it and what else it needs. */
export interface Section {
  component: string
  /** Path without extension, below `src/components/`. */
  file: string
  files: Files
}

/** A section from its component's name, its source and further files. */
export function section(
  component: string,
  file: string,
  source: string,
  more: Files = new Map(),
): Section {
  const files: Files = new Map(more)
  files.set(`src/components/${file}.tsx`, source)
  return { component, file, files }
}

/** A text as the value of a JSX attribute. */
export function jsx(text: string): string {
  return /["&{}<>\\\n]/.test(text) ? `{${str(text)}}` : `"${text}"`
}
