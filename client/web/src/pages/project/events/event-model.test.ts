import { describe, expect, it } from "vitest";
import { endedAlarms, seenAlarms } from "./event-model.ts";

const event = (id: string, kind: string, sourceId?: number) => ({
	id,
	kind,
	at: `2026-11-21T03:0${id}:00Z`,
	fields: sourceId === undefined ? {} : { sourceId },
});

describe("an alarm among the events", () => {
	it("needs nobody any more once it was acknowledged, by somebody or because its cause has gone", () => {
		const events = [event("2", "stagePausedItself"), event("1", "projectDone"), event("0", "diskLow")];
		const at = "2026-11-21T03:09:00Z";
		const seen = seenAlarms(events, [
			{ id: "2", acknowledgedAt: at, acknowledgedBy: "tilewright" },
			{ id: "1", acknowledgedAt: at, acknowledgedBy: "somebody" },
			{ id: "0", acknowledgedAt: null, acknowledgedBy: null },
		]);
		expect([...seen]).toEqual([
			["2", { at, by: null }],
			["1", { at, by: "somebody" }],
		]);
	});

	it("is over when its end was told after it, and only that of the same source", () => {
		const newestFirst = [
			event("4", "arrivalResumed"),
			event("3", "sourceRecovered", 1),
			event("2", "sourceProblem", 2),
			event("1", "sourceProblem", 1),
			event("0", "tileOverdue"),
		];
		expect([...endedAlarms(newestFirst)]).toEqual([
			["1", "2026-11-21T03:03:00Z"],
			["0", "2026-11-21T03:04:00Z"],
		]);
	});

	it("holds again when it comes again", () => {
		const again = [event("3", "tileOverdue"), event("2", "arrivalResumed"), event("1", "tileOverdue")];
		expect([...endedAlarms(again).keys()]).toEqual(["1"]);
	});
});
