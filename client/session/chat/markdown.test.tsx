import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { MarkdownTokens } from './markdown-tokens.tsx'
import { readMarkdown, safeHref } from './read-markdown.ts'

function html(text: string) {
  return renderToStaticMarkup(<MarkdownTokens tokens={readMarkdown(text)} />)
}

test('HTML in a message stays text', () => {
  const shown = html('<img src=x onerror="alert(1)"> and <b>bold</b>\n\n<script>alert(1)</script>')
  expect(shown).not.toMatch(/<(img|b|script)\b/)
  expect(shown).toContain('&lt;script&gt;')
})

test('links open in a new tab without an opener; other schemes are not linked', () => {
  expect(html('[docs](https://example.com/a)')).toBe(
    '<p><a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">docs</a></p>',
  )
  expect(html('[click](javascript:alert(1))')).toBe('<p>click</p>')
  expect(safeHref('data:text/html,x')).toBeNull()
  expect(safeHref('/relative')).toBeNull()
})

test('images are shown as links, so that nothing is fetched from other hosts', () => {
  expect(html('![cat](https://example.com/cat.png)')).not.toContain('<img')
})

test.each([
  ['**a** *b* `c` ~~d~~', '<p><strong>a</strong> <em>b</em> <code>c</code> <del>d</del></p>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
  ['# a', '<h3>a</h3>'],
  ['> a', '<blockquote><p>a</p></blockquote>'],
  ['a < b && c "d"', '<p>a &lt; b &amp;&amp; c &quot;d&quot;</p>'],
  ['\\*a\\*', '<p>*a*</p>'],
])('%s', (text, expected) => {
  expect(html(text)).toBe(expected)
})

test('tables and task lists of GitHub Flavored Markdown', () => {
  expect(html('| a | b |\n|---|--:|\n| 1 | 2 |')).toContain('<td align="right">2</td>')
  expect(html('- [x] done')).toContain('checked=""')
})
