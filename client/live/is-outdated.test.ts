import { expect, test } from 'vitest'
import { protocolVersion } from '../../shared/protocol/version.ts'
import { isOutdated } from './is-outdated.ts'

test('rule 34.3: a tab is outdated where the server is newer, not where it is older or says nothing', () => {
  expect(isOutdated(protocolVersion + 1)).toBe(true)
  expect(isOutdated(protocolVersion)).toBe(false)
  expect(isOutdated(protocolVersion - 1)).toBe(false)
  expect(isOutdated(null)).toBe(false)
})
