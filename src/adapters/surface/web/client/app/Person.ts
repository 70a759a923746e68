/** Who is signed in, as the service says. */
import { create } from "zustand"

export interface Person {
  readonly name: string
  /** In words, such as `owner`. */
  readonly role: string
}

export const usePerson = create<{ readonly person: Person | undefined }>(() => ({ person: undefined }))
