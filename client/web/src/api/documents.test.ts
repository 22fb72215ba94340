import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
// @ts-expect-error The generator is a plain script, so that it runs on Node 20 without a build.
import { documentFiles, generateDocuments, schemaPath, targetPath } from "../../generate-documents.mjs";

const schemaText = readFileSync(schemaPath, "utf8");

describe("the page's GraphQL documents", () => {
	it("fit the API's schema, and their committed types are the ones the schema gives", () => {
		const generated = generateDocuments(schemaText, documentFiles());
		expect(readFileSync(targetPath, "utf8"), "stale: run `npm run generate -w client/web`").toBe(generated);
	});

	it("are refused when they ask for a field the schema does not have", () => {
		const files = [{ name: "wrong.graphql", text: "query Wrong { projects { id shoeSize } }" }];
		expect(() => generateDocuments(schemaText, files)).toThrow(/shoeSize/);
	});
});
