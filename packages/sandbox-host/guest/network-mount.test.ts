import { expect, test } from 'vitest'
import { isNetworkMount, isNetworkType } from './network-mount.ts'

test.each([
  ['NFS', 0x6969, true],
  ['CIFS', 0xff534d42, true],
  ['FUSE', 0x65735546, true],
  ['ext4', 0xef53, false],
  ['tmpfs', 0x01021994, false],
  ['overlayfs', 0x794c7630, false],
])('rule 18.8: a watch on %s needs allowNetworkMounts: %#', (_, type, isNetwork) => {
  expect(isNetworkType(type)).toBe(isNetwork)
})

test("the home isn't a network mount, whatever it lies on", async () => {
  expect(await isNetworkMount(import.meta.dirname, import.meta.dirname)).toBe(false)
})
