import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

const schemes = ['light', 'dark'] as const
const byColour = ['color-contrast', 'link-in-text-block']
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Colors in the middle of a transition would be findings. */
function stillness(page: Page) {
  return page.evaluate(async () => {
    const ends = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(Number(effect?.getComputedTiming().endTime)))
    await Promise.allSettled(ends.map(({ finished }) => finished))
  })
}

/** Serious and critical findings in both color schemes. Skips the preview: its app is people's own. */
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
