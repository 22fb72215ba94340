import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLiteralSubject, isSubjectMatched, isSubscribableSubject, SubjectTree } from "./subject-tree.ts";

function matches(tree: SubjectTree<string>, subject: string): string[] {
	const found: string[] = [];
	tree.match(subject, (name) => found.push(name));
	return found.sort();
}

describe("the subject tree", () => {
	it("finds who listens to a subject", () => {
		const tree = new SubjectTree<string>();
		for (const subject of ["a.b", "a.*", "a.>", "*.b", ">", "a.b.c", "a"]) tree.add(subject, subject);
		expect(matches(tree, "a.b")).toEqual(["*.b", ">", "a.*", "a.>", "a.b"]);
		expect(matches(tree, "a")).toEqual([">", "a"]);
		expect(matches(tree, "a.b.c")).toEqual([">", "a.>", "a.b.c"]);
		expect(matches(tree, "b")).toEqual([">"]);
	});

	it("keeps nothing of removed subscriptions", () => {
		const tree = new SubjectTree<string>();
		tree.add("a.b.*.c", "one");
		tree.add("a.>", "two");
		tree.remove("a.b.*.c", "one");
		expect(matches(tree, "a.b.x.c")).toEqual(["two"]);
		tree.remove("a.>", "two");
		expect(tree.isEmpty).toBe(true);
	});

	it("agrees with matching one pattern at a time", () => {
		const token = fc.constantFrom("a", "b", "*");
		const pattern = fc
			.tuple(fc.array(token, { minLength: 1, maxLength: 4 }), fc.boolean())
			.map(([tokens, hasRest]) => [...tokens, ...(hasRest ? [">"] : [])].join("."));
		const subject = fc
			.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 })
			.map((tokens) => tokens.join("."));
		fc.assert(
			fc.property(fc.array(pattern), subject, (patterns, literal) => {
				const tree = new SubjectTree<string>();
				for (const [index, each] of patterns.entries()) tree.add(each, `${index}`);
				const expected = [...patterns.keys()].filter((index) => isSubjectMatched(patterns[index] ?? "", literal));
				expect(matches(tree, literal)).toEqual(expected.map(String).sort());
			}),
		);
	});

	it("knows which subjects may be published to and which subscribed to", () => {
		expect(["a", "a.b", "a.*", "a.>", "a..b", "", ".a"].map(isLiteralSubject)).toEqual([
			true,
			true,
			false,
			false,
			false,
			false,
			false,
		]);
		expect(["a.*", "*.a", "a.>", ">", ">.a", "a..b", ""].map(isSubscribableSubject)).toEqual([
			true,
			true,
			true,
			true,
			false,
			false,
			false,
		]);
	});
});
