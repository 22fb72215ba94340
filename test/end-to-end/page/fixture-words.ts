import { GraphQLError } from "graphql";
import { codes, type FixtureAcquisition, type FixtureStage, fixtureStages } from "./fixture-acquisition.ts";

/** What the fixture's tiles, tasks, units and states are called, and why a task is where it is. */

export const stateNames = [
	"WAITING",
	"READY",
	"RUNNING",
	"REVIEW",
	"SUCCEEDED",
	"REJECTED",
	"FAILED",
	"CANCELLED",
	"EXCLUDED",
] as const;

export const taskIdOf = (stageId: number, unit: number) => stageId * 1_000_000_000 + unit;
export const unitOfTask = (id: number) => ({ stageId: Math.floor(id / 1_000_000_000), unit: id % 1_000_000_000 });
export const tileIdOf = (tile: number) => tile + 1;

export const tileName = (tile: number) => String(tile).padStart(5, "0");
export const pathOf = (tile: number) =>
	`2026-11-21/${String(Math.floor(tile / 1000)).padStart(2, "0")}/${tileName(tile)}`;

/** A pair is counted with its first tile. */
export const firstTileOf = (stage: FixtureStage, unit: number) => (stage.rule === "neighbours" ? unit >> 1 : unit);
/** Of a task; null for a group. */
export const tileOfUnit = (stage: FixtureStage, unit: number) =>
	stage.rule === "group" ? null : firstTileOf(stage, unit);

export function stageOf(id: number): FixtureStage {
	const stage = fixtureStages.find((entry) => entry.id === id);
	if (stage === undefined) throw new GraphQLError(`There is no stage ${id}.`, { extensions: { code: "NOT_FOUND" } });
	return stage;
}

export function unitRuleOf(stage: FixtureStage) {
	switch (stage.rule) {
		case "root":
			return null;
		case "each":
			return { kind: "each" };
		case "neighbours":
			return {
				kind: "neighbours",
				offsets: [
					{ x: 1, y: 0, z: 0 },
					{ x: 0, y: 1, z: 0 },
				],
			};
		case "group":
			return {
				kind: "group",
				by: ["z"],
				completion: { kind: "endOfAcquisition" },
				partial: { minimumMembers: 1, intervalSeconds: 5 },
			};
	}
}

export function unitOf(stage: FixtureStage, unit: number) {
	if (stage.rule === "group") return { attributes: { z: unit } };
	if (stage.rule !== "neighbours") return null;
	return unit % 2 === 0
		? { offset: { x: 1, y: 0, z: 0 }, label: "x+1" }
		: { offset: { x: 0, y: 1, z: 0 }, label: "y+1" };
}

export function reasonOf(acquisition: FixtureAcquisition, stage: FixtureStage, unit: number, code: number): string {
	switch (code) {
		case codes.waiting: {
			if (stage.rule === "root") return "waiting for the microscope: stopped growing 1.2 s ago";
			const [parent] = stage.parents.slice(-1).map(stageOf);
			if (stage.rule === "group")
				return `plane ${unit} is growing: ${acquisition.complete} of ${acquisition.tileTotal} tiles are there`;
			return `waiting for stage '${parent?.name}' on tile ${pathOf(firstTileOf(stage, unit))}, which has not finished`;
		}
		case codes.ready:
			return acquisition.isPaused ? "the project is paused" : "ready; 8 of 8 work units are in use";
		case codes.running:
			return "running on worker scope-2 for 2 s (attempt 1)";
		case codes.failed:
			return "failed: out of memory (exit 137) in attempt 1 on worker scope-2; no retry is left";
		case codes.cancelled:
			return "cancelled by operator";
		default:
			return "succeeded in attempt 1 on worker scope-2";
	}
}
