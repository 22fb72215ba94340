import { workerStateOf } from "../../status/worker-state-rules.ts";
import { AttemptType } from "../attempt/attempt-ref.ts";
import { WorkerStateEnum } from "../enums.ts";
import { WorkerType } from "./worker-ref.ts";

WorkerType.implement({
	description: "A process that runs attempts. It joins by starting and leaves by stopping.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Chosen by the worker once and kept (a UUID)." }),
		name: t.exposeString("name", { description: "By its configuration." }),
		host: t.exposeString("host", { description: "The machine it is on." }),
		platform: t.expose("platform", { type: "JSON", description: "Operating system, processors, memory." }),
		state: t.field({
			type: WorkerStateEnum,
			description: "What it does now.",
			resolve: (worker, _arguments, context) =>
				workerStateOf({
					...worker,
					runningAttempts: context.workerReadings.get(worker.id)?.attemptIds.length ?? 0,
				}),
		}),
		isPaused: t.exposeBoolean("isPaused", {
			description: "It is given nothing new; what it runs goes on and its results are taken.",
		}),
		pauseReason: t.exposeString("pauseReason", { nullable: true, description: "Why." }),
		quarantinedAt: t.expose("quarantinedAt", {
			type: "DateTime",
			nullable: true,
			description: "Since when it is given nothing but probes, because only it fails; null when it is not.",
		}),
		quarantineReason: t.exposeString("quarantineReason", { nullable: true, description: "Why." }),
		isHostQuarantined: t.boolean({
			description: "All workers of its machine are in quarantine with it.",
			resolve: (worker) => worker.quarantineScope === "host",
		}),
		nextProbeAt: t.expose("nextProbeAt", {
			type: "DateTime",
			nullable: true,
			description: "When it gets the next attempt, whose success lets it out; null without probes.",
		}),
		localCapacity: t.float({
			description: "Work units it runs at once on its own machine: as set here, or else as it offers.",
			resolve: (worker) => worker.setLocalWorkUnits ?? worker.offeredLocalWorkUnits,
		}),
		clusterCapacity: t.float({
			description: "Work units it runs at once on its cluster: as set here, or else as it offers.",
			resolve: (worker) => worker.setClusterWorkUnits ?? worker.offeredClusterWorkUnits,
		}),
		offeredLocalCapacity: t.exposeFloat("offeredLocalWorkUnits", { description: "By its own configuration." }),
		offeredClusterCapacity: t.exposeFloat("offeredClusterWorkUnits", { description: "By its own configuration." }),
		localLoad: t.float({
			description: "Work units in use on its own machine, as it said last.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.localLoad ?? 0,
		}),
		clusterLoad: t.float({
			description: "Work units in use on its cluster, as it said last.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.clusterLoad ?? 0,
		}),
		cpuPercent: t.float({
			nullable: true,
			description: "Of the whole machine, 100 is all of it; null when it does not say.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.cpuPercent ?? null,
		}),
		freeMemoryMb: t.float({
			nullable: true,
			description: "Of the whole machine; null when it does not say.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.freeMemoryMb ?? null,
		}),
		firstSeenAt: t.expose("firstSeenAt", { type: "DateTime", description: "When it first joined." }),
		lastSeenAt: t.field({
			type: "DateTime",
			description: "When it last joined or was heard of.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.heardAt ?? worker.lastSeenAt,
		}),
		leaseUntil: t.field({
			type: "DateTime",
			nullable: true,
			description: "Until then what it runs is its own; renewed by every heartbeat.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.leaseUntil ?? null,
		}),
		heldAttemptCount: t.int({
			description:
				"How many attempts it had when it told its load: those of `runningAttempts`, and those that have ended since.",
			resolve: (worker, _arguments, context) => context.workerReadings.get(worker.id)?.attemptIds.length ?? 0,
		}),
		runningAttempts: t.field({
			type: [AttemptType],
			description: "What it has now, at most 200.",
			complexity: { field: 1, multiplier: 10 },
			resolve: async (worker, _arguments, context) => {
				const ids = context.workerReadings.get(worker.id)?.attemptIds.slice(0, 200) ?? [];
				const attempts = await AttemptType.getDataloader(context).loadMany(ids);
				return attempts.flatMap((attempt) =>
					attempt === null || attempt instanceof Error || attempt.outcome !== null ? [] : [attempt],
				);
			},
		}),
	}),
});
