import { tellMainStory } from './stories/main-story.ts'
import { test } from './support/test.ts'

test('a stranger asks for a to-do app, uses it, and changes it in front of two tabs', async ({
  page,
}) => {
  await tellMainStory(page)
})
