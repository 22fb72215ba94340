import { describe, expect, it } from "vitest";
import { auditOfChange } from "./audit-of-change.ts";

const summary = (before: object, after: object) => auditOfChange('worker "vm"', { ...before }, { ...after }).summary;

describe("the audit of a change", () => {
	it("says that something was paused or resumed, and not that a word of ours changed", () => {
		const running = { isPaused: false, pauseReason: null, localCapacity: 4 };
		const paused = { ...running, isPaused: true, pauseReason: "lunch" };
		expect(summary(running, paused)).toBe('paused worker "vm"');
		expect(summary(paused, running)).toBe('resumed worker "vm"');
		expect(summary(running, { ...paused, localCapacity: 2 })).toBe('paused worker "vm" and changed its capacity');
		expect(summary(paused, { ...paused, pauseReason: "tea" })).toBe('changed reason of the pause of worker "vm"');
	});

	it("keeps only what is another one", () => {
		const audit = auditOfChange(
			'project "Brain"',
			{ name: "Brain", outputPath: "/a" },
			{ name: "Brain", outputPath: "/b" },
		);
		expect(audit).toEqual({
			summary: 'changed output path of project "Brain"',
			before: { outputPath: "/a" },
			after: { outputPath: "/b" },
		});
		expect(summary({ name: "vm" }, { name: "vm" })).toBe('changed nothing of worker "vm"');
	});
});
