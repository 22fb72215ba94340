import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { TaskState } from "../api/generated/documents.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { textWidth } from "../terminal/text-width.ts";
import { openLiveRegion } from "./live-region.ts";
import { drawProject } from "./watch-screen.ts";
import { applyChange, describeDifference, type WatchedProject, type WatchedStage } from "./watched-project.ts";

function stage(id: string, name: string, counts: Partial<Record<TaskState, number>>): WatchedStage {
	return {
		id,
		name,
		kind: name === "Acquisition" ? "ROOT" : "PROGRAM",
		isPaused: false,
		pauseReason: null,
		counts: countsOf(counts),
		rate: { meanRunSeconds: 0.8 },
	};
}

function countsOf(counts: Partial<Record<TaskState, number>>) {
	return Object.entries(counts).map(([state, count]) => ({ state: state as TaskState, count }));
}

const project: WatchedProject = {
	id: "1",
	name: "Brain 12",
	isPaused: false,
	tileCount: 60,
	completeTileCount: 14,
	pace: null,
	sources: [],
	stages: [
		stage("1", "Acquisition", { SUCCEEDED: 14 }),
		stage("2", "Quality", { SUCCEEDED: 10, RUNNING: 2, READY: 2 }),
		stage("3", "Mosaic", {}),
	],
};

const change = {
	sequence: 2,
	resetNeeded: false,
	graphChanged: false,
	tileCount: 60,
	completeTileCount: 15,
	sources: [],
};

function terminal(width: number, height = 30): Terminal & { written: string } {
	const fake = {
		written: "",
		write: (text: string) => {
			fake.written += text;
		},
		complain: () => {},
		colours: pc.createColors(false),
		isInteractive: true,
		width: () => width,
		height: () => height,
	};
	return fake;
}

describe("watching a project", () => {
	it("lays what was pushed over what was read", () => {
		const stages = [{ stageId: "2", isPaused: true, counts: countsOf({ SUCCEEDED: 11, FAILED: 1 }) }];
		const now = applyChange(project, { ...change, stages });
		expect(now.completeTileCount).toBe(15);
		expect(now.stages[1]).toMatchObject({
			name: "Quality",
			isPaused: true,
			counts: countsOf({ SUCCEEDED: 11, FAILED: 1 }),
		});
		expect(now.stages[2]).toBe(project.stages[2]);
	});

	it("says everything at first and then only what became different", () => {
		expect(describeDifference(undefined, project)).toEqual([
			"tiles: 14 of 60 complete",
			"Quality: 10 done, 2 running, 2 ready",
			"Mosaic: nothing to do",
		]);
		const stages = [{ stageId: "2", isPaused: true, counts: countsOf({ SUCCEEDED: 13, FAILED: 1 }) }];
		const now = applyChange(project, { ...change, stages });
		expect(describeDifference(project, now)).toEqual([
			"tiles: 15 of 60 complete",
			"Quality: 13 done, 1 failed, paused",
		]);
		expect(describeDifference(now, now)).toEqual([]);
	});

	it.each([120, 80, 50])("draws lines that fit %i columns", (width) => {
		const lines = drawProject(project, "live", terminal(width));
		for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
		expect(lines.join("\n")).toContain("Quality");
		expect(lines.join("\n")).not.toContain("Acquisition");
	});

	it("tells how fast a stage is over the time in which it could work, as the page does", () => {
		const own = {
			stageId: "2",
			name: "Quality",
			verdict: "CATCHING_UP",
			backlog: 2,
			held: 0,
			running: 2,
			remaining: 4,
			comingPerMinute: 0,
			endedPerMinute: 9.84,
			rateBasis: "ESTIMATED",
			rateSeconds: 40,
			secondsLeft: 24,
		} as const;
		const pace: NonNullable<WatchedProject["pace"]> = {
			arrival: {
				verdict: "FINISHED",
				sentence: "the acquisition has finished",
				arrived: 14,
				expected: 14,
				lastAt: null,
				nextDueAt: null,
				alarmAt: null,
				tileSeconds: null,
				rowSeconds: null,
				planeSeconds: null,
				tilesPerMinute: null,
				secondsLeft: null,
			},
			processing: { verdict: "CATCHING_UP", limit: null, sentence: "catching up", secondsLeft: 24 },
			bottleneck: null,
			stages: [own],
			disks: [],
		};
		const told = (stages: WatchedProject["stages"]) =>
			drawProject({ ...project, stages, pace }, "live", terminal(120)).join("\n");
		expect(told(project.stages)).toMatch(/STAGE .* RATE .*\nQuality .* about 9\.8\/min /);
		expect(told(project.stages.map((one) => ({ ...one, isPaused: true })))).not.toContain("/min");
	});

	it("draws over its own lines, and never more of them than the terminal is high", () => {
		const screen = terminal(80, 4);
		const region = openLiveRegion(screen);
		region.draw(["1", "2", "3", "4", "5"]);
		expect(screen.written).toContain("1\n2\n3\n");
		expect(screen.written).not.toContain("4");
		screen.written = "";
		region.draw(["new"]);
		expect(screen.written).toBe("\u001b[3A\r\u001b[0Jnew\n");
		screen.written = "";
		region.draw(["new"]);
		expect(screen.written).toBe("");
		region.close();
		expect(screen.written).toBe("\u001b[?25h");
	});
});
