import type { PageModules } from './page-modules.ts'

const rounds = 4
const rows = 30

/** Runs in the page, with its own React. */
const code = (react: string, dom: string, runtime: string) => `
  import reactModule from ${JSON.stringify(react)}
  import domModule from ${JSON.stringify(dom)}
  import * as runtimeModule from ${JSON.stringify(runtime)}
  const { StrictMode, createContext, forwardRef, memo, useCallback, useContext, useEffect, useMemo, useRef, useState } = reactModule
  const { jsxDEV } = runtimeModule.default ?? runtimeModule
  const el = (type, props, key) => jsxDEV(type, props, key, Array.isArray(props.children), {}, undefined)
  const Theme = createContext('light')
  const Icon = forwardRef(({ size, ...rest }, ref) =>
    reactModule.createElement('svg', { ref, width: size, viewBox: '0 0 24 24', className: 'size-4', ...rest },
      reactModule.createElement('path', { d: 'M1 1h2' }), reactModule.createElement('circle', { cx: 1, cy: 1, r: 2 })))
  const Box = ({ className, ...props }) => el('div', { 'data-slot': 'box', className: 'p-4 ' + className, ...props })
  const Row = memo(function Row({ n }) {
    const [count, setCount] = useState(0)
    const theme = useContext(Theme)
    const ref = useRef(null)
    const double = useMemo(() => n * 2, [n])
    const add = useCallback(() => setCount(count + 1), [count])
    useEffect(() => () => {}, [n])
    return el(Box, { className: theme, ref, style: { width: n, color: 'red' }, children: [
      el('h3', { id: 'row-' + n, children: 'Row ' + double }, 'a'),
      el('ul', { children: [1, 2].map((k) => el('li', { className: 'flex gap-2', children: [el(Icon, { size: 16 }, 'i'), ' Item ', k] }, k)) }, 'b'),
      el('button', { type: 'button', onClick: add, 'aria-label': 'Add', children: 'Count ' + count }, 'c'),
      el('input', { defaultValue: n, placeholder: 'Name' }, 'd'),
    ] })
  })
  const App = ({ round }) => el(Theme.Provider, { value: 'round-' + round, children:
    el('main', { children: Array.from({ length: ${rows} }, (_, n) => el(Row, { n: n + round }, n)) }) })
  for (let round = 0; round < ${rounds}; round++) {
    const root = domModule.createRoot(document.createElement('div'))
    root.render(el(StrictMode, { children: el(App, { round }) }))
    await new Promise((done) => setTimeout(done, 5))
    root.unmount()
    await new Promise((done) => setTimeout(done, 1))
  }
`

/** Renders something else with React first: code that has run is compiled. Leaves nothing on the page. */
export async function warmUp(modules: PageModules, packages: readonly string[]) {
  const find = (name: string) =>
    packages.find((url) => new RegExp(`/deps/${name}\\.js(\\?|$)`).test(url))
  const react = find('react')
  const dom = find('react-dom_client')
  const runtime = find('react_jsx-dev-runtime')
  if (!react || !dom || !runtime) return
  await modules.runInline('/?warm-up', code(react, dom, runtime)).catch(() => undefined)
}
