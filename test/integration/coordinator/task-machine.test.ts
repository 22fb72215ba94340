import { readFile } from "node:fs/promises";
import { taskStates } from "@tilewright/contract/states";
import pg from "pg";
import { describe, expect, it } from "vitest";
import {
	applyEvent,
	settledState,
	type TaskEvent,
	taskEvents,
} from "../../../coordinator/src/planning/task-machine.ts";
import { createTestDatabase } from "../../support/services.ts";

const revisions = [null, 1, 2];
const allFacts = [0, 1].flatMap((inputCount) =>
	[0, 1].flatMap((unmetInputs) =>
		[false, true].flatMap((isOpen) =>
			revisions.flatMap((attemptRevision) =>
				revisions.flatMap((resultRevision) =>
					([null, "hold", "reject"] as const).map((gateVerdict) => ({
						inputCount,
						unmetInputs,
						isOpen,
						inputRevision: 2,
						attemptRevision,
						resultRevision,
						gateVerdict,
					})),
				),
			),
		),
	),
);

describe("the task machine", () => {
	it("settles tasks exactly as the database does, for every state and all facts", async () => {
		const { url, drop } = await createTestDatabase();
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		try {
			for (const facts of allFacts) {
				for (const state of taskStates) {
					const { rows } = await client.query("select settled_state($1, $2, $3, $4, $5, $6, $7, $8) as settled", [
						state,
						facts.inputCount,
						facts.unmetInputs,
						facts.isOpen,
						facts.inputRevision,
						facts.attemptRevision,
						facts.resultRevision,
						facts.gateVerdict,
					]);
					expect({ state, facts, settled: settledState(state, facts) }).toEqual({
						state,
						facts,
						settled: rows[0].settled,
					});
				}
			}
		} finally {
			await client.end();
			await drop();
		}
	});

	it("answers an event that does not fit the state instead of throwing", () => {
		const facts = {
			inputCount: 1,
			unmetInputs: 0,
			isOpen: false,
			inputRevision: 1,
			attemptRevision: 1,
			resultRevision: null,
			gateVerdict: null,
		};
		expect(applyEvent("cancelled", "succeeded", facts)).toMatchObject({ kind: "ignored" });
		expect(applyEvent("ready", "dispatched", facts)).toEqual({ kind: "moved", state: "running" });
		expect(applyEvent("running", "retried", facts)).toEqual({ kind: "moved", state: "ready" });
	});

	it("is drawn in docs/state-machines.md with the same states and events", async () => {
		const page = await readFile(new URL("../../../docs/state-machines.md", import.meta.url), "utf8");
		for (const state of taskStates) expect(page).toContain(`\`${state}\``);
		for (const [event, { from, to }] of Object.entries(taskEvents) as [TaskEvent, (typeof taskEvents)[TaskEvent]][]) {
			expect(page).toContain(
				`| \`${event}\` | ${from.map((state) => `\`${state}\``).join(", ")} | ${to === "settled" ? "where it belongs" : `\`${to}\``} |`,
			);
		}
	});
});
