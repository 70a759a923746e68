/**
 * What is in a file of a transcript. Owns fetching it: a browser that loads a picture or a download by itself says no key,
 * and gets nothing.
 */
import { keyHeaders } from "../live/SignInKey.ts"

/** Fails with words for whoever wanted it. */
export const fileContent = async (address: string, signal?: AbortSignal): Promise<Blob> => {
  const asked = { headers: keyHeaders(), ...(signal === undefined ? {} : { signal }) }
  const answer = await fetch(address, asked).catch(() => undefined)
  if (answer === undefined) throw new Error("the service does not answer; try again once it does")
  if (!answer.ok)
    throw new Error(answer.status === 404 ? "the file is not there any more" : "the file cannot be had now")
  // pictures of a few kinds say what they are, everything else is bytes
  return answer.blob()
}

/** Puts it where the browser saves what it is given. */
export const saveFile = async (address: string, name: string): Promise<void> => {
  const local = URL.createObjectURL(await fileContent(address))
  const link = document.createElement("a")
  link.href = local
  link.download = name
  link.click()
  // the browser has it by then
  setTimeout(() => URL.revokeObjectURL(local), 60_000)
}
