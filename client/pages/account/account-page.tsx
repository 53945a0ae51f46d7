import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Egg } from '../../ui/logo.tsx'
import { Page } from '../../ui/page.tsx'
import classes from './account.module.css'

type AccountPageProps = { title: string; lead: ReactNode; children: ReactNode; foot: ReactNode }

export function AccountPage({ title, lead, children, foot }: AccountPageProps) {
  return (
    <Page title={title} width="text">
      <div className={classes.column}>
        <Egg size={40} />
        <Title order={1} size="h3">
          {title}
        </Title>
        <p className={classes.lead}>{lead}</p>
        <div className={classes.card}>{children}</div>
        <p className={classes.foot}>{foot}</p>
      </div>
    </Page>
  )
}
