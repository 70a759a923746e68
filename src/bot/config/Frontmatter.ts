/**
 * The heads of agent files as YAML. Reads strictly first; where that fails it forgives one habit of the wild: a text
 * that holds `: ` or ` #` and stands there without quotes.
 */
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Document, isMap } from "yaml"
import { Frontmatter, type FrontmatterFault } from "../../core/agents/Frontmatter.ts"
import { readYaml, type YamlText } from "./YamlText.ts"

const quoteLooseText = (head: string): string =>
  head.replaceAll(/^([A-Za-z][\w-]*):[ \t]+([^\s"'[{|>&*!].*)$/gm, (line, key: string, value: string) =>
    /: | #/.test(value) ? `${key}: ${JSON.stringify(value.trimEnd())}` : line
  )

const read = (head: string): Result.Result<YamlText, FrontmatterFault> => {
  const strict = readYaml(head)
  if (Result.isSuccess(strict)) return strict
  return Result.orElse(readYaml(quoteLooseText(head)), () => strict)
}

export const frontmatterLayer = Layer.succeed(Frontmatter, {
  read,
  write: (head, changes) =>
    Result.map(read(head), ({ document: existing }) => {
      const document = isMap(existing.contents) ? existing : new Document({})
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) document.delete(key)
        else document.set(key, document.createNode(value))
      }
      return document.toString({ lineWidth: 0, flowCollectionPadding: false })
    })
})
