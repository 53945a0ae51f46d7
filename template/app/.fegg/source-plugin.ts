import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Plugin } from 'vite'

/**
 * Lets the page know where its elements stand in the app's files. The compiler tells React's `jsxDEV` the file, line and
 * column of each element, and React drops them. Here the file's name gets the hash of its content, and `jsxDEV` hands the
 * place to the bridge (`page/source.ts`) by the element's props, which React's own nodes keep. So nothing is added to
 * elements, props or the page. Dev server only; does nothing if React's or the compiler's code differs.
 */
export function sourcePlaces(): Plugin[] {
  const hashes = new Map<string, string>()
  let root = ''
  const files = { id: { include: /\.[jt]sx$/, exclude: /\/node_modules\// } }
  return [
    {
      name: 'fegg:source-hash',
      apply: 'serve',
      enforce: 'pre',
      configResolved(config) {
        root = config.root
      },
      transform: {
        filter: files,
        handler(code, id) {
          hashes.set(id, createHash('sha256').update(code).digest('hex'))
        },
      },
    },
    {
      name: 'fegg:source-place',
      apply: 'serve',
      enforce: 'post',
      transform: {
        filter: files,
        handler(code, id) {
          const file = path.relative(root, id).split(path.sep).join('/')
          const name = JSON.stringify(`${file}?${hashes.get(id) ?? ''}`)
          // ends its line, so that no other place moves
          const named = code.replace(
            /(\b_jsxFileName = )"(?:[^"\\\n]|\\.)*"/,
            (_, set) => set + name,
          )
          return named === code ? null : { code: named, map: null }
        },
      },
    },
    {
      name: 'fegg:source-keep',
      apply: 'serve',
      transform: {
        filter: { id: /react_jsx-dev-runtime\.js/ },
        handler: (code) => ({
          code: code.replace(
            /(exports\.jsxDEV = function\(type, config, maybeKey, isStaticChildren)\) \{/,
            '$1, source) { globalThis[Symbol.for("fegg.sources")]?.set(config, source);',
          ),
          map: null,
        }),
      },
    },
  ]
}
