/** One line for whoever runs the script. */
export function say(line) {
  return process.stdout.write(`fegg: ${line}\n`)
}

/** Ends the script with one line that says what is wrong. */
export function fail(line) {
  process.stderr.write(`fegg: ${line}\n`)
  process.exit(1)
}
