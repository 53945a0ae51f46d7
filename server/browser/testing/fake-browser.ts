import type { PageBrowser, PageUse, PageUseRequest } from '../port.ts'
import { noBrowser } from './no-browser.ts'

/** Answers each use with what `answer` gives. */
export function fakeBrowser(
  answer: (request: PageUseRequest) => Partial<PageUse> | string,
): PageBrowser & { requests: PageUseRequest[] } {
  const requests: PageUseRequest[] = []
  return {
    ...noBrowser,
    requests,
    unavailable: () => null,
    async use(request) {
      requests.push(request)
      const said = answer(request)
      if (typeof said === 'string') return { seen: false, why: said }
      return { seen: true, use: { steps: [], problems: [], tree: '', pictures: [], ...said } }
    },
  }
}
