/** What this person has opened and closed, so that it is still so when it comes back into sight. */

const most = 2_000
const opened = new Map<string, boolean>()

export const isOpened = (id: string): boolean | undefined => opened.get(id)

export const setOpened = (id: string, open: boolean): void => {
  opened.delete(id)
  opened.set(id, open)
  const oldest = opened.size > most ? opened.keys().next().value : undefined
  if (oldest !== undefined) opened.delete(oldest)
}
