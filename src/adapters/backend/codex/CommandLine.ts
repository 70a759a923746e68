/**
 * A command as a person reads it: codex wraps what the model wrote in `/bin/bash -lc '...'`, this takes the wrapping
 * off. Must give back exactly what runs, or the line untouched when it is not sure.
 */

const wrapped = /^(?:\S*\/)?(?:ba|z|da|k)?sh -l?i?c (?<word>[\s\S]+)$/

/** The value of one shell word, or undefined when there is more than one word or an expansion in it. */
const shellWord = (text: string): string | undefined => {
  let value = ""
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === "'") {
      const end = text.indexOf("'", at + 1)
      if (end < 0) return undefined
      value += text.slice(at + 1, end)
      at = end + 1
    } else if (char === '"') {
      at += 1
      while (at < text.length && text.charAt(at) !== '"') {
        const inside = text.charAt(at)
        if (inside === "$" || inside === "`") return undefined
        if (inside === "\\" && '\\"$`'.includes(text.charAt(at + 1))) at += 1
        value += text.charAt(at)
        at += 1
      }
      if (at >= text.length) return undefined
      at += 1
    } else if (char === "\\") {
      value += text.charAt(at + 1)
      at += 2
    } else if (/[\s$`|&;<>(){}*?[\]~#!]/.test(char)) {
      return undefined
    } else {
      value += char
      at += 1
    }
  }
  return value
}

/** `/bin/bash -lc 'npm test'` -> `npm test`. */
export const unwrapCommand = (command: string): string => {
  const word = wrapped.exec(command)?.groups?.word
  return (word === undefined ? undefined : shellWord(word)) ?? command
}

/** One line for a title. */
export const oneLine = (text: string): string => {
  const [first = "", ...rest] = text.trim().split("\n")
  return rest.length === 0 ? first : `${first} …`
}
