import { AttemptOutcomeEnum } from "../enums.ts";
import { StageVersionType } from "../stage/stage-ref.ts";
import { TaskType } from "../task/task-ref.ts";
import { WorkerType } from "../worker/worker-ref.ts";
import { ArtifactType, artifactsOf } from "./artifact-type.ts";
import { AttemptType } from "./attempt-ref.ts";

AttemptType.implement({
	description: "One execution of a task. Durations are by the worker's clock, points in time by the database's.",
	fields: (t) => ({
		id: t.exposeID("id", {
			description: "Stable, and only grows: a result is taken for the task's current attempt only.",
		}),
		task: t.field({ type: TaskType, description: "What it is a try of.", resolve: (attempt) => attempt.taskId }),
		number: t.exposeInt("number", { description: "1 for the first try." }),
		worker: t.field({
			type: WorkerType,
			nullable: true,
			description: "Who has it or had it.",
			resolve: (attempt) => attempt.workerId,
		}),
		workerId: t.exposeID("workerId", { description: "Who has it or had it." }),
		stageVersion: t.field({
			type: StageVersionType,
			description: "The edition of the stage it was run with.",
			resolve: (attempt) => attempt.stageVersionId,
		}),
		isPartial: t.exposeBoolean("isPartial", { description: "A group that was run before it was complete." }),
		inputCount: t.exposeInt("inputCount", { description: "How many inputs it got." }),
		outcome: t.field({
			type: AttemptOutcomeEnum,
			nullable: true,
			description: "How it ended; null while it runs.",
			resolve: (attempt) => attempt.outcome,
		}),
		exitCode: t.exposeInt("exitCode", {
			nullable: true,
			description: "Null when it did not end by itself or never started.",
		}),
		signal: t.exposeString("signal", { nullable: true, description: "What ended it, such as SIGKILL." }),
		problem: t.exposeString("problem", { nullable: true, description: "One sentence; null for success." }),
		logTail: t.exposeString("logTail", { nullable: true, description: "The last lines it wrote." }),
		dispatchedAt: t.expose("dispatchedAt", { type: "DateTime", description: "When it was given to the worker." }),
		startedAt: t.field({
			type: "DateTime",
			nullable: true,
			description: "When its program started; null before.",
			resolve: ({ dispatchedAt, pendingMs }) =>
				pendingMs === null ? null : new Date(dispatchedAt.getTime() + pendingMs),
		}),
		finishedAt: t.expose("finishedAt", {
			type: "DateTime",
			nullable: true,
			description: "When its result was taken; null while it runs.",
		}),
		pendingSeconds: t.float({
			nullable: true,
			description: "From being given to the worker to the start of the program.",
			resolve: (attempt) => inSeconds(attempt.pendingMs),
		}),
		runSeconds: t.float({
			nullable: true,
			description: "From the start of the program to its end.",
			resolve: (attempt) => inSeconds(attempt.runMs),
		}),
		cpuSeconds: t.exposeFloat("cpuSeconds", { nullable: true, description: "Of the program and all its children." }),
		maxCpuPercent: t.exposeFloat("maxCpuPercent", { nullable: true, description: "100 is one core." }),
		maxMemoryMb: t.exposeFloat("maxMemoryMb", {
			nullable: true,
			description: "Of the program and its children together.",
		}),
		command: t.stringList({
			nullable: true,
			description: "The final command line, argument by argument.",
			resolve: (attempt) => attempt.command && [...attempt.command],
		}),
		programHash: t.exposeString("programHash", {
			nullable: true,
			description:
				"SHA-256 of its script, as the worker found it right before it started it. Null while it runs, for programs that are no script, and where it could not be read.",
		}),
		metrics: t.expose("metrics", { type: "JSON", nullable: true, description: "What it measured: numbers by name." }),
		artifacts: t.field({
			type: [ArtifactType],
			description: "What it made. The addresses are the task's: they show the accepted result.",
			resolve: (attempt) => artifactsOf(attempt.taskId, attempt),
		}),
		stdoutUrl: t.string({
			description: "Its standard output as text, also in part (Range).",
			resolve: (attempt) => `/api/attempts/${attempt.id}/logs/stdout`,
		}),
		stderrUrl: t.string({
			description: "Its standard error as text, also in part (Range).",
			resolve: (attempt) => `/api/attempts/${attempt.id}/logs/stderr`,
		}),
	}),
});

function inSeconds(milliseconds: number | null): number | null {
	return milliseconds === null ? null : milliseconds / 1000;
}
