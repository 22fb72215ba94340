import { asStageId, asTaskId, asWorkerId } from "@tilewright/contract/ids";
import { expect, it } from "vitest";
import { WorkerHealth } from "./worker-health.ts";

const bad = asWorkerId("00000000-0000-4000-8000-000000000001");
const good = asWorkerId("00000000-0000-4000-8000-000000000002");
const stageId = asStageId(1);

/** One worker fails every task it gets, the other does every one of its own. */
function culpritsWhere(ranOnWorker: boolean): number {
	const health = new WorkerHealth();
	for (let number = 1; number <= 40; number += 1) {
		const common = { stageId, ranOnWorker };
		health.note({ ...common, workerId: bad, host: "a", taskId: asTaskId(number), hasFailed: true }, number);
		health.note({ ...common, workerId: good, host: "b", taskId: asTaskId(1_000 + number), hasFailed: false }, number);
	}
	return health.findCulprits().length;
}

it("blames a worker on which tasks fail that succeed elsewhere", () => {
	expect(culpritsWhere(true)).toBe(1);
});

it("does not blame the proxy for what failed on some node of its cluster", () => {
	expect(culpritsWhere(false)).toBe(0);
});
