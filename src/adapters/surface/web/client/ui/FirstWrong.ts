/**
 * Where somebody who sent a form goes on when something in it is wrong: at the first field that is. Found by what is said
 * of fields to those who do not see them.
 */
import { type RefObject, useLayoutEffect, useState } from "react"

const wrong = "[aria-invalid=true]:not(:disabled)"

/** What is returned is called when the form was refused; the field is looked for when what is wrong is drawn. */
export const useFirstWrong = (form: RefObject<HTMLElement | null>): (() => void) => {
  const [asked, setAsked] = useState(0)
  useLayoutEffect(() => {
    if (asked > 0) form.current?.querySelector<HTMLElement>(wrong)?.focus()
  }, [asked, form])
  return () => setAsked((times) => times + 1)
}
