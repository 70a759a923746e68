/** What a page says to those who do not see it: all that was put into its live regions, in order. */
import type { Page } from "playwright-core"

/** From now on, until the page is loaded anew. */
export const listen = (page: Page) =>
  page.evaluate(() => {
    const live = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], [role="log"], output'
    const hear = (node: Node | null) => {
      const element = node instanceof Element ? node : node?.parentElement
      const text = node?.textContent?.trim() ?? ""
      // beside a dialog nothing is heard
      const modal = document.querySelector("dialog:modal")
      if (text === "" || !element?.closest(live) || (modal !== null && !modal.contains(element))) return
      const { dataset } = document.documentElement
      dataset.heard = `${dataset.heard ?? ""}${text}\n`
    }
    new MutationObserver((changes) => {
      for (const { addedNodes, target, type } of changes) {
        if (type === "characterData") hear(target)
        else for (const node of addedNodes) hear(node)
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })

export const heard = async (page: Page): Promise<ReadonlyArray<string>> => {
  const lines = await page.evaluate(() => document.documentElement.dataset.heard ?? "")
  return lines.split("\n").filter((line) => line !== "")
}

export const untilHeard = (page: Page, words: string) =>
  page.waitForFunction((wanted) => document.documentElement.dataset.heard?.includes(wanted), words)
