import { expect, test } from 'vitest'
import { partReport } from './part-report.ts'

const prompt = 'my secret plan is a pink header'
const token = 'fegg_share_4cd1'

function thrown(error: Error, message: string) {
  error.message = message
  error.stack = `${error.name}: ${message}
    at readPart (https://fegg.example.com/assets/session-Ab1.js:10:20)
    at App (https://fegg.example.com/shared/${token}?key=1)`
  return error
}

test.each([
  ['of the app', new Error(), `No message "${prompt}"`],
  ['of the app without quotes', new Error(), `No message: ${prompt}`],
  ['of JSON', new SyntaxError(), `Unexpected token 'm', "${prompt}" is not valid JSON`],
  ['of the browser', new TypeError(), `Cannot read properties of undefined (reading '${prompt}')`],
  ['of several lines', new RangeError(), `"a\n${prompt}\n    at b"`],
])('rule 36.8: a report of an error %s has nothing that people wrote', (_, error, message) => {
  const report = partReport({
    name: 'message',
    error: thrown(error, message),
    components: `\n    at Step (https://fegg.example.com/assets/session-Ab1.js:1:2)`,
  })
  expect(report).not.toContain(prompt)
  expect(report).not.toContain(token)
  expect(report).toContain('at readPart (/assets/session-Ab1.js:10:20)')
  expect(report).toContain('at Step (/assets/session-Ab1.js:1:2)')
  expect(report).toContain(error.name)
  expect(report).toContain('message')
})
