import { describe, expect, it } from "vitest";
import { endedAlarms } from "./event-model.ts";

const event = (id: string, kind: string, sourceId?: number) => ({
	id,
	kind,
	at: `2026-11-21T03:0${id}:00Z`,
	fields: sourceId === undefined ? {} : { sourceId },
});

describe("an alarm among the events", () => {
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
