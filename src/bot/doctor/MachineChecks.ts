/**
 * What the doctor says of the machine's own program.
 */
import type { Check } from "../../core/ports/Manifest.ts"
import { failed, fine } from "./Finding.ts"

const oldestNode = 24

export const machineChecks = (): ReadonlyArray<Check> => {
  const { node } = process.versions
  return [
    Number.parseInt(node, 10) >= oldestNode
      ? fine("node", node)
      : failed("node", `${node}, which is too old`, `install this product again: node ${oldestNode} comes with it`)
  ]
}
