import { asAttemptId } from "@tilewright/contract/ids";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storeClusterJobs } from "../../../coordinator/src/database/cluster-job-store.ts";
import type { TestProject } from "../../support/project-builder.ts";
import { plane } from "../api/support/demonstration.ts";
import type { ServedCoordinator } from "../api/support/served-coordinator.ts";
import { ShellOperator } from "./support/shell-operator.ts";
import type { TerminalUser } from "./support/terminal-user.ts";

/* An operator at a shell looks after those who work: workers, their cluster jobs, and tasks that wait for a place. */

const operator = new ShellOperator();
let served: ServedCoordinator;
let user: TerminalUser;
let project: TestProject;
let name: string;

beforeAll(() => operator.start());
afterAll(async () => expect(await operator.stop()).toEqual([]));
beforeEach(async () => {
	await operator.beginProject();
	({ served, user, project, name } = operator);
});

const stage = (stageName = "Focus") => `${name}/${stageName}`;

describe("workers", () => {
	const worker = "test worker";
	it("are put into quarantine and let out, shown and given capacities", async () => {
		await user.read("workers", "quarantine", worker, "--reason", "the disk clicks");
		expect(await user.read("workers", "show", worker)).toMatch(/quarantine +the disk clicks\n/);
		expect((await user.run("doctor")).stdout).toMatch(/test worker.*the disk clicks/);
		expect(await user.read("workers", "release", worker)).toContain("is given work again");
		expect(await user.read("workers", "quarantine", worker, "--host", "--reason", "dust")).toContain(
			"All workers of here",
		);
		await user.read("workers", "release", worker);
		expect((await user.run("workers", "quarantine", worker)).exitCode).toBe(2);
		await user.read("workers", "set", worker, "--capacity", "1.5", "--cluster-capacity", "3");
		expect(await user.readOne("workers", "show", worker)).toMatchObject({ localCapacity: 1.5, clusterCapacity: 3 });
		await user.read("workers", "set", worker, "--capacity", "default", "--cluster-capacity", "default");
		expect(await user.readOne("workers", "show", worker)).toMatchObject({ localCapacity: 1000, clusterCapacity: 0 });
		expect((await user.run("workers", "set", worker, "--capacity", "much")).exitCode).toBe(2);
	});

	it("are drained, or stopped at once after a look at what they run", async () => {
		await served.coordinator.takeTiles(project, plane(2, 1));
		const { workerId, assigned } = served.coordinator;
		served.workerReadings.set({
			workerId,
			heardAt: new Date(),
			leaseUntil: null,
			localLoad: 2,
			clusterLoad: 0,
			cpuPercent: 12,
			freeMemoryMb: 900,
			attemptIds: assigned.map(({ attemptId }) => asAttemptId(attemptId)),
		});
		expect(await user.read("workers", "show", worker)).toMatch(/ATTEMPT +TASK +STAGE +UNIT +FOR\n.* Focus +z0\/y0x0 /);
		await user.read("workers", "drain", worker);
		await user.read("workers", "resume", worker);
		const refused = await user.run("workers", "stop", worker);
		expect(refused.exitCode).toBe(5);
		expect(refused.stderr).toContain('Worker "test worker" runs 2 tasks, which are stopped and done elsewhere.');
		expect(await user.read("workers", "stop", worker, "--yes", "--reason", "a power cut")).toContain(
			"2 programs were stopped.",
		);
		served.coordinator.assigned.splice(0);
		served.workerReadings.remove(workerId);
		await user.read("workers", "resume", worker);
		await served.coordinator.settle();
	});

	it("show their jobs at the cluster, each with its script", async () => {
		const { workerId, database } = served.coordinator;
		const job = {
			key: "tw-12345678-b1",
			element: 3,
			kind: "batch" as const,
			scheduler: "slurm" as const,
			jobId: "4711",
			state: "pending" as const,
			words: "PENDING (Priority)",
			reason: "Priority",
			node: null,
			template: "default",
			cpus: 2,
			memoryMb: 4000,
			timeLimitSeconds: 3600,
			waitSeconds: 75,
			runSeconds: null,
			problem: null,
			isOver: false,
			attemptIds: [],
		};
		await database.transaction((transaction) =>
			storeClusterJobs(transaction, {
				workerId,
				jobs: [job, { ...job, element: 4, state: "completed", isOver: true, node: "node-7" }],
				submissions: [{ key: job.key, command: ["sbatch", "--array=1-4", "job 1.sh"], script: "#!/bin/sh\ntrue\n" }],
			} as Parameters<typeof storeClusterJobs>[1]),
		);
		expect(await user.read("workers", "jobs")).toMatch(
			/ID +JOB +KIND +WORKER +STATE +REASON +NODE +WAITED +RAN +WALLTIME +TEMPLATE\n *\S+ +4711_3 +batch +test worker +pending +Priority +1 min 15 s +– +1 h 00 min +default\n$/,
		);
		expect(await user.readJson("workers", "jobs", worker, "--all")).toHaveLength(2);
		expect(await user.read("workers", "job", "4711_3")).toMatch(/command +sbatch --array=1-4 'job 1\.sh'\n/);
		expect(await user.read("workers", "job", "4711_4", "--script")).toBe("#!/bin/sh\ntrue\n");
		expect((await user.run("workers", "job", "12")).exitCode).toBe(4);
	});
});

describe("tasks that wait with old limits", () => {
	it("are put back into the queue", async () => {
		await served.coordinator.takeTiles(project, plane(2, 1));
		expect(await user.read("tasks", "requeue", "--stage", stage(), "--yes")).toBe("2 of 2 tasks changed.\n");
		served.coordinator.assigned.splice(0, 2);
	});
});
