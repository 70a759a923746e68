/**
 * On which level the headings of somebody's text stand within a page: the first below those of the page around it, each
 * other one at most a step deeper than the one before, whatever the author began with. What follows never changes what
 * came before, so that a text can grow. Pure.
 */

/** The levels, as written, of the headings that something below would stand in; the outermost first. */
export type Outline = ReadonlyArray<number>

/** The title of a page, and of what the text stands in, are above it. */
const above = 2
const deepest = 6

/** The outline with a heading of that level at its end. */
export const outlineWith = (outline: Outline, level: number): Outline => [
  ...outline.filter((each) => each < level),
  level
]

export const levelIn = (outline: Outline): number => Math.min(deepest, above + outline.length)

const written = /^ {0,3}(#{1,6})(?:[ \t]|$)/

/** What stands below a block: a heading begins one. */
export const outlineAfter = (outline: Outline, block: string): Outline => {
  const [, signs] = written.exec(block) ?? []
  return signs === undefined ? outline : outlineWith(outline, signs.length)
}

interface Node {
  tagName?: string
  readonly children?: ReadonlyArray<Node>
}

const heading = /^h([1-6])$/

/** For the tree of a block's HTML. The outline comes as text, `1,2`, so that the same one is the same. */
export const relevel = (begun: string) => (tree: Node) => {
  let outline: Outline = begun === "" ? [] : begun.split(",").map(Number)
  const walk = (node: Node) => {
    const [, level] = heading.exec(node.tagName ?? "") ?? []
    if (level !== undefined) {
      outline = outlineWith(outline, Number(level))
      node.tagName = `h${levelIn(outline)}`
    }
    for (const child of node.children ?? []) walk(child)
  }
  walk(tree)
}
