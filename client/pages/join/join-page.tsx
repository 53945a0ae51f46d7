import type { ReactNode } from 'react'
import { Egg } from '../../ui/logo.tsx'
import { Page } from '../../ui/page.tsx'
import { Title } from '@mantine/core'
import classes from '../account/account.module.css'

type JoinPageProps = { title: string; lead: ReactNode; children: ReactNode }

export function JoinPage({ title, lead, children }: JoinPageProps) {
  return (
    <Page title={title} width="text">
      <div className={classes.column}>
        <Egg size={40} />
        <Title order={1} size="h3" ta="center">
          {title}
        </Title>
        <p className={classes.lead}>{lead}</p>
        <div className={classes.card}>
          <div className={classes.form}>{children}</div>
        </div>
      </div>
    </Page>
  )
}
