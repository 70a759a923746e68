/**
 * HTML in somebody's Markdown is shown as it was written, never run: each piece of it as a paragraph of its own, with its
 * line breaks. Without this it would run into the text around it. Pure.
 */

interface Node {
  readonly type: string
  readonly value?: string
  children?: ReadonlyArray<Node>
  readonly tagName?: string
  readonly properties?: Readonly<Record<string, unknown>>
}

/** For the tree of a block's HTML: what stands within a line stays there. */
export const rawAsText = () => (tree: Node) => {
  tree.children = (tree.children ?? []).map((node) =>
    node.type === "raw"
      ? {
          type: "element",
          tagName: "p",
          properties: { className: ["whitespace-pre-wrap"] },
          children: [{ type: "text", value: node.value ?? "" }]
        }
      : node
  )
}
