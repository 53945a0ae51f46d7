import type { MarkedToken, Token, Tokens } from 'marked'
import type { ReactNode } from 'react'
import { CodeBlock } from './code-block.tsx'
import classes from './markdown.module.css'
import { isMarkdown, safeHref } from './read-markdown.ts'

function Link({ href, children }: { href: string; children: ReactNode }) {
  const safe = safeHref(href)
  if (!safe) return children
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    // The order never changes: the index is a stable key.
    <li key={index} className={item.task ? classes.task : undefined}>
      <MarkdownTokens tokens={item.tokens} />
    </li>
  ))
  if (!list.ordered) return <ul>{items}</ul>
  return <ol start={list.start === '' ? 1 : list.start}>{items}</ol>
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div className={classes.table}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, column) => (
              <th key={column} align={cell.align ?? undefined}>
                <MarkdownTokens tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} align={cell.align ?? undefined}>
                  <MarkdownTokens tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const headings = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const

function Inner({ of }: { of: Token[] | undefined }) {
  return <MarkdownTokens tokens={of ?? []} />
}

function One({ token }: { token: MarkedToken }): ReactNode {
  switch (token.type) {
    case 'paragraph':
      return (
        <p>
          <Inner of={token.tokens} />
        </p>
      )
    case 'heading': {
      const Heading = headings[token.depth - 1] ?? 'h6'
      return (
        <Heading>
          <Inner of={token.tokens} />
        </Heading>
      )
    }
    case 'strong':
      return (
        <strong>
          <Inner of={token.tokens} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inner of={token.tokens} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Inner of={token.tokens} />
        </del>
      )
    case 'blockquote':
      return (
        <blockquote>
          <Inner of={token.tokens} />
        </blockquote>
      )
    case 'link':
      return (
        <Link href={token.href}>
          <Inner of={token.tokens} />
        </Link>
      )
    case 'image':
      // Loading an image would reveal the user to its host.
      return <Link href={token.href}>{token.text || token.href}</Link>
    case 'code':
      return <CodeBlock code={token.text} language={token.lang?.split(/\s/, 1)[0] ?? ''} />
    case 'codespan':
      return <code>{token.text}</code>
    case 'list':
      return <List list={token} />
    case 'list_item':
      return <Inner of={token.tokens} />
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} readOnly disabled aria-label="Done" />
    case 'table':
      return <Table table={token} />
    case 'text':
      return 'tokens' in token && token.tokens ? <Inner of={token.tokens} /> : token.text
    case 'escape':
    case 'html':
      return token.text
    case 'br':
      return <br />
    case 'hr':
      return <hr />
    case 'def':
    case 'space':
      return null
  }
}

export function MarkdownTokens({ tokens }: { tokens: readonly Token[] }) {
  return tokens.map((token, index) =>
    isMarkdown(token) ? <One key={index} token={token} /> : token.raw,
  )
}
