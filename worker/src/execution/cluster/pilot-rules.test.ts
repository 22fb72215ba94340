import { expect, test } from "vitest";
import { pilotsToSubmit } from "./pilot-rules.ts";

const limits = { workUnits: 2, targetMs: 10_000, maximumPilots: 20, maximumQueued: 10 };
const demand = {
	backlog: { tasks: 100, workUnits: 100, workUnitMs: null },
	running: 0,
	queued: 0,
	capacity: 100,
	usedByBatches: 0,
};
const wanted = (change: Partial<typeof demand>) => pilotsToSubmit({ ...demand, ...change }, limits);

test("nothing is asked for when nothing waits", () => {
	expect(wanted({ backlog: { tasks: 0, workUnits: 0, workUnitMs: null } })).toBe(0);
});

test("as many as there are tasks to begin with, within all limits", () => {
	expect(wanted({ backlog: { tasks: 6, workUnits: 6, workUnitMs: null } })).toBe(3);
	expect(wanted({})).toBe(10);
	expect(wanted({ running: 14 })).toBe(6);
	expect(wanted({ capacity: 8 })).toBe(4);
	expect(wanted({ capacity: 8, usedByBatches: 5 })).toBe(1);
	expect(wanted({ capacity: 1 })).toBe(0);
});

test("short tasks need fewer, but one at least", () => {
	const backlog = { tasks: 1_000, workUnits: 1_000, workUnitMs: 50_000 };
	expect(pilotsToSubmit({ ...demand, backlog }, limits)).toBe(3);
	expect(pilotsToSubmit({ ...demand, backlog, running: 3 }, limits)).toBe(0);
	expect(pilotsToSubmit({ ...demand, backlog: { ...backlog, workUnitMs: 1 } }, limits)).toBe(1);
});

test("those that wait in the queue count", () => {
	expect(wanted({ backlog: { tasks: 6, workUnits: 6, workUnitMs: null }, queued: 3 })).toBe(0);
	expect(wanted({ queued: 10 })).toBe(0);
});

test("a task heavier than a pilot's share still gets one", () => {
	expect(wanted({ backlog: { tasks: 1, workUnits: 0, workUnitMs: null } })).toBe(1);
});
