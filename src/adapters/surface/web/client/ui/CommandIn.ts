/** What can be run in words that say how something is put right, for copying it. Pure. */

export interface CommandWords {
  readonly before: string
  readonly command: string
  readonly after: string
}

const programs = /^(?:orchestrator|npm|npx|brew|curl|chmod|chown|kill|mkdir|claude|codex|export|sudo)\b/

const quoted = /`([^`]+)`/

/** `run: chmod 600 '.env'`, `npm i -g x, or set y`: the command and the words around it. */
export const commandIn = (fix: string): CommandWords | undefined => {
  const [all = "", inside] = quoted.exec(fix) ?? []
  if (inside !== undefined) {
    const at = fix.indexOf(all)
    return { before: fix.slice(0, at), command: inside, after: fix.slice(at + all.length) }
  }
  const colon = fix.indexOf(": ")
  const start = [0, ...(colon < 0 ? [] : [colon + 2])].find((at) => programs.test(fix.slice(at)))
  if (start === undefined) return undefined
  const rest = fix.slice(start)
  const end = /[,;] /.exec(rest)?.index ?? rest.length
  return { before: fix.slice(0, start), command: rest.slice(0, end), after: rest.slice(end) }
}
