import { describe, expect, it } from "vitest";
import { eventsText, type ToldEvent } from "./notification-text.ts";

const lost: ToldEvent = {
	id: 1,
	at: new Date("2026-11-22T03:10:00Z"),
	severity: "warning",
	kind: "workerLeft",
	message: 'Worker "vm" left: its lease ended.',
	projectId: null,
	projectName: null,
	overAt: null,
};

describe("a message about an alarm", () => {
	it("says that it is over, when it is so before the message is written", () => {
		const [open] = eventsText("lab", [lost], 1, null).body.split("\n");
		expect(open).toBe('Warning  2026-11-22 03:10:00 UTC  Worker "vm" left: its lease ended.');
		const over = { ...lost, overAt: new Date("2026-11-22T03:12:30Z") };
		expect(eventsText("lab", [over], 1, null).body).toBe(`${open} (over since 2026-11-22 03:12:30 UTC)`);
	});
});
