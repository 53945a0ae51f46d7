import './ui/styles.ts'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient, trpc, trpcClient } from './api.ts'
import { Pages } from './pages/pages.tsx'
import { keepCompositionKeys } from './ui/composition-keys.ts'
import { CookieGate } from './ui/cookie-gate.tsx'
import { PageBoundary } from './ui/page-boundary.tsx'
import { PageFallback } from './ui/page.tsx'
import { PaletteHost } from './ui/palette-host.tsx'
import { cssVariablesResolver, theme } from './ui/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')

keepCompositionKeys(window)

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
    >
      <trpc.Provider client={trpcClient} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <PageBoundary>
            <CookieGate>
              <Suspense fallback={<PageFallback />}>
                <Pages />
              </Suspense>
            </CookieGate>
          </PageBoundary>
          <PaletteHost />
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  </StrictMode>,
)
