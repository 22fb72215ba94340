import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { Audit } from "./command.ts";

/**
 * What of a thing's settings is another one: only that is kept. `what` names the thing for people: `project "Brain"`.
 * Why it was done is not repeated: the audit shows the person's reason beside the sentence.
 */
export function auditOfChange(
	what: string,
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
): Audit {
	const changed = Object.keys(after).filter((name) => canonicalJson(after[name]) !== canonicalJson(before[name]));
	if (changed.length === 0) return { summary: `changed nothing of ${what}` };
	const verb = changed.includes("isPaused") ? (after.isPaused ? "paused" : "resumed") : null;
	const others = changed.filter((name) => verb === null || (name !== "isPaused" && name !== "pauseReason"));
	const changes = others.map(inWords).join(", ");
	return {
		summary:
			verb === null
				? `changed ${changes} of ${what}`
				: `${verb} ${what}${changes === "" ? "" : ` and changed its ${changes}`}`,
		before: Object.fromEntries(changed.map((name) => [name, before[name]])),
		after: Object.fromEntries(changed.map((name) => [name, after[name]])),
	};
}

/** Names that say something else, or nothing, when they are only taken apart. */
const ownWords: Readonly<Record<string, string>> = {
	pauseReason: "reason of the pause",
	localCapacity: "capacity",
	letsErrorsThrough: "whether errors wait for the end of quiet hours",
	backfillShare: "share of back-fill",
};

/** `outputPath` → `output path`. */
function inWords(name: string): string {
	return ownWords[name] ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
