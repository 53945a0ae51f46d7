import { app, type CorpusApp, good } from './app.ts'

const react = "import { useEffect, useRef, useState } from 'react'"

/** Each works in a browser, and has been called broken by checks without one. */
export const goodApps: CorpusApp[] = [
  good('a heading', app('', '<h1>Hello</h1>')),
  good(
    'a request that strict mode aborts',
    app(
      `const [text, setText] = useState('Loading…')
  useEffect(() => {
    const stop = new AbortController()
    fetch('/data.json', { signal: stop.signal }).then((r) => r.json()).then((d) => setText(d.name)).catch((e) => { if (e.name !== 'AbortError') throw e })
    return () => stop.abort()
  }, [])`,
      '<p>{text}</p>',
      react,
    ),
    { 'public/data.json': '{"name":"Plum"}' },
  ),
  good(
    'an address elsewhere that nobody reaches from the check',
    app(
      `const [text, setText] = useState('Loading…')
  useEffect(() => {
    fetch('https://api.example.com/items').then((r) => r.json()).then((d) => setText(d.name))
  }, [])`,
      '<p>{text}</p>',
      react,
    ),
  ),
  good(
    'fonts and pictures from elsewhere',
    app(
      '',
      '<main style={{ fontFamily: "Lato" }}><h1>Photos</h1><img alt="A hill" width="200" height="100" src="https://images.example.com/hill.jpg" /></main>',
    ),
    {
      'src/index.css':
        "@import url('https://fonts.example.com/css2?family=Lato');\n@import 'tailwindcss';\n",
    },
  ),
  good(
    'the place on earth',
    app(
      `const [text, setText] = useState('Where are you?')
  useEffect(() => navigator.geolocation.getCurrentPosition(() => setText('There'), () => setText('You keep it to yourself')), [])`,
      '<p>{text}</p>',
      react,
    ),
  ),
  good(
    'a worker',
    app(
      `const [text, setText] = useState('Counting…')
  useEffect(() => {
    const worker = new Worker(new URL('./count.ts', import.meta.url), { type: 'module' })
    worker.onmessage = (event) => setText('It is ' + event.data)
    worker.postMessage(20)
    return () => worker.terminate()
  }, [])`,
      '<p>{text}</p>',
      react,
    ),
    {
      'src/count.ts':
        'const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))\nonmessage = (event) => postMessage(fib(event.data))\n',
    },
  ),
  good(
    'a database of the browser',
    app(
      `const [text, setText] = useState('')
  useEffect(() => {
    const open = indexedDB.open('notes', 1)
    open.onupgradeneeded = () => open.result.createObjectStore('notes')
    open.onsuccess = () => setText('Notes: ' + open.result.objectStoreNames.length)
  }, [])`,
      '<p>{text}</p>',
      react,
    ),
  ),
  good(
    'sound',
    app(
      `const play = () => {
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    tone.connect(audio.destination)
    tone.start()
    tone.stop(audio.currentTime + 0.1)
  }`,
      '<button onClick={play}>Play</button>',
    ),
  ),
  good(
    'a form that is read as it is sent',
    app(
      `const [name, setName] = useState('')`,
      `<form onSubmit={(event) => { event.preventDefault(); setName(String(new FormData(event.currentTarget).get('name'))) }}>
      <label>Name <input name="name" /></label><button>Send</button><output>{name}</output></form>`,
      react,
    ),
  ),
  good(
    'points of a canvas',
    app(
      `const ref = useRef<HTMLCanvasElement>(null)
  const [color, setColor] = useState('')
  useEffect(() => {
    const pen = ref.current!.getContext('2d')!
    pen.fillStyle = 'tomato'
    pen.fillRect(0, 0, 100, 100)
    setColor([...pen.getImageData(5, 5, 1, 1).data].join(','))
  }, [])`,
      '<div><canvas ref={ref} width={200} height={100} /><p>{color}</p></div>',
      react,
    ),
  ),
  good(
    'the fonts of the document',
    app(
      `const [count, setCount] = useState(-1)
  useEffect(() => { document.fonts.ready.then((fonts) => setCount(fonts.size)) }, [])`,
      '<p>Fonts: {count}</p>',
      react,
    ),
  ),
  good(
    'inline and classic scripts',
    app('', '<p id="from">{(window as unknown as { given: string }).given}</p>'),
    {
      'index.html':
        '<!doctype html><html lang="en"><head><title>x</title><script>window.given = "By an inline script"</script><script src="/classic.js"></script></head><body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>',
      'public/classic.js': 'var classic = 1;\n',
    },
  ),
  good('a canvas beside an empty root', 'export default function App() { return null }\n', {
    'src/main.tsx': `import './index.css'
const canvas = document.createElement('canvas')
canvas.width = 400
canvas.height = 300
document.body.append(canvas)
const pen = canvas.getContext('2d')!
let x = 0
const draw = () => {
  pen.clearRect(0, 0, 400, 300)
  pen.fillStyle = 'teal'
  pen.fillRect(x++ % 400, 100, 50, 50)
  requestAnimationFrame(draw)
}
draw()
`,
  }),
  good(
    'nothing until its own data are there',
    app(
      `const [items, setItems] = useState<string[] | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => fetch('/items.json').then((r) => r.json()).then(setItems), 900)
    return () => clearTimeout(timer)
  }, [])
  if (!items) return null`,
      '<ul>{items.map((item) => <li key={item}>{item}</li>)}</ul>',
      react,
    ),
    { 'public/items.json': '["One", "Two"]' },
  ),
  good(
    'a clock',
    app(
      `const [now, setNow] = useState(0)
  useEffect(() => { const timer = setInterval(() => setNow((n) => n + 1), 1000); return () => clearInterval(timer) }, [])`,
      '<p>{now} seconds</p>',
      react,
    ),
  ),
  good(
    'an animation by frames in state',
    app(
      `const [x, setX] = useState(0)
  useEffect(() => { let id = requestAnimationFrame(function step() { setX((n) => (n + 2) % 300); id = requestAnimationFrame(step) }); return () => cancelAnimationFrame(id) }, [])`,
      '<div style={{ transform: `translateX(${x}px)`, width: 40, height: 40, background: "tomato" }} />',
      react,
    ),
  ),
  good(
    'polling its own server',
    app(
      `const [n, setN] = useState(0)
  useEffect(() => { const timer = setInterval(() => fetch('/n.json').then((r) => r.json()).then((d) => setN((old) => old + d.n)), 150); return () => clearInterval(timer) }, [])`,
      '<p>Polled {n} times</p>',
      react,
    ),
    { 'public/n.json': '{"n":1}' },
  ),
  good(
    'a dialog, a menu and tabs',
    app(
      `const [open, setOpen] = useState(false)
  const [tab, setTab] = useState(0)`,
      `<main><div role="tablist"><button role="tab" onClick={() => setTab(0)}>One</button><button role="tab" onClick={() => setTab(1)}>Two</button></div>
      <p>{tab === 0 ? 'First' : 'Second'}</p><button onClick={() => setOpen(true)}>Open</button>
      {open && <div className="fixed inset-0 grid place-items-center bg-black/40"><div role="dialog" className="bg-white p-6 text-black">Sure? <button onClick={() => setOpen(false)}>Close</button></div></div>}</main>`,
      react,
    ),
  ),
  good(
    'pages with a router, one of them lazy',
    `import { lazy, Suspense } from 'react'
import { Link, Route, Routes } from 'react-router'
const Settings = lazy(() => import('./Settings'))
export default function App() {
  return (<><nav><Link to="/">Home</Link> <Link to="/settings">Settings</Link> <Link to="/items/7">Item</Link></nav>
    <Suspense fallback={<p>Loading…</p>}><Routes><Route path="/" element={<h1>Home</h1>} /><Route path="settings" element={<Settings />} /><Route path="/items/:id" element={<h1>Item</h1>} /></Routes></Suspense></>)
}
`,
    { 'src/Settings.tsx': 'export default function Settings() { return <h1>Settings</h1> }\n' },
  ),
  good(
    'routes below a route',
    `import { Link, Outlet, Route, Routes } from 'react-router'
export default function App() {
  return (<><Routes><Route path="/" element={<main><Link to="/team/people">People</Link><Outlet /></main>}><Route path="team"><Route path="people" element={<h1>People</h1>} /></Route></Route></Routes></>)
}
`,
  ),
  good(
    'an alert and a question',
    app(
      '',
      '<div><button onClick={() => alert("Hi")}>Greet</button><button onClick={() => { if (confirm("Sure?")) document.title = "gone" }}>Delete</button></div>',
    ),
  ),
  good(
    'a cookie notice over a page that works',
    app(
      'const [open, setOpen] = useState(true)',
      '<main><h1>Shop</h1><p>Socks and hats</p>{open && <div className="fixed inset-0 bg-black/50"><div className="absolute bottom-0 w-full bg-white p-4 text-black">We use cookies to make this shop work. <button onClick={() => setOpen(false)}>Fine</button></div></div>}</main>',
      react,
    ),
  ),
  good(
    'a first screen that goes by itself',
    app(
      'const [splash, setSplash] = useState(true)\n  useEffect(() => { const timer = setTimeout(() => setSplash(false), 1200); return () => clearTimeout(timer) }, [])',
      '<main><h1>Weather</h1><p>Sun, later clouds</p><button>More</button>{splash && <div className="fixed inset-0 bg-sky-500" />}</main>',
      react,
    ),
  ),
  good(
    'a decoration behind everything',
    app(
      '',
      '<main className="relative"><div className="fixed inset-0 -z-10 bg-gradient-to-b from-sky-200 to-white" /><h1>Small page</h1><button>Go</button></main>',
    ),
  ),
  good(
    'a table that scrolls in its box',
    app(
      '',
      '<main><h1>Numbers</h1><div style={{ overflowX: "auto" }}><table style={{ width: 2400 }}><tbody><tr>{Array.from({ length: 30 }, (_, i) => <td key={i}>{i}</td>)}</tr></tbody></table></div></main>',
    ),
  ),
  good(
    'a drawing without a word',
    app(
      '',
      '<svg width="300" height="200" viewBox="0 0 300 200"><circle cx="100" cy="100" r="80" fill="teal" /></svg>',
    ),
  ),
  good(
    'three dimensions',
    app(
      `const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const gl = ref.current!.getContext('webgl2')
    if (!gl) throw new Error('no WebGL')
    gl.clearColor(0.2, 0.5, 0.7, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }, [])`,
      '<canvas ref={ref} width={300} height={200} />',
      react,
    ),
  ),
  good(
    'storage, media and observers',
    app(
      `const [count, setCount] = useState(() => Number(localStorage.getItem('count') ?? '0'))
  const ref = useRef<HTMLDivElement>(null)
  const [wide, setWide] = useState(false)
  useEffect(() => localStorage.setItem('count', String(count)), [count])
  useEffect(() => {
    const sizes = new ResizeObserver(([entry]) => setWide((entry?.contentRect.width ?? 0) > 500))
    sizes.observe(ref.current!)
    const views = new IntersectionObserver(() => {})
    views.observe(ref.current!)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {})
    return () => { sizes.disconnect(); views.disconnect() }
  }, [])`,
      '<div ref={ref}><button onClick={() => setCount(count + 1)}>Count {count}</button>{wide ? " wide" : " narrow"}</div>',
      react,
    ),
  ),
  good(
    'clipboard, share and notifications that are refused',
    app(
      `const [said, setSaid] = useState('')
  const copy = () => navigator.clipboard.writeText('x').then(() => setSaid('Copied'), () => setSaid('Not copied'))
  const tell = () => Notification.requestPermission().then(setSaid)`,
      '<div><button onClick={copy}>Copy</button><button onClick={tell}>Tell me</button>{said}</div>',
      react,
    ),
  ),
  good(
    'a component that throws inside of a boundary’s retry',
    app(
      'const [list, setList] = useState<string[]>([])',
      '<main><button onClick={() => setList([...list, "Item " + list.length])}>Add</button><ul>{list.map((item) => <li key={item}>{item} <button onClick={() => setList(list.filter((other) => other !== item))}>Remove</button></li>)}</ul></main>',
      react,
    ),
  ),
]
