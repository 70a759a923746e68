import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { compiled } from "./test/support/Compiled.ts"

const isOrdeal = ({ moduleId }: TestSpecification) => /\/(?:faults\/long|packaging)\//.test(moduleId)

/** What takes a minute whatever the machine begins first: none of it is waited for alone in the end. */
class OrdealsFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>) {
    const sorted = await super.sort(files)
    return [...sorted.filter(isOrdeal), ...sorted.filter((file) => !isOrdeal(file))]
  }
}

/** The real CLIs, the package as others install it, and ordeals of minutes: three files at a time, since they wait a lot. */
export default defineConfig({
  test: {
    include: ["test/cli/**/*.test.ts", "test/packaging/**/*.test.ts", "test/faults/long/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    env: compiled,
    pool: "forks",
    maxWorkers: 3,
    sequence: { sequencer: OrdealsFirst }
  }
})
