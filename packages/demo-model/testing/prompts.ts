import type { Kind } from '../parse/kind.ts'
import { Random } from './random.ts'

/** What a browser does in a made app, and what it must then find. Names are accessible names. */
export type Action =
  /** The text is visible (in any element; part of a longer text will do). */
  | { do: 'see'; text: string }
  /** The text is visible nowhere. */
  | { do: 'miss'; text: string }
  /** Fills the field with that label. */
  | { do: 'fill'; label: string; text: string }
  /** Clicks the first button, tab or link with exactly that name. */
  | { do: 'press'; name: string }
  /** Ticks the checkbox or switch with exactly that name. */
  | { do: 'tick'; name: string }
  /** Opens the select with that label and takes an option. */
  | { do: 'choose'; label: string; option: string }
  /** So many buttons whose name begins like that are there. */
  | { do: 'count'; buttons: string; count: number }
  /** The root's custom property has that value. */
  | { do: 'token'; name: string; value: string }
  /** Loads the page again; what was entered must still be there. */
  | { do: 'reload' }

export interface DemoPrompt {
  seed: number
  prompt: string
  kind: Kind
  /** The page's title, which also has to be visible. */
  title: string
  actions: Action[]
}

/** Things that people keep, none of which the model has a word for. */
export const nouns = [
  'kayak',
  'bassoon',
  'fossil',
  'lantern',
  'meteorite',
  'snow globe',
  'weathervane',
  'teapot',
  'marionette',
  'sundial',
  'kite',
  'umbrella',
  'barometer',
  'origami crane',
  'postage stamp',
  'beehive',
  'skateboard',
  'telescope',
  'mushroom',
  'ukulele',
  'quilt',
  'bonsai',
  'jigsaw',
  'hammock',
] as const

/** Colours that have to come through, with the value that --primary gets. */
export const colours: readonly (readonly [string, string])[] = [
  ['#3f7cac', '#3f7cac'],
  ['#b33951', '#b33951'],
  ['#2f6b4f', '#2f6b4f'],
  ['#8a5a44', '#8a5a44'],
  ['#5b3e96', '#5b3e96'],
  ['#c56e33', '#c56e33'],
]

type Maker = (
  random: Random,
  name: string,
) => Omit<DemoPrompt, 'seed' | 'title' | 'kind'> & { kind: Kind; title?: string }

function see(text: string): Action {
  return { do: 'see', text }
}
function press(name: string): Action {
  return { do: 'press', name }
}
function fill(label: string, text: string): Action {
  return { do: 'fill', label, text }
}

const makers: readonly [Maker, ...Maker[]] = [
  (random, name) => {
    const entry = `Fetch the ${random.pick(nouns)}`
    return {
      kind: 'todo',
      prompt: `a to-do app called ${name} with priorities`,
      actions: [
        fill('New task', entry),
        { do: 'choose', label: 'Priority', option: 'High' },
        press('Add'),
        see(entry),
        { do: 'tick', name: entry },
        press('Done 2'),
        see(entry),
        { do: 'reload' },
        see(entry),
      ],
    }
  },
  (random, name) => {
    const noun = random.pick(nouns)
    const field = random.word()
    const entry = `${random.word()} ${random.word()}`
    return {
      kind: 'collection',
      prompt: `a ${noun} catalogue called ${name} with name, ${field}, year and price`,
      actions: [
        press(`Add ${noun}`),
        fill('Name', entry),
        press('Save'),
        see(entry),
        see(capital(field)),
        { do: 'reload' },
        see(entry),
      ],
    }
  },
  (random, name) => {
    const noun = random.word()
    const entry = capital(random.word())
    return {
      kind: 'collection',
      prompt: `Build an app named "${name}" to keep track of my ${noun}s`,
      actions: [
        see(`${noun}s`),
        press(`Add ${noun}`),
        fill('Name', entry),
        press('Save'),
        see(entry),
        { do: 'fill', label: `Search ${noun}s`, text: entry },
        see(`1 ${noun}`),
      ],
    }
  },
  (random, name) => {
    const columns = distinct(random, 3 + random.below(3))
    const entry = `Polish the ${random.pick(nouns)}`
    return {
      kind: 'kanban',
      prompt: `make a kanban board called ${name} with columns ${list(columns)}`,
      actions: [
        ...columns.map(see),
        press(`Add card to ${columns[1]}`),
        fill('Title', entry),
        press('Save'),
        see(entry),
        press(`Move ${entry} right`),
        { do: 'reload' },
        see(entry),
      ],
    }
  },
  (random, name) => {
    const count = 3 + random.below(4)
    return {
      kind: 'kanban',
      prompt: `a kanban board with ${['zero', 'one', 'two', 'three', 'four', 'five', 'six'][count]} columns called ${name}`,
      actions: [{ do: 'count', buttons: 'Add card to ', count }],
    }
  },
  (random, name) => {
    const plans = distinct(random, 3)
    return {
      kind: 'pricing',
      prompt: `pricing page called ${name} with plans ${list(plans)} and an FAQ`,
      actions: [
        ...plans.map(see),
        press(`Choose ${plans[1]}`),
        press('Chosen'),
        { do: 'tick', name: 'Pay yearly' },
        see('Frequently asked questions'),
      ],
    }
  },
  (random, name) => {
    const count = 2 + random.below(5)
    return {
      kind: 'pricing',
      prompt: `a pricing page for a ${random.pick(nouns)} rental called ${name} with ${count} plans`,
      actions: [{ do: 'count', buttons: 'Choose ', count }],
    }
  },
  (random, name) => {
    const noun = random.pick(nouns)
    return {
      kind: 'landing',
      prompt: `a landing page for a ${noun} workshop called ${name} with testimonials and a newsletter`,
      actions: [
        see(`${noun} workshop`),
        see('What people say'),
        fill('E-mail', 'nobody'),
        press('Subscribe'),
        see('Please enter an e-mail address.'),
        fill('E-mail', 'ada@example.com'),
        press('Subscribe'),
        see('Thank you!'),
      ],
    }
  },
  (random, name) => ({
    kind: 'dashboard',
    prompt: `dashboard for ${random.pick(nouns)} rentals called ${name} with charts`,
    actions: [
      see('over the year'),
      see('By weekday'),
      fill('Search', 'zzzz'),
      see('Nothing found'),
    ],
  }),
  (_random, name) => ({
    kind: 'signin',
    prompt: `a sign-in form called ${name}`,
    actions: [
      fill('E-mail', 'ada'),
      fill('Password', 'short'),
      press('Sign in'),
      see('Please enter a valid e-mail address.'),
      see('at least 8 characters'),
      fill('E-mail', 'ada@example.com'),
      fill('Password', 'long enough'),
      press('Sign in'),
      see('Welcome, ada@example.com'),
    ],
  }),
  (random, name) => {
    const text = `Has anybody seen my ${random.pick(nouns)}?`
    return {
      kind: 'chat',
      prompt: `chat app for ${random.pick(nouns)} fans called ${name}`,
      actions: [fill('Message', text), press('Send'), see(text), { do: 'reload' }, see(text)],
    }
  },
  (random, name) => {
    const text = `On the ${random.word()} ${random.pick(nouns)}`
    return {
      kind: 'blog',
      prompt: `a blog about ${random.pick(nouns)}s called ${name}`,
      actions: [
        press('Write a post'),
        fill('Title', text),
        fill('Text', 'It was a dark and stormy night.'),
        press('Save'),
        see(text),
      ],
    }
  },
  (random, name) => ({
    kind: 'portfolio',
    prompt: `portfolio for a ${random.pick(nouns)} maker named ${name}`,
    actions: [
      see('Selected work'),
      press('Add project'),
      fill('Title', 'Lighthouse song'),
      press('Save'),
      see('Lighthouse song'),
      press('Send message'),
      see('Please tell us your name.'),
    ],
  }),
  (random, name) => {
    const noun = random.pick(nouns)
    return {
      kind: 'gallery',
      prompt: `photo gallery of ${noun}s called ${name}`,
      actions: [
        press(`Add ${noun}`),
        fill('Title', 'Over the hills'),
        press('Save'),
        see('Over the hills'),
        press('Like Over the hills'),
        press('Liked'),
        see('Over the hills'),
      ],
    }
  },
  (_random, name) => ({
    kind: 'calculator',
    prompt: `calculator called ${name}`,
    actions: [press('6'), press('Multiply'), press('7'), press('Equals'), see('6×7 = 42')],
  }),
  (_random, name) => ({
    kind: 'calculator',
    prompt: `a tip calculator called ${name}`,
    actions: [fill('Bill', '200'), fill('Tip', '10'), fill('People', '4'), see('$55.00')],
  }),
  (random, name) => {
    const minutes = 6 + random.below(50)
    return {
      kind: 'timer',
      prompt: `a ${minutes} minute timer called ${name}`,
      actions: [
        see(`${String(minutes).padStart(2, '0')}:00`),
        press('Start'),
        press('Pause'),
        press('Reset'),
        see(`${String(minutes).padStart(2, '0')}:00`),
      ],
    }
  },
  (random, name) => {
    const count = 3 + random.below(6)
    const noun = random.pick(nouns)
    return {
      kind: 'quiz',
      prompt: `quiz about ${noun}s with ${count} questions called ${name}`,
      actions: [
        see(`Question 1 of ${count}`),
        see(noun),
        press('B Look closely and ask'),
        see('That is right!'),
        press('Next question'),
        see(`Question 2 of ${count}`),
      ],
    }
  },
  (random, name) => {
    const noun = random.pick(nouns)
    const count = 4 + random.below(5)
    return {
      kind: 'shop',
      prompt: `a shop called ${name} that sells ${noun}s with ${count} products`,
      actions: [
        { do: 'count', buttons: 'Delete ', count },
        press(`Add ${noun}`),
        fill('Name', 'The finest one'),
        fill('Price', '12'),
        press('Save'),
        press('Add The finest one to cart'),
        press('Cart 1'),
        see('In all'),
      ],
    }
  },
  (_random, name) => ({
    kind: 'settings',
    prompt: `settings page called ${name}`,
    actions: [
      press('Save changes'),
      see('Something is missing'),
      fill('Display name', 'Ada'),
      fill('E-mail', 'ada@example.com'),
      press('Save changes'),
      see('Your settings are saved'),
      press('Notifications'),
      { do: 'tick', name: 'Mentions' },
    ],
  }),
  (random, name) => {
    const text = `Meet the ${random.pick(nouns)} club`
    return {
      kind: 'calendar',
      prompt: `a calendar called ${name}`,
      actions: [press('Add event'), fill('Title', text), press('Save'), see(text)],
    }
  },
  (_random, name) => ({
    kind: 'habits',
    prompt: `habit tracker called ${name}`,
    actions: [
      fill('New habit', 'Whistle'),
      press('Add'),
      see('Whistle'),
      { do: 'reload' },
      see('Whistle'),
    ],
  }),
  (_random, name) => ({
    kind: 'notes',
    prompt: `notes app called ${name}`,
    actions: [press('New note'), fill('Title', 'Whale song'), { do: 'reload' }, see('Whale song')],
  }),
  (random, name) => {
    const entry = `${capital(random.word())} Person`
    return {
      kind: 'form',
      prompt: `a contact form called ${name}`,
      actions: [
        press('Send'),
        see('Please fill in name.'),
        fill('Name', entry),
        fill('E-mail', 'ada@example.com'),
        fill('Message', 'Hello there'),
        press('Send'),
        see(entry),
      ],
    }
  },
]

/** `count` prompts that the seed decides, each with what a browser has to find and do. */
export function demoPrompts(count: number, seed = 1): DemoPrompt[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed * 7919 + index)
    const make = makers[index % makers.length] ?? makers[0]
    const name =
      capital(random.word()) + (random.below(3) === 0 ? ` ${capital(random.word())}` : '')
    const made = make(random, name)
    const colour = random.below(2) === 0 ? colours[random.below(colours.length)] : undefined
    const [word, value] = colour ?? []
    const look: Action[] = value === undefined ? [] : [{ do: 'token', name: '--primary', value }]
    return {
      seed,
      kind: made.kind,
      title: name,
      prompt: word === undefined ? made.prompt : `${made.prompt}, in ${word}`,
      actions: [...look, see(name), ...made.actions],
    }
  })
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

function distinct(random: Random, count: number): string[] {
  const words = new Set<string>()
  while (words.size < count) words.add(capital(random.word()))
  return [...words]
}

function list(words: string[]): string {
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
