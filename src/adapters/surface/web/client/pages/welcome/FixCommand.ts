/** The command in words that say how something is put right: what is between backticks, or what the words begin with. */

const programs = /^(?:npm|npx|brew|claude|codex|orchestrator|curl) [^,;]+/

export const fixCommand = (fix: string): string | undefined => /`([^`]+)`/.exec(fix)?.[1] ?? programs.exec(fix)?.[0]
