/**
 * What axe finds wrong on a page for those who do not see it, do not hear it or use no mouse. Owns which rules are held:
 * all of WCAG 2.2 at A and AA, and what is good practice beside it. It is put into the page past its policy, which stays
 * as it is for everybody else.
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type axe from "axe-core"
import type { Page } from "playwright-core"

declare global {
  interface Window {
    readonly axe?: typeof axe
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const held = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

/** What another theme can make different. */
const coloured = ["color-contrast", "link-in-text-block"]

/** Which rules: all, what another theme can make different, or what another width can. */
export type Held = "all" | "colours" | "places"

/** One line for each thing that breaks a rule. */
export const violations = async (page: Page, which: Held = "all"): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source)
  return page.evaluate(
    async ([which, colours, tags]) => {
      const off = which === "places" ? colours : []
      const found = await window.axe?.run(document, {
        runOnly: which === "colours" ? { type: "rule", values: [...colours] } : { type: "tag", values: [...tags] },
        rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
        resultTypes: ["violations"],
        preload: false
      })
      return (found?.violations ?? []).flatMap(({ help, id, nodes }) =>
        nodes.map(
          ({ any, html, target }) =>
            `${id}: ${help}: ${target.join(" ")}: ${html.slice(0, 200)} ${any.map(({ message }) => message).join("; ")}`
        )
      )
    },
    [which, coloured, held] as const
  )
}
