import { expect } from '@playwright/test'
import { runMs, type SessionPage } from './session-page.ts'

export const errandsPrompt = 'a to-do app called Errands with priorities'

export async function useErrands({ app }: SessionPage, item: string) {
  await expect(app.getByRole('heading', { name: 'Errands' }).first()).toBeVisible({
    timeout: runMs,
  })
  await app.getByRole('textbox', { name: /^New/ }).fill(item)
  await app.getByRole('combobox').first().click()
  await app.getByRole('option', { name: 'High' }).click()
  await app.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(app.getByRole('listitem').filter({ hasText: item })).toContainText('High')
}
