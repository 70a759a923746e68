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

/** One line for each thing that breaks a rule. With `colours` only what another theme can make different. */
export const violations = async (page: Page, only?: "colours"): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source)
  return page.evaluate(
    async ([rules, tags]) => {
      const found = await window.axe?.run(document, {
        runOnly: rules === undefined ? { type: "tag", values: [...tags] } : { type: "rule", values: [...rules] },
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
    [only === undefined ? undefined : coloured, held] as const
  )
}
