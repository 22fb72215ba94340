import type { Step } from "./editing-steps.ts";

/** Sequences that once ended otherwise than the model says. */
export const examples: readonly (readonly Step[])[] = [
	// The preview of a withdrawal saw nothing go where pairs were made of another stage's tiles.
	[
		{ kind: "add", rule: 2, parent: 0, other: 0 },
		{ kind: "insert", stage: 0 },
		{ kind: "tiles", tiles: [{ name: 8, isComplete: false, content: 0, shift: 0 }] },
		{ kind: "withdraw", names: [8], back: false },
	],
	// A program that fails after its stage was removed left its task failed instead of excluded.
	[
		{ kind: "tiles", tiles: [{ name: 0, isComplete: true, content: 0, shift: 0 }] },
		{ kind: "add", rule: 0, parent: 0, other: 0 },
		{ kind: "remove", stage: 0, takesChildren: false },
		{ kind: "finish", count: 1, outcome: "failed", content: 0 },
		{ kind: "undo" },
	],
	// A partial result that was being made while what feeds its group got other units passed for the whole.
	[
		{ kind: "add", rule: 4, parent: 0, other: 0 },
		{ kind: "add", rule: 5, parent: 1, other: 0 },
		{ kind: "rule", stage: 0, rule: 0 },
		{ kind: "tiles", tiles: [{ name: 0, isComplete: true, content: 0, shift: 0 }] },
		{ kind: "undo" },
		{ kind: "finish", count: 6, outcome: "succeeded", content: 0 },
	],
	// A tile that was imaged again, complete once more while the later one was being rewritten, counted beside it.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 9, isComplete: true, content: 0, shift: 0 },
				{ name: 17, isComplete: true, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 5, parent: 0, other: 0 },
		{ kind: "tiles", tiles: [{ name: 9, isComplete: false, content: 0, shift: 0 }] },
		{
			kind: "tiles",
			tiles: [
				{ name: 9, isComplete: true, content: 1, shift: 0 },
				{ name: 17, isComplete: false, content: 0, shift: 0 },
			],
		},
	],
	// A group whose members were exchanged for as many others kept the result of those that went.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 0, isComplete: true, content: 0, shift: 0 },
				{ name: 1, isComplete: true, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 6, parent: 0, other: 0 },
		{ kind: "region", min: 0, max: 0 },
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
		{ kind: "region", min: 1, max: 1 },
	],
	// A group that had other members for a moment while it ran was run once more.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 0, isComplete: true, content: 0, shift: 0 },
				{ name: 1, isComplete: true, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 6, parent: 0, other: 0 },
		{ kind: "skip", planes: [1] },
		{ kind: "skip", planes: [] },
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
	],
	// The preview said that a result of an older version runs again when the units above its stage become others.
	[
		{ kind: "add", rule: 4, parent: 0, other: 0 },
		{
			kind: "tiles",
			tiles: [
				{ name: 4, isComplete: true, content: 0, shift: 0 },
				{ name: 5, isComplete: true, content: 0, shift: 1 },
			],
		},
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
		{ kind: "insert", stage: 0 },
		{ kind: "rule", stage: 0, rule: 4 },
	],
	// A group's running program was made to run again for a newer member that had just been withdrawn.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 0, isComplete: true, content: 0, shift: 0 },
				{ name: 1, isComplete: false, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 5, parent: 0, other: 0 },
		{ kind: "finish", count: 1, outcome: "lost", content: 0 },
		{ kind: "tiles", tiles: [{ name: 3, isComplete: true, content: 0, shift: 0 }] },
		{ kind: "withdraw", names: [3, 1], back: false },
	],
	// A group's partial run counted as made of all, when the member it had gone without came back as it was.
	[
		{ kind: "tiles", tiles: [{ name: 0, isComplete: true, content: 0, shift: 1 }] },
		{ kind: "add", rule: 6, parent: 0, other: 0 },
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
		{ kind: "add", rule: 5, parent: 1, other: 0 },
		{
			kind: "tiles",
			tiles: [
				{ name: 1, isComplete: true, content: 0, shift: 0 },
				{ name: 0, isComplete: true, content: 0, shift: 0 },
			],
		},
		{ kind: "insert", stage: 0 },
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
	],
	// Of several tiles at one place, none of them complete yet, one pair was counted when planes are skipped.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 12, isComplete: false, content: 0, shift: 0 },
				{ name: 5, isComplete: false, content: 0, shift: 0 },
				{ name: 13, isComplete: false, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 2, parent: 0, other: 0 },
		{ kind: "skip", planes: [1] },
	],
	// A preview failed over the retired tasks of a stage that had another rule before it had pairs.
	[
		{
			kind: "tiles",
			tiles: [
				{ name: 0, isComplete: true, content: 0, shift: 0 },
				{ name: 1, isComplete: true, content: 0, shift: 0 },
			],
		},
		{ kind: "add", rule: 0, parent: 0, other: 0 },
		{ kind: "finish", count: 7, outcome: "succeeded", content: 0 },
		{ kind: "rule", stage: 0, rule: 2 },
		{ kind: "finish", count: 7, outcome: "succeeded", content: 0 },
		{ kind: "skip", planes: [1] },
		{ kind: "skip", planes: [] },
	],
	// A program runs again when its tile was another one while it ran, also when that is what it was before: the model said no.
	[
		{ kind: "tiles", tiles: [{ name: 17, isComplete: true, content: 0, shift: 0 }] },
		{ kind: "add", rule: 0, parent: 0, other: 0 },
		{ kind: "tiles", tiles: [{ name: 17, isComplete: true, content: 1, shift: 0 }] },
		{ kind: "tiles", tiles: [{ name: 17, isComplete: true, content: 0, shift: 0 }] },
	],
	// What ran while its tile was skipped for a moment ran again.
	[
		{ kind: "tiles", tiles: [{ name: 0, isComplete: true, content: 0, shift: 0 }] },
		{ kind: "add", rule: 0, parent: 0, other: 0 },
		{ kind: "skip", planes: [0] },
		{ kind: "skip", planes: [] },
		{ kind: "finish", count: 1, outcome: "succeeded", content: 0 },
	],
];

/** What an accepted result was made of. */
