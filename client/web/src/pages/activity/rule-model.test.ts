import { describe, expect, it } from "vitest";
import { clockOf, draftOf, emptyRule, inputOf, minuteOf, ruleWords } from "./rule-model.ts";

const rule = {
	id: "1",
	name: "Night shift",
	kind: "EMAIL",
	recipients: ["ana@example.org"],
	webhook: null,
	severities: ["WARNING", "ERROR"],
	eventKinds: null,
	digestMinutes: 30,
	quietFrom: 1320,
	quietTo: 420,
	timeZone: "Europe/Vienna",
	letsErrorsThrough: true,
	isPaused: false,
	projects: [{ id: "3", name: "Cortex 12" }],
} as const;

describe("a notification rule", () => {
	it("is told in one sentence", () => {
		expect(ruleWords(rule)).toBe(
			"warnings and errors of Cortex 12, together every 30 minutes, not from 22:00 to 07:00 (Europe/Vienna) except errors",
		);
	});

	it("comes out of the form as it went in", () => {
		expect(inputOf(draftOf(rule))).toMatchObject({
			recipients: ["ana@example.org"],
			projectIds: ["3"],
			quietFrom: 1320,
			quietTo: 420,
			webhook: null,
		});
	});

	it("takes addresses as people separate them", () => {
		const draft = {
			...emptyRule("UTC", true),
			name: "x",
			recipients: " ana@example.org; bo@example.org,\ncy@example.org ",
		};
		expect(inputOf(draft).recipients).toEqual(["ana@example.org", "bo@example.org", "cy@example.org"]);
	});
});

describe("a time of day", () => {
	it("is a minute, and none when it cannot be", () => {
		expect(minuteOf("22:30")).toBe(1350);
		expect(clockOf(65)).toBe("01:05");
		expect(minuteOf("24:00")).toBeNull();
		expect(minuteOf("")).toBeNull();
	});
});
