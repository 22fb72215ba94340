import { describe, expect, it } from "vitest";
import type { ProjectPace } from "../status/pace/project-pace.ts";
import { overKinds, paceEvents } from "./pace-alarm-rules.ts";

const pace = (arrival: string, processing: string, disk = "enough", failed = 0) =>
	({
		arrival: { verdict: arrival, sentence: "next tile overdue by 4 min" },
		processing: {
			verdict: processing,
			failed,
			inReview: 0,
			sentence: failed > 0 ? "3 tasks failed" : "no worker is here",
		},
		disks: [{ verdict: disk, roots: ["/data"], sentence: "full in 20 min" }],
		stages: [],
		bottleneck: null,
		// Only what the rules look at is here.
	}) as unknown as ProjectPace;

const kinds = (result: ReturnType<typeof paceEvents>) => result.events.map((event) => event.kind);

describe("an alarm of the pace", () => {
	it("is told once, and its end as well", () => {
		const overdue = paceEvents(pace("overdue", "idle"), {}, true);
		expect(overdue.events).toEqual([
			{ severity: "warning", kind: "tileOverdue", message: "Arrival: next tile overdue by 4 min." },
		]);
		expect(kinds(paceEvents(pace("overdue", "idle"), overdue.told, false))).toEqual([]);
		const resumed = paceEvents(pace("onTime", "keepingUp"), overdue.told, false);
		expect(kinds(resumed)).toEqual(["arrivalResumed"]);
		expect(kinds(paceEvents(pace("onTime", "keepingUp"), resumed.told, false))).toEqual([]);
	});

	it("grows from low to critical, and nothing is told where all is well", () => {
		const low = paceEvents(pace("onTime", "keepingUp", "low"), {}, true);
		expect(kinds(low)).toEqual(["diskLow"]);
		expect(kinds(paceEvents(pace("onTime", "keepingUp", "critical"), low.told, false))).toEqual(["diskCritical"]);
		expect(kinds(paceEvents(pace("onTime", "keepingUp"), {}, true))).toEqual([]);
	});

	it("says when everything is done, each time anew, but not of what was done before", () => {
		const first = paceEvents(pace("finished", "done"), {}, true);
		expect(kinds(first)).toEqual([]);
		const again = paceEvents(pace("onTime", "keepingUp"), first.told, false);
		expect(kinds(paceEvents(pace("finished", "done"), again.told, false))).toEqual(["projectDone"]);
	});

	it("is over as soon as it holds no more, a milder one in its place included", () => {
		expect(overKinds(pace("overdue", "stuck", "critical"))).toEqual(["diskLow"]);
		expect(overKinds(pace("onTime", "stuck", "low"))).toEqual(["tileOverdue", "diskCritical"]);
		expect(overKinds(pace("onTime", "keepingUp"))).toEqual([
			"tileOverdue",
			"processingStuck",
			"diskLow",
			"diskCritical",
		]);
		expect(overKinds({ ...pace("overdue", "stuck"), disks: [] })).toEqual([]);
	});

	it("does not say that everything is done where tasks failed", () => {
		const { events } = paceEvents(pace("finished", "idle", "enough", 3), {}, false);
		expect(events).toEqual([
			{
				severity: "warning",
				kind: "projectDone",
				message: "Nothing more can be done by itself: 3 tasks failed.",
				fields: { failed: 3, inReview: 0 },
			},
		]);
	});
});
