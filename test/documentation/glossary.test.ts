import { buildSchema, isEnumType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { firstColumn, readDocument } from "./markdown.ts";

const text = readDocument("docs/glossary.md");
/** `**plate**, **well**` are two words of one line. */
const words = firstColumn(text, "word").flatMap((cell) => [...cell.matchAll(/\*\*(.+?)\*\*/g)].map(([, word]) => word));

/** How lists, answers to mutations and the three roots are called follows from the words they are about. */
const derived = /(Connection|Edge|Payload)$|^(Query|Mutation|Subscription)$|^__/;

/** `TaskDefinition` → `task definition`. */
function toWords(typeName: string): string {
	return typeName.replaceAll(/(?!^)[A-Z]/g, " $&").toLowerCase();
}

describe("docs/glossary.md", () => {
	it("explains every type and enumeration of the API", () => {
		const types = Object.values(buildSchema(readDocument("coordinator/schema.graphql")).getTypeMap());
		const names = types.filter((type) => isObjectType(type) || isEnumType(type)).map(({ name }) => name);
		const wanted = names.filter((name) => !derived.test(name)).map(toWords);
		expect(wanted.length).toBeGreaterThan(30);
		expect(wanted.filter((word) => !words.includes(word))).toEqual([]);
	});

	it("gives every word once, with one sentence that ends as one", () => {
		expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
		const meanings = text.split("\n").filter((line) => line.startsWith("| **"));
		const ragged = meanings.filter(
			(line) =>
				!line
					.split("|")[2]
					?.trim()
					.match(/^[A-Z].*\.$|\(comes with a later step\)\.$/),
		);
		expect(ragged).toEqual([]);
	});
});
