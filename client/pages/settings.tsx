import { Title } from '@mantine/core'
import { trpc } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Page } from '../ui/page.tsx'
import { SchemeChoice } from '../ui/scheme-choice.tsx'
import { settingsWords } from '../words/settings.ts'
import { AccountSection } from './settings/account-section.tsx'
import { DeleteSection } from './settings/delete-section.tsx'
import { DevicesSection } from './settings/devices-section.tsx'
import { ModelsSection } from './settings/models-section.tsx'
import { Section } from './settings/section.tsx'
import { SettingsSkeleton } from './settings/settings-skeleton.tsx'
import { SignInFirst } from './settings/sign-in-first.tsx'

export default function Settings() {
  const me = trpc.auth.me.useQuery(undefined, { staleTime: 60_000 })
  return (
    <Page title="Settings" crumbs="Settings" width="text">
      <Title order={1} size="h3" mb="md">
        Settings
      </Title>
      {me.isError && (
        <ErrorNote
          title={settingsWords.accountFailed}
          error={me.error}
          onRetry={() => me.refetch()}
          retrying={me.isFetching}
        />
      )}
      {me.isPending && <SettingsSkeleton />}
      {me.data === null && <SignInFirst />}
      {me.data && <AccountSection me={me.data} />}
      <Section title="Theme" lead={settingsWords.theme}>
        <SchemeChoice />
      </Section>
      <ModelsSection />
      {me.data && <DevicesSection me={me.data} />}
      {me.data && <DeleteSection me={me.data} />}
    </Page>
  )
}
