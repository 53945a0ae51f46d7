import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdits } from './apply-edits.ts'

function apply(text: string, search: string, replace: string) {
  return applyEdits(text, [{ search, replace }])
}

function problemOf(text: string, search: string): string {
  const applied = apply(text, search, 'x')
  if (applied.ok) throw new Error(`It was applied: ${applied.text}`)
  return applied.problem
}

describe('an edit', () => {
  test('replaces what stands there exactly', () => {
    expect(apply('a\nb\nc\n', 'b\n', 'B\nBB\n')).toEqual({
      ok: true,
      text: 'a\nB\nBB\nc\n',
      loosely: false,
    })
  })

  test('replaces within a line, and takes $ as it is', () => {
    expect(apply('cost: 5 EUR', '5 EUR', '$& $1 $$')).toMatchObject({ text: 'cost: $& $1 $$' })
  })

  test('deletes where the replacement is empty', () => {
    expect(apply('a\nb\nc', '\nb', '')).toMatchObject({ ok: true, text: 'a\nc' })
  })

  test('fills an empty file by an empty search, and only an empty one', () => {
    expect(apply('', '', 'new')).toMatchObject({ ok: true, text: 'new' })
    expect(problemOf('full', '')).toContain('search text is empty')
  })
})

describe('an edit that is not exact', () => {
  test('finds lines whose trailing whitespace differs', () => {
    expect(apply('if (a) {  \n  b()\t\n}\n', 'if (a) {\n  b()\n}', 'c()')).toEqual({
      ok: true,
      text: 'c()\n',
      loosely: true,
    })
  })

  test('finds lines that are indented differently, and indents what it puts there', () => {
    const text = 'function f() {\n    if (a) {\n        b()\n    }\n}\n'
    const applied = apply(text, 'if (a) {\n    b()\n}', 'if (a) {\n    c()\n\n    d()\n}')
    expect(applied).toMatchObject({
      ok: true,
      text: 'function f() {\n    if (a) {\n        c()\n\n        d()\n    }\n}\n',
    })
  })

  test('takes indentation away where the search had too much', () => {
    expect(
      apply('a {\n  b\n}\n', '    a {\n      b\n    }', '    a {\n      c\n    }'),
    ).toMatchObject({
      text: 'a {\n  c\n}\n',
    })
  })

  test('finds tabs where the search has spaces', () => {
    expect(apply('x\n\ty\n\tz\n', '  y\n  z', '  y\n  w')).toMatchObject({ text: 'x\n\ty\n\tw\n' })
  })

  test('drops blank lines around the search', () => {
    expect(apply('a  \nb\nc', '\n\na\nb\n', '\n\nB\n')).toMatchObject({ ok: true, text: 'B\nc' })
  })

  test.each([
    ['quotes', 'say(“hello”) // it’s', 'say("hello") // it\'s'],
    ['dashes', 'a – b — c', 'a - b - c'],
    ['spaces', 'a\u00a0b\u202fc', 'a b c'],
  ])('finds look-alike %s within a line', (_what, inFile, asked) => {
    expect(apply(`x ${inFile} y`, asked, 'Z')).toEqual({ ok: true, text: 'x Z y', loosely: true })
  })

  test('finds look-alikes in lines of another indentation', () => {
    expect(apply('a\n    “b”\n    c\n', '  "b"\n  c', '  d')).toMatchObject({ text: 'a\n    d\n' })
  })

  test('prefers the exact place to a loose one', () => {
    expect(apply('  a\na ;\n"a"\n“a”\n', '“a”', 'x')).toMatchObject({
      text: '  a\na ;\n"a"\nx\n',
      loosely: false,
    })
  })
})

describe('an edit that cannot be made', () => {
  test('twice: names the lines and shows them', () => {
    const problem = problemOf('one\nsame\ntwo\nsame\n', 'same')
    expect(problem).toContain('2 times (lines 2, 4)')
    expect(problem).toContain('1| one\n2| same\n3| two')
  })

  test('twice by a fallback is refused as well', () => {
    expect(problemOf('  a()\n  b()\n---\n\ta()\n\tb()\n', ' a()\n b()')).toContain('2 times')
  })

  test('many times: names the first twenty lines only, and shows three', () => {
    const problem = problemOf('"a"\n'.repeat(500_000), '"')
    expect(problem).toContain('more than 20 times (lines 1, 1, 2, 2, ')
    expect(problem).toContain(', 10, 10, …)')
    expect(problem.split('\n---\n')).toHaveLength(3)
    expect(problem.length).toBeLessThan(500)
  })

  test('in a file of one long line: shows the beginning of the line', () => {
    expect(problemOf('x;'.repeat(50_000), 'x;').length).toBeLessThan(5_000)
  })

  test.each([
    ['blank lines', 'b\n', `a${'\n'.repeat(200_000)}x`],
    ['equal lines', 'a \n'.repeat(200_000), `${'a\n'.repeat(9_000)}b`],
    ['equal characters', 'a'.repeat(1_000_000), `${'a'.repeat(20_000)}b${'a'.repeat(20_000)}`],
    ['words', 'a\n'.repeat(40_000), Array.from({ length: 60_000 }, (_, n) => `w${n}`).join(' ')],
  ])('nowhere, for any number of %s: is said at once', (_what, text, search) => {
    expect(problemOf(text, search)).toContain('nowhere in the file')
  })

  test('nowhere: shows what comes nearest, with its lines', () => {
    const text = 'import x\n\nexport function Card() {\n  return <div className="big">Hi</div>\n}\n'
    const problem = problemOf(text, '  return <div className="small">Hi</div>')
    expect(problem).toContain('nowhere')
    expect(problem).toContain('4|   return <div className="big">Hi</div>')
  })

  test('nowhere and nothing like it: says to read again', () => {
    expect(problemOf('alpha beta', 'zzz yyy')).toContain('Read the file again')
  })
})

describe('several edits', () => {
  test('are applied in order, each to what the one before left', () => {
    const edits = [
      { search: 'a', replace: 'bb' },
      { search: 'bb', replace: 'c' },
    ]
    expect(applyEdits('a', edits)).toMatchObject({ ok: true, text: 'c' })
  })

  test('are all left out when one cannot be made, which is named', () => {
    const edits = [
      { search: 'a', replace: 'b' },
      { search: 'q', replace: 'r' },
    ]
    expect(applyEdits('a', edits)).toMatchObject({ ok: false, index: 1 })
  })
})

describe('line ends', () => {
  test('stay CRLF where the file has them, whatever the edit has', () => {
    expect(apply('a\r\nb\r\nc\r\n', 'a\nb', 'x\ny\nz')).toMatchObject({
      ok: true,
      text: 'x\r\ny\r\nz\r\nc\r\n',
      loosely: false,
    })
  })

  test('stay LF where the edit has CRLF', () => {
    expect(apply('a\nb\n', 'a\r\nb', 'x\r\ny')).toMatchObject({ text: 'x\ny\n' })
  })
})

test('any unique part of any text is replaced, and nothing else is touched', () => {
  const line = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, ''))
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      line,
      fc.array(line, { maxLength: 8 }),
      (before, replace, after) => {
        const head = before.join('\n')
        const tail = after.join('\n')
        const mark = '<<here: unique-ρ>>'
        const applied = apply(`${head}${mark}${tail}`, mark, replace)
        expect(applied).toEqual({ ok: true, text: `${head}${replace}${tail}`, loosely: false })
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})
