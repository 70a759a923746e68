/**
 * The doctor's findings as one screen for people and as JSON for programs. Pure. What was found may hold anything that a
 * file or a program said: it cannot steer the terminal.
 */
import { tameLine } from "../../adapters/chat/console/HostileText.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { type Finding, groups } from "./Finding.ts"

export const signs: Readonly<Record<Check["state"], string>> = {
  ok: Words.done,
  warning: Words.running,
  failed: Words.failed
}

const lines = ({ fix, found, name, state }: Finding): ReadonlyArray<string> => [
  `  ${signs[state]} ${tameLine(name)}: ${tameLine(found)}`,
  ...(fix === "" ? [] : [`      ${tameLine(fix)}`])
]

export const isHealthy = (findings: ReadonlyArray<Finding>): boolean =>
  findings.every((finding) => finding.state !== "failed")

const verdict = (findings: ReadonlyArray<Finding>): string => {
  const many = (state: Check["state"]) => findings.filter((finding) => finding.state === state).length
  const bad = many("failed")
  const doubtful = many("warning")
  if (bad + doubtful === 0) return "everything is fine"
  return Words.facts(
    bad === 0 ? undefined : `${bad} failed`,
    doubtful === 0 ? undefined : Words.count(doubtful, "warning")
  )
}

export const doctorText = (version: string, findings: ReadonlyArray<Finding>): string =>
  [
    `the orchestrator ${version}`,
    ...groups.flatMap((group) => {
      const here = findings.filter((finding) => finding.group === group)
      return here.length === 0 ? [] : ["", group, ...here.flatMap(lines)]
    }),
    "",
    verdict(findings)
  ].join("\n")

export const doctorJson = (findings: ReadonlyArray<Finding>): string =>
  JSON.stringify(
    {
      ok: isHealthy(findings),
      checks: findings.map(({ fix, found, group, name, state }) => ({ group, name, state, found, fix }))
    },
    null,
    2
  )
