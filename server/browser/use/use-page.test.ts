import { expect, test } from 'vitest'
import type { PageAction, PageUse } from '../port.ts'
import { listen, openPool, serve } from '../testing/pages.ts'
import { usePage as lookAt } from './use-page.ts'

const app = `<!doctype html><title>Tasks</title>
<style>#cover { position: fixed; inset: 0; display: none } .up { text-transform: uppercase }</style>
<nav><a href="/about">About</a></nav>
<h1>Tasks</h1>
<label>New task <input id="new"></label>
<button id="add">Add task</button>
<button id="bad">Break it</button>
<button id="block">Cover it</button>
<button disabled>Save all</button>
<label>Size <select><option>Small</option><option>Large</option></select></label>
<div role="radiogroup" aria-label="Colour"><label><input type="radio" name="c">Red</label><label><input type="radio" name="c">Blue</label></div>
<ul></ul><p class="up" id="p"></p><div id="cover"></div>
<script>
const $ = (q) => document.querySelector(q)
const add = () => {
  const li = document.createElement('li'); li.textContent = $('#new').value
  const del = document.createElement('button'); del.textContent = 'Delete'; del.onclick = () => li.remove()
  li.append(' ', del); $('ul').append(li); $('#new').value = ''
}
$('#add').onclick = add
$('#new').onkeydown = (e) => { if (e.key === 'Enter') add() }
$('#bad').onclick = () => { throw new TypeError('tasks is undefined') }
$('#block').onclick = () => { $('#cover').style.display = 'block' }
$('select').onchange = (e) => { $('#p').textContent = 'Size ' + e.target.value }
document.onkeydown = (e) => { if (e.key === 'Escape') { $('#p').textContent = 'Escaped'; history.pushState(0, '', '/escaped') } }
</script>`

interface Options {
  html?: string
  pictures?: 'end' | 'each'
  width?: number
  visitMs?: number
}

async function use(
  actions: PageAction[],
  { html = app, width = 800, visitMs = 15_000, ...more }: Options = {},
): Promise<PageUse> {
  const answer = await lookAt(openPool({ visitMs }), {
    preview: await serve(html),
    width,
    actions,
    pictures: more.pictures ?? 'none',
    signal: new AbortController().signal,
  })
  if (!answer.seen) throw new Error(answer.why)
  return answer.use
}

function newTask(text: string): PageAction {
  return { do: 'type', name: 'New task', text, enter: true }
}

test('rule 54.1: actions are taken one after the other, and each tells what it changed', async () => {
  const { steps, problems, tree } = await use([
    newTask('Buy plums'),
    { do: 'expect', text: 'buy  plums' },
    { do: 'choose', name: 'Size', option: 'Large' },
    { do: 'choose', name: 'Colour', option: 'Blue' },
    { do: 'press', key: 'Escape' },
    { do: 'expect', text: 'Escaped' },
    { do: 'click', role: 'button', name: 'Delete' },
    { do: 'expect', text: 'Buy plums', absent: true },
    { do: 'click', role: 'link', name: 'About' },
    { do: 'go', route: '/escaped?x=1' },
  ])
  expect(steps.map(({ ok, words }) => [ok, words.split('\n')[0]])).toEqual([
    [true, 'Typed “Buy plums” into “New task” and pressed Enter'],
    [true, '“buy  plums” is shown, as expected'],
    [true, 'Chose “Large” in “Size”'],
    [true, 'Chose “Blue” in “Colour”'],
    [true, 'Pressed Escape'],
    [true, '“Escaped” is shown, as expected'],
    [true, 'Clicked button “Delete”'],
    [true, "“Buy plums” isn't shown, as expected"],
    [true, 'Clicked link “About”'],
    [true, 'At /escaped?x=1'],
  ])
  expect(steps[0]?.words).toContain('+ listitem')
  expect(steps[3]?.words).toContain('+ radio "Blue" [checked]')
  expect(steps[4]?.words).toContain('The route is now /escaped')
  expect(steps[6]?.words).toContain('− button "Delete"')
  expect(steps[8]?.words).toContain('The route is now /about')
  expect(problems).toEqual([])
  expect(tree).toContain('- heading "Tasks" [level=1]')
})

const failures: Array<[string, PageAction[], RegExp]> = [
  [
    'a name that is nearly there',
    [{ do: 'click', role: 'button', name: 'Add a task' }],
    /no button named “Add a task”. Did you mean button “Add task”\?/,
  ],
  [
    'a name of another role',
    [{ do: 'click', role: 'button', name: 'About' }],
    /Did you mean link “About”/,
  ],
  [
    'a name that is nowhere',
    [{ do: 'click', role: 'link', name: 'Zzyzx' }],
    /no link named “Zzyzx”. There are: “About”/,
  ],
  [
    'a field that is nowhere',
    [{ do: 'type', name: 'Quux', text: 'x' }],
    /no field named “Quux”. There are: “New task”/,
  ],
  [
    'an option that is missing',
    [{ do: 'choose', name: 'Size', option: 'Huge' }],
    /no option “Huge”. It has: “Small”, “Large”/,
  ],
  [
    'a text that is missing',
    [{ do: 'expect', text: 'Welcome' }],
    /“Welcome” isn't shown. The page shows: About Tasks/,
  ],
  [
    'a text that should be gone',
    [{ do: 'expect', text: 'Tasks', absent: true }],
    /“Tasks” is shown, and wasn't expected/,
  ],
  [
    'a button under a cover',
    [
      { do: 'click', role: 'button', name: 'Cover it' },
      { do: 'click', role: 'button', name: 'Add task' },
    ],
    /Something covers it: .*id="cover".*intercepts pointer events/,
  ],
  [
    'a disabled button',
    [{ do: 'click', role: 'button', name: 'Save all' }],
    /It is disabled, or can't be changed/,
  ],
  ['a key that is none', [{ do: 'press', key: 'Quux' }], /Unknown key: "Quux"/],
]

test.each(failures)(
  'rule 54.2: %s fails in words, and nothing is tried after it',
  async (_what, actions, words) => {
    const { steps } = await use([...actions, { do: 'press', key: 'Escape' }])
    expect(steps).toHaveLength(actions.length)
    expect(steps.at(-1)).toMatchObject({ ok: false, words: expect.stringMatching(words) })
  },
)

test('rule 54.2: where several have the name, the first is taken, and that is said', async () => {
  const { steps } = await use([
    newTask('One'),
    newTask('Two'),
    { do: 'click', role: 'button', name: 'Delete' },
    { do: 'expect', text: 'One', absent: true },
    { do: 'expect', text: 'Two' },
  ])
  expect(steps.every(({ ok }) => ok)).toBe(true)
  expect(steps[2]?.words).toContain('2 fit the name “Delete”: the first was taken')
})

test('rule 54.1: an error of a handler is told with the action that made it', async () => {
  const { steps, problems } = await use([{ do: 'click', role: 'button', name: 'Break it' }])
  expect(steps[0]?.words).toContain('Error: TypeError: tasks is undefined')
  expect(problems).toMatchObject([{ route: '/', message: 'TypeError: tasks is undefined' }])
})

test('rule 54.1: a picture is a JPEG of at most 1,024 px', async () => {
  const { pictures } = await use([newTask('One')], { pictures: 'end', width: 1_600 })
  expect(pictures).toMatchObject([{ width: 1_024, height: 512, route: '/' }])
  expect([...(pictures[0]?.bytes.subarray(0, 3) ?? [])]).toEqual([0xff, 0xd8, 0xff])
})

test('rule 54.2: a click that hangs the page fails by its action', {
  timeout: 40_000,
}, async () => {
  const html = '<h1>x</h1><button onclick="while (true);">Spin</button>'
  const { steps } = await use(
    [
      { do: 'expect', text: 'x' },
      { do: 'click', role: 'button', name: 'Spin' },
    ],
    { html, visitMs: 8_000 },
  )
  expect(steps).toMatchObject([{ ok: true }, { ok: false, words: /^Couldn't click button “Spin”/ }])
})

test('rule 54.2: an app that does not answer is said, and blames no action', async () => {
  const { port } = await listen((_request, response) => response.destroy())
  const answer = await lookAt(openPool(), {
    preview: {
      kind: 'stream',
      connect: () => Promise.reject(new Error(`none at ${port}`)),
      lost: async () => undefined,
    },
    width: 800,
    actions: [{ do: 'press', key: 'Escape' }],
    pictures: 'none',
    signal: new AbortController().signal,
  })
  expect(answer).toMatchObject({ seen: false })
})
