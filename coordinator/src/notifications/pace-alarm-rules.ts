import type { ProjectPace } from "../status/pace/project-pace.ts";

/** What of a project's pace people should be told: only changes are, so that an alarm is told once. */

export const paceAspects = {
	arrival: ["tileOverdue", "arrivalResumed"],
	disk: ["diskCritical", "diskLow", "diskEnough"],
	processing: ["processingStuck", "processingResumed"],
	completion: ["projectDone"],
} as const;

export type PaceAspect = keyof typeof paceAspects;
export type PaceKind = (typeof paceAspects)[PaceAspect][number];
/** The last thing that was told of each aspect; absent where nothing was, or where it holds no more. */
export type ToldPace = Readonly<Partial<Record<PaceAspect, PaceKind>>>;

export interface PaceEvent {
	readonly severity: "info" | "warning" | "error";
	readonly kind: PaceKind;
	readonly message: string;
	readonly fields?: Readonly<Record<string, unknown>>;
}

/** `isFirstLook`: what has long been done is not told again by every coordinator that starts. */
export function paceEvents(
	pace: ProjectPace,
	told: ToldPace,
	isFirstLook: boolean,
): { readonly told: ToldPace; readonly events: readonly PaceEvent[] } {
	const events: PaceEvent[] = [];
	const next: Partial<Record<PaceAspect, PaceKind>> = { ...told };
	const tell = (aspect: PaceAspect, event: PaceEvent) => {
		if (told[aspect] === event.kind) return;
		next[aspect] = event.kind;
		events.push(event);
	};
	const { arrival, processing } = pace;
	if (arrival.verdict === "overdue") {
		tell("arrival", { severity: "warning", kind: "tileOverdue", message: sentence("Arrival", arrival.sentence) });
	} else if (told.arrival === "tileOverdue") {
		tell("arrival", { severity: "info", kind: "arrivalResumed", message: sentence("Arrival", arrival.sentence) });
	}
	const [worst] = [...pace.disks].sort((one, other) => badness(other.verdict) - badness(one.verdict));
	if (worst !== undefined && worst.verdict !== "enough") {
		const isCritical = worst.verdict === "critical";
		tell("disk", {
			severity: isCritical ? "error" : "warning",
			kind: isCritical ? "diskCritical" : "diskLow",
			message: sentence(`Disk of ${worst.roots.join(", ")}`, worst.sentence),
		});
	} else if (told.disk === "diskLow" || told.disk === "diskCritical") {
		tell("disk", { severity: "info", kind: "diskEnough", message: "The disks have enough room again." });
	}
	if (processing.verdict === "stuck") {
		tell("processing", {
			severity: "warning",
			kind: "processingStuck",
			message: sentence("Processing", processing.sentence),
		});
	} else if (told.processing === "processingStuck") {
		tell("processing", { severity: "info", kind: "processingResumed", message: "Processing goes on." });
	}
	const left = processing.failed + processing.inReview;
	const isDone = processing.verdict === "done" || (processing.verdict === "idle" && left > 0);
	if (arrival.verdict === "finished" && isDone) {
		if (isFirstLook) next.completion = "projectDone";
		else if (left === 0)
			tell("completion", { severity: "info", kind: "projectDone", message: "Everything that was acquired is done." });
		else
			tell("completion", {
				severity: "warning",
				kind: "projectDone",
				message: sentence("Nothing more can be done by itself", processing.sentence),
				fields: { failed: processing.failed, inReview: processing.inReview },
			});
	} else {
		delete next.completion;
	}
	return { told: next, events };
}

/** The alarms of a pace that hold no more, whoever told them and when. Of disks nobody can see nothing is said. */
export function overKinds({ arrival, processing, disks }: ProjectPace): readonly PaceKind[] {
	const worst = Math.max(...disks.map((disk) => badness(disk.verdict)));
	return [
		...(arrival.verdict === "overdue" ? [] : (["tileOverdue"] as const)),
		...(processing.verdict === "stuck" ? [] : (["processingStuck"] as const)),
		...(disks.length === 0 || worst === 1 ? [] : (["diskLow"] as const)),
		...(disks.length === 0 || worst === 2 ? [] : (["diskCritical"] as const)),
	];
}

function badness(verdict: "enough" | "low" | "critical"): number {
	return verdict === "critical" ? 2 : verdict === "low" ? 1 : 0;
}

function sentence(what: string, words: string): string {
	return `${what}: ${words}${/[.!?]$/.test(words) ? "" : "."}`;
}
