/** One line for whoever runs the script. */
export const say = (line) => process.stdout.write(`fegg: ${line}\n`)

/** Ends the script with one line that says what is wrong. */
export const fail = (line) => {
  process.stderr.write(`fegg: ${line}\n`)
  process.exit(1)
}
