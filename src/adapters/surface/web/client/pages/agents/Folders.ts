/** The folders in one below the roots; the roots themselves without one. */
import { answers } from "../../live/Answers.ts"

export const useFolder = answers("folder", (service, path: string | undefined) =>
  service.ListFolder(path === undefined ? {} : { path })
)
