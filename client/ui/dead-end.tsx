import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './dead-end.module.css'

type DeadEndProps = {
  title: string
  text: string
  children: ReactNode
}

export function DeadEnd({ title, text, children }: DeadEndProps) {
  return (
    <div className={classes.middle}>
      <svg className={classes.shell} viewBox="0 0 120 96" aria-hidden="true">
        <path d="M22 48c0 26 17 42 38 42s38-16 38-42l-12 9-12-10-14 11-13-11-13 10Z" />
        <path d="m36 36 12-9 12 8 13-9 12 9C82 17 73 4 61 4S40 17 36 36Z" />
      </svg>
      <Title order={1} size="h3">
        {title}
      </Title>
      <Text c="dimmed">{text}</Text>
      <div className={classes.ways}>{children}</div>
    </div>
  )
}
