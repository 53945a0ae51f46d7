import { expect, it } from 'vitest'
import { weakPreviews } from './weak-previews.ts'

it.each([
  ['127.0.0.1', null, null, false],
  ['localhost', null, null, false],
  ['0.0.0.0', null, null, true],
  ['192.0.2.7', null, null, true],
  ['0.0.0.0', null, 'previews.example', false],
  ['127.0.0.1', 'http://fegg.example', null, true],
  ['127.0.0.1', 'https://fegg.example', 'previews.example', false],
  ['0.0.0.0', 'http://localhost:4000', null, false],
])(
  'rule 11.11: on %s at %s with previews at %s, the start warns: %s',
  (host, url, previewDomain, warns) => {
    const publicUrl = url === null ? null : new URL(url)
    expect(weakPreviews({ host, publicUrl, previewDomain }) !== null).toBe(warns)
  },
)
