import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

const schemes = ['light', 'dark'] as const
/** Colours differ with the scheme, nothing else does. */
const byColour = ['color-contrast', 'link-in-text-block']
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A colour that is on its way to another one is neither. */
function stillness(page: Page) {
  return page.evaluate(async () => {
    const ends = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)))
    await Promise.allSettled(ends.map(({ finished }) => finished))
  })
}

/** What axe finds serious or worse on the page in either colour scheme. The app that is being built is people's own. */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    await expect(page.locator('[data-loading]')).toHaveCount(0)
    await stillness(page)
    const axe = new AxeBuilder({ page })
    const { violations } = await (colorScheme === 'light'
      ? axe.withTags(tags)
      : axe.withRules(byColour)
    )
      .exclude('iframe[title="Live preview"]')
      .analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        found.push(
          `${colorScheme}: ${id}: ${nodes.map(({ target, any }) => [String(target), ...any.map(({ message }) => message)].join(' · ')).join(', ')}`,
        )
  }
  return found
}
