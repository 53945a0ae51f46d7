/** Prints one line for the user of the script. */
export function say(line) {
  return process.stdout.write(`fegg: ${line}\n`)
}

/** Prints one line that says what failed and what to do, and ends the script. */
export function fail(line) {
  process.stderr.write(`fegg: ${line}\n`)
  process.exit(1)
}
