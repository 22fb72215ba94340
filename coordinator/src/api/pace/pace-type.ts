import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId } from "@tilewright/contract/ids";
import type { ArrivalPace, ArrivalVerdict } from "../../status/pace/arrival-pace.ts";
import type { DiskVerdict } from "../../status/pace/disk-rules.ts";
import type { ProcessingPace } from "../../status/pace/processing-pace.ts";
import type { DiskPace, ProjectPace } from "../../status/pace/project-pace.ts";
import type { StagePace } from "../../status/pace/stage-pace-rules.ts";
import type { RateBasis } from "../../status/pace/stage-rate-rules.ts";
import type { ProcessingVerdict, StageVerdict } from "../../status/pace/verdict-rules.ts";
import type { ApiContext } from "../api-context.ts";
import { newest, PushedStream } from "../changes/pushed-stream.ts";
import { subscribing } from "../changes/subscribing.ts";
import { enumType } from "../enum-type.ts";
import { readSmallId } from "../id-argument.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";

const ArrivalVerdictEnum = enumType<ArrivalVerdict>("ArrivalVerdict", "Whether tiles come as they should.", {
	notStarted: "No tile has arrived yet.",
	learning: "Too few tiles have arrived to know a rhythm.",
	onTime: "The next tile is not late.",
	overdue: "The next tile should have been here for a while: look at the instrument.",
	finished: "Nothing more will come, or all that is expected is here.",
});

const ProcessingVerdictEnum = enumType<ProcessingVerdict>(
	"ProcessingVerdict",
	"Whether processing keeps pace with the acquisition: what is true of the stage that is worst off, and where none needs a person, how what lies ready in all of them has changed over three minutes.",
	{
		idle: "Nothing is to be done now.",
		done: "Everything that arrived is done.",
		measuring: "Something lies ready, and it has not been seen for long enough to tell whether that grows.",
		keepingUp: "What becomes ready is soon taken, or stays less than a minute behind.",
		catchingUp: "There is a backlog, and it does not grow.",
		fallingBehind: "There is a backlog, and it grows.",
		stuck:
			"Something has been ready for a minute, a worker had room for it, and nothing has begun; or nobody has been there to run it for ten seconds.",
		failing: "The newest tries of a stage all failed.",
		paused: "Tasks are ready, and somebody paused their stage, the project, or all workers that could run them.",
		pausedItself: "A stage paused itself after many failures in a row, and waits for a person.",
		held: "A stage was tried out, and its other tasks wait for a person to decide.",
	},
);

const StageVerdictEnum = enumType<StageVerdict>("StagePaceVerdict", "Whether a stage keeps pace with what it gets.", {
	idle: "It has nothing to do now.",
	done: "It has done everything it got.",
	keepingUp: "What becomes ready is soon taken.",
	catchingUp: "It has a backlog, and it shrinks or waits its turn.",
	fallingBehind: "It has a backlog, and it grows.",
	stuck:
		"Something has been ready for a minute, a worker had room for it, and nothing has begun; or nobody has been there to run it for ten seconds.",
	failing: "Its newest tries all failed: five in a row, or the first three.",
	paused: "Tasks are ready, and it is paused, or every worker that could run them is.",
	pausedItself: "It paused itself after many failures in a row, and waits for a person.",
	held: "It was tried out, and the other tasks wait for a person to decide.",
});

const RateBasisEnum = enumType<RateBasis>("RateBasis", "How a rate is known.", {
	measured: "Counted over enough tasks.",
	estimated: "From how long a task takes and how many run, or from very few tasks: only about right.",
});

const DiskVerdictEnum = enumType<DiskVerdict>("DiskVerdict", "How long a disk lasts.", {
	enough: "Nothing to worry about.",
	low: "Full within twelve hours, less than 5 % free, or too small for the tiles to come.",
	critical: "Full within two hours, or less than 1 % free.",
});

const ArrivalPaceType = builder.objectRef<ArrivalPace>("ArrivalPace").implement({
	description: "The rhythm of the acquisition, learned from when its own last 1,000 tiles arrived.",
	fields: (t) => ({
		verdict: t.field({ type: ArrivalVerdictEnum, description: "In a word.", resolve: (pace) => pace.verdict }),
		sentence: t.exposeString("sentence", { description: "For people, without a full stop." }),
		arrived: t.exposeInt("arrived", { description: "Tiles known." }),
		expected: t.exposeInt("expected", { nullable: true, description: "Of all sources; null when one does not say." }),
		tileSeconds: t.exposeFloat("tileSeconds", { nullable: true, description: "The usual time between two tiles." }),
		rowSeconds: t.exposeFloat("rowSeconds", { nullable: true, description: "The usual time before a row begins." }),
		planeSeconds: t.exposeFloat("planeSeconds", {
			nullable: true,
			description: "The usual time before a plane begins.",
		}),
		tilesPerMinute: t.exposeFloat("tilesPerMinute", {
			nullable: true,
			description: "Over the last five minutes, pauses included.",
		}),
		lastAt: t.expose("lastAt", { type: "DateTime", nullable: true, description: "When the last tile arrived." }),
		nextDueAt: t.expose("nextDueAt", { type: "DateTime", nullable: true, description: "When the next one is due." }),
		alarmAt: t.expose("alarmAt", {
			type: "DateTime",
			nullable: true,
			description: "From when on the next tile counts as overdue.",
		}),
		secondsLeft: t.exposeInt("secondsLeft", {
			nullable: true,
			description: "Until all expected tiles are here at the present rate; null when it cannot be said.",
		}),
	}),
});

const StagePaceType = builder.objectRef<StagePace>("StagePace").implement({
	description:
		"How a stage gets on. Rates are over the time in which it could work: at most the last five minutes, and not before it was added, resumed, or got work again; while it has a backlog, moments without work are left out.",
	fields: (t) => ({
		stageId: t.exposeID("stageId", { description: "Which stage." }),
		name: t.exposeString("name", { description: "Its name." }),
		verdict: t.field({ type: StageVerdictEnum, description: "In a word.", resolve: (pace) => pace.verdict }),
		endedPerMinute: t.exposeFloat("endedPerMinute", {
			nullable: true,
			description: "Tasks that ended by having run; null while that is being measured.",
		}),
		rateBasis: t.field({
			type: RateBasisEnum,
			nullable: true,
			description: "How that is known; null while it is being measured.",
			resolve: (pace) => pace.rateBasis,
		}),
		rateSeconds: t.exposeInt("rateSeconds", { description: "The time the rate is over." }),
		comingPerMinute: t.exposeFloat("comingPerMinute", {
			nullable: true,
			description: "Tasks that became ready; what came in one go, as when a stage is added, is left out.",
		}),
		backlog: t.exposeInt("backlog", { description: "Tasks that are ready and that nobody has taken." }),
		held: t.exposeInt("held", {
			description: "Tasks that are ready and wait for a person: the stage is paused, or tried out on others.",
		}),
		retrying: t.exposeInt("retrying", {
			description:
				"Tasks whose last try failed and that are ready for another one; of many, at most 5,000 are counted.",
		}),
		running: t.exposeInt("running", { description: "Tasks that run." }),
		remaining: t.exposeInt("remaining", {
			nullable: true,
			description: "Tasks still to end, those of the expected tiles included.",
		}),
		secondsLeft: t.exposeInt("secondsLeft", {
			nullable: true,
			description: "Until these have ended at the present rate; null when it cannot be said.",
		}),
		isEstimate: t.exposeBoolean("isEstimate", { description: "That is a first estimate: little has been seen yet." }),
		staleResults: t.exposeInt("staleResults", {
			nullable: true,
			description:
				"Results made with another recipe or from other inputs, without those that are made again anyway. Counted a few seconds after a change, for who watches; null before that.",
		}),
	}),
});

const ProcessingPaceType = builder.objectRef<ProcessingPace>("ProcessingPace").implement({
	description: "Whether processing keeps pace with the acquisition.",
	fields: (t) => ({
		verdict: t.field({ type: ProcessingVerdictEnum, description: "In a word.", resolve: (pace) => pace.verdict }),
		failed: t.exposeInt("failed", { description: "Tasks that failed and wait for a person." }),
		inReview: t.exposeInt("inReview", { description: "Results that wait for a person to approve or reject them." }),
		setAside: t.exposeInt("setAside", {
			description: "Ready tasks that wait for a person: their stage is paused or tried out.",
		}),
		retrying: t.exposeInt("retrying", {
			description: "Tasks whose last try failed and that are ready for another one.",
		}),
		behindSeconds: t.exposeInt("behindSeconds", {
			nullable: true,
			description: "How long the workers have to do with what is ready; null while that is not known.",
		}),
		limit: t.exposeString("limit", {
			nullable: true,
			description:
				"What the workers are busy with and how many would keep up, where it is their number that holds the tiles up. For people, without a full stop.",
		}),
		sentence: t.exposeString("sentence", { description: "For people, without a full stop." }),
		secondsLeft: t.exposeInt("secondsLeft", {
			nullable: true,
			description:
				"Until acquisition and processing are done, without what is held, paused, failing or stuck; null when it cannot be said.",
		}),
		isEstimate: t.exposeBoolean("isEstimate", {
			description: "That is a first estimate: of the stage it depends on little has been seen yet.",
		}),
		isMeasuring: t.exposeBoolean("isMeasuring", {
			description: "It cannot be said yet, because the rate of a stage is still being measured.",
		}),
	}),
});

const DiskPaceType = builder.objectRef<DiskPace>("DiskPace").implement({
	description: "A file system on which folders of the project lie, as this server sees it.",
	fields: (t) => ({
		roots: t.exposeStringList("roots", { description: "The folders of sources and results that lie on it." }),
		verdict: t.field({ type: DiskVerdictEnum, description: "In a word.", resolve: (disk) => disk.verdict }),
		sentence: t.exposeString("sentence", { description: "For people, without a full stop." }),
		freeBytes: t.exposeFloat("freeBytes", { description: "What programs may still write." }),
		totalBytes: t.exposeFloat("totalBytes", { description: "Its size." }),
		shrinkingBytesPerHour: t.exposeFloat("shrinkingBytesPerHour", {
			nullable: true,
			description:
				"How fast free space shrank in the last two hours while tiles came or tasks ran; null before ten minutes of that were seen, and while the project does not write.",
		}),
		hoursLeft: t.exposeFloat("hoursLeft", {
			nullable: true,
			description: "Until it is full at that rate; null when it does not shrink.",
		}),
		neededBytes: t.exposeFloat("neededBytes", {
			nullable: true,
			description:
				"What the tiles still to come and the results still to be made will need here, judged by the last ones; null while that is not known.",
		}),
	}),
});

const ProjectPaceType = builder.objectRef<ProjectPace>("ProjectPace").implement({
	description: "Whether the acquisition keeps up: arrival of tiles, processing, disks.",
	fields: (t) => ({
		arrival: t.field({ type: ArrivalPaceType, description: "Of tiles.", resolve: (pace) => pace.arrival }),
		processing: t.field({
			type: ProcessingPaceType,
			description: "Of all stages together.",
			resolve: (pace) => pace.processing,
		}),
		stages: t.field({
			type: [StagePaceType],
			description: "Of each stage that runs a program.",
			complexity: { field: 1, multiplier: 10 },
			resolve: (pace) => [...pace.stages],
		}),
		bottleneck: t.field({
			type: StagePaceType,
			nullable: true,
			description:
				"The stage the others wait for, or that uses most of the workers where these are what limits; null while processing keeps up.",
			resolve: (pace) => pace.bottleneck,
		}),
		disks: t.field({
			type: [DiskPaceType],
			description: "Where acquisition and results lie.",
			resolve: (pace) => [...pace.disks],
		}),
	}),
});

builder.objectField(ProjectType, "pace", (t) =>
	t.field({
		type: ProjectPaceType,
		nullable: true,
		description: "Whether it keeps up; null for archived projects. Pushed by `projectPaceChanged`.",
		complexity: 5,
		resolve: (project, _arguments, context) => context.pace.paceOf(project.id),
	}),
);

builder.subscriptionField("projectPaceChanged", (t) =>
	t.field({
		type: ProjectPaceType,
		description: "Whether a project keeps up: at once, and then whenever it has changed, at most once a second.",
		args: { projectId: t.arg.id({ required: true, description: "Which project." }) },
		subscribe: (_root, { projectId }, context) => subscribing(context, () => watchPace(context, projectId)),
		resolve: (pace) => pace,
	}),
);

async function watchPace(context: ApiContext, id: string | number): Promise<PushedStream<ProjectPace>> {
	const projectId = readSmallId(id, "project", asProjectId);
	const stream = new PushedStream<ProjectPace>(newest(1), () => stop());
	const stop = context.pace.subscribe(projectId, (pace) => stream.push(pace));
	const pace = await context.pace.paceOf(projectId);
	if (pace === null) {
		stop();
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `There is no project ${projectId} whose pace could be watched.`,
			fields: { projectId },
		});
	}
	stream.push(pace);
	return stream;
}
