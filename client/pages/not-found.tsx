import { Button, Group, Text, Title } from '@mantine/core'
import { Link } from 'wouter'
import { openPalette } from '../ui/palette-host.tsx'
import { Page } from '../ui/page.tsx'
import classes from './not-found.module.css'

/** For addresses that lead nowhere. */
export default function NotFound() {
  return (
    <Page title="Not found" width="text">
      <div className={classes.middle}>
        <svg className={classes.shell} viewBox="0 0 120 96" aria-hidden="true">
          <path d="M22 48c0 26 17 42 38 42s38-16 38-42l-12 9-12-10-14 11-13-11-13 10Z" />
          <path d="m36 36 12-9 12 8 13-9 12 9C82 17 73 4 61 4S40 17 36 36Z" />
        </svg>
        <Title order={1} size="h3">
          There is nothing at this address
        </Title>
        <Text c="dimmed">
          The link may be incomplete, or what was here has been deleted by somebody who may.
        </Text>
        <Group gap="xs" mt="sm">
          <Button component={Link} href="/">
            Start page
          </Button>
          <Button variant="default" onClick={openPalette}>
            Look for it
          </Button>
        </Group>
      </div>
    </Page>
  )
}
