import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { CodeBlock } from './code-block.tsx'

test('until its grammar is loaded, code is shown plain and whole', () => {
  const html = renderToStaticMarkup(
    <MantineProvider>
      <CodeBlock code={"<p>Don't stop</p>"} language="tsx" />
    </MantineProvider>,
  )
  expect(html).toContain('<code>&lt;p&gt;Don&#x27;t stop&lt;/p&gt;</code>')
  expect(html).toContain('aria-label="tsx code"')
})
