import type { ExamineResult } from "../api/generated/documents.ts";
import { describeCoordinator, describeWorkers } from "../status/status-command.ts";

/** One thing that was looked at. */
export interface Finding {
	readonly what: string;
	readonly isOk: boolean;
	/** What was found. */
	readonly found: string;
	/** What to do about it; null when nothing has to be done. */
	readonly advice: string | null;
}

const oldestNode = [20, 19] as const;

export function examineNode(version: string): Finding {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	const isOk = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
	return finding("Node", isOk, version, `Install Node ${oldestNode.join(".")} or newer.`);
}

/** Everything that can be told from what the server says of itself. */
export function examineServer({ system, workers, projects, taskDefinitions }: ExamineResult): Finding[] {
	const { coordinator, invariantViolations } = system;
	const reachable = workers.filter(({ state }) => state !== "UNAVAILABLE");
	const paused = reachable.filter(({ isPaused }) => isPaused);
	const missing = taskDefinitions.filter(({ archivedAt, programExists }) => archivedAt === null && !programExists);
	return [
		finding(
			"coordinator",
			coordinator.activeSince !== null,
			describeCoordinator(system),
			"Start a coordinator without TILEWRIGHT_ROLE=api; if one runs, its log says what it waits for.",
		),
		finding("database", true, `Postgres ${system.databaseVersion}`, null),
		finding(
			"messages",
			system.busIsConnected,
			system.busIsConnected ? system.bus : `${system.bus}: no line to it`,
			"Check that the NATS server runs and that TILEWRIGHT_NATS_URL names it.",
		),
		finding(
			"workers",
			reachable.length > paused.length,
			reachable.length > 0 && reachable.length === paused.length
				? `all ${reachable.length} reachable ones are paused`
				: describeWorkers(workers),
			reachable.length === 0
				? "Start a worker with the same TILEWRIGHT_NATS_URL as the coordinator; its log says if it cannot join."
				: "Let one go on: tilewright workers resume <worker>.",
		),
		...workers
			.filter(({ quarantinedAt }) => quarantinedAt !== null)
			.map(({ name, quarantineReason }) =>
				finding(
					`worker ${name}`,
					false,
					`is in quarantine: ${quarantineReason ?? "nobody said why"}`,
					`When the cause is gone: tilewright workers release "${name}".`,
				),
			),
		...projects.flatMap((project) =>
			project.sources.map(({ name, problem, inputState, rootPath, lastCheckedAt }) =>
				finding(
					`source ${project.name}/${name}`,
					problem === null,
					problem?.message ?? `${rootPath} is readable${lastCheckedAt === null ? ", not looked at yet" : ""}`,
					inputState === "BAD_LOCATION"
						? "Check that the folder exists and that the coordinator's account may read it."
						: "What its code means: docs/errors.md.",
				),
			),
		),
		...projects.flatMap((project) =>
			project.stages
				.filter(({ isPaused, pauseReason }) => isPaused && pauseReason !== null)
				.map(({ name, pauseReason }) =>
					finding(
						`stage ${project.name}/${name}`,
						false,
						`is paused: ${pauseReason ?? ""}`,
						`When the cause is gone: tilewright stages resume "${project.name}/${name}".`,
					),
				),
		),
		...missing.map(({ name }) =>
			finding(
				`definition ${name}`,
				false,
				"the coordinator does not find its program",
				"Check its path and its repository's location; workers on other machines may still have it.",
			),
		),
		finding(
			"invariants",
			invariantViolations.length === 0,
			invariantViolations.length === 0
				? "hold"
				: invariantViolations
						.map(({ name, message, count }) => `${name}: ${message} (found ${count} times)`)
						.join("; "),
			"This is a mistake of ours. Please report it with the coordinator's log.",
		),
	];
}

/** The advice is given only where something is wrong. */
export function finding(what: string, isOk: boolean, found: string, advice: string | null): Finding {
	return { what, isOk, found, advice: isOk ? null : advice };
}
