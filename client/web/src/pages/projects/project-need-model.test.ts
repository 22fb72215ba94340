import { describe, expect, it } from "vitest";
import type { ListedProject } from "../../live/live.ts";
import { byNeed, overallWords, projectNeed } from "./project-need-model.ts";

type Pace = NonNullable<ListedProject["pace"]>;

function project(
	changes: {
		arrival?: Pace["arrival"]["verdict"];
		processing?: Partial<Pace["processing"]>;
		disks?: Pace["disks"];
		problem?: string;
		isPaused?: boolean;
	} = {},
) {
	const source = changes.problem === undefined ? [] : [{ name: "Acquisition", problem: { message: changes.problem } }];
	return {
		isPaused: changes.isPaused ?? false,
		// Of a source these words look at its name and its problem only.
		sources: source as unknown as ListedProject["sources"],
		pace: {
			arrival: { verdict: changes.arrival ?? "ON_TIME", sentence: "3 min late, usually 1.5 s" },
			processing: {
				verdict: "KEEPING_UP",
				failed: 0,
				inReview: 0,
				setAside: 0,
				retrying: 0,
				behindSeconds: null,
				limit: null,
				sentence: "processing keeps up with the tiles",
				secondsLeft: null,
				isEstimate: false,
				isMeasuring: false,
				...changes.processing,
			},
			disks: changes.disks ?? [{ verdict: "ENOUGH", sentence: "2 TB free" }],
		} satisfies Pace,
	};
}

const running = project();
const done = project({ arrival: "FINISHED", processing: { verdict: "DONE", sentence: "everything is done" } });
const failed = project({ processing: { failed: 9, inReview: 69 } });
const overdue = project({ arrival: "OVERDUE" });

describe("whether all is well with a project", () => {
	it("is said in the words of its own page, with what needs a person", () => {
		expect(projectNeed(running)).toMatchObject({ need: "running", look: { word: "keeps up" }, forPerson: "" });
		expect(projectNeed(failed)).toMatchObject({
			need: "person",
			look: { word: "keeps up" },
			forPerson: "9 failed, 69 to review",
		});
		const ending = (processing: Partial<Pace["processing"]>) => projectNeed(project({ processing })).end;
		expect(ending({})).toBe("");
		expect(ending({ secondsLeft: 1_440 })).toBe("done in about 24 min");
		expect(ending({ secondsLeft: 1_440, failed: 9 })).toBe("the rest done in about 24 min");
		// A trial waits for somebody while everything else goes on.
		expect(projectNeed(project({ processing: { setAside: 38 } }))).toMatchObject({
			need: "person",
			forPerson: "38 set aside",
		});
		const over = project({
			arrival: "FINISHED",
			processing: { verdict: "DONE", failed: 9, sentence: "9 tasks failed; everything else is done" },
		});
		// The sentence says how many already.
		expect(projectNeed(over)).toMatchObject({ need: "person", look: { word: "needs you" }, forPerson: "" });
	});

	it("names what is wrong besides: a late tile, a disk that is short, a source that cannot be read", () => {
		const words = (one: ReturnType<typeof project>) => projectNeed(one).signs.map((sign) => sign.words);
		expect(words(overdue)).toEqual(["tile overdue: 3 min late, usually 1.5 s"]);
		const low = project({ disks: [{ verdict: "LOW", sentence: "40 GB free" }] });
		expect(words(low)).toEqual(["disk low: 40 GB free"]);
		expect(projectNeed(low).need).toBe("person");
		const unreadable = project({ problem: "The folder cannot be read" });
		expect(words(unreadable)).toEqual(["Acquisition: The folder cannot be read"]);
		expect(projectNeed(unreadable).need).toBe("alarm");
		expect(words(running)).toEqual([]);
	});

	it("puts what needs somebody first, and leaves equals in their order", () => {
		const stuck = project({ processing: { verdict: "STUCK" } });
		const paused = project({ isPaused: true });
		const order = byNeed([done, running, failed, overdue, paused, stuck]).map((entry) => entry.project);
		expect(order).toEqual([overdue, stuck, failed, paused, running, done]);
	});

	it("is counted over all projects", () => {
		const judged = byNeed([done, running, failed, overdue, done]).map(({ need }) => need);
		expect(overallWords(judged)).toBe("1 has an alarm, 1 waits for a person, 1 is under way, 2 are done");
		expect(overallWords([])).toBe("");
	});
});
