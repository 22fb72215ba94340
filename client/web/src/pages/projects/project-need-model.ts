import type { ListedProject } from "../../live/live.ts";
import type { Tone } from "../../states/state-table.ts";
import { countWords } from "../../wording/number-words.ts";
import { aheadWords } from "../../wording/time-words.ts";
import { arrivalTable, diskTable, type EndWords, endOf, processingLook } from "../project/pace/pace-model.ts";

/** Whether all is well with a project, in a word and a sentence: what its own page says in the strip. */

/** In the order in which projects are listed: the one that needs somebody most first. */
export const needs = ["alarm", "person", "running", "done"] as const;
export type Need = (typeof needs)[number];

/** Something that is said besides, as it is not as it should be. */
export interface Sign {
	readonly tone: Tone["tone"];
	readonly words: string;
}

export interface ProjectNeed {
	readonly need: Need;
	/** Of processing, as in the strip of the project; null until the coordinator has looked. */
	readonly look: Tone | null;
	readonly sentence: string;
	/** `the rest done in about 24 min`; empty where it is over or nobody can say. */
	readonly end: string;
	/** `9 failed, 69 to review`; empty where nothing waits for a person, or where the sentence says so. */
	readonly forPerson: string;
	readonly signs: readonly Sign[];
}

type Judged = Pick<ListedProject, "pace" | "sources" | "isPaused">;

export function projectNeed({ pace, sources, isPaused }: Judged): ProjectNeed {
	const signs: Sign[] = sources.flatMap(({ name, problem }) =>
		problem === null ? [] : [{ tone: "bad", words: `${name}: ${problem.message}` }],
	);
	if (pace === null) {
		return { need: signs.length > 0 ? "alarm" : "running", look: null, sentence: "", end: "", forPerson: "", signs };
	}
	const { processing, arrival, disks } = pace;
	if (arrival.verdict === "OVERDUE") {
		signs.unshift({ tone: arrivalTable.OVERDUE.tone, words: `tile overdue: ${arrival.sentence}` });
	}
	for (const { verdict, sentence } of disks) {
		if (verdict !== "ENOUGH")
			signs.push({ tone: diskTable[verdict].tone, words: `disk ${diskTable[verdict].word}: ${sentence}` });
	}
	const look = processingLook(processing);
	const waits = [
		processing.failed > 0 ? `${countWords(processing.failed)} failed` : "",
		processing.inReview > 0 ? `${countWords(processing.inReview)} to review` : "",
		processing.setAside > 0 ? `${countWords(processing.setAside)} set aside` : "",
	].filter((words) => words !== "");
	const isAlarm = look.tone === "bad" || signs.some(({ tone }) => tone === "bad");
	const needsPerson = waits.length > 0 || isPaused || signs.length > 0 || processing.verdict === "PAUSED";
	const isOver = isOverIn(pace);
	return {
		need: isAlarm ? "alarm" : needsPerson ? "person" : isOver ? "done" : "running",
		look,
		sentence: processing.sentence,
		end: isOver ? "" : endWords(endOf(processing), waits.length > 0),
		forPerson: isOver ? "" : waits.join(", "),
		signs,
	};
}

function endWords(end: EndWords, isRest: boolean): string {
	return end.kind === "known"
		? `${isRest ? "the rest done" : "done"} in about ${aheadWords(1000 * end.inSeconds)}`
		: "";
}

function isOverIn({ processing, arrival }: NonNullable<Judged["pace"]>): boolean {
	const isIdle = processing.verdict === "DONE" || processing.verdict === "IDLE";
	return isIdle && (arrival.verdict === "FINISHED" || arrival.verdict === "NOT_STARTED");
}

/** Those that need somebody first; among equals as they were given. */
export function byNeed<Project extends Judged>(
	projects: readonly Project[],
): readonly { readonly project: Project; readonly need: ProjectNeed }[] {
	const judged = projects.map((project) => ({ project, need: projectNeed(project) }));
	const rank = ({ need }: ProjectNeed) => needs.indexOf(need);
	return judged.sort((one, other) => rank(one.need) - rank(other.need));
}

/** `1 project needs you now, 2 need a person, 3 run, 1 is done`; empty for none. */
export function overallWords(judged: readonly ProjectNeed[]): string {
	const count = (wanted: Need) => judged.filter(({ need }) => need === wanted).length;
	const part = (wanted: Need, one: string, many: string) => {
		const number = count(wanted);
		return number === 0 ? "" : `${countWords(number)} ${number === 1 ? one : many}`;
	};
	const parts = [
		part("alarm", "has an alarm", "have an alarm"),
		part("person", "waits for a person", "wait for a person"),
		part("running", "is under way", "are under way"),
		part("done", "is done", "are done"),
	].filter((words) => words !== "");
	return parts.join(", ");
}
