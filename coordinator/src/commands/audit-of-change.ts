import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { Audit } from "./command.ts";

/** What of a thing's settings is another one: only that is kept. `what` names the thing for people: `project "Brain"`. */
export function auditOfChange(
	what: string,
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
): Audit {
	const changed = Object.keys(after).filter((name) => canonicalJson(after[name]) !== canonicalJson(before[name]));
	if (changed.length === 0) return { summary: `changed nothing of ${what}` };
	return {
		summary: `changed ${changed.map(inWords).join(", ")} of ${what}`,
		before: Object.fromEntries(changed.map((name) => [name, before[name]])),
		after: Object.fromEntries(changed.map((name) => [name, after[name]])),
	};
}

/** `outputPath` → `output path`. */
function inWords(name: string): string {
	return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
