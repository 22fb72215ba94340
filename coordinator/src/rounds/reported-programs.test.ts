import { asStageId, asWorkerId } from "@tilewright/contract/ids";
import { beforeEach, describe, expect, it } from "vitest";
import { type ProgramReport, ReportedPrograms } from "./reported-programs.ts";

const path = "/scripts/work.sh";
let programs: ReportedPrograms;
/** As the stages' versions would carry it. */
let current: string | null;

beforeEach(() => {
	programs = new ReportedPrograms();
	programs.patienceMs = 0;
	current = null;
});

function report(worker: string, hash: string, startedAtMs: number, host = worker): ProgramReport {
	return { path, hash, startedAtMs, stageId: asStageId(1), workerId: asWorkerId(worker), host };
}

function judge(...said: Parameters<typeof report>) {
	const verdict = programs.judge(report(...said), current);
	if (verdict === "first" || verdict === "changed") current = said[1];
	return verdict;
}

it("the first report makes a script known, the same again is no news", () => {
	expect(judge("one", "a", 1)).toBe("first");
	expect(judge("one", "a", 2)).toBe("current");
	expect(judge("two", "a", 0)).toBe("current");
});

it("another hash of a later start is a change, in whatever order the results come", () => {
	expect(judge("one", "a", 1)).toBe("first");
	expect(judge("two", "a", 2)).toBe("current");
	expect(judge("one", "b", 4)).toBe("changed");
	// Started before the edit.
	expect(judge("two", "a", 3)).toBe("old");
	expect(judge("three", "a", 3)).toBe("old");
	expect(judge("two", "b", 5)).toBe("current");
});

it("a script that is edited and set back is followed", () => {
	judge("one", "a", 1);
	expect(judge("one", "b", 2)).toBe("changed");
	expect(judge("one", "a", 3)).toBe("changed");
});

it("workers with different copies do not take turns", () => {
	judge("one", "a", 1);
	expect(judge("two", "b", 2)).toBe("changed");
	for (let at = 3; at < 10; at += 2) {
		expect(judge("one", "a", at)).toBe("differs");
		expect(judge("two", "b", at + 1)).toBe("current");
	}
	// Who has got the other copy is heard.
	expect(judge("one", "b", 20)).toBe("current");
	expect(judge("one", "a", 21)).toBe("changed");
});

it("a report from between two sights of the current script is of another copy", () => {
	judge("one", "a", 1);
	judge("one", "a", 9);
	expect(judge("two", "b", 5)).toBe("differs");
	expect(judge("two", "b", 10)).toBe("changed");
});

it("new workers of one host do not take turns either", () => {
	judge("pilot-1", "a", 1, "node-1");
	expect(judge("pilot-2", "b", 2, "node-2")).toBe("changed");
	expect(judge("pilot-3", "a", 3, "node-1")).toBe("differs");
	expect(judge("pilot-4", "b", 4, "node-2")).toBe("current");
	expect(judge("pilot-5", "a", 5, "node-1")).toBe("differs");
});

it("what became current in another way is overtaken by the next report", () => {
	judge("one", "a", 1);
	judge("one", "b", 2);
	current = "a";
	expect(judge("one", "b", 3)).toBe("changed");
});

describe("a worker is named", () => {
	it("once for each copy, as long as the same script is current", () => {
		expect(programs.names(report("one", "a", 1), "b")).toBe(true);
		expect(programs.names(report("one", "a", 2), "b")).toBe(false);
		expect(programs.names(report("one", "c", 3), "b")).toBe(true);
		expect(programs.names(report("two", "a", 3), "b")).toBe(true);
		expect(programs.names(report("one", "a", 4), "d")).toBe(true);
	});

	it("only when it goes on having it", () => {
		programs.patienceMs = 10;
		expect(programs.names(report("one", "a", 1), "b")).toBe(false);
		expect(programs.names(report("one", "a", 10), "b")).toBe(false);
		expect(programs.names(report("two", "a", 20), "b")).toBe(false);
		expect(programs.names(report("one", "a", 11), "b")).toBe(true);
		expect(programs.names(report("one", "a", 30), "c")).toBe(false);
	});

	it("and then does not make the coordinator look again", () => {
		let asked = 0;
		programs.onWaiting = () => {
			asked += 1;
		};
		programs.wait(report("one", "a", 1));
		programs.wait(report("one", "a", 2));
		expect(programs.takeWaiting()).toEqual([report("one", "a", 2)]);
		programs.names(report("one", "a", 2), "b");
		programs.wait(report("one", "a", 3));
		expect(asked).toBe(2);
		expect(programs.takeWaiting()).toEqual([]);
	});
});

it("a look counts from when it first saw what it sees", () => {
	expect(programs.noteLook(path, "a", 1)).toEqual({ hash: "a", sinceMs: 1 });
	expect(programs.noteLook(path, "a", 2)).toEqual({ hash: "a", sinceMs: 1 });
	expect(programs.isHidden(path)).toBe(false);
	expect(programs.noteLook(path, null, 3)).toEqual({ hash: null, sinceMs: 3 });
	expect(programs.isHidden(path)).toBe(true);
	programs.keepOnly(new Map());
	expect(programs.isHidden(path)).toBe(false);
});
