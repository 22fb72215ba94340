import type { CreateNotificationRuleInput, RuleRowFragment, Severity } from "../../api/generated/documents.ts";
import { plural } from "../../wording/number-words.ts";

/** A rule as it stands in the form, and in words. */
export interface RuleDraft {
	readonly name: string;
	readonly kind: "EMAIL" | "WEBHOOK";
	/** Addresses, separated by commas or spaces. */
	readonly recipients: string;
	readonly webhook: string;
	readonly severities: readonly Severity[];
	/** Null for all. */
	readonly eventKinds: readonly string[] | null;
	readonly projectIds: readonly string[] | null;
	readonly digestMinutes: number;
	/** `22:00`; empty without quiet hours. */
	readonly quietFrom: string;
	readonly quietTo: string;
	readonly timeZone: string;
	readonly letsErrorsThrough: boolean;
}

export function emptyRule(timeZone: string, canSendMail: boolean): RuleDraft {
	return {
		name: "",
		kind: canSendMail ? "EMAIL" : "WEBHOOK",
		recipients: "",
		webhook: "",
		severities: ["WARNING", "ERROR"],
		eventKinds: null,
		projectIds: null,
		digestMinutes: 0,
		quietFrom: "",
		quietTo: "",
		timeZone,
		letsErrorsThrough: true,
	};
}

export function draftOf(rule: RuleRowFragment): RuleDraft {
	return {
		name: rule.name,
		kind: rule.kind,
		recipients: rule.recipients.join(", "),
		webhook: rule.webhook ?? "",
		severities: rule.severities,
		eventKinds: rule.eventKinds,
		projectIds: rule.projects?.map((project) => project.id) ?? null,
		digestMinutes: rule.digestMinutes,
		quietFrom: rule.quietFrom === null ? "" : clockOf(rule.quietFrom),
		quietTo: rule.quietTo === null ? "" : clockOf(rule.quietTo),
		timeZone: rule.timeZone,
		letsErrorsThrough: rule.letsErrorsThrough,
	};
}

/** As the API takes it; everything is named, so that it also takes limits away. */
export function inputOf(draft: RuleDraft): CreateNotificationRuleInput {
	return {
		name: draft.name.trim(),
		kind: draft.kind,
		recipients: draft.kind === "EMAIL" ? draft.recipients.split(/[\s,;]+/).filter((address) => address !== "") : [],
		webhook: draft.kind === "WEBHOOK" ? draft.webhook.trim() : null,
		severities: draft.severities,
		eventKinds: draft.eventKinds,
		projectIds: draft.projectIds,
		digestMinutes: draft.digestMinutes,
		quietFrom: minuteOf(draft.quietFrom),
		quietTo: minuteOf(draft.quietTo),
		timeZone: draft.timeZone,
		letsErrorsThrough: draft.letsErrorsThrough,
	};
}

/** `22:30` → 1350; null for what is no time of day. */
export function minuteOf(clock: string): number | null {
	const match = /^(\d{1,2}):(\d{2})$/.exec(clock);
	if (match === null) return null;
	const minute = Number(match[1]) * 60 + Number(match[2]);
	return minute < 24 * 60 ? minute : null;
}

export function clockOf(minute: number): string {
	return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

const severityWords: Readonly<Record<Severity, string>> = { ERROR: "errors", WARNING: "warnings", INFO: "information" };

/** One sentence: which events, of what, when. */
export function ruleWords(rule: RuleRowFragment): string {
	const what = rule.severities.map((severity) => severityWords[severity]).join(" and ");
	const kinds = rule.eventKinds === null ? "" : ` (${rule.eventKinds.join(", ")})`;
	const where = rule.projects === null ? "" : ` of ${rule.projects.map((project) => project.name).join(", ")}`;
	const when = rule.digestMinutes === 0 ? "at once" : `together every ${plural(rule.digestMinutes, "minute")}`;
	const quiet =
		rule.quietFrom === null || rule.quietTo === null
			? ""
			: `, not from ${clockOf(rule.quietFrom)} to ${clockOf(rule.quietTo)} (${rule.timeZone})${rule.letsErrorsThrough ? " except errors" : ""}`;
	return `${what}${kinds}${where}, ${when}${quiet}`;
}
