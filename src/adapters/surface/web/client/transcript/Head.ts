/** The beginning of a long text, for as long as nobody asks for the rest. Pure. */

export const headOf = (text: string, most: { readonly lines: number; readonly characters: number }): string =>
  text.split("\n", most.lines).join("\n").slice(0, most.characters)
