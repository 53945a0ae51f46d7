import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FilePath } from './paths.ts'
import { Email, Password, PersonName, SignIn } from './protocol/account.ts'
import { Picked } from './protocol/anchor.ts'
import { DeclineReason, PinText, Prompt, SessionName, WorkspaceName } from './protocol/texts.ts'
import { storable } from './storable.ts'
import { lineOf, personNameOf } from './text.ts'

/** Units that text is broken by, among plain ones. */
const unit = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'Z', '9', ' ', '.', '-', '@', 'ß', 'é', 'ж', '東') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['\0', '\n', '\r\n', '\t', '\u0085', '\u2028', '\u202e', '\u2066', '\u200f', '\ud83d'],
      ...[
        '\udc4d',
        '👍',
        '👩‍💻',
        '🏴\u{e0067}\u{e0062}\u{e007f}',
        '❤️',
        'e\u0301',
        '\u0301',
        '\u200b',
      ],
      ...['\u200d', '\u200c', '\ufeff', '\u3164', '\u00a0', '\u3000', '\u00ad', 'ﬁ', 'Å', '\uffff'],
      ...['\u1100\u1161', 'ﷺ', '¨', '\u2800', 'İ', 'Σ', '\u001b', '\u009b'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
)
const anyText = fc.string({ unit, maxLength: 40 })

const texts = { Prompt, PinText, DeclineReason }
const lines = { PersonName, SessionName, WorkspaceName }
const all = { ...texts, ...lines, Email, Password, elementName: Picked.shape.name }

function graphemes(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
}

test.each(Object.entries(all))(
  'rule 39.1: what %s takes can be stored as it is, and is taken again unchanged',
  (_name, schema) => {
    fc.assert(
      fc.property(anyText, (given) => {
        const taken = schema.safeParse(given)
        if (!taken.success) {
          for (const { message } of taken.error.issues) expect(message).toMatch(/^[A-Z].*\.$/)
          return
        }
        expect(storable(taken.data)).toBe(taken.data)
        expect(schema.parse(taken.data)).toBe(taken.data)
      }),
      { numRuns: 2_000 },
    )
  },
)

test.each(Object.entries(texts))(
  'rule 39.2: %s stays as written but for line ends, halves and control characters',
  (_name, schema) => {
    fc.assert(
      fc.property(anyText, (given) => {
        const taken = schema.safeParse(given)
        if (!taken.success) return
        const { data } = taken
        expect(data).not.toMatch(/(?![\t\n])\p{Cc}/u)
        expect(data).toBe(
          given
            .toWellFormed()
            .replaceAll(/\r\n?/g, '\n')
            .replaceAll(/[^\P{Cc}\n\t]/gu, '')
            .trim(),
        )
      }),
    )
    expect(schema.parse('👩‍💻 e\u0301 שלום\u200f\n\tif (a)\r\n')).toBe(
      '👩‍💻 e\u0301 שלום\u200f\n\tif (a)',
    )
  },
)

const nothingToSee = ['', ' \n', '\u200b\u200d\u2060', '\u3164', '\u2800', '\u0301', '\0\u0007']
test.each(nothingToSee)('rule 39.2: %j is empty, in texts and in names', (given) => {
  for (const schema of Object.values({ ...texts, ...lines }))
    expect(schema.safeParse(given).success).toBe(false)
  expect(lineOf(given, 80)).toBe('')
})

test('rule 39.3: no name has a line break, a hidden or a turning character', () => {
  fc.assert(
    fc.property(anyText, (given) => {
      for (const schema of Object.values(lines)) {
        const { data } = schema.safeParse(given)
        if (data === undefined) continue
        expect(data).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]|\s{2}|^\s|\s$/u)
        expect(data).not.toMatch(/[\u200b\u2060\ufeff\u00ad\u3164]/)
      }
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['Ada\nBen', /one line.*Remove/],
  ['Ada\u2028Ben', /one line.*Remove/],
  ['Ada\u202efdp.exe', /U\+202E/],
  ['\u2066Ada\u2069', /U\+2066/],
  ['A\0da', /U\+0000/],
  ['Ada \ud83d', /U\+D83D/],
  ['Ada\u001b[31m', /U\+001B/],
  [`A${'\u0301'.repeat(60)}`, /accents/],
  ['x'.repeat(81), /at most 80/],
  ['ﷺ'.repeat(20), /at most 80/],
])('rule 39.3: the name %j is refused with words that say why', (given, words) => {
  expect(PersonName.safeParse(given).error?.issues[0]?.message).toMatch(words)
})

test.each([
  ['Zoe\u0308', 'Zoë'],
  ['  Ada \u00a0\t Lovelace\n', 'Ada Lovelace'],
  ['Ａｄａ', 'Ada'],
  ['ﬁn', 'fin'],
  ['A\u200bda\ufeff', 'Ada'],
  ['A\u200dda', 'Ada'],
  ['👩‍💻 Ada ❤️‍🔥 1️⃣', '👩‍💻 Ada ❤️‍🔥 1️⃣'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['می\u200cخواهم', 'می\u200cخواهم'],
  ['क्\u200dष', 'क्\u200dष'],
  ['葛\u{e0100}城', '葛\u{e0100}城'],
  ['O’Brien-Łuków, Jr.', 'O’Brien-Łuków, Jr.'],
])('rule 39.3: the person’s name %j is taken as %j', (given, name) => {
  expect(PersonName.parse(given)).toBe(name)
})

test('rule 39.3: a session’s name keeps its compatibility forms', () => {
  expect(SessionName.parse('Half ½ of it… ™')).toBe('Half ½ of it… ™')
})

test.each(['a\0b', 'a\nb', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\ud83db'])(
  'rule 39.3: no file has the path %j',
  (path) => {
    expect(FilePath.safeParse(`src/${path}.ts`).success).toBe(false)
    expect(FilePath.safeParse('src/größe 👍 東.ts').success).toBe(true)
  },
)

test('rule 39.4: a line out of any text is a name, and is cut between characters', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 30 }), (given, max) => {
      const line = lineOf(given, max)
      expect(line.length).toBeLessThanOrEqual(max)
      if (line !== '') expect(SessionName.parse(line)).toBe(line)
      const name = personNameOf(given, max)
      expect(name.length).toBeLessThanOrEqual(max)
      if (name !== '') expect(PersonName.parse(name)).toBe(name)
    }),
    { numRuns: 2_000 },
  )
  expect(lineOf('one\ntwo\u202e \0 three', 80)).toBe('one two three')
})

test.each([
  ['zoë@example.com', 'zoë@example.com'],
  ['Zoe\u0308@Example.COM ', 'zoë@example.com'],
  ['x@bücher.example', 'x@xn--bcher-kva.example'],
  ['x@BU\u0308CHER.example', 'x@xn--bcher-kva.example'],
  ['x@xn--bcher-kva.example', 'x@xn--bcher-kva.example'],
  ['почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
  ['用户@例子。公司', '用户@xn--fsqu00a.xn--55qx5d'],
  ['ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'taro@example.com'],
  ["o'brien+tag.x_y-z@sub.example.co", "o'brien+tag.x_y-z@sub.example.co"],
  ['a!#$%&*/=?^`{|}~b@example.com', 'a!#$%&*/=?^`{|}~b@example.com'],
  ['👍@example.com', '👍@example.com'],
])('rule 39.5: %j is the e-mail address %s', (given, address) => {
  expect(Email.parse(given)).toBe(address)
  expect(SignIn.parse({ email: given, password: 'x' }).email).toBe(address)
})

test.each([
  ...['', 'x', '@', 'x@', '@example.com', 'x@localhost', 'x@example', 'x@.com', 'x@example..com'],
  ...['x@-a.com', 'x@a-.com', 'x@a_b.com', 'x@127.0.0.1', 'x@127.1', 'x@[::1]', 'x@example.com/y'],
  ...[
    'x@example.com:80',
    'a@b@example.com',
    '.x@example.com',
    'x.@example.com',
    'x..y@example.com',
  ],
  ...['x y@example.com', 'x@exa mple.com', 'x\0@example.com', 'x\n@example.com', 'x@exa\nmple.com'],
  ...['x\u202e@example.com', 'x\u200b@example.com', '\ud83d@example.com', 'x@a.123'],
  ...[
    '"x"@example.com',
    'x@example.com?y',
    'x@example.com#y',
    'x@%41.com',
    'x@a\\b.com',
    '<x@a.com>',
  ],
  `${'x'.repeat(250)}@example.com`,
])('rule 39.5: %j is no e-mail address', (given) => {
  const { error } = Email.safeParse(given)
  expect(error?.issues[0]?.message).toMatch(/^(Enter a valid e-mail address|An e-mail address has)/)
})

test('rule 39.6: a password of any spaces and composition is one', () => {
  const forms = ['Åse\u00a0ö\u1e69 12', 'A\u030ase o\u0308s\u0323\u0307\u300012', 'Åse öṩ 12']
  expect(new Set(forms.map((form) => Password.parse(form))).size).toBe(1)
  for (const hidden of ['\0', '\n', '\u200b', '\ufeff', '\ud83d', '\u202e'])
    expect(Password.safeParse(`correct${hidden}horse`).error?.issues[0]?.message).toMatch(/hidden/)
  expect(Password.parse('👩‍💻 ❤️ 👩‍💻')).toBe('👩‍💻 ❤️ 👩‍💻')
})

test('rule 39.3: names of many scripts stay whole', () => {
  for (const name of ['नमस्ते', '한국어', 'ภาษาไทย', 'עִבְרִית', 'Việt', 'བོད་སྐད'])
    expect(graphemes(PersonName.parse(name.normalize('NFD')))).toEqual(
      graphemes(name.normalize('NFC')),
    )
})
