import { describe, expect, it } from "vitest";
import type { ExamineResult } from "../api/generated/documents.ts";
import { examineNode, examineServer } from "./findings.ts";

const healthy: ExamineResult = {
	system: {
		version: "0.1.0",
		instanceName: "Tilewright",
		now: "2026-11-21T12:00:00Z",
		coordinator: { isActive: true, epoch: 3, holder: "host/1", activeSince: "2026-11-21T11:00:00Z" },
		databaseVersion: "18.4",
		bus: "NATS 2.9.10",
		busIsConnected: true,
		invariantViolations: [],
	},
	workers: [
		{
			id: "3aee3b6a-b8f0-49c5-9c25-4e213409ae9c",
			name: "scope-2",
			host: "scope-2",
			platform: {},
			state: "IDLE",
			isPaused: false,
			pauseReason: null,
			quarantinedAt: null,
			quarantineReason: null,
			isHostQuarantined: false,
			nextProbeAt: null,
			proxy: null,
			localCapacity: 4,
			localLoad: 0,
			offeredLocalCapacity: 4,
			clusterCapacity: 0,
			clusterLoad: 0,
			offeredClusterCapacity: 0,
			cpuPercent: null,
			freeMemoryMb: null,
			firstSeenAt: "2026-11-21T11:00:00Z",
			lastSeenAt: "2026-11-21T11:00:00Z",
			leaseUntil: null,
		},
	],
	projects: [],
	taskDefinitions: [],
};

const problems = (answer: ExamineResult) => examineServer(answer).filter(({ isOk }) => !isOk);

describe("the doctor", () => {
	it("finds nothing where all is well, and gives no advice then", () => {
		expect(problems(healthy)).toEqual([]);
		expect(examineServer(healthy).every(({ advice }) => advice === null)).toBe(true);
	});

	it("says what to do about everything it finds", () => {
		const [worker] = healthy.workers;
		if (worker === undefined) throw new Error("there is one above");
		const sick: ExamineResult = {
			system: {
				...healthy.system,
				coordinator: { isActive: false, epoch: 3, holder: "host/1", activeSince: null },
				busIsConnected: false,
				invariantViolations: [{ name: "counts", message: "stage 3 counts 4 of 5", firstSeenAt: "", count: 2 }],
			},
			workers: [{ ...worker, state: "PAUSED", isPaused: true }],
			projects: [
				{
					id: "1",
					name: "Brain",
					sources: [
						{
							id: "1",
							name: "Scope",
							kind: "LIST",
							rootPath: "/data/brain",
							settings: {},
							inputState: "BAD_LOCATION",
							problem: { code: "INPUT_LOCATION_UNREADABLE", message: "/data/brain cannot be read" },
							lastCheckedAt: null,
							lastSeenAt: null,
							lastChangedAt: null,
							pendingFiles: [],
							expectedTiles: null,
							finishedAt: null,
							tileCount: 0,
						},
					],
					stages: [
						{ id: "2", name: "Quality", isPaused: true, pauseReason: "20 failures in a row" },
						// Paused by a person who gave no reason: as they wanted it.
						{ id: "3", name: "Mosaic", isPaused: true, pauseReason: null },
					],
				},
			],
			taskDefinitions: [{ id: "1", name: "line-fix", programExists: false, archivedAt: null }],
		};
		const found = problems(sick);
		expect(found.map(({ what }) => what)).toEqual([
			"coordinator",
			"messages",
			"workers",
			"source Brain/Scope",
			"stage Brain/Quality",
			"definition line-fix",
			"invariants",
		]);
		for (const { advice } of found) expect(advice).toMatch(/\.$/);
	});

	it("counts a worker that is paused as no help, and one that is gone as none", () => {
		const [worker] = healthy.workers;
		if (worker === undefined) throw new Error("there is one above");
		expect(problems({ ...healthy, workers: [] })[0]?.found).toBe("none has joined yet");
		const gone = problems({ ...healthy, workers: [{ ...worker, state: "UNAVAILABLE" }] });
		expect(gone[0]?.found).toContain("0 of 1 reachable");
	});

	it.each([
		["20.20.2", true],
		["20.18.0", false],
		["18.20.0", false],
		["24.1.0", true],
	])("judges Node %s", (version, isOk) => {
		expect(examineNode(version).isOk).toBe(isOk);
	});
});
