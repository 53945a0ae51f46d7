import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { DeadEnd } from '../ui/dead-end.tsx'
import { Page } from '../ui/page.tsx'
import { openPalette } from '../ui/palette-host.tsx'
import { notFoundWords } from '../words/ui.ts'

export default function NotFound() {
  return (
    <Page title="Not found" width="text">
      <DeadEnd {...notFoundWords}>
        <Button component={Link} href="/">
          Start page
        </Button>
        <Button variant="default" onClick={openPalette}>
          Search
        </Button>
      </DeadEnd>
    </Page>
  )
}
